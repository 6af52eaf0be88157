"""A disqualification takes two people, the second of whom reads exactly what will be done."""

from __future__ import annotations

import pytest

from pingxuan.audit.models import Record
from pingxuan.domain.errors import (
    AlreadyDone,
    ContentInvalid,
    GateShut,
    NotYourAct,
    SecondPersonNeeded,
    StaleRevision,
    WrongStatus,
)
from pingxuan.domain.vocabulary import Act, Role, Status
from pingxuan.messages.models import Letter
from pingxuan.nominations.models import Nomination
from pingxuan.results.actions.objecting import rule_on
from pingxuan.results.actions.publishing import open_notice
from pingxuan.results.actions.removing import (
    confirm_removal,
    effects_of_removal,
    propose_removal,
    refuse_removal,
)
from pingxuan.results.models import Decision, Objection, Removal
from tests.builders import NOTICE, make_officer
from tests.jury.builders import Panel
from tests.results.disputes import dispute, propose, remove, seen_of
from tests.results.ranking import strictly


@pytest.fixture
def noticed(panel: Panel) -> Panel:
    """Thirteen institutions in a strict order: J-001 to J-010 are up for notice, three in reserve."""
    panel.publish({"institution": 13})
    panel.seat(panel.province.city_unit)
    panel.assign()
    strictly(panel)
    decision = panel.decide()
    open_notice(decision.pk, person=panel.officers.manager, now=NOTICE)
    return panel


def statuses() -> dict[str, str]:
    return dict(Decision.objects.get().outcomes.values_list("entry__number", "status"))


def written() -> tuple[object, ...]:
    """All that these acts could write."""
    return (
        statuses(),
        list(Objection.objects.values_list("state", "answer")),
        list(Removal.objects.values_list("confirmed_at", "refused_at")),
        sorted(Nomination.objects.values_list("public_number", "status")),
        (Record.objects.count(), Letter.objects.count()),
    )


def test_a_proposal_alone_moves_nobody(noticed: Panel) -> None:
    before = statuses()

    removal = propose(noticed, dispute("J-003"))

    assert (statuses(), removal.objection.state) == (before, "received")
    assert effects_of_removal(removal) == [["J-003", "disqualified"], ["J-011", "winner"]]
    [line] = Record.objects.filter(act=Act.PROPOSE_REMOVAL)
    assert line.facts == {"entry": "J-003"}


def test_the_second_person_does_what_was_shown(noticed: Panel) -> None:
    remove(noticed, "J-003")

    found = statuses()
    assert (found["J-003"], found["J-011"], found["J-012"]) == ("disqualified", "winner", "reserve")
    assert sum(status == "winner" for status in found.values()) == 10
    decision = Decision.objects.get()
    assert decision.outcomes.get(entry__number="J-011").decided_by == "promoted"
    moved = dict(Nomination.objects.values_list("public_number", "status"))
    assert (moved["J-003"], moved["J-011"]) == (Status.DISQUALIFIED, Status.SELECTED)
    objection = Objection.objects.get()
    assert (objection.state, objection.answer) == ("disqualified", "核实属实，取消资格。")
    [line] = Record.objects.filter(act=Act.CONFIRM_REMOVAL)
    assert line.facts["effects"] == [["J-003", "disqualified"], ["J-011", "winner"]]


def test_three_fall_and_the_fourth_seat_stays_empty(noticed: Panel) -> None:
    for number in ("J-001", "J-002", "J-011", "J-004"):
        remove(noticed, number)

    found = statuses()
    gone = [number for number, status in sorted(found.items()) if status == "disqualified"]
    assert gone == ["J-001", "J-002", "J-004", "J-011"]
    assert (found["J-012"], found["J-013"]) == ("winner", "winner")
    assert sum(status == "winner" for status in found.values()) == 9


@pytest.mark.parametrize("who", ["supervisor", "chair", "editor"])
def test_only_the_manager_proposes(noticed: Panel, who: str) -> None:
    objection = dispute("J-003")
    before = written()

    with pytest.raises(NotYourAct):
        propose_removal(objection.pk, reason="x", person=getattr(noticed.officers, who), now=NOTICE)

    assert written() == before


