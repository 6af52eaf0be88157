"""The pages of a vote in which each category has votes of its own: what each says is left."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from pingxuan.accounts.models import Person
from pingxuan.ballotbox.serving import running as ballot_box
from pingxuan.campaigns.actions import load_sheet
from pingxuan.voting.actions.publishing import refresh_snapshot
from pingxuan.voting.queries.own import own_votes
from tests.builders import VOTING, Province, make_person, sheet_text
from tests.voting.builders import Contest, make_contest, shift_to, sign_in

POOLS = {"institution": 5, "individual": 3, "creative": 2}
SLUG = "mass-line-2021"
TOKEN = f"/api/v1/voter-token?campaign={SLUG}"


def with_pools(sheet: str) -> str:
    """Give the vote of a sheet its pools."""
    rows = "".join(
        f'[[voting.pools]]\ncategory = "{code}"\nper_day = {n}\n\n' for code, n in POOLS.items()
    )
    web = '[[voting.channels]]\ncode = "web"'
    return sheet.replace("max_per_request = 10\n", "").replace(web, rows + web)


@pytest.fixture
def contest(province: Province) -> Contest:
    now = datetime.now(UTC)
    campaign = load_sheet(with_pools(sheet_text()), now=now)
    shift_to(campaign, VOTING, now)
    return make_contest(campaign, [province.county_unit])


@pytest.fixture
def voter(contest: Contest) -> Person:
    return make_person(1)


def give(client: Client, number: str, votes: int) -> tuple[int, str]:
    """Give votes by the plain form; give its status and its heading."""
    answer = client.post(f"/c/{SLUG}/e/{number}/vote", {"votes": votes, "key": str(uuid4())})
    page = answer.content.decode()
    text = re.search(r'<section class="state".*?</section>', page, re.DOTALL)
    assert text is not None
    return answer.status_code, " ".join(re.sub(r"<[^>]+>", " ", text[0]).split())


def left_on(page: str) -> dict[str, int]:
    """Read what a page shows as left, by category."""
    return {code: int(n) for code, n in re.findall(r'data-left-of="(\w*)">(\d+)</b>', page)}


def test_each_page_and_the_api_say_what_is_left_of_each_pool(
    client: Client, contest: Contest, voter: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, voter)
    with ballot_box(votes_only=True) as base_url:
        monkeypatch.setenv("PINGXUAN_BALLOTBOX_URL", base_url)
        told = [give(client, *wish) for wish in (("J-001", 4), ("J-001", 2), ("J-001", 1))]
        told += [give(client, *wish) for wish in (("J-001", 1), ("G-001", 1))]

    assert [status for status, _ in told] == [200, 409, 200, 409, 200]
    assert "这一类今天还可投 1 票" in told[0][1]
    assert "这一类今天只剩 1 票，刚才的 2 票没有计入" in told[1][1]
    assert "这一类今天的 5 票都投完了" in told[3][1]
    assert "这一类今天还可投 2 票" in told[4][1]
    left = {"institution": 0, "individual": 2, "creative": 2}
    token = client.get(TOKEN).json()
    assert (token["left"], token["used"], token["pools"]) == (4, 6, left)
    assert left_on(client.get(f"/c/{SLUG}/vote").content.decode()) == left
    assert left_on(client.get(f"/c/{SLUG}/me").content.decode()) == left
    assert left_on(client.get(f"/c/{SLUG}/").content.decode()) == left
    entry = client.get(f"/c/{SLUG}/e/G-001").content.decode()
    assert left_on(entry) == {"individual": 2}
    assert re.findall(r'data-pool="(\w+)" data-total="(\d+)" data-left="(\d+)"', entry) == [
        (code, str(size), str(left[code])) for code, size in POOLS.items()
    ]
    form = client.get(f"/c/{SLUG}/e/C-001/vote")
    assert list(form.context["choices"]) == [1, 2]
    assert "都投完了" in client.get(f"/c/{SLUG}/e/J-001/vote").content.decode()


def test_a_visitor_reads_how_many_votes_each_category_has(client: Client, contest: Contest) -> None:
    board = client.get(f"/c/{SLUG}/vote").content.decode()
    entry = client.get(f"/c/{SLUG}/e/C-001").content.decode()

    bar = re.search(r'<span class="pools">.*?</section>', board, re.DOTALL)
    assert bar is not None
    assert re.findall(r'<b class="num">(\d+)</b>', bar[0]) == ["5", "3", "2"]
    assert "这一类每人每天 2 票" in entry


def test_the_next_day_brings_every_pool_back(
    contest: Contest, voter: Person, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    sign_in(client, voter)
    with ballot_box(votes_only=True) as base_url:
        monkeypatch.setenv("PINGXUAN_BALLOTBOX_URL", base_url)
        give(client, "C-001", 2)

    today, tomorrow = (
        own_votes(contest.campaign, voter, datetime.now(UTC) + timedelta(days=n)) for n in (0, 1)
    )

    assert [[pool.left for pool in own.pools] for own in (today, tomorrow)] == [
        [5, 3, 0],
        [5, 3, 2],
    ]
    assert [own.left for own in (today, tomorrow)] == [8, 10]


def test_pools_that_shrank_in_the_middle_of_a_day_promise_nothing(
    contest: Contest, voter: Person, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    now = datetime.now(UTC)
    sign_in(client, voter)
    with ballot_box(votes_only=True) as base_url:
        monkeypatch.setenv("PINGXUAN_BALLOTBOX_URL", base_url)
        give(client, "J-001", 5)
    narrower = with_pools(sheet_text()).replace(
        '"institution"\nper_day = 5', '"institution"\nper_day = 2'
    )
    campaign = load_sheet(
        narrower.replace('"creative"\nper_day = 2', '"creative"\nper_day = 5'), now=now
    )
    refresh_snapshot(campaign, now)

    own = own_votes(campaign, voter, datetime.now(UTC))

    assert ([pool.left for pool in own.pools], own.left) == ([0, 3, 5], 5)
