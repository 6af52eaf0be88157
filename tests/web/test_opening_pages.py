"""Totals open at the desk at once, to everybody once they are announced; firmness and goals at the desk."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from pingxuan.campaigns.actions import load_sheet
from pingxuan.campaigns.models import Campaign
from pingxuan.results.actions.publishing import announce, open_notice
from tests.builders import NOTICE, RESULTS, Province, sheet_text
from tests.jury.builders import DECIDING, Panel, give_votes, officers_of
from tests.results.ranking import strictly
from tests.voting.builders import shift_to, sign_in

BASE = "/c/mass-line-2021"


@pytest.fixture
def judged(campaign: Campaign, province: Province) -> Panel:
    cache.clear()
    panel = Panel(campaign, province, officers_of(campaign), [])
    panel.publish({"institution": 12})
    panel.seat(province.other_city_unit, province.other_city_unit)
    panel.assign()
    strictly(panel)
    give_votes(panel.campaign, {"J-001": 300, "J-002": 120})
    return panel


def go_to(panel: Panel, moment: datetime) -> None:
    shift_to(panel.campaign, moment, datetime.now(UTC))


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_the_desk_opens_every_total_and_links_to_it(client: Client, judged: Panel) -> None:
    judged.propose()
    go_to(judged, DECIDING)
    sign_in(client, judged.officers.chair, way="password")

    desk = text_of(client.get(f"{BASE}/decide"))
    page = text_of(client.get(f"{BASE}/decide/entries/J-002"))

    assert f"{BASE}/decide/entries/J-002" in desk
    assert "120 ÷ 300 × 100 = 40.00" in page
    assert client.get(f"{BASE}/decide/entries/J-099").status_code == 404
    sign_in(client, judged.officers.editor, way="password")
    assert client.get(f"{BASE}/decide/entries/J-002").status_code == 403


def test_everybody_opens_a_total_once_it_is_announced(client: Client, judged: Panel) -> None:
    decision = judged.decide()
    open_notice(decision.pk, person=judged.officers.manager, now=NOTICE)
    announce(decision.pk, person=judged.officers.manager, now=NOTICE, at=RESULTS)
    go_to(judged, NOTICE)
    before = client.get(f"{BASE}/results/entries/J-002")
    go_to(judged, RESULTS)

    after = client.get(f"{BASE}/results/entries/J-002")

    assert (before.status_code, after.status_code) == (404, 200)
    assert "120 ÷ 300 × 100 = 40.00" in text_of(after)
    assert judged.jurors[0].person.name not in text_of(after)


def test_the_desk_says_in_words_how_firm_it_is(client: Client, judged: Panel) -> None:
    go_to(judged, DECIDING)
    sign_in(client, judged.officers.chair, way="password")
    assert client.get(f"{BASE}/decide/firmness").status_code == 404
    go_to(judged, datetime.now(UTC))
    judged.propose()
    go_to(judged, DECIDING)

    page = text_of(client.get(f"{BASE}/decide/firmness"))

    assert "少了任何一位评委" in page
    assert "没有作品会得到或失去席位" in page


def test_a_soft_goal_only_warns(client: Client, judged: Panel) -> None:
    text = sheet_text().replace(
        "[notice]\n", '[[decision.goals]]\nlevel = "city"\nmost = 3\n\n[notice]\n', 1
    )
    judged.campaign = load_sheet(text, now=DECIDING)
    decision = judged.propose()
    go_to(judged, DECIDING)
    sign_in(client, judged.officers.manager, way="password")

    page = text_of(client.get(f"{BASE}/decide"))

    assert "临溪市入选 10 件，超过每地不多于 3 件的目标" in page
    assert decision.outcomes.filter(status="winner").count() == 10
