"""Nominations that were filed, without the way there: filing has its own tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.revision import fingerprint
from pingxuan.domain.vocabulary import Role, Status
from pingxuan.nominations.models import Nomination, Revision
from pingxuan.units.models import Unit
from tests.builders import COLLECTING, Province, make_officer

TODAY = date(2021, 11, 5)


@dataclass(frozen=True)
class Offices:
    """Who works where: a filler and a sealer of the unit, and one of each at every office."""

    filler: Person
    unit: Person
    county: Person
    county_reviewer: Person
    city: Person
    other_city: Person
    province: Person
    manager: Person
    supervisor: Person


@pytest.fixture
def offices(campaign: Campaign, province: Province) -> Offices:
    def officer(number: int, role: Role, unit: Unit | None) -> Person:
        return make_officer(number, role, campaign, unit)

    sealer = Role.OFFICE_SEALER
    return Offices(
        filler=officer(1, Role.UNIT_FILLER, province.county_unit),
        unit=officer(2, sealer, province.county_unit),
        county=officer(3, sealer, province.county),
        county_reviewer=officer(4, Role.OFFICE_REVIEWER, province.county),
        city=officer(5, sealer, province.city),
        other_city=officer(6, sealer, province.other_city),
        province=officer(7, sealer, province.root),
        manager=officer(8, Role.MANAGER, None),
        supervisor=officer(9, Role.SUPERVISOR, None),
    )


@pytest.fixture
def make_filed(
    campaign: Campaign, province: Province, offices: Offices
) -> Callable[..., Nomination]:
    """Make a filed nomination: at its unit, or on the desk of `office`."""
    made: list[Nomination] = []

    def make(
        *,
        unit: Unit | None = None,
        office: Unit | None = None,
        status: Status | None = None,
        category: str = "institution",
        title: str = "",
        writer: Person | None = None,
    ) -> Nomination:
        number = len(made) + 1
        unit = unit or province.county_unit
        nomination = Nomination.objects.create(
            campaign=campaign,
            unit=unit,
            writer=writer or offices.filler,
            status=status or (Status.AT_OFFICE if office else Status.AT_UNIT),
            office=office,
            title=title or f"窗口前的第 {number} 张椅子",
            category=category,
            name="张三",
            file_number=f"2021-{number:06d}",
            created_at=COLLECTING,
            filed_at=COLLECTING,
            moved_at=COLLECTING,
        )
        content = {"title": nomination.title, "category": category, "salt": str(number)}
        nomination.revision = Revision.objects.create(
            nomination=nomination,
            number=1,
            hash=fingerprint(content | {"nomination": str(nomination.pk)}),
            content=content,
            made_by=nomination.writer,
            made_at=COLLECTING,
        )
        nomination.save(update_fields=["revision"])
        made.append(nomination)
        return nomination

    return make