@pytest.mark.parametrize("who", ["manager", "chair", "editor"])
def test_only_a_supervisor_confirms(noticed: Panel, who: str) -> None:
    removal = propose(noticed, dispute("J-003"))
    before = written()

    with pytest.raises(NotYourAct):
        confirm_removal(
            removal.pk, seen=seen_of(removal), person=getattr(noticed.officers, who), now=NOTICE
        )

    assert written() == before


@pytest.mark.parametrize("place", ["county_unit", "county", "city"])
def test_nobody_of_the_entrys_way_is_the_second_person(noticed: Panel, place: str) -> None:
    unit = getattr(noticed.province, place)
    near = make_officer(30, Role.SUPERVISOR, noticed.campaign, unit)
    far = make_officer(31, Role.SUPERVISOR, noticed.campaign, None)
    removal = propose(noticed, dispute("J-003"))
    before = written()

    with pytest.raises(SecondPersonNeeded):
        confirm_removal(removal.pk, seen=seen_of(removal), person=near, now=NOTICE)

    assert written() == before
    done = confirm_removal(removal.pk, seen=seen_of(removal), person=far, now=NOTICE)
    assert done.confirmed_by == far


def test_whoever_objected_neither_proposes_nor_confirms(noticed: Panel) -> None:
    supervisor, manager = noticed.officers.supervisor, noticed.officers.manager
    with pytest.raises(SecondPersonNeeded):
        propose(noticed, dispute("J-003", person=manager))
    removal = propose(noticed, dispute("J-004", person=supervisor))

    with pytest.raises(SecondPersonNeeded):
        confirm_removal(removal.pk, seen=seen_of(removal), person=supervisor, now=NOTICE)


def test_what_was_not_read_is_not_done(noticed: Panel) -> None:
    first = propose(noticed, dispute("J-003"))
    stale = seen_of(first)
    remove(noticed, "J-004")
    before = written()

    with pytest.raises(StaleRevision) as refused:
        confirm_removal(first.pk, seen=stale, person=noticed.officers.supervisor, now=NOTICE)

    assert refused.value.facts() == {"seen": stale, "current": seen_of(first)}
    assert written() == before
    confirm_removal(first.pk, seen=seen_of(first), person=noticed.officers.supervisor, now=NOTICE)
    assert (statuses()["J-011"], statuses()["J-012"]) == ("winner", "winner")


def test_a_no_leaves_all_as_it_is_and_the_objection_open(noticed: Panel) -> None:
    before = statuses()
    removal = propose(noticed, dispute("J-003"))
    supervisor = noticed.officers.supervisor

    with pytest.raises(ContentInvalid):
        refuse_removal(removal.pk, seen=seen_of(removal), why=" ", person=supervisor, now=NOTICE)
    refuse_removal(removal.pk, seen=seen_of(removal), why="证据不足", person=supervisor, now=NOTICE)

    assert (statuses(), Objection.objects.get().state) == (before, "received")
    with pytest.raises(WrongStatus):
        confirm_removal(removal.pk, seen=seen_of(removal), person=supervisor, now=NOTICE)
    assert propose(noticed, Objection.objects.get()).is_waiting


def test_an_objection_is_not_dismissed_while_a_removal_waits(noticed: Panel) -> None:
    objection = dispute("J-003")
    propose(noticed, objection)
    supervisor = noticed.officers.supervisor

    with pytest.raises(GateShut):
        rule_on(objection.pk, Objection.State.DISMISSED, answer="x", person=supervisor, now=NOTICE)
    with pytest.raises(AlreadyDone):
        propose(noticed, objection)


def test_one_supervisor_alone_disqualifies_nobody(noticed: Panel) -> None:
    objection = dispute("J-003")
    before = written()

    with pytest.raises(SecondPersonNeeded):
        rule_on(
            objection.pk,
            Objection.State.DISQUALIFIED,
            answer="核实属实",
            person=noticed.officers.supervisor,
            now=NOTICE,
        )

    assert written() == before
