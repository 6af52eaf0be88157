"""Who works where in the small province, and nominations that lie on their desks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

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
    """A filler and a sealer of the unit, one of each at every office, and who runs the campaign."""

    filler: Person
    unit: Person
    county: Person
    county_reviewer: Person
    city: Person
    other_city: Person
    province: Person
    manager: Person
    supervisor: Person


def staff(campaign: Campaign, province: Province) -> Offices:
    """Fill the posts of the small province."""

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


@dataclass
class Filer:
    """Makes nominations that were filed, without the way there: filing has its own tests."""

    campaign: Campaign
    province: Province
    writer: Person
    made: list[Nomination] = field(default_factory=list)

    def __call__(
        self,
        *,
        unit: Unit | None = None,
        office: Unit | None = None,
        status: Status | None = None,
        category: str = "institution",
        title: str = "",
        writer: Person | None = None,
        **values: Any,
    ) -> Nomination:
        """Make one at its unit, or on the desk of `office`; `values` are further fields of the form."""
        number = len(self.made) + 1
        nomination = Nomination.objects.create(
            campaign=self.campaign,
            unit=unit or self.province.county_unit,
            writer=writer or self.writer,
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
        self.revise(nomination, **values)
        self.made.append(nomination)
        return nomination

    def revise(self, nomination: Nomination, **values: Any) -> Revision:
        """Give a nomination its next text."""
        number = nomination.revisions.count() + 1
        content = {"name": "张三", "title": nomination.title, "category": nomination.category}
        personal = {"phone": "13800000001", "birth": "1985-03", "ethnicity": "汉族"}
        content |= values | {"salt": str(number)}
        revision = Revision(
            nomination=nomination,
            number=number,
            hash=fingerprint(content | {"nomination": str(nomination.pk)}),
            content=content,
            made_by=nomination.writer,
            made_at=COLLECTING,
        )
        revision.personal = personal
        revision.save()
        nomination.revision = revision
        nomination.save(update_fields=["revision"])
        return revision
