"""Plant the invented province and give its people their posts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from pingxuan.accounts.actions import person_of
from pingxuan.accounts.models import Person
from pingxuan.campaigns.actions import give_post
from pingxuan.campaigns.models import Campaign
from pingxuan.demo.cases import read_lines
from pingxuan.domain.routes import Level
from pingxuan.domain.vocabulary import Role
from pingxuan.units.actions import plant
from pingxuan.units.models import Unit


@transaction.atomic
def plant_province() -> Unit:
    """Plant the tree of `data/tree.tsv`; give its root. Source: C4."""
    made: dict[str, Unit] = {}
    root: Unit | None = None
    for level, parent, name, *short in read_lines("tree.tsv"):
        unit = plant(made.get(parent), name, Level(level), short_name=short[0] if short else "")
        made[name] = unit
        root = root or unit
    if root is None:
        raise ValueError("the tree has no root")
    return root


@dataclass
class Staff:
    """The people of a played campaign, made when they are first needed.

    Two people serve each unit: one files or reviews, the other keeps the seal.
    """

    campaign: Campaign
    now: datetime
    make: Callable[[int, str], Person]

    def _at(self, role: Role, unit: Unit | None, name: str) -> Person:
        known = self.campaign.posts.filter(role=role.value, unit=unit).select_related("person")
        first = known.order_by("pk").first()
        if first is not None:
            return first.person
        number = Person.objects.count() + 1
        person = self.make(number, name)
        give_post(person, role, campaign=self.campaign, unit=unit, person=None, now=self.now)
        return person

    def filler(self, unit: Unit) -> Person:
        """Give whoever files for a unit."""
        return self._at(Role.UNIT_FILLER, unit, f"{unit.short_name or unit.name}填报员")

    def reviewer(self, unit: Unit) -> Person:
        """Give an office's reviewer."""
        return self._at(Role.OFFICE_REVIEWER, unit, f"{unit.short_name or unit.name}审核员")

    def sealer(self, unit: Unit) -> Person:
        """Give whoever keeps a unit's seal."""
        return self._at(Role.OFFICE_SEALER, unit, f"{unit.short_name or unit.name}盖章人")

    def one(self, role: Role, name: str) -> Person:
        """Give the holder of a post for the whole campaign."""
        return self._at(role, None, name)

    def seated(self, number: int, name: str) -> Person:
        """Give whoever sits on one of several seats; `number` counts from 0."""
        known = Person.objects.filter(name=name, posts__campaign=self.campaign).first()
        return known or self.make(9000 + number, name)

    @property
    def manager(self) -> Person:
        """The campaign's manager."""
        return self.one(Role.MANAGER, "活动管理员")

    @property
    def supervisor(self) -> Person:
        """The second person of two-person acts."""
        return self.one(Role.SUPERVISOR, "监督员")

    @property
    def chair(self) -> Person:
        """Who chairs the jury, and records what its meeting decides."""
        return self.one(Role.JURY_CHAIR, "评审组长")

    @property
    def editor(self) -> Person:
        """Who writes showcase and announcements."""
        return self.one(Role.EDITOR, "编辑")


def invented(now: datetime) -> Callable[[int, str], Person]:
    """Make persons with invented numbers 1380001xxxx, for a demonstration or a rehearsal."""

    def make(number: int, name: str) -> Person:
        return person_of(f"+861380001{number:04d}", now=now, name=name[:60])

    return make
