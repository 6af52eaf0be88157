"""The second person's own page: what will be done, and only whoever may can do it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from pingxuan.campaigns.models import Campaign
from pingxuan.results.actions.publishing import open_notice
from pingxuan.results.models import Decision, Objection, Removal, TieRuling
from tests.builders import NOTICE, RESULTS, Province
from tests.jury.builders import DECIDING, Panel, officers_of
from tests.results.disputes import dispute
from tests.results.ranking import strictly
from tests.voting.builders import shift_to, sign_in

DESK = "/c/mass-line-2021/decide"


@pytest.fixture
def panel(campaign: Campaign, province: Province) -> Panel:
    made = Panel(campaign, province, officers_of(campaign), [])
    made.publish({"institution": 12})
    made.seat(province.other_city_unit)
    made.assign()
    return made


def go_to(panel: Panel, moment: datetime) -> None:
    shift_to(panel.campaign, moment, datetime.now(UTC))


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_an_objection_leads_to_a_promotion_through_two_pages(client: Client, panel: Panel) -> None:
    strictly(panel)
    decision = panel.decide()
    open_notice(decision.pk, person=panel.officers.manager, now=NOTICE)
    objection = dispute("J-003")
    go_to(panel, NOTICE)
    path = f"{DESK}/objections/{objection.pk}/removal"

    sign_in(client, panel.officers.manager, way="password")
    empty = client.post(path, {"answer": " "})
    page = client.post(path, {"answer": "核实属实，取消资格。"}, follow=True)
    removal = Removal.objects.get()
    own = text_of(page)

    assert (empty.status_code, "请写答复" in text_of(empty)) == (422, True)
    assert ("确认后将这样执行" in own, 'id="confirm"' in own) == (True, False)
    assert [(one.outcome.entry.number, one.status) for one in page.context["effects"]] == [
        ("J-003", "disqualified"),
        ("J-011", "winner"),
    ]
    sign_in(client, panel.officers.supervisor, way="password")
    desk = text_of(client.get(DESK))
    assert f"/decide/removals/{removal.pk}" in desk
    there = client.get(f"{DESK}/removals/{removal.pk}")
    silent = client.post(
        f"{DESK}/removals/{removal.pk}/refuse", {"seen": there.context["seen"], "why": ""}
    )
    stale = client.post(f"{DESK}/removals/{removal.pk}/confirm", {"seen": "0" * 64})
    done = client.post(
        f"{DESK}/removals/{removal.pk}/confirm", {"seen": there.context["seen"]}, follow=True
    )

    assert (silent.status_code, stale.status_code, done.status_code) == (422, 409, 200)
    assert "已经这样执行" in text_of(done)
    assert Objection.objects.get().state == "disqualified"
    assert decision.outcomes.get(entry__number="J-011").status == "winner"


def test_a_meeting_is_recorded_read_and_shown_above_the_result(
    client: Client, panel: Panel
) -> None:
    panel.judge({f"J-{n:03d}": 9 if n < 10 else 5 for n in range(1, 13)})
    decision = panel.decide()
    go_to(panel, DECIDING)
    sign_in(client, panel.officers.chair, way="password")
    typed = {
        "category": "institution",
        "held_on": "2021-12-10",
        "reason": "到会九人，投票表决，J-012 得六票。",
        "place-J-010": "2",
        "place-J-011": "2",
        "place-J-012": "1",
    }
    twice = client.post(f"{DESK}/{decision.pk}/ties", typed)
    bad_day = client.post(
        f"{DESK}/{decision.pk}/ties", typed | {"place-J-011": "3", "held_on": "昨天"}
    )
    page = client.post(f"{DESK}/{decision.pk}/ties", typed | {"place-J-011": "3"}, follow=True)

    assert (twice.status_code, "不重复、不遗漏" in text_of(twice)) == (422, True)
    assert "J-012 得六票" in text_of(twice)
    assert (bad_day.status_code, "请写会议日期" in text_of(bad_day)) == (422, True)
    assert 'id="confirm"' not in text_of(page)
    ruling = TieRuling.objects.get()
    sign_in(client, panel.officers.supervisor, way="password")
    seen = client.get(f"{DESK}/ties/{ruling.pk}").context["seen"]
    client.post(f"{DESK}/ties/{ruling.pk}/confirm", {"seen": seen})
    found = dict(decision.outcomes.values_list("entry__number", "status"))
    assert [found[f"J-{n:03d}"] for n in (10, 11, 12)] == ["reserve", "reserve", "winner"]
    go_to(panel, datetime.now(UTC))
    open_notice(Decision.objects.get().pk, person=panel.officers.manager, now=NOTICE)
    go_to(panel, NOTICE)
    public = text_of(Client().get("/c/mass-line-2021/notices"))
    assert public.index("线上并列由 2021-12-10 的会议决定") < public.index('id="list"')


@pytest.mark.parametrize("who", ["editor", "manager"])
def test_the_wrong_person_gets_403_and_another_campaign_404(
    client: Client, panel: Panel, who: str
) -> None:
    strictly(panel)
    decision = panel.decide()
    open_notice(decision.pk, person=panel.officers.manager, now=NOTICE)
    objection = dispute("J-003")
    go_to(panel, NOTICE)
    sign_in(client, panel.officers.manager, way="password")
    client.post(f"{DESK}/objections/{objection.pk}/removal", {"answer": "核实属实。"})
    removal = Removal.objects.get()
    sign_in(client, getattr(panel.officers, who), way="password")

    answer = client.post(f"{DESK}/removals/{removal.pk}/confirm", {"seen": "x"})

    assert answer.status_code == 403
    other = client.get(f"/c/nowhere/decide/removals/{removal.pk}")
    assert other.status_code == 404
    go_to(panel, RESULTS)
    assert Objection.objects.get().state == "received"
