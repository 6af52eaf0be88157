"""Where is my case: what happened to a nomination, as its writer may know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pingxuan.audit.models import Record
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.models import Nomination
from pingxuan.units.models import Unit

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
    }
)
PROVISIONAL = frozenset({Act.ACCEPT, Act.DECLINE})


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
    unit: Unit | None
    to: Unit | None
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
    units = Unit.objects.in_bulk([UUID(line.facts[key]) for line in found for key in _units(line)])
    versions = dict(nomination.revisions.values_list("hash", "number"))
    return [
        Event(
            act=Act(line.act),
            at=nomination.campaign.at(line.at),
            person_name=line.person_name,
            unit=units.get(UUID(line.facts["unit"])) if line.facts.get("unit") else None,
            to=units.get(UUID(line.facts["to"])) if line.facts.get("to") else None,
            version=versions.get(str(line.facts.get("revision", ""))),
        )
        for line in found
    ]


def _units(line: Record) -> list[str]:
    return [key for key in ("unit", "to") if line.facts.get(key)]
