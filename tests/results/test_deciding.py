"""Proposing and confirming: the gates, the two people, and exactly 10, 15 and 15."""

from __future__ import annotations

from collections import Counter

import pytest

from pingxuan.audit.models import Record
from pingxuan.campaigns.actions import give_post, load_sheet
from pingxuan.domain.errors import (
    AlreadyDone,
    GateShut,
    NotYourAct,
    SecondPersonNeeded,
    StaleRevision,
    WrongStatus,
)
from pingxuan.domain.vocabulary import Act, Role, Status
from pingxuan.jury.actions.judging import lock_all
from pingxuan.jury.actions.rounds import close_round
from pingxuan.jury.models import Assignment
from pingxuan.nominations.models import Nomination
from pingxuan.results.actions.deciding import confirm, fingerprint_of, last_round, propose
from pingxuan.results.models import Decision, Outcome
from tests.builders import REVIEWING, VOTING, make_officer, sheet_text
from tests.jury.builders import DECIDING, Panel, give_votes


@pytest.fixture
def judged(panel: Panel) -> Panel:
    """Three entries with all marks locked."""
    panel.publish({"institution": 2, "creative": 1})
    panel.seat(panel.province.city_unit, panel.province.other_city_unit)
    panel.assign()
    panel.judge({"J-001": 9, "J-002": 6, "C-001": 8})
    return panel


def written() -> tuple[object, ...]:
    """All that these acts could write."""
    return (
        list(Decision.objects.values_list("confirmed_at", "dropped_at")),
        Outcome.objects.count(),
        sorted(Nomination.objects.values_list("status", flat=True)),
        Record.objects.count(),
    )


def test_the_last_round_decides(panel: Panel) -> None:
    assert last_round(panel.campaign) == "final"


def test_a_proposal_holds_all_that_it_rests_on(judged: Panel) -> None:
    give_votes(judged.campaign, {"J-002": 10})

    decision = judged.propose()

    assert (decision.confirmed_at, decision.proposed_by) == (None, judged.officers.manager)
    assert set(decision.inputs) == {
        "marks.csv",
        "votes.csv",
        "rules.toml",
        "results.csv",
        "sheet",
    }
    found = decision.outcomes.order_by("entry__number").values_list(
        "entry__number", "rank", "jury", "vote", "total", "status", "decided_by"
    )
    assert list(found) == [
        ("C-001", 1, "80.00", "0.00", "56.00", "winner", "total"),
        ("J-001", 2, "90.00", "0.00", "63.00", "winner", "total"),
        ("J-002", 1, "60.00", "100.00", "72.00", "winner", "total"),
    ]
    assert set(Nomination.objects.values_list("status", flat=True)) == {Status.IN_REVIEW}


@pytest.mark.parametrize("who", ["supervisor", "chair", "editor"])
def test_only_the_manager_proposes(judged: Panel, who: str) -> None:
    before = written()

    with pytest.raises(NotYourAct):
        propose(judged.campaign, person=getattr(judged.officers, who), now=DECIDING)

    assert written() == before


def test_no_proposal_while_the_vote_is_open(judged: Panel) -> None:
    before = written()

    with pytest.raises(GateShut) as refused:
        judged.propose(now=VOTING)

    assert refused.value.facts() == {"act": Act.PROPOSE, "missing": ["投票还没有结束"]}
    assert written() == before


def test_no_proposal_while_marks_are_missing(judged: Panel) -> None:
    Assignment.objects.filter(entry__number="J-002", juror__code="P02").update(state="open")
    before = written()

    with pytest.raises(GateShut) as refused:
        judged.propose()

    assert refused.value.missing == ["还有评委没有锁定打分"]
    assert written() == before


def test_a_round_that_the_chair_closed_can_be_decided_with_marks_missing(judged: Panel) -> None:
    Assignment.objects.filter(entry__number="J-002", juror__code="P02").update(state="open")
    close_round(judged.campaign, judged.round, person=judged.officers.chair, now=REVIEWING)

    decision = judged.propose()

    assert decision.outcomes.count() == 3
    assert "J-002,P02" not in decision.marks_csv


def test_no_decision_below_the_quorum(judged: Panel) -> None:
    text = sheet_text().replace('code = "final"', 'code = "final"\nquorum = 3', 1)
    judged.campaign = load_sheet(text, now=DECIDING)

    with pytest.raises(GateShut) as refused:
        judged.propose()

    assert refused.value.missing == ["终评已锁定的评委 2/3"]


def test_the_second_person_confirms_and_the_nominations_move(judged: Panel) -> None:
    decision = judged.decide()

    assert (decision.confirmed_by, decision.confirmed_at) == (judged.officers.supervisor, DECIDING)
    assert set(Nomination.objects.values_list("status", flat=True)) == {Status.SELECTED}
    lines = Record.objects.filter(act__in=[Act.SELECT, Act.CONFIRM]).values_list("act", flat=True)
    assert Counter(lines) == {Act.SELECT: 3, Act.CONFIRM: 1}


