"""The decision desk: two people, one button each, and the same files for everybody."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.accounts.models import Person
from pingxuan.campaigns.actions import load_sheet
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Role
from pingxuan.results.actions.objecting import object_to
from pingxuan.results.actions.publishing import open_notice
from pingxuan.results.models import Announcement, Decision, Notice, Objection, Outcome
from pingxuan.voting.models import Entry
from tests.builders import (
    BEFORE,
    NOTICE,
    RESULTS,
    VOTING,
    Province,
    make_officer,
    make_person,
    sheet_text,
)
from tests.jury.builders import DECIDING, Panel, give_votes, officers_of
from tests.results.ranking import strictly
from tests.voting.builders import shift_to, sign_in

BASE = "/c/mass-line-2021"
DESK = f"{BASE}/decide"


@pytest.fixture
def panel(campaign: Campaign, province: Province) -> Panel:
    return Panel(campaign, province, officers_of(campaign), [])


@pytest.fixture
def judged(panel: Panel) -> Panel:
    """Thirteen entries in a strict order, all marks locked; the clock stands before the decision."""
    panel.publish({"institution": 13})
    panel.seat(panel.province.city_unit, panel.province.other_city_unit)
    panel.assign()
    strictly(panel)
    give_votes(panel.campaign, {"J-001": 300, "J-002": 200})
    return panel


def go_to(panel: Panel, moment: datetime) -> None:
    shift_to(panel.campaign, moment, datetime.now(UTC))


def sit(client: Client, person: Person) -> None:
    sign_in(client, person, way="password")


def text_of(response: Any) -> str:
    return str(response.content.decode())


def buttons(response: Any) -> set[str]:
    found = re.findall(r'<button[^>]* id="([a-z-]+)"', text_of(response))
    return set(found)


@pytest.mark.parametrize(
    ("who", "way", "status"),
    [
        ("nobody", "", 302),
        ("manager", "password", 200),
        ("manager", "sms", 403),
        ("supervisor", "password", 200),
        ("chair", "password", 200),
        ("editor", "password", 403),
        ("juror", "password", 403),
    ],
)
def test_who_opens_the_desk_and_its_files(
    client: Client, judged: Panel, who: str, way: str, status: int
) -> None:
    decision = judged.propose()
    go_to(judged, DECIDING)
    people = vars(judged.officers) | {"juror": judged.jurors[0].person}
    if who != "nobody":
        sign_in(client, people[who], way=way)

    paths = (DESK, f"{DESK}/{decision.pk}/marks.csv")

    assert [client.get(path).status_code for path in paths] == [status, status]


def test_two_people_lead_from_the_marks_to_the_results(client: Client, judged: Panel) -> None:
    go_to(judged, DECIDING)
    manager, supervisor = judged.officers.manager, judged.officers.supervisor

    sit(client, manager)
    assert buttons(client.get(DESK)) == {"propose"}
    client.post(f"{DESK}/propose")
    decision = Decision.objects.get()
    assert buttons(client.get(DESK)) == {"propose"}

    sit(client, supervisor)
    page = client.get(DESK)
    assert buttons(page) == {"confirm"}
    client.post(f"{DESK}/{decision.pk}/confirm", {"seen": page.context["seen"]})
    decision.refresh_from_db()
    assert decision.confirmed_by == supervisor
    assert buttons(client.get(DESK)) == set()

    go_to(judged, NOTICE)
    sit(client, manager)
    assert buttons(client.get(DESK)) == {"open-notice"}
    client.post(f"{DESK}/{decision.pk}/notice")
    assert Notice.objects.get().decision == decision

    go_to(judged, RESULTS)
    assert buttons(client.get(DESK)) == {"announce"}
    client.post(f"{DESK}/{decision.pk}/announce")
    assert Announcement.objects.get().decision == decision
    assert buttons(client.get(DESK)) == set()


def test_whoever_did_not_read_this_result_does_not_confirm_it(
    client: Client, judged: Panel
) -> None:
    decision = judged.propose()
    go_to(judged, DECIDING)
    sit(client, judged.officers.supervisor)

    answer = client.post(f"{DESK}/{decision.pk}/confirm", {"seen": "0" * 64})

    decision.refresh_from_db()
    assert (answer.status_code, decision.confirmed_at) == (409, None)


@pytest.mark.parametrize(
    ("act", "status"),
    [("propose", 302), ("confirm", 403), ("notice", 409), ("announce", 409)],
)
def test_what_the_manager_may_and_when(
    client: Client, judged: Panel, act: str, status: int
) -> None:
    decision = judged.propose()
    go_to(judged, DECIDING)
    sit(client, judged.officers.manager)

    path = "propose" if act == "propose" else f"{decision.pk}/{act}"

    assert client.post(f"{DESK}/{path}").status_code == status


def test_no_proposal_before_all_is_in(client: Client, judged: Panel) -> None:
    go_to(judged, VOTING)
    sit(client, judged.officers.manager)

    answer = client.post(f"{DESK}/propose")

    assert (answer.status_code, Decision.objects.count()) == (409, 0)
    assert "投票还没有结束" in text_of(answer)


def test_the_cut_stands_after_the_seats_and_each_line_shows_how_firm_it_is(
    client: Client, judged: Panel
) -> None:
    judged.propose()
    go_to(judged, DECIDING)
    sit(client, judged.officers.chair)

    lines = client.get(DESK).context["table"].lines

    assert [line.outcome.entry.number for line in lines] == [f"J-{n:03d}" for n in range(1, 14)]
    assert [place for place, line in enumerate(lines) if line.cut] == [10]
    first, last = lines[0].band, lines[-1].band
    assert (first.best, first.worst, first.at) == (1, 1, 4)
    assert (last.best, last.worst, last.at) == (13, 13, 96)


def test_the_cut_moves_with_a_promotion(client: Client, judged: Panel) -> None:
    decision = judged.decide()
    fallen = decision.outcomes.get(entry__number="J-003")
    Outcome.objects.filter(pk=fallen.pk).update(status="disqualified")
    Outcome.objects.filter(entry__number="J-011").update(status="winner")
    go_to(judged, NOTICE)
    sit(client, judged.officers.chair)

    lines = client.get(DESK).context["table"].lines

    assert [line.outcome.entry.number for line in lines if line.cut] == ["J-012"]


def test_an_unknown_category_shows_the_first(client: Client, judged: Panel) -> None:
    judged.propose()
    go_to(judged, DECIDING)
    sit(client, judged.officers.chair)

    assert client.get(DESK + "?cat=nothing").context["chosen"].code == "institution"
    empty = client.get(DESK + "?cat=creative")
    assert "这一类没有作品" in text_of(empty)


def test_the_files_are_those_of_the_decision(client: Client, judged: Panel) -> None:
    decision = judged.propose()
    go_to(judged, DECIDING)
    sit(client, judged.officers.chair)

    given = {
        name: client.get(f"{DESK}/{decision.pk}/{name}").content.decode()
        for name in ("rules.toml", "marks.csv", "votes.csv", "results.csv")
    }

    assert given == {
        "rules.toml": decision.rules_toml,
        "marks.csv": decision.marks_csv,
        "votes.csv": decision.votes_csv,
        "results.csv": decision.result_csv,
    }
    assert client.get(f"{DESK}/{decision.pk}/keys.csv").status_code == 404


def test_a_supervisor_rules_on_an_objection(client: Client, judged: Panel) -> None:
    decision = judged.decide()
    notice = open_notice(decision.pk, person=judged.officers.manager, now=NOTICE)
    objection = object_to(
        notice,
        Entry.objects.get(number="J-003"),
        name="李四",
        text="文中的三项数据与公开报表不符。",
        person=make_person(1),
        now=NOTICE,
    )
    go_to(judged, NOTICE)
    sit(client, judged.officers.chair)
    assert "文中的三项数据" not in text_of(client.get(DESK))
    sit(client, judged.officers.supervisor)
    assert "文中的三项数据" in text_of(client.get(DESK))
    path = f"{DESK}/objections/{objection.pk}"

    assert client.post(path, {"state": "received", "answer": "x"}).status_code == 404
    assert client.post(path, {"state": "disqualified", "answer": "核实。"}).status_code == 403
    empty = client.post(path, {"state": "corrected", "answer": " "})
    assert (empty.status_code, "请写答复" in text_of(empty)) == (422, True)
    answer = client.post(path, {"state": "corrected", "answer": "单位名称已更正。"}, follow=True)

    assert "答复已记录" in text_of(answer)
    assert Objection.objects.get().state == "corrected"
    statuses = dict(decision.outcomes.values_list("entry__number", "status"))
    assert (statuses["J-003"], statuses["J-011"]) == ("winner", "reserve")


def test_a_decision_of_another_campaign_is_not_known(client: Client, judged: Panel) -> None:
    decision = judged.propose()
    other = load_sheet(sheet_text(), slug="another", now=BEFORE)
    sit(client, make_officer(40, Role.SUPERVISOR, other, None))

    assert client.get(f"/c/another/decide/{decision.pk}/marks.csv").status_code == 404
    assert client.post(f"/c/another/decide/{decision.pk}/confirm").status_code == 404


def test_the_desk_costs_the_same_for_one_entry_and_for_three(client: Client, panel: Panel) -> None:
    costs = []
    for count in (1, 3):
        shift_to(panel.campaign, datetime.now(UTC), datetime.now(UTC))
        numbers = {"institution": count} if count == 1 else {"individual": 3}
        panel.publish(numbers)
        if not panel.jurors:
            panel.seat(panel.province.city_unit)
        panel.assign()
        panel.judge()
        panel.propose()
        go_to(panel, DECIDING)
        sit(client, panel.officers.chair)
        path = DESK if count == 1 else DESK + "?cat=individual"
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(path).context["table"].lines) == count
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert costs[0] <= 14


@pytest.mark.parametrize("page", ["decide", "manage"])
def test_a_notice_in_a_year_without_official_calendar_is_warned_of(
    client: Client, panel: Panel, page: str
) -> None:
    sit(client, panel.officers.manager)
    known = client.get(f"{BASE}/{page}").content.decode()
    text = sheet_text().replace("2021-12-27T00:00:00", "2030-12-31T00:00:00")
    text = text.replace("2021-12-28T10:00:00", "2030-12-31T10:00:00")
    text = text.replace("2022-01-01T00:00:00", "2031-01-01T00:00:00")
    load_sheet(text, now=BEFORE)

    far = client.get(f"{BASE}/{page}").content.decode()
    load_sheet(
        text.replace("reply_days = 5\n", "reply_days = 5\nrest_days = [2031-01-01]\n"), now=BEFORE
    )
    given = client.get(f"{BASE}/{page}").content.decode()

    assert "年的放假调休安排还没有收录" not in known
    assert "2031 年的放假调休安排还没有收录" in far
    assert "2031 年" not in given
