"""A campaign decided by ballot (票决), on its pages: slips, tie, second vote, decision, notice, results.

Source:
    G6, H1, H2, H4, H5, H6.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from pingxuan.campaigns.actions import load_sheet
from pingxuan.campaigns.models import Campaign
from pingxuan.jury.models import Meeting, Poll
from pingxuan.results.models import Decision, Outcome
from tests.builders import BEFORE, NOTICE, RESULTS, REVIEWING, Province
from tests.cli.test_score import Desk
from tests.jury.ballot_sheets import elected_sheet
from tests.jury.builders import DECIDING, Panel, officers_of
from tests.voting.builders import shift_to, sign_in
from tests.web.test_jury_pages import pledged, text_of

BASE = "/c/mass-line-2021"
MEETING = f"{BASE}/jury/meeting"
SLIPS = [["J-001", "J-002"], ["J-001", "J-003"], ["J-001", "J-003"], ["J-001", "J-002"]]
ALL_THREE = ["J-001", "J-002", "J-003"]
TIED = [["J-001", "J-002"], ["J-001", "J-003"], ALL_THREE, ALL_THREE]
AGAIN = [["J-003"], ["J-003"], ["J-003"], ["J-002"]]


@pytest.fixture
def panel(campaign: Campaign, province: Province) -> Panel:
    """Five jurors before five entries, two of which are elected by more than half of at least three."""
    sheet = elected_sheet(seats=2, at_most=10, majority="half").replace(
        "\nat_most = 10\n", "\nat_most = 15\n"
    )
    campaign = load_sheet(sheet, now=BEFORE)
    panel = Panel(campaign, province, officers_of(campaign), [])
    panel.publish({"institution": 5})
    outside = [province.provincial_unit, province.other_city_unit, province.other_city]
    panel.seat(*outside, province.city_unit, province.county)
    pledged(panel)
    return panel


def go(panel: Panel, moment: datetime) -> None:
    shift_to(panel.campaign, moment, datetime.now(UTC))


def as_(client: Client, panel: Panel, who: str) -> Client:
    sign_in(client, getattr(panel.officers, who), way="password")
    return client


def slips(client: Client, panel: Panel, poll: Poll, names: list[list[str]]) -> list[int]:
    done = []
    for juror, slip in zip(panel.jurors, names, strict=False):
        sign_in(client, juror.person, way="password")
        done.append(client.post(f"{BASE}/jury/polls/{poll.pk}", {"names": slip}).status_code)
    return done


def held(client: Client, panel: Panel, names: list[list[str]], **given: str) -> Poll:
    """Open the ballot on institutions, take the slips, close and count it."""
    as_(client, panel, "chair").post(f"{BASE}/jury/polls", {"category": "institution", **given})
    poll = Poll.objects.get(closed_at=None)
    assert set(slips(client, panel, poll, names)) == {302}
    as_(client, panel, "chair").post(f"{BASE}/jury/polls/{poll.pk}/close")
    return Poll.objects.get(pk=poll.pk)


def met(client: Client, panel: Panel) -> None:
    go(panel, REVIEWING)
    as_(client, panel, "chair").post(f"{MEETING}/begin", {"round": "final", "agenda": ""})
    client.post(f"{MEETING}/present", {"present": ["P01", "P02", "P03", "P04"]})


def test_from_the_slips_to_the_results(client: Client, panel: Panel, tmp_path: Path) -> None:
    # The jury is from elsewhere, but P05, who works where the entries come from, may name none.
    met(client, panel)
    poll = held(client, panel, SLIPS)
    assert poll.at_most == 5
    sign_in(client, panel.jurors[4].person, way="password")
    late = client.post(f"{BASE}/jury/polls/{poll.pk}", {"names": ["J-001"]})
    assert late.status_code == 409
    assert poll.result["elected"] == ["J-001"]
    assert poll.result["tied"] == []

    # Two of four named J-002 and J-003: no majority of half, so one seat of two stays empty.
    go(panel, DECIDING)
    as_(client, panel, "manager").post(f"{BASE}/decide/propose")
    decision = Decision.objects.get()
    statuses = dict(Outcome.objects.values_list("entry__number", "status"))
    assert statuses == {"J-001": "winner"} | {f"J-00{n}": "not-selected" for n in (2, 3, 4, 5)}
    page = text_of(client.get(f"{BASE}/decide"))
    assert "4 票中得 4 票，当选要 3 票" in page
    assert "4 票中得 2 票，当选要 3 票" in page
    assert "4 张票" in page
    for shown in (page, decision.marks_csv, decision.result_csv):
        assert "P01" not in shown, "a slip says whose it is"

    # Two people, notice and results; and anybody computes the same from the files.
    as_(client, panel, "supervisor").post(
        f"{BASE}/decide/{decision.pk}/confirm", {"seen": _seen(client)}
    )
    go(panel, NOTICE)
    as_(client, panel, "manager").post(f"{BASE}/decide/{decision.pk}/notice")
    assert "J-001" in text_of(client.get(f"{BASE}/notices"))
    for kind in ("tables", "minutes", "decision"):
        paper = client.get(f"{BASE}/decide/papers/{kind}.docx")
        assert paper.status_code == 200
    go(panel, RESULTS)
    client.post(f"{BASE}/decide/{decision.pk}/announce")
    client.logout()
    public = text_of(client.get(f"{BASE}/results"))
    assert "得票" in public
    assert 'class="num">评议分' not in public
    opened = text_of(client.get(f"{BASE}/results/entries/J-002"))
    assert "4 票中得 2 票，当选要 3 票" in opened
    desk = Desk(tmp_path)
    files = {
        name: client.get(f"{BASE}/results/{name}").content
        for name in ("marks.csv", "rules.toml", "results.csv")
    }
    assert desk.score(files["marks.csv"], files["rules.toml"]) == (0, [])
    assert desk.read().encode() == files["results.csv"]


def test_no_quorum_no_result_and_a_tie_is_voted_on_again(client: Client, panel: Panel) -> None:
    met(client, panel)
    first = held(client, panel, TIED[:2])
    assert first.result["is_quorate"] is False
    go(panel, DECIDING)
    refused = as_(client, panel, "manager").post(f"{BASE}/decide/propose")
    assert refused.status_code == 409
    assert "优秀机构案例的票决" in text_of(refused)

    go(panel, REVIEWING)
    second = held(client, panel, TIED)
    assert second.result["tied"] == ["J-002", "J-003"]
    assert as_(client, panel, "manager").post(f"{BASE}/decide/propose").status_code == 409
    as_(client, panel, "chair").post(f"{BASE}/jury/polls/{second.pk}/again")
    third = Poll.objects.get(first=second)
    assert set(slips(client, panel, third, AGAIN)) == {302}
    as_(client, panel, "chair").post(f"{BASE}/jury/polls/{third.pk}/close")
    client.post(f"{MEETING}/end")
    minutes = text_of(client.get(f"{MEETING}/{Meeting.objects.get().pk}/minutes"))
    assert "第二次票决" in minutes
    assert "投票人数不够，没有结果" in minutes

    go(panel, DECIDING)
    as_(client, panel, "manager").post(f"{BASE}/decide/propose")
    page = text_of(client.get(f"{BASE}/decide"))

    winners = Outcome.objects.filter(status="winner").values_list("entry__number", "total")
    assert dict(winners) == {"J-001": "4.000", "J-003": "3.003"}
    assert Outcome.objects.get(entry__number="J-002").status == "reserve"
    assert "4 票中得 3 票，当选要 3 票" in page
    assert "第二次票决：" in page


def _seen(client: Client) -> str:
    found = re.search(r'name="seen" value="(\w+)"', text_of(client.get(f"{BASE}/decide")))
    assert found
    return found[1]
