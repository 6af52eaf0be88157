"""More time for one sender, with a reason that stays on record. Source: D2."""

from __future__ import annotations

from typing import Any

import pytest

from pingxuan.audit.models import Record
from pingxuan.campaigns.queries import deadline_for
from pingxuan.domain.errors import ContentInvalid, NotYourAct
from pingxuan.nominations.actions.sealing import endorse
from pingxuan.nominations.queries.office import hand_in_until
from pingxuan.offices.actions.extending import extend
from pingxuan.offices.queries.desk import Seat
from tests.builders import COLLECTING, Province, at
from tests.nominations.offices import TODAY, Filer, Offices

GIVEN = at("11-18 12:00")


def test_one_county_gets_more_time_at_its_city_and_no_other(
    city: Seat, offices: Offices, make_filed: Filer, province: Province
) -> None:
    extend(city, province.county, GIVEN, reason="停电", person=offices.city, now=COLLECTING)

    assert deadline_for(city.campaign, province.county, province.city) == GIVEN
    assert deadline_for(city.campaign, province.other_county, province.city) == at("11-16 18:00")
    assert hand_in_until(city.campaign, province.county) == GIVEN
    case = make_filed(office=province.county)
    assert case.revision is not None
    sealed = endorse(
        case.pk,
        revision=case.revision.hash,
        opinion="同意",
        opinion_on=TODAY,
        person=offices.county,
        now=at("11-18 11:59"),
    )
    assert sealed.office == province.city
    facts = Record.objects.get(act="extend").facts
    assert (facts["reason"], facts["after"]) == ("停电", GIVEN.isoformat())
    assert facts["before"].startswith("2021-11-16")


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"reason": " "}, {"reason": ["missing"]}),
        ({"ends_at": COLLECTING}, {"ends_at": ["past"]}),
        ({"ends_at": at("11-20 17:31")}, {"ends_at": ["after_own"]}),
    ],
)
def test_it_lies_ahead_and_not_after_the_offices_own_deadline(
    changed: dict[str, Any], problem: object, city: Seat, offices: Offices, province: Province
) -> None:
    given = {"ends_at": GIVEN, "reason": "停电"} | changed

    with pytest.raises(ContentInvalid) as refused:
        extend(city, province.county, person=offices.city, now=COLLECTING, **given)

    assert refused.value.problems == problem


def test_only_the_receiving_office_gives_it(
    city: Seat, offices: Offices, province: Province
) -> None:
    for person in (offices.county, offices.other_city, offices.province, offices.filler):
        with pytest.raises(NotYourAct):
            extend(city, province.county, GIVEN, reason="停电", person=person, now=COLLECTING)
    with pytest.raises(ContentInvalid):
        extend(city, province.other_city, GIVEN, reason="停电", person=offices.city, now=COLLECTING)
