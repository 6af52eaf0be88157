"""One of two stands for both. Source: N9."""

from __future__ import annotations

import pytest

from pingxuan.domain.errors import ContentInvalid, NotYourAct, StageClosed, WrongStatus
from pingxuan.domain.vocabulary import Status
from pingxuan.messages.models import Letter
from pingxuan.nominations.actions.merging import merge, replace
from pingxuan.nominations.actions.returning import return_
from pingxuan.nominations.models import Endorsement
from tests.builders import COLLECTING, SCREENING_ONLY, VOTING, Province, at
from tests.nominations.offices import Filer, Offices


def test_an_office_merges_what_is_told_twice(
    offices: Offices, make_filed: Filer, province: Province
) -> None:
    twin, kept = make_filed(office=province.county), make_filed(office=province.city)

    done = merge(
        twin.pk,
        into=f" {kept.file_number} ",
        reason="同一件事",
        person=offices.county_reviewer,
        now=COLLECTING,
    )

    assert (done.status, done.merged_into) == (Status.MERGED, kept)
    assert "已并入 2021-000002" in Letter.objects.latest("pk").text
    with pytest.raises(WrongStatus):
        merge(twin.pk, into=kept.file_number, reason="x", person=offices.county, now=COLLECTING)
    assert Endorsement.objects.count() == 0


@pytest.mark.parametrize("into", ["", "2021-000001", "2021-009999", "2021-000002", "2021-000003"])
def test_it_needs_another_that_is_known_there_and_on_its_way(
    into: str, offices: Offices, make_filed: Filer, province: Province
) -> None:
    twin = make_filed(office=province.county)
    make_filed(unit=province.other_city_unit, office=province.other_city)
    make_filed(office=province.county, status=Status.WITHDRAWN)

    with pytest.raises(ContentInvalid) as refused:
        merge(twin.pk, into=into, reason="同一件事", person=offices.county, now=COLLECTING)

    assert refused.value.problems == {"into": ["unknown_case"]}


def test_writers_put_another_of_their_own_in_its_place(
    offices: Offices, make_filed: Filer, province: Province
) -> None:
    old, new = make_filed(office=province.county), make_filed()
    other = make_filed(category="creative")

    with pytest.raises(NotYourAct):
        replace(old.pk, into=new.file_number, reason="x", person=offices.county, now=COLLECTING)
    with pytest.raises(ContentInvalid):
        replace(old.pk, into=other.file_number, reason="x", person=offices.filler, now=COLLECTING)
    with pytest.raises(StageClosed):
        replace(old.pk, into=new.file_number, reason="x", person=offices.filler, now=SCREENING_ONLY)
    replaced = replace(
        old.pk, into=new.file_number, reason="写得更全", person=offices.filler, now=COLLECTING
    )

    assert (replaced.status, replaced.merged_into) == (Status.MERGED, new)


def test_merging_ends_with_screening(
    offices: Offices, make_filed: Filer, province: Province
) -> None:
    twin, kept = make_filed(office=province.county), make_filed(office=province.city)

    with pytest.raises(StageClosed):
        merge(twin.pk, into=kept.file_number, reason="x", person=offices.county, now=VOTING)


def test_it_is_returned_with_a_day_and_the_writer_is_told(
    offices: Offices, make_filed: Filer, province: Province
) -> None:
    """Source: N8."""
    case = make_filed(office=province.county)
    for wrong, code in ((COLLECTING, "past"), (at("11-20 17:31"), "after_own")):
        with pytest.raises(ContentInvalid) as refused:
            return_(
                case.pk,
                remarks=[("", "改")],
                person=offices.county,
                now=COLLECTING,
                due_at=wrong,
            )
        assert refused.value.problems == {"due_at": [code]}

    back = return_(
        case.pk,
        remarks=[("", "改")],
        person=offices.county,
        now=COLLECTING,
        due_at=at("11-08 18:00"),
    )

    assert back.due_at == at("11-08 18:00")
    assert Letter.objects.latest("pk").text.endswith("请在 11 月 8 日 18:00 前改好再报。")
