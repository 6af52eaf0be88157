"""催报: of what is missing, never at night, never twice a day; and one digest a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pingxuan.domain.errors import AlreadyDone, ContentInvalid, NotYourAct, QuietHours
from pingxuan.domain.routes import Level
from pingxuan.messages.models import Letter
from pingxuan.offices.actions.digesting import send_digests
from pingxuan.offices.actions.extending import extend
from pingxuan.offices.actions.mailing import template_of
from pingxuan.offices.actions.reminding import facts_of, keep_contact, remind
from pingxuan.offices.models import Reminder
from pingxuan.offices.queries.desk import Seat
from pingxuan.offices.queries.gaps import gaps
from pingxuan.units.actions import plant
from tests.builders import COLLECTING, Province, at
from tests.nominations.offices import Filer, Offices


@pytest.fixture
def top(campaign: object, city: Seat, province: Province) -> Seat:
    return Seat(city.campaign, province.root)


def test_the_board_says_what_is_missing_until_when_and_whom_to_call(
    top: Seat, offices: Offices, make_filed: Filer, province: Province
) -> None:
    make_filed(office=province.root)
    extend(
        top,
        province.city,
        at("11-20 12:00"),
        reason="停电",
        person=offices.province,
        now=COLLECTING,
    )
    keep_contact(
        top,
        province.city,
        name="李四",
        phone="138 0000 0009",
        email="li@example.org",
        person=offices.province,
        now=COLLECTING,
    )

    row = next(gap for gap in gaps(top) if gap.unit == province.city)

    assert [(cell.have, cell.short) for cell in row.cells] == [(1, 1), (0, 2), (0, 2)]
    assert (row.until, row.phones, row.short) == (at("11-20 12:00"), 1, 5)
    facts = facts_of(top, row)
    assert (facts["单位"], facts["姓名"], facts["截止"]) == ("临溪市", "李四", "11月20日12:00")
    assert facts["还差"].startswith("优秀机构案例1件、")


def test_a_unit_is_reminded_once_a_day_and_the_record_says_by_whom(
    top: Seat, offices: Offices, make_filed: Filer, province: Province
) -> None:
    row = next(gap for gap in gaps(top) if gap.unit == province.city)
    given = {"way": Reminder.Way.SMS, "template": template_of(top, "remind")}

    (first,) = remind(top, [row], **given, person=offices.province, now=COLLECTING)  # type: ignore[arg-type]
    (again,) = remind(
        top,
        [row],
        **given,
        person=offices.province,
        now=COLLECTING + timedelta(hours=3),  # type: ignore[arg-type]
    )
    (tomorrow,) = remind(
        top,
        [row],
        **given,
        person=offices.province,
        now=COLLECTING + timedelta(days=1),  # type: ignore[arg-type]
    )

    assert isinstance(again.refusal, AlreadyDone)
    assert first.reminder is not None
    assert tomorrow.reminder is not None
    assert (first.reminder.person, first.reminder.reached) == (offices.province, 1)
    letters = Letter.objects.filter(template="reminder")
    assert letters.count() == 2
    assert letters[0].text.startswith("临溪市：")


def test_nobody_is_reminded_at_night_or_without_an_address(
    top: Seat, offices: Offices, province: Province
) -> None:
    bare = next(gap for gap in gaps(top) if gap.unit == province.provincial_unit)
    template = template_of(top, "remind")

    with pytest.raises(QuietHours) as refused:
        remind(
            top,
            [bare],
            way=Reminder.Way.CALL,
            template=template,
            person=offices.province,
            now=at("11-05 22:00"),
        )
    (mailed,) = remind(
        top,
        [bare],
        way=Reminder.Way.EMAIL,
        template=template,
        person=offices.province,
        now=COLLECTING,
    )

    assert refused.value.ends_at == at("11-06 08:00")
    assert isinstance(mailed.refusal, ContentInvalid)
    assert not Reminder.objects.exists()
    with pytest.raises(NotYourAct):
        remind(
            top,
            [bare],
            way=Reminder.Way.CALL,
            template=template,
            person=offices.city,
            now=COLLECTING,
        )


def test_a_contact_has_a_name_and_addresses_that_can_be_ones(
    top: Seat, offices: Offices, province: Province
) -> None:
    with pytest.raises(ContentInvalid) as refused:
        keep_contact(
            top,
            province.city,
            name=" ",
            phone="12",
            email="nobody",
            person=offices.province,
            now=COLLECTING,
        )

    assert refused.value.problems == {
        "name": ["missing"],
        "phone": ["bad_phone:2"],
        "email": ["bad_email"],
    }


def test_the_board_takes_the_same_queries_for_any_number_of_units(
    top: Seat, offices: Offices, province: Province
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            gaps(top)
        return len(caught)

    few = asked()
    for number in range(5):
        plant(province.root, f"第 {number} 市", Level.CITY)

    assert asked() == few


def test_an_office_with_something_to_do_is_told_once_a_day(
    offices: Offices, make_filed: Filer, province: Province
) -> None:
    """Source: N12."""
    make_filed(office=province.county)
    early, due = at("11-05 08:29"), at("11-05 08:30")

    assert send_digests(early) == 0
    told = [send_digests(due + timedelta(minutes=n)) for n in range(4)]
    next_day = send_digests(due + timedelta(days=1))

    assert (sum(told), next_day) == (1, 1)
    letters = Letter.objects.filter(template="digest", created_at__lt=at("11-06 00:00"))
    assert {letter.person_id for letter in letters} == {
        offices.county.pk,
        offices.county_reviewer.pk,
    }
    assert "今天有 1 件待审核" in letters[0].text
