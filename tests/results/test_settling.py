"""A tie at the cut blocks what follows until a meeting's decision, by two people, has placed it."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from pingxuan.audit.models import Record
from pingxuan.domain.errors import (
    AlreadyDone,
    ContentInvalid,
    GateShut,
    NotYourAct,
    SecondPersonNeeded,
    WrongStatus,
)
from pingxuan.domain.vocabulary import Act, Role, Status
from pingxuan.nominations.models import Nomination
from pingxuan.results.actions.publishing import announce, open_notice
from pingxuan.results.actions.settling import (
    confirm_tie_ruling,
    effects_of_ruling,
    propose_tie_ruling,
    refuse_tie_ruling,
)
from pingxuan.results.models import Announcement, Decision, Notice, TieRuling
from pingxuan.results.seconding import fingerprint_of_matter
from tests.builders import NOTICE, RESULTS, make_officer
from tests.jury.builders import DECIDING, Panel
from tests.results.disputes import remove

HELD = date(2021, 12, 10)
RECORD = "到会 9 人，投票表决，J-011 得 6 票。"
TIED = ["J-011", "J-009", "J-010", "J-012"]


@pytest.fixture
def tied(panel: Panel) -> Panel:
    """Eight institutions ahead, four tied on two seats and the reserve, two behind; the others full."""
    panel.publish({"institution": 14, "individual": 20, "creative": 20})
    panel.seat(panel.province.other_city_unit)
    panel.assign()
    marks = {f"J-{n:03d}": 9 if n < 9 else 5 if n < 13 else 15 - n for n in range(1, 15)}
    worth = {f"{letter}-{n:03d}": 10 - n // 2 % 10 for letter in "GC" for n in range(1, 21)}
    panel.judge(marks | {number: max(1, mark) for number, mark in worth.items()})
    panel.decide()
    return panel


def decision() -> Decision:
    return Decision.objects.get()


def counted(category: str = "institution") -> Counter[str]:
    return Counter(decision().outcomes.filter(category=category).values_list("status", flat=True))


def rule(panel: Panel, order: list[str] | None = None, category: str = "institution") -> TieRuling:
    return propose_tie_ruling(
        decision().pk,
        category,
        order=TIED if order is None else order,
        held_on=HELD,
        reason=RECORD,
        person=panel.officers.chair,
        now=DECIDING,
    )


def seen_of(ruling: TieRuling) -> str:
    return fingerprint_of_matter(ruling, effects_of_ruling(ruling))


def confirmed(panel: Panel, ruling: TieRuling) -> TieRuling:
    return confirm_tie_ruling(
        ruling.pk, seen=seen_of(ruling), person=panel.officers.supervisor, now=DECIDING
    )


def settle_others(panel: Panel) -> None:
    """Let the meeting place whatever else is tied, by number."""
    lying = decision().outcomes.filter(status="tied-at-cut").order_by("rank", "entry__number")
    for category in ("individual", "creative"):
        order = list(lying.filter(category=category).values_list("entry__number", flat=True))
        if order:
            confirmed(panel, rule(panel, order, category))


def test_nothing_goes_up_or_out_while_a_tie_is_open(tied: Panel) -> None:
    with pytest.raises(GateShut) as refused:
        open_notice(decision().pk, person=tied.officers.manager, now=NOTICE)
    assert refused.value.missing == ["线上并列还没有会议决定"]

    with pytest.raises(GateShut) as shut:
        announce(decision().pk, person=tied.officers.manager, now=RESULTS)
    assert shut.value.missing == ["线上并列还没有会议决定"]
    assert (Notice.objects.count(), Announcement.objects.count()) == (0, 0)


def test_the_meeting_makes_it_exactly_ten_fifteen_and_fifteen(tied: Panel) -> None:
    confirmed(tied, rule(tied))
    settle_others(tied)

    assert counted() == {"winner": 10, "reserve": 3, "not-selected": 1}
    for category in ("individual", "creative"):
        assert counted(category) == {"winner": 15, "reserve": 3, "not-selected": 2}
    found = dict(
        decision().outcomes.filter(entry__number__in=TIED).values_list("entry__number", "status")
    )
    assert found == {"J-011": "winner", "J-009": "winner", "J-010": "reserve", "J-012": "reserve"}
    reasons = decision().outcomes.filter(entry__number__in=TIED)
    assert set(reasons.values_list("decided_by", flat=True)) == {"meeting"}
    assert Nomination.objects.filter(status=Status.IN_REVIEW).count() == 0
    assert open_notice(decision().pk, person=tied.officers.manager, now=NOTICE)


def test_the_computed_result_stays_as_it_was(tied: Panel) -> None:
    before = decision().result_csv

    confirmed(tied, rule(tied))

    assert decision().result_csv == before
    assert "institution,9,J-011,50.00,0.00,35.00,tied-at-cut,none" in before


def test_a_record_alone_moves_nobody(tied: Panel) -> None:
    before = counted()

    ruling = rule(tied)

    assert counted() == before == {"winner": 8, "tied-at-cut": 4, "reserve": 1, "not-selected": 1}
    assert effects_of_ruling(ruling)[:2] == [["J-009", "winner"], ["J-010", "reserve"]]
    [line] = Record.objects.filter(act=Act.PROPOSE_TIE)
    assert line.facts == {"category": "institution", "order": TIED}


@pytest.mark.parametrize("who", ["manager", "supervisor", "editor"])
def test_only_the_chair_records(tied: Panel, who: str) -> None:
    with pytest.raises(NotYourAct):
        propose_tie_ruling(
            decision().pk,
            "institution",
            order=TIED,
            held_on=HELD,
            reason=RECORD,
            person=getattr(tied.officers, who),
            now=DECIDING,
        )

    assert TieRuling.objects.count() == 0


@pytest.mark.parametrize("who", ["manager", "chair", "editor"])
def test_only_a_supervisor_confirms(tied: Panel, who: str) -> None:
    ruling = rule(tied)

    with pytest.raises(NotYourAct):
        confirm_tie_ruling(
            ruling.pk, seen=seen_of(ruling), person=getattr(tied.officers, who), now=DECIDING
        )

    assert counted()["tied-at-cut"] == 4


def test_the_second_is_of_no_unit_concerned(tied: Panel) -> None:
    near = make_officer(30, Role.SUPERVISOR, tied.campaign, tied.province.county_unit)
    ruling = rule(tied)

    with pytest.raises(SecondPersonNeeded):
        confirm_tie_ruling(ruling.pk, seen=seen_of(ruling), person=near, now=DECIDING)


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (TIED[:3], "every_entry_once"),
        ([*TIED[:3], "J-001"], "every_entry_once"),
        ([*TIED, TIED[0]], "every_entry_once"),
    ],
)
def test_a_record_places_every_tied_entry_once(tied: Panel, order: list[str], code: str) -> None:
    with pytest.raises(ContentInvalid) as refused:
        rule(tied, order)

    assert refused.value.problems == {"order": [code]}


def test_a_record_is_of_a_meeting_that_was_held_and_says_something(tied: Panel) -> None:
    with pytest.raises(ContentInvalid) as refused:
        propose_tie_ruling(
            decision().pk,
            "institution",
            order=TIED,
            held_on=date(2021, 12, 11),
            reason="表决",
            person=tied.officers.chair,
            now=DECIDING,
        )

    assert refused.value.problems == {"held_on": ["in_the_future"], "reason": ["too_short"]}


def test_a_no_leaves_the_tie_open(tied: Panel) -> None:
    ruling, supervisor = rule(tied), tied.officers.supervisor
    with pytest.raises(AlreadyDone):
        rule(tied)

    refuse_tie_ruling(
        ruling.pk, seen=seen_of(ruling), why="到会人数不足", person=supervisor, now=DECIDING
    )

    assert counted()["tied-at-cut"] == 4
    with pytest.raises(WrongStatus):
        confirmed(tied, ruling)
    confirmed(tied, rule(tied))
    with pytest.raises(GateShut):
        rule(tied)


def test_who_moves_up_later_follows_the_meetings_order(tied: Panel) -> None:
    confirmed(tied, rule(tied))
    settle_others(tied)
    open_notice(decision().pk, person=tied.officers.manager, now=NOTICE)

    remove(tied, "J-003")

    found = dict(decision().outcomes.values_list("entry__number", "status"))
    assert (found["J-010"], found["J-012"]) == ("winner", "reserve")