def test_the_first_person_never_confirms(judged: Panel) -> None:
    manager = judged.officers.manager
    give_post(
        manager, Role.SUPERVISOR, campaign=judged.campaign, unit=None, person=None, now=REVIEWING
    )
    decision = judged.propose()
    manager = type(manager).objects.get(pk=manager.pk)
    before = written()

    with pytest.raises(SecondPersonNeeded):
        confirm(decision.pk, seen=fingerprint_of(decision), person=manager, now=DECIDING)

    assert written() == before


def test_two_of_one_unit_are_not_two_people(judged: Panel) -> None:
    unit = judged.province.city_unit
    one = make_officer(1, Role.MANAGER, judged.campaign, unit)
    two = make_officer(2, Role.SUPERVISOR, judged.campaign, unit)
    decision = propose(judged.campaign, person=one, now=DECIDING)

    with pytest.raises(SecondPersonNeeded):
        confirm(decision.pk, seen=fingerprint_of(decision), person=two, now=DECIDING)


@pytest.mark.parametrize("who", ["chair", "editor"])
def test_only_a_supervisor_confirms(judged: Panel, who: str) -> None:
    decision = judged.propose()
    before = written()

    with pytest.raises(NotYourAct):
        confirm(
            decision.pk,
            seen=fingerprint_of(decision),
            person=getattr(judged.officers, who),
            now=DECIDING,
        )

    assert written() == before


def test_what_was_not_read_is_not_confirmed(judged: Panel) -> None:
    decision = judged.propose()
    before = written()

    with pytest.raises(StaleRevision) as refused:
        confirm(decision.pk, seen="0" * 64, person=judged.officers.supervisor, now=DECIDING)

    assert refused.value.facts() == {"seen": "0" * 64, "current": fingerprint_of(decision)}
    assert written() == before


def test_a_result_whose_votes_have_changed_since_is_not_confirmed(judged: Panel) -> None:
    decision = judged.propose()
    give_votes(judged.campaign, {"J-002": 500})
    before = written()

    with pytest.raises(StaleRevision):
        confirm(
            decision.pk,
            seen=fingerprint_of(decision),
            person=judged.officers.supervisor,
            now=DECIDING,
        )

    assert written() == before


def test_a_second_proposal_drops_the_first(judged: Panel) -> None:
    first = judged.propose()
    judged.propose()

    with pytest.raises(WrongStatus) as refused:
        confirm(
            first.pk, seen=fingerprint_of(first), person=judged.officers.supervisor, now=DECIDING
        )

    assert refused.value.status == "已作废"


def test_what_is_confirmed_is_final(judged: Panel) -> None:
    judged.decide()
    before = written()

    with pytest.raises(AlreadyDone) as refused:
        judged.propose()

    assert refused.value.done_at == DECIDING
    assert written() == before


def test_a_large_field_gives_exactly_ten_fifteen_and_fifteen(panel: Panel) -> None:
    panel.publish({"institution": 14, "individual": 20, "creative": 20})
    panel.seat(panel.province.city_unit)
    panel.assign()
    numbers = Assignment.objects.values_list("entry__number", flat=True)
    panel.judge({number: 1 + int(number[-2:]) % 10 for number in numbers})
    give_votes(panel.campaign, {number: 100 + int(number[-2:]) for number in numbers})

    decision = panel.decide()

    found = Counter(decision.outcomes.values_list("category", "status"))
    assert found == {
        ("institution", "winner"): 10,
        ("institution", "reserve"): 3,
        ("institution", "not-selected"): 1,
        ("individual", "winner"): 15,
        ("individual", "reserve"): 3,
        ("individual", "not-selected"): 2,
        ("creative", "winner"): 15,
        ("creative", "reserve"): 3,
        ("creative", "not-selected"): 2,
    }
    assert Counter(Nomination.objects.values_list("status", flat=True)) == {
        Status.SELECTED: 40,
        Status.RESERVE: 9,
        Status.NOT_SELECTED: 5,
    }


def test_a_tie_across_the_cut_stays_open(panel: Panel) -> None:
    panel.publish({"institution": 13})
    panel.seat(panel.province.city_unit)
    panel.assign()
    tied = {f"J-{number:03d}": 5 for number in range(9, 12)}
    best = {f"J-{number:03d}": 9 for number in range(1, 9)}
    panel.judge(best | tied | {"J-012": 3, "J-013": 2})

    decision = panel.decide()

    statuses = dict(decision.outcomes.values_list("entry__number", "status"))
    assert Counter(statuses.values()) == {"winner": 8, "tied-at-cut": 3, "reserve": 2}
    assert {number for number, s in statuses.items() if s == "tied-at-cut"} == tied.keys()
    open_ones = Nomination.objects.filter(status=Status.IN_REVIEW)
    assert set(open_ones.values_list("public_number", flat=True)) == tied.keys()


def test_locking_late_changes_what_is_proposed(judged: Panel) -> None:
    Assignment.objects.filter(entry__number="J-002", juror__code="P02").update(state="open")
    lock_all(judged.jurors[1].pk, person=judged.jurors[1].person, now=REVIEWING)

    assert "J-002,P02,typical,6" in judged.propose().marks_csv
