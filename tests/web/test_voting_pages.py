"""The pages of the vote: board, entry, plain form; what they cost and what they tell."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.accounts.models import Person
from pingxuan.campaigns.actions import load_sheet
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Role
from pingxuan.voting.actions.pausing import pause, pause_entry, resume, withdraw_entry
from pingxuan.voting.models import Entry
from tests.builders import VOTING, Province, at, make_officer, make_person, sheet_text
from tests.voting.builders import Contest, make_accepted, make_contest, publish, shift_to, sign_in

SLUG = "mass-line-2021"
BOARD = f"/c/{SLUG}/vote"


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def units(province: Province) -> list:
    return [province.county_unit, province.city_unit, province.provincial_unit]


@pytest.fixture
def contest(campaign: Campaign, units: list) -> Contest:
    shift_to(campaign, VOTING, now())
    return make_contest(campaign, units)


@pytest.fixture
def voter(contest: Contest) -> Person:
    return make_person(1)


def numbers_on(client: Client, query: str = "") -> list[str]:
    return numbers_in(client.get(BOARD + query))


def numbers_in(page: HttpResponse) -> list[str]:
    return re.findall(r'id="entry-([^"]+)"', page.content.decode())


def test_the_board_opens_without_signing_in_and_the_order_stays_for_the_day(
    client: Client, contest: Contest, voter: Person
) -> None:
    first = client.get(BOARD)
    order = numbers_in(first)

    assert first.status_code == 200
    assert sorted(order) == contest.numbers
    assert numbers_on(client) == order
    client.force_login(voter)
    assert numbers_on(client) == order


def test_filters_keep_the_relative_order(client: Client, contest: Contest, units: list) -> None:
    writer = make_person(2)
    for n in range(2, 12):
        make_accepted(contest.campaign, units[0], writer, f"J-{n:03d}", title=f"水表会说话{n}")
    publish(contest.campaign, contest.manager)
    everything = numbers_on(client)

    in_category = numbers_on(client, "?cat=institution")
    found = numbers_on(client, "?q=水表")

    assert in_category == [n for n in everything if n.startswith("J")]
    assert found == [n for n in everything if n.startswith("J") and n != "J-001"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("J-002", ["J-002"]),
        ("j002", ["J-002"]),
        ("水表", ["J-002"]),
        ("sbhsh", ["J-002"]),
        ("水表 青杨", ["J-002"]),
        ("气象服务", ["C-001"]),
        ("没有的", []),
    ],
)
def test_search_by_number_words_place_unit_and_initials(
    client: Client, contest: Contest, units: list, query: str, expected: list[str]
) -> None:
    make_accepted(contest.campaign, units[0], make_person(2), "J-002", title="水表会说话")
    publish(contest.campaign, contest.manager)

    assert numbers_on(client, f"?q={query}") == expected


@pytest.mark.parametrize("query", ["zmf", "cmf", "曾明", "青杨县 zmf"])
def test_a_surname_is_found_by_its_own_reading_too(
    client: Client, contest: Contest, units: list, query: str
) -> None:
    make_accepted(
        contest.campaign,
        units[0],
        make_person(2),
        "G-009",
        category="individual",
        name="曾明芳",
        post="青杨县卫生院医师",
    )
    publish(contest.campaign, contest.manager)

    assert numbers_on(client, f"?q={query}") == ["G-009"]


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_the_board_costs_the_same_queries_for_one_three_and_many(
    client: Client, campaign: Campaign, units: list, is_signed_in: bool
) -> None:
    shift_to(campaign, VOTING, now())
    manager = make_officer(9001, Role.MANAGER, campaign, None)
    writer = make_person(2)
    if is_signed_in:
        sign_in(client, make_person(1))
    costs = []
    for upto in (1, 3, 90):
        for n in range(Entry.objects.count() + 1, upto + 1):
            make_accepted(campaign, units[0], writer, f"J-{n:03d}")
        publish(campaign, manager)
        client.get(BOARD)  # the first look after a change reads the cards
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(numbers_on(client)) == min(upto, 40)
        costs.append(len(queries))

    assert len(set(costs)) == 1
    assert costs[0] <= (6 if is_signed_in else 3)


def test_an_extended_vote_says_until_when_and_what_was_said_before(
    client: Client, contest: Contest
) -> None:
    assert "投票延长到" not in client.get(BOARD).content.decode()
    ends = "opens_at = 2021-11-20T20:00:00\ncloses_at = 2021-12-01T00:00:00"
    assert sheet_text().count(ends) == 1
    load_sheet(sheet_text().replace(ends, f"{ends[:-8]}12:00:00"), now=now())

    for path in (BOARD, f"/c/{SLUG}/e/J-001", f"/c/{SLUG}/"):
        page = client.get(path).content.decode()
        assert "投票延长到 12 月 1 日 12:00" in page, path
        assert "原定 11 月 30 日 24:00 截止" in page


def test_paging_shows_each_entry_once(client: Client, contest: Contest, units: list) -> None:
    writer = make_person(2)
    for n in range(2, 92):
        make_accepted(contest.campaign, units[0], writer, f"J-{n:03d}")
    publish(contest.campaign, contest.manager)

    pages = [numbers_on(client, f"?page={page}") for page in (1, 2, 3)]

    assert [len(page) for page in pages] == [40, 40, 13]
    assert len({number for page in pages for number in page}) == 93


@pytest.mark.parametrize(
    ("moment", "words", "is_open"),
    [
        (at("11-20 19:59"), "11 月 20 日 20:00 开始", False),
        (at("11-20 20:00"), "11 月 30 日 24:00 截止", True),
        (at("11-30 23:59"), "11 月 30 日 24:00 截止", True),
        (at("12-01 00:00"), "已于 11 月 30 日 24:00 结束", False),
    ],
)
def test_the_board_says_when(
    client: Client, contest: Contest, moment: datetime, words: str, is_open: bool
) -> None:
    shift_to(contest.campaign, moment, now())

    page = client.get(BOARD)

    assert words in page.content.decode()
    assert ("data-vote=" in page.content.decode()) is is_open


def test_a_pause_is_told_with_its_reason_and_ends(client: Client, contest: Contest) -> None:
    pause(contest.campaign, reason="系统检修到 15:00", person=contest.manager, now=now())
    paused = client.get(BOARD).content.decode()
    resume(contest.campaign, person=contest.manager, now=now())
    resumed = client.get(BOARD).content.decode()

    assert "系统检修到 15:00" in paused
    assert "data-vote=" not in paused
    assert "系统检修" not in resumed
    assert "data-vote=" in resumed


def test_an_entry_that_stands_still_or_left_says_why(client: Client, contest: Contest) -> None:
    first, second, third = Entry.objects.order_by("number")
    pause_entry(first, reason="数据核对中", person=contest.manager, now=now())
    withdraw_entry(second, reason="单位申请撤回", person=contest.manager, now=now())

    paused = client.get(f"/c/{SLUG}/e/{first.number}").content.decode()
    left = client.get(f"/c/{SLUG}/e/{second.number}").content.decode()
    stands = client.get(f"/c/{SLUG}/e/{third.number}").content.decode()

    assert "数据核对中" in paused
    assert "单位申请撤回" in left
    assert [page.count("data-vote=") for page in (paused, left, stands)] == [0, 0, 2]


def test_the_entry_page_shows_public_fields_only_and_safe_links(
    client: Client, contest: Contest, units: list
) -> None:
    make_accepted(
        contest.campaign,
        units[0],
        make_person(2),
        "J-002",
        title="电梯<b>加装",
        works=[
            {"name": "第一篇", "link": "https://example.org/1", "reads": 1200, "comments": 30},
            {"name": "第二篇", "link": "javascript:alert(1)", "reads": 800},
        ],
        accounts=[
            {"platform": "weibo", "name": "示例", "link": "https://example.org/a", "followers": 5}
        ],
    )
    publish(contest.campaign, contest.manager)

    page = client.get(f"/c/{SLUG}/e/J-002")
    text = page.content.decode()

    assert "13800009999" not in text
    assert "汉族" not in text
    assert "javascript:" not in text
    assert "电梯&lt;b&gt;加装" in text
    assert page.context["picture"].works.sums == [2000, 30]
    assert page.context["picture"].accounts.sums == [None]
    assert 'rel="noopener nofollow' in text
    assert "留言 12,846 条" in text
    assert 'property="og:title"' in text


@pytest.mark.parametrize("address", ["e/J-999", "e/J-999/vote", "p/none"])
def test_what_is_not_there_is_404(client: Client, contest: Contest, address: str) -> None:
    assert client.get(f"/c/{SLUG}/{address}").status_code == 404
    assert client.get(f"/c/nowhere/{address}").status_code == 404


def test_the_plain_form_sends_whoever_is_not_verified_to_the_check_and_back(
    client: Client, contest: Contest
) -> None:
    answer = client.get(f"/c/{SLUG}/e/J-001/vote")

    assert answer.status_code == 302
    assert answer["Location"] == f"/c/{SLUG}/verify?next=%2Fc%2F{SLUG}%2Fe%2FJ-001%2Fvote"


def test_the_plain_form_offers_one_to_ten_and_refuses_the_rest(
    client: Client, contest: Contest, voter: Person
) -> None:
    sign_in(client, voter)
    form = client.get(f"/c/{SLUG}/e/J-001/vote")
    too_many = client.post(
        f"/c/{SLUG}/e/J-001/vote", {"votes": "11", "key": "6f0b0f5e-2f4c-4f6e-9b0e-0a0a0a0a0a0a"}
    )

    assert list(form.context["choices"]) == list(range(1, 11))
    assert "投出后不能撤回" in form.content.decode()
    assert too_many.status_code == 422


def test_a_ballot_box_that_does_not_answer_leaves_the_vote_unknown_with_the_same_key(
    client: Client, contest: Contest, voter: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINGXUAN_BALLOTBOX_URL", "http://127.0.0.1:9")
    key = "6f0b0f5e-2f4c-4f6e-9b0e-0a0a0a0a0a0a"
    sign_in(client, voter)

    answer = client.post(f"/c/{SLUG}/e/J-001/vote", {"votes": "3", "key": key})

    assert answer.status_code == 202
    assert "正在确认这 3 票，请不要重投" in answer.content.decode()
    assert f'name="key" value="{key}"' in answer.content.decode()


def test_a_day_later_the_order_is_another(client: Client, contest: Contest, units: list) -> None:
    writer = make_person(2)
    for n in range(2, 32):
        make_accepted(contest.campaign, units[0], writer, f"J-{n:03d}")
    publish(contest.campaign, contest.manager)
    today = numbers_on(client)

    shift_to(contest.campaign, VOTING + timedelta(days=1), now())

    assert numbers_on(client) != today
