"""Beginning a draft, and keeping what is typed into it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from pingxuan.accounts.models import Person
from pingxuan.audit.models import Record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import (
    ContentInvalid,
    NotYourAct,
    StageClosed,
    StaleDraft,
    WrongStatus,
)
from pingxuan.domain.routes import Level
from pingxuan.domain.vocabulary import Role, Status
from pingxuan.nominations.actions.drafting import draft, save_draft
from pingxuan.nominations.actions.filing import file_nomination
from pingxuan.nominations.content.halves import drafted
from pingxuan.nominations.models import Nomination
from pingxuan.nominations.queries.own import by_id, mine, units_to_file_for, visible_to
from pingxuan.units.actions import plant
from tests.builders import BEFORE, COLLECTING, Province, at, make_officer, make_person
from tests.nominations.offices import Offices
from tests.nominations.writing import GOOD, written


@pytest.fixture
def case(campaign: Campaign, province: Province, offices: Offices) -> Nomination:
    return written(campaign, province.county_unit, offices.filler)


def test_what_was_typed_is_kept_as_it_was_typed(case: Nomination) -> None:
    case.refresh_from_db()

    assert drafted(case) == GOOD
    assert set(case.draft_personal) == {"ethnicity", "birth", "political", "phone"}
    assert (case.title, case.category, case.name, case.draft_version) == (
        "窗口前的一张椅子",
        "institution",
        "张三",
        1,
    )


def test_personal_fields_are_not_in_the_database_in_plain(case: Nomination) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT draft, draft_personal FROM nominations_nomination")
        row = "".join(str(cell) for cell in cursor.fetchone())

    assert "138 0000" not in row
    assert "1985" not in row
    # The driver of each database writes JSON in its own way; the title is there in any.
    assert "title" in row


def test_invalid_and_unknown_values_neither_stop_the_saving_nor_get_in(
    case: Nomination, offices: Offices
) -> None:
    typed = {"phone": "13", "category": ["institution", "creative"], "title": "长" * 300}

    saved = save_draft(
        case.pk,
        typed | {"unit_opinion": "同意", "salary": "1", "name": "张\0三\ud800"},
        seen_version=1,
        person=offices.filler,
        now=COLLECTING,
    )

    saved.refresh_from_db()
    assert drafted(saved) == GOOD | typed | {"name": "张三"}
    assert (saved.category, len(saved.title), saved.draft_version) == ("", 200, 2)


def test_a_second_writer_is_told_and_nothing_is_overwritten(
    case: Nomination, campaign: Campaign, province: Province, offices: Offices
) -> None:
    colleague = make_officer(51, Role.UNIT_FILLER, campaign, province.county_unit)
    save_draft(case.pk, {"title": "甲"}, seen_version=1, person=colleague, now=COLLECTING)

    with pytest.raises(StaleDraft) as refused:
        save_draft(case.pk, {"title": "乙"}, seen_version=1, person=offices.filler, now=COLLECTING)

    case.refresh_from_db()
    assert refused.value.facts() == {"seen": 1, "current": 2}
    assert (case.title, case.draft_version, case.draft_saved_by) == ("甲", 2, colleague)


def test_a_request_that_comes_twice_is_no_quarrel(case: Nomination, offices: Offices) -> None:
    for _ in range(2):
        saved = save_draft(
            case.pk, {"title": "甲"}, seen_version=1, person=offices.filler, now=COLLECTING
        )

    assert saved.draft_version == 2
    assert Record.objects.filter(subject_id=str(case.pk), act="edit").count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_writers_in_the_same_moment_do_not_lose_a_word(
    case: Nomination, campaign: Campaign, province: Province, offices: Offices
) -> None:
    colleague = make_officer(52, Role.UNIT_FILLER, campaign, province.county_unit)
    hands = 2
    start = Barrier(hands)

    def one(person: Person) -> str:
        try:
            start.wait(timeout=10)
            save_draft(
                case.pk, {"title": person.name}, seen_version=1, person=person, now=COLLECTING
            )
        except StaleDraft:
            return "told"
        else:
            return "saved"
        finally:
            connection.close()

    with ThreadPoolExecutor(hands) as pool:
        outcomes = sorted(pool.map(one, [offices.filler, colleague]))

    assert outcomes == ["saved", "told"]


def test_what_was_handed_in_is_not_edited(case: Nomination, offices: Offices) -> None:
    file_nomination(case.pk, person=offices.filler, now=COLLECTING)

    with pytest.raises(WrongStatus):
        save_draft(case.pk, {"title": "x"}, seen_version=1, person=offices.filler, now=COLLECTING)


@pytest.mark.parametrize("now", [BEFORE, at("11-20 17:30")])
def test_nothing_is_begun_outside_collection(
    now: object, campaign: Campaign, province: Province, offices: Offices
) -> None:
    with pytest.raises(StageClosed):
        draft(
            campaign,
            province.county_unit,
            self_nominated=False,
            person=offices.filler,
            now=now,  # type: ignore[arg-type]
        )

    assert Nomination.objects.count() == 0


def test_a_nominee_begins_with_what_is_known_and_the_one_category(
    campaign: Campaign, province: Province
) -> None:
    nominee = make_person(53, "李四")

    made = draft(campaign, province.city_unit, self_nominated=True, person=nominee, now=COLLECTING)

    assert drafted(made) == {"name": "李四", "phone": "13800000053", "category": "individual"}
    assert (made.status, made.name, made.category) == (Status.DRAFT, "李四", "individual")


def test_a_unit_files_for_itself_and_an_office_for_its_branch(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    def begin(person: Person, unit: object) -> Nomination:
        return draft(
            campaign,
            unit,  # type: ignore[arg-type]
            self_nominated=False,
            person=person,
            now=COLLECTING,
        )

    for person, unit in [
        (offices.filler, province.city_unit),
        (offices.county, province.city_unit),
        (offices.other_city, province.county_unit),
        (make_person(54), province.county_unit),
        (offices.manager, province.county_unit),
    ]:
        with pytest.raises(NotYourAct):
            begin(person, unit)

    assert begin(offices.county, province.county_unit).writer == offices.county
    assert begin(offices.city, province.county_unit).unit == province.county_unit


def test_a_unit_of_another_tree_is_not_taken(campaign: Campaign, province: Province) -> None:
    stranger = plant(None, "另一个省", Level.PROVINCE)

    with pytest.raises(ContentInvalid) as refused:
        draft(campaign, stranger, self_nominated=True, person=make_person(55), now=COLLECTING)

    assert refused.value.facts() == {"problems": {"unit": ["unknown_unit"]}}


def test_each_sees_what_is_theirs(
    case: Nomination, campaign: Campaign, province: Province, offices: Offices
) -> None:
    nominee = make_person(56, "李四")
    own = draft(campaign, province.county_unit, self_nominated=True, person=nominee, now=COLLECTING)
    colleague = make_officer(57, Role.UNIT_FILLER, campaign, province.county_unit)
    typed = draft(
        campaign, province.county_unit, self_nominated=False, person=offices.city, now=COLLECTING
    )

    seen = {
        person.pk: set(mine(person, campaign))
        for person in (nominee, offices.filler, colleague, offices.city, offices.county)
    }

    assert seen == {
        nominee.pk: {own},
        offices.filler.pk: {case, typed},
        colleague.pk: {case, typed},
        offices.city.pk: {typed},
        offices.county.pk: set(),
    }


def test_a_desk_sees_a_case_once_it_was_handed_in(
    case: Nomination, campaign: Campaign, offices: Offices
) -> None:
    before = by_id(offices.county, campaign, case.pk)

    file_nomination(case.pk, person=offices.filler, now=COLLECTING)

    assert before is None
    assert by_id(offices.county, campaign, case.pk) == case
    assert by_id(offices.other_city, campaign, case.pk) is None
    assert list(visible_to(offices.filler, campaign)) == [case]


def test_the_units_one_files_for_are_the_branch_of_ones_post(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    assert set(units_to_file_for(offices.county, campaign)) == {
        province.county,
        province.county_unit,
    }
    assert list(units_to_file_for(offices.filler, campaign)) == [province.county_unit]
    assert list(units_to_file_for(make_person(58), campaign)) == []
