"""What an office keeps for itself, and what stays hidden from all others."""

from __future__ import annotations

import pytest

from pingxuan.domain.errors import ContentInvalid, NotYourAct
from pingxuan.nominations.queries.office import Sought, inbox
from pingxuan.offices.actions.organising import (
    MOST_LABELS,
    drop_filter,
    glance,
    put_in_order,
    save_filter,
    set_labels,
    write_note,
)
from pingxuan.offices.models import Label
from pingxuan.offices.queries.desk import (
    Seat,
    in_order,
    labelled,
    labels_of,
    labels_on,
    note_counts,
    notes_on,
    saved_filters,
    seen_before,
)
from tests.builders import COLLECTING, Province
from tests.nominations.offices import Filer, Offices


def test_a_search_is_saved_under_a_name_and_is_ones_own(county: Seat, offices: Offices) -> None:
    save_filter(county, " 待审 ", "tray=todo", person=offices.county, now=COLLECTING)
    kept = save_filter(county, "待审", "tray=sent", person=offices.county, now=COLLECTING)

    assert [(one.name, one.query) for one in saved_filters(offices.county, county)] == [
        ("待审", "tray=sent")
    ]
    assert saved_filters(offices.county_reviewer, county) == []
    drop_filter(county, kept.pk, person=offices.county_reviewer, now=COLLECTING)
    assert len(saved_filters(offices.county, county)) == 1
    drop_filter(county, kept.pk, person=offices.county, now=COLLECTING)
    assert saved_filters(offices.county, county) == []


def test_labels_and_notes_are_seen_by_ones_own_office_alone(
    county: Seat, city: Seat, offices: Offices, make_filed: Filer, province: Province
) -> None:
    case = make_filed(office=province.county)

    set_labels(county, case, ["重点", "重点", " "], person=offices.county, now=COLLECTING)
    write_note(county, case, "已电话核实", person=offices.county_reviewer, now=COLLECTING)

    assert labels_on(county, [case.pk]) == {case.pk: ["重点"]}
    assert [(one.name, one.n) for one in labels_of(county)] == [("重点", 1)]  # type: ignore[attr-defined]
    assert note_counts(county, [case.pk]) == {case.pk: 1}
    assert [note.text for note in notes_on(county, case)] == ["已电话核实"]
    assert (labels_on(city, [case.pk]), notes_on(city, case), labels_of(city)) == ({}, [], [])
    rows = inbox(county.campaign, county.unit, Sought())
    assert list(labelled(rows, county, "重点")) == [case]
    assert list(labelled(rows, county, "没有")) == []


def test_a_label_that_nothing_wears_goes(
    county: Seat, offices: Offices, make_filed: Filer, province: Province
) -> None:
    case = make_filed(office=province.county)
    set_labels(county, case, ["重点", "缺照片"], person=offices.county, now=COLLECTING)

    set_labels(county, case, ["缺照片"], person=offices.county, now=COLLECTING)

    assert list(Label.objects.values_list("name", flat=True)) == ["缺照片"]
    with pytest.raises(ContentInvalid):
        set_labels(county, case, ["字" * 21], person=offices.county, now=COLLECTING)
    too_many = [f"签{n}" for n in range(MOST_LABELS + 1)]
    with pytest.raises(ContentInvalid):
        set_labels(county, case, too_many, person=offices.county, now=COLLECTING)


def test_who_does_not_work_there_organises_nothing(
    county: Seat, offices: Offices, make_filed: Filer, province: Province
) -> None:
    case = make_filed(office=province.county)
    foreign = make_filed(unit=province.other_city_unit, office=province.other_city)
    for person in (offices.city, offices.filler, offices.manager):
        with pytest.raises(NotYourAct):
            save_filter(county, "名", "", person=person, now=COLLECTING)
        with pytest.raises(NotYourAct):
            set_labels(county, case, ["重点"], person=person, now=COLLECTING)
        with pytest.raises(NotYourAct):
            write_note(county, case, "话", person=person, now=COLLECTING)
        with pytest.raises(NotYourAct):
            put_in_order(county, [case.pk], person=person, now=COLLECTING)
    with pytest.raises(ContentInvalid):
        write_note(county, foreign, "话", person=offices.county, now=COLLECTING)
    with pytest.raises(ContentInvalid):
        put_in_order(county, [foreign.pk], person=offices.county, now=COLLECTING)


def test_the_order_of_preference_is_each_offices_own(
    county: Seat, city: Seat, offices: Offices, make_filed: Filer, province: Province
) -> None:
    first, second, third = (make_filed(office=province.county) for _n in range(3))

    put_in_order(county, [third.pk, first.pk], person=offices.county, now=COLLECTING)
    put_in_order(city, [second.pk], person=offices.city, now=COLLECTING)

    rows = inbox(county.campaign, county.unit, Sought())
    assert list(in_order(rows, county)) == [third, first, second]
    above = inbox(city.campaign, city.unit, Sought())
    assert list(in_order(above, city)) == [second, first, third]
    with pytest.raises(ContentInvalid):
        put_in_order(county, [first.pk, first.pk], person=offices.county, now=COLLECTING)


def test_one_is_shown_what_changed_since_one_saw_it_last(
    offices: Offices, make_filed: Filer, province: Province
) -> None:
    """Source: N8."""
    case = make_filed(office=province.county)
    first = case.revision
    assert seen_before(offices.county, case) is None
    glance(case, person=offices.county, now=COLLECTING)
    make_filed.revise(case, narrative="二")
    glance(case, person=offices.county_reviewer, now=COLLECTING)
    make_filed.revise(case, narrative="三")

    assert seen_before(offices.county, case) == first
    glance(case, person=offices.county, now=COLLECTING)
    assert seen_before(offices.county, case) == first
    assert seen_before(offices.city, case) is None
