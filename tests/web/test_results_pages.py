"""Announcements, public notice, objections, results and look-up, as everybody sees them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.results.actions.publishing import announce, open_notice
from pingxuan.results.models import Announcement, Objection, Outcome
from pingxuan.results.queries import look_up, number_in
from pingxuan.showcase.actions import correct_bulletin, write_bulletin
from pingxuan.showcase.models import Bulletin
from tests.builders import NOTICE, RESULTS, REVIEWING, Province, make_person
from tests.jury.builders import Panel, give_votes, officers_of
from tests.results.ranking import strictly
from tests.voting.builders import shift_to, sign_in

BASE = "/c/mass-line-2021"
REASON = "文中的三项数据与公开报表不符。"


@pytest.fixture
def panel(campaign: Campaign, province: Province) -> Panel:
    return Panel(campaign, province, officers_of(campaign), [])


@pytest.fixture
def decided(panel: Panel) -> Panel:
    """Fourteen institutions in a strict order, decided: ten selected, three in reserve."""
    panel.publish({"institution": 14})
    panel.seat(panel.province.city_unit, panel.province.other_city_unit)
    panel.assign()
    strictly(panel)
    give_votes(panel.campaign, {"J-001": 300})
    panel.decide()
    return panel


@pytest.fixture
def noticed(decided: Panel) -> Panel:
    open_notice(latest(decided), person=decided.officers.manager, now=NOTICE)
    go_to(decided, NOTICE)
    return decided


@pytest.fixture
def announced(noticed: Panel) -> Panel:
    unshift(noticed)
    announce(latest(noticed), person=noticed.officers.manager, now=RESULTS)
    go_to(noticed, RESULTS + timedelta(minutes=1))
    return noticed


def latest(panel: Panel) -> Any:
    return panel.campaign.decisions.get().pk


def go_to(panel: Panel, moment: datetime) -> None:
    shift_to(panel.campaign, moment, datetime.now(UTC))


def unshift(panel: Panel) -> None:
    go_to(panel, datetime.now(UTC))


def text_of(response: Any) -> str:
    return str(response.content.decode())


def write(panel: Panel, title: str, at: datetime, **given: Any) -> Bulletin:
    return write_bulletin(
        panel.campaign,
        title=title,
        body="## 小标题\n\n第二行\n<script>alert(1)</script> [外站](https://example.org/)",
        publish_at=at,
        person=panel.officers.editor,
        now=NOTICE,
        **given,
    )


def test_the_announcements_area_is_open_and_goes_by_the_clock(client: Client, panel: Panel) -> None:
    out, waiting = write(panel, "已发布的公告", NOTICE), write(panel, "明天的公告", RESULTS)
    go_to(panel, NOTICE + timedelta(minutes=1))

    page = text_of(client.get(f"{BASE}/notices"))

    assert ("已发布的公告" in page, "明天的公告" in page) == (True, False)
    assert client.get(f"{BASE}/notices/{out.pk}").status_code == 200
    assert client.get(f"{BASE}/notices/{waiting.pk}").status_code == 404


def test_a_notice_is_shown_without_markup_of_its_own_and_with_its_correction(
    client: Client, panel: Panel
) -> None:
    out = write(panel, "公告", NOTICE)
    go_to(panel, NOTICE + timedelta(minutes=1))
    first = text_of(client.get(f"{BASE}/notices/{out.pk}"))
    unshift(panel)
    correct_bulletin(
        out,
        body=out.body,
        correction="日期改为 12 月 28 日",
        person=panel.officers.editor,
        now=NOTICE,
    )
    go_to(panel, NOTICE + timedelta(minutes=1))

    page = text_of(client.get(f"{BASE}/notices/{out.pk}"))

    assert "<script>alert" not in first
    assert "<h2>小标题</h2>" in first
    assert "第二行<br>" in first
    assert 'href="https://example.org/" rel="noopener nofollow"' in first
    assert ("更正" in first, "更正：日期改为 12 月 28 日" in page) == (False, True)


def test_before_the_notice_nothing_of_the_decision_is_public(
    client: Client, decided: Panel
) -> None:
    go_to(decided, NOTICE)

    page = text_of(client.get(f"{BASE}/notices"))

    assert "拟入选" not in page
    assert "案例J-001" not in page
    assert client.get(f"{BASE}/results/marks.csv").status_code == 404


def test_the_notice_lists_the_selected_in_an_order_that_is_no_rank(
    client: Client, noticed: Panel
) -> None:
    answer = client.get(f"{BASE}/notices")

    [group] = answer.context["listed"]
    numbers = [one.entry.number for one in group["outcomes"]]
    page = text_of(answer)
    assert sorted(numbers) == [f"J-{n:03d}" for n in range(1, 11)]
    assert numbers != sorted(numbers)
    [again] = client.get(f"{BASE}/notices").context["listed"]
    assert [one.entry.number for one in again["outcomes"]] == numbers
    assert "案例J-011" not in page
    assert ("12 月 28 日" in page, "实名提出异议" in page) == (True, True)


def test_an_objection_is_made_under_a_name_and_seen_by_its_author_alone(
    client: Client, noticed: Panel
) -> None:
    assert client.get(f"{BASE}/objection").status_code == 302
    author = make_person(1)
    sign_in(client, author)
    assert 'value="J-003"' in text_of(client.get(f"{BASE}/objection?entry=J-003"))

    empty = client.post(f"{BASE}/objection", {"entry": "J-001", "name": "", "text": "短"})
    unknown = client.post(f"{BASE}/objection", {"entry": "J-012", "name": "李四", "text": REASON})
    good = client.post(
        f"{BASE}/objection", {"entry": "j3", "name": "李四", "text": REASON}, follow=True
    )

    assert (empty.status_code, unknown.status_code) == (422, 422)
    assert ("请写姓名" in text_of(empty), "请至少写十个字" in text_of(empty)) == (True, True)
    assert "公示名单里没有这个编号" in text_of(unknown)
    assert REASON in text_of(unknown)
    assert Objection.objects.get().entry.number == "J-003"
    assert REASON in text_of(good)
    other = Client()
    sign_in(other, make_person(2))
    assert REASON not in text_of(other.get(f"{BASE}/objection"))
    public = text_of(Client().get(f"{BASE}/notices"))
    assert ("已收到 1" in public, REASON in public, "李四" in public) == (True, False, False)


def test_no_objection_before_and_after_the_notice(client: Client, noticed: Panel) -> None:
    sign_in(client, make_person(1))
    go_to(noticed, REVIEWING)
    early = client.get(f"{BASE}/objection")
    go_to(noticed, RESULTS)

    page = client.get(f"{BASE}/objection")
    late = client.post(f"{BASE}/objection", {"entry": "J-001", "name": "李四", "text": REASON})

    assert (early.status_code, page.status_code, late.status_code) == (409, 200, 409)
    assert "实名提交" not in text_of(page)
    assert Objection.objects.count() == 0


def test_results_say_when_until_they_are_announced(client: Client, noticed: Panel) -> None:
    page = text_of(client.get(f"{BASE}/results"))

    assert "结果还没有公布" in page
    assert "2021 年 12 月 28 日 10:00" in page
    assert "案例J-001" not in page


def test_results_come_out_at_their_minute(client: Client, announced: Panel) -> None:
    Announcement.objects.update(announced_at=RESULTS + timedelta(hours=1))
    before = text_of(client.get(f"{BASE}/results"))
    go_to(announced, RESULTS + timedelta(hours=1))

    after = client.get(f"{BASE}/results")

    assert "结果还没有公布" in before
    [group] = after.context["listed"]
    assert [one.entry.number for one in group["outcomes"]] == [f"J-{n:03d}" for n in range(1, 11)]


def test_everybody_gets_the_files_of_the_result(client: Client, announced: Panel) -> None:
    decision = announced.campaign.decisions.get()

    given = client.get(f"{BASE}/results/results.csv")

    assert given.content.decode() == decision.result_csv
    assert given["Content-Disposition"] == 'attachment; filename="results.csv"'
    assert client.get(f"{BASE}/results/keys.csv").status_code == 404


@pytest.mark.parametrize(
    ("typed", "number", "says"),
    [
        ("J-001", "J-001", "入选"),
        ("j1", "J-001", "入选"),
        ("Ｊ－００１", "J-001", "入选"),
        ("案例J-014", "J-014", "这次没有入选，感谢参与"),
        ("J-011", "J-011", "递补候选"),
    ],
)
def test_whoever_took_part_looks_up_the_own_result(
    client: Client, announced: Panel, typed: str, number: str, says: str
) -> None:
    answer = client.get(f"{BASE}/results", {"q": typed})

    found = answer.context["found"]
    assert [one.entry.number for one in found] == [number]
    assert says in text_of(answer).split('id="found"')[-1]


@pytest.mark.parametrize("typed", ["J-099", "案例", "青杨县", "%", "张"])
def test_a_part_of_a_name_finds_nobody(client: Client, announced: Panel, typed: str) -> None:
    answer = client.get(f"{BASE}/results", {"q": typed})

    assert answer.context["found"] == []
    assert "没有找到" in text_of(answer)


def test_a_whole_unit_and_a_whole_person_are_found(announced: Panel) -> None:
    decision = announced.campaign.decisions.get()
    entry = announced.campaign.entries.get(number="J-002")
    type(entry).objects.filter(pk=entry.pk).update(by="王五　某局局长")

    assert look_up(decision, "青杨县卫生健康委员会").count() == 14
    assert [one.entry.number for one in look_up(decision, "王五")] == ["J-002"]
    assert [one.entry.number for one in look_up(decision, "王")] == []


@pytest.mark.parametrize(
    ("typed", "number"),
    [(" g-8 ", "G-008"), ("C022", "C-022"), ("Ｊ１４", "J-014"), ("水表", "水表"), ("J-", "J-")],
)
def test_numbers_are_read_as_people_type_them(typed: str, number: str) -> None:
    assert number_in(typed) == number


def test_the_pages_cost_the_same_for_one_and_for_ten(client: Client, announced: Panel) -> None:
    person: Person = make_person(1)
    sign_in(client, person)
    costs = []
    for kept in (10, 1):
        selected = Outcome.objects.filter(status="winner").order_by("rank")
        Outcome.objects.filter(pk__in=[one.pk for one in selected[kept:]]).update(
            status="not-selected"
        )
        write(announced, f"公告{kept}", NOTICE)
        found = []
        for path in (f"{BASE}/notices", f"{BASE}/results", f"{BASE}/results?q=J-001"):
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            found.append(len(queries))
        costs.append(found)

    assert costs[0] == costs[1]
    assert max(costs[0]) <= 11
