"""Where is my case: what happened to a nomination, as its writer may know it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pingxuan.audit.models import Record
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.models import Nomination
from pingxuan.units.models import Unit
from pingxuan.units.queries import names_then

SHOWN = frozenset(
    {
        Act.FILE,
        Act.AMEND,
        Act.ENDORSE,
        Act.RETURN,
        Act.DECLINE,
        Act.WITHDRAW,
        Act.ACCEPT,
        Act.PUBLISH,
        Act.AWARD,
        Act.DISQUALIFY,
        Act.MERGE,
        Act.REPLACE,
        Act.REORGANISE,
    }
)
PROVISIONAL = frozenset({Act.ACCEPT, Act.DECLINE})


@dataclass(frozen=True)
class Named:
    """A unit under the name that it had when something happened. Source: B1."""

    unit_id: UUID
    name: str


@dataclass(frozen=True)
class Event:
    """One thing that happened.

    Attributes:
        at: campaign time.
        unit: whose act it was, where a unit or an office acted.
        to: where it went on to.
        version: the number of the revision that it was about.
    """

    act: Act
    at: datetime
    person_name: str
    unit: Named | None
    to: Named | None
    version: int | None


def history(nomination: Nomination, *, knows_decision: bool = False) -> list[Event]:
    """List what happened, newest first.

    Args:
        knows_decision: whether the reader may know a provisional decision of the topmost office.

    Source:
        N10; D6: provisional decisions are told to nobody below.
    """
    hidden = PROVISIONAL if nomination.is_provisional and not knows_decision else frozenset()
    lines = Record.objects.filter(
        subject_kind=nomination._meta.label_lower,
        subject_id=str(nomination.pk),
        act__in=[act.value for act in SHOWN - hidden],
    ).order_by("-number")
    found = list(lines)
    moments: dict[UUID, set[datetime]] = defaultdict(set)
    for line in found:
        for key in _units(line):
            moments[UUID(line.facts[key])].add(line.at)
    units, then = Unit.objects.in_bulk(list(moments)), names_then(moments)
    versions = dict(nomination.revisions.values_list("hash", "number"))
    return [
        Event(
            act=Act(line.act),
            at=nomination.campaign.at(line.at),
            person_name=line.person_name,
            unit=_named(line, "unit", units, then),
            to=_named(line, "to", units, then),
            version=versions.get(str(line.facts.get("revision", ""))),
        )
        for line in found
    ]


def _named(
    line: Record,
    key: str,
    units: Mapping[UUID, Unit],
    then: Mapping[tuple[UUID, datetime], str],
) -> Named | None:
    unit = units.get(UUID(line.facts[key])) if line.facts.get(key) else None
    return Named(unit.pk, then.get((unit.pk, line.at), unit.name)) if unit else None


def _units(line: Record) -> list[str]:
    return [key for key in ("unit", "to") if line.facts.get(key)]
