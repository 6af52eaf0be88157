"""Late but justified: asked for, proposed by one, decided by another. Source: N9."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pingxuan.accounts.models import Person
from pingxuan.audit.models import Record
from pingxuan.campaigns.actions import give_post
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import (
    AlreadyDone,
    ContentInvalid,
    DeadlinePassed,
    NotYourAct,
    SecondPersonNeeded,
    StageClosed,
)
from pingxuan.domain.vocabulary import Role, Status
from pingxuan.nominations.actions.admitting import ask_late, decide_late, propose_late
from pingxuan.nominations.actions.filing import file_nomination
from pingxuan.nominations.actions.sealing import endorse
from pingxuan.nominations.models import LateAdmission, Nomination
from tests.builders import BEFORE, SCREENING_ONLY, Province, at
from tests.nominations.offices import TODAY, Filer, Offices
from tests.nominations.writing import written

AFTER_CITY = at("11-17 09:00")
UNTIL = at("11-18 18:00")


def seal(case: Nomination, person: Person) -> Nomination:
    assert case.revision is not None
    return endorse(
        case.pk,
        revision=case.revision.hash,
        opinion="同意推荐。",
        opinion_on=TODAY,
        person=person,
        now=AFTER_CITY,
    )


def admitted(case: Nomination, offices: Offices) -> LateAdmission:
    asked = ask_late(case.pk, reason="县里停电两天", person=offices.county, now=AFTER_CITY)
    propose_late(asked.pk, until_at=UNTIL, person=offices.manager, now=AFTER_CITY)
    return decide_late(
        asked.pk, is_admitted=True, answer="", person=offices.supervisor, now=AFTER_CITY
    )


def test_two_people_let_one_nomination_pass_a_deadline_and_no_other(
    offices: Offices, make_filed: Filer, province: Province
) -> None:
    late, other = make_filed(office=province.county), make_filed(office=province.county)
    with pytest.raises(DeadlinePassed):
        seal(late, offices.county)

    admitted(late, offices)

    assert seal(late, offices.county).office == province.city
    with pytest.raises(DeadlinePassed):
        seal(other, offices.county)
    acts = [line.act for line in Record.objects.order_by("number")]
    assert [act for act in acts if "late" in act] == ["ask_late", "propose_late", "admit_late"]


def test_it_opens_the_closed_collection_for_a_draft(
    campaign: Campaign, offices: Offices, province: Province
) -> None:
    draft = written(campaign, province.county_unit, offices.filler)
    with pytest.raises(StageClosed):
        file_nomination(draft.pk, person=offices.filler, now=SCREENING_ONLY)

    asked = ask_late(draft.pk, reason="停电", person=offices.filler, now=SCREENING_ONLY)
    until = SCREENING_ONLY + timedelta(hours=1)
    propose_late(asked.pk, until_at=until, person=offices.manager, now=SCREENING_ONLY)
    decide_late(
        asked.pk, is_admitted=True, answer="", person=offices.supervisor, now=SCREENING_ONLY
    )

    filed = file_nomination(draft.pk, person=offices.filler, now=SCREENING_ONLY)
    assert filed.status == Status.AT_UNIT
    assert filed.revision is not None
    with pytest.raises(StageClosed):
        endorse(
            filed.pk,
            revision=filed.revision.hash,
            opinion="同意",
            opinion_on=TODAY,
            person=offices.unit,
            now=until + timedelta(seconds=1),
        )


def test_the_second_is_never_the_first_nor_of_the_unit(
    campaign: Campaign, offices: Offices, make_filed: Filer, province: Province
) -> None:
    case = make_filed(office=province.county)
    asked = ask_late(case.pk, reason="停电", person=offices.county, now=AFTER_CITY)

    def decide(person: Person) -> None:
        decide_late(asked.pk, is_admitted=True, answer="", person=person, now=AFTER_CITY)

    with pytest.raises(SecondPersonNeeded):
        decide(offices.supervisor)  # nobody has proposed it
    give_post(
        offices.manager, Role.SUPERVISOR, campaign=campaign, unit=None, person=None, now=BEFORE
    )
    both = Person.objects.get(pk=offices.manager.pk)
    propose_late(asked.pk, until_at=UNTIL, person=both, now=AFTER_CITY)
    with pytest.raises(SecondPersonNeeded):
        decide(both)
    give_post(offices.unit, Role.SUPERVISOR, campaign=campaign, unit=None, person=None, now=BEFORE)
    with pytest.raises(SecondPersonNeeded):
        decide(Person.objects.get(pk=offices.unit.pk))
    with pytest.raises(NotYourAct):
        decide(offices.county)
    assert not LateAdmission.objects.filter(is_admitted=True).exists()


def test_what_is_refused_says_why_and_may_be_asked_again(
    offices: Offices, make_filed: Filer, province: Province
) -> None:
    case = make_filed(office=province.county)
    asked = ask_late(case.pk, reason="忘了", person=offices.filler, now=AFTER_CITY)
    with pytest.raises(AlreadyDone):
        ask_late(case.pk, reason="忘了", person=offices.filler, now=AFTER_CITY)
    with pytest.raises(ContentInvalid):
        decide_late(
            asked.pk, is_admitted=False, answer=" ", person=offices.supervisor, now=AFTER_CITY
        )

    decide_late(
        asked.pk, is_admitted=False, answer="理由不足", person=offices.supervisor, now=AFTER_CITY
    )

    again = ask_late(case.pk, reason="停电", person=offices.filler, now=AFTER_CITY)
    assert again.pk != asked.pk
    with pytest.raises(AlreadyDone):
        propose_late(asked.pk, until_at=UNTIL, person=offices.manager, now=AFTER_CITY)


@pytest.mark.parametrize("until", [AFTER_CITY, at("11-20 20:00:01")])
def test_the_end_lies_ahead_and_before_the_end_of_screening(
    until: object, offices: Offices, make_filed: Filer, province: Province
) -> None:
    case = make_filed(office=province.county)
    asked = ask_late(case.pk, reason="停电", person=offices.county, now=AFTER_CITY)

    with pytest.raises(ContentInvalid):
        propose_late(asked.pk, until_at=until, person=offices.manager, now=AFTER_CITY)  # type: ignore[arg-type]


def test_who_may_ask_and_propose(offices: Offices, make_filed: Filer, province: Province) -> None:
    case = make_filed(office=province.county)
    for stranger in (offices.city, offices.other_city, offices.supervisor):
        with pytest.raises(NotYourAct):
            ask_late(case.pk, reason="停电", person=stranger, now=AFTER_CITY)
    asked = ask_late(case.pk, reason="停电", person=offices.county_reviewer, now=AFTER_CITY)
    for stranger in (offices.supervisor, offices.county, offices.filler):
        with pytest.raises(NotYourAct):
            propose_late(asked.pk, until_at=UNTIL, person=stranger, now=AFTER_CITY)
