"""Accepting, numbering, and letting the candidates out at once; then what the decision does."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from pingxuan.accounts.models import Person
from pingxuan.audit.models import Record
from pingxuan.campaigns.models import Campaign, Counter
from pingxuan.domain.errors import (
    NotAllowed,
    NotYourAct,
    StageClosed,
    StaleRevision,
    WrongStatus,
)
from pingxuan.domain.vocabulary import Act, Status
from pingxuan.messages.models import Letter
from pingxuan.messages.queries import inbox
from pingxuan.nominations.actions.accepting import accept, mark_published, release
from pingxuan.nominations.actions.deciding import DECIDING, apply
from pingxuan.nominations.actions.returning import decline
from pingxuan.nominations.models import Endorsement, Nomination
from tests.builders import COLLECTING, NOTICE, RESULTS, REVIEWING, SCREENING_ONLY, VOTING, Province
from tests.nominations.offices import TODAY, Offices

MakeFiled = Callable[..., Nomination]


def accepting(nomination: Nomination, person: Person, **changed: Any) -> Nomination:
    """Accept as one would on a good day."""
    assert nomination.revision is not None
    given: dict[str, Any] = {
        "revision": nomination.revision.hash,
        "opinion": "受理。",
        "opinion_on": TODAY,
        "person": person,
        "now": COLLECTING,
    }
    return accept(nomination.pk, **given | changed)


def test_each_category_counts_its_own_numbers(
    make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    categories = ["institution", "individual", "institution", "creative", "institution"]
    cases = [make_filed(office=province.root, category=one) for one in categories]

    numbers = [accepting(case, offices.province).public_number for case in cases]

    assert numbers == ["J-001", "G-001", "J-002", "C-001", "J-003"]


def test_acceptance_is_a_seal_and_stays_provisional(
    make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    case = accepting(make_filed(office=province.root), offices.province)

    sealed = Endorsement.objects.get()
    assert (sealed.tier, sealed.unit, sealed.revision) == ("province", province.root, case.revision)
    assert (case.status, case.told_status) == (Status.ACCEPTED, Status.AT_OFFICE)
    assert not Letter.objects.exists()


def test_an_office_that_nominated_itself_has_sealed_already(
    make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    from tests.nominations.test_sealing import sealing

    case = sealing(make_filed(unit=province.root), offices.province)

    case = accepting(case, offices.manager)

    assert [seal.tier for seal in case.endorsements.all()] == ["unit"]
    assert case.status == Status.ACCEPTED


@pytest.mark.parametrize("who", ["county", "city", "county_reviewer", "filler", "supervisor"])
def test_only_the_topmost_office_and_the_manager_accept(
    who: str, make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    case = make_filed(office=province.root)

    with pytest.raises(NotYourAct):
        accepting(case, getattr(offices, who))

    case.refresh_from_db()
    assert (case.status, case.public_number) == (Status.AT_OFFICE, "")
    assert not Counter.objects.exists()


@pytest.mark.parametrize("who", ["city", "manager"])
def test_a_lower_office_does_not_accept(
    who: str, make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    case = make_filed(office=province.city)

    with pytest.raises((WrongStatus, NotAllowed)):
        accepting(case, getattr(offices, who))

    case.refresh_from_db()
    assert (case.status, case.public_number) == (Status.AT_OFFICE, "")


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [({"revision": "0" * 64}, StaleRevision), ({"now": VOTING}, StageClosed)],
)
def test_a_refused_acceptance_uses_no_number(
    changed: dict[str, Any],
    refusal: type[Exception],
    make_filed: MakeFiled,
    offices: Offices,
    province: Province,
) -> None:
    case = make_filed(office=province.root)

    with pytest.raises(refusal):
        accepting(case, offices.province, **changed)

    assert not Counter.objects.exists()
    assert not Endorsement.objects.exists()
    assert not Record.objects.filter(subject_id=str(case.pk)).exists()


@pytest.mark.django_db(transaction=True)
def test_colleagues_at_once_never_share_a_number(
    make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    hands = 4
    cases = [make_filed(office=province.root) for _ in range(hands)]
    start = Barrier(hands)

    def one(case: Nomination) -> str:
        try:
            start.wait(timeout=10)
            return accepting(case, offices.province).public_number
        finally:
            connection.close()

    with ThreadPoolExecutor(hands) as pool:
        numbers = sorted(pool.map(one, cases))

    assert numbers == ["J-001", "J-002", "J-003", "J-004"]


def test_provisional_decisions_go_out_all_at_once(
    make_filed: MakeFiled, offices: Offices, province: Province, campaign: Campaign
) -> None:
    good = [accepting(make_filed(office=province.root), offices.province) for _ in range(2)]
    bad = make_filed(office=province.root, title="老街的灯")
    decline(bad.pk, reason="名额已满。", person=offices.province, now=COLLECTING)
    waiting = make_filed(office=province.root)

    published = release(campaign, person=offices.manager, now=SCREENING_ONLY)

    for case in (*good, bad, waiting):
        case.refresh_from_db()
    assert published == good
    assert [case.status for case in (*good, bad, waiting)] == [
        Status.PUBLISHED,
        Status.PUBLISHED,
        Status.DECLINED,
        Status.AT_OFFICE,
    ]
    assert not Nomination.objects.filter(is_provisional=True).exists()
    texts = sorted(letter.text for letter in inbox(offices.filler.pk))
    assert texts == [
        "《窗口前的第 1 张椅子》已列入候选，编号 J-001。",
        "《窗口前的第 2 张椅子》已列入候选，编号 J-002。",
        "《老街的灯》：东岭省级主管部门未予推荐。理由：名额已满。",
    ]


@pytest.mark.parametrize("who", ["province", "supervisor", "county"])
def test_only_the_manager_publishes(
    who: str, make_filed: MakeFiled, offices: Offices, province: Province, campaign: Campaign
) -> None:
    case = accepting(make_filed(office=province.root), offices.province)

    with pytest.raises(NotYourAct):
        release(campaign, person=getattr(offices, who), now=SCREENING_ONLY)

    case.refresh_from_db()
    assert (case.status, case.is_provisional) == (Status.ACCEPTED, True)


def test_publishing_a_second_time_is_refused(
    make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    case = accepting(make_filed(office=province.root), offices.province)
    mark_published(case, person=offices.manager, now=SCREENING_ONLY)

    with pytest.raises(WrongStatus):
        mark_published(case, person=offices.manager, now=SCREENING_ONLY)

    assert Record.objects.filter(act="publish").count() == 1


@pytest.mark.parametrize(
    ("act", "source", "target", "who", "now"),
    [
        (Act.BEGIN_REVIEW, Status.PUBLISHED, Status.IN_REVIEW, "manager", REVIEWING),
        (Act.SELECT, Status.IN_REVIEW, Status.SELECTED, "supervisor", REVIEWING),
        (Act.PUT_ON_RESERVE, Status.IN_REVIEW, Status.RESERVE, "supervisor", REVIEWING),
        (Act.PASS_OVER, Status.IN_REVIEW, Status.NOT_SELECTED, "supervisor", REVIEWING),
        (Act.PROMOTE, Status.RESERVE, Status.SELECTED, "supervisor", NOTICE),
        (Act.AWARD, Status.SELECTED, Status.AWARDED, "manager", RESULTS),
        (Act.DISQUALIFY, Status.SELECTED, Status.DISQUALIFIED, "supervisor", NOTICE),
    ],
)
def test_the_decision_takes_the_same_table_and_book(
    act: Act,
    source: Status,
    target: Status,
    who: str,
    now: Any,
    make_filed: MakeFiled,
    offices: Offices,
    province: Province,
) -> None:
    case = make_filed(office=province.root, status=source)

    decided = apply(case, act, person=getattr(offices, who), now=now)

    assert decided.status == target
    assert Record.objects.get(subject_id=str(case.pk)).act == act
    with pytest.raises((WrongStatus, NotYourAct)):
        apply(case, act, person=offices.county, now=now)


def test_other_acts_have_their_own_functions(
    make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    case = make_filed(office=province.root)

    for act in set(Act) - DECIDING:
        with pytest.raises(ValueError, match="not decided here"):
            apply(case, act, person=offices.manager, now=COLLECTING)
