"""Where is my case: what happened to a nomination, as its writer may know it, and an office at its desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from pingxuan.audit.models import Record
from pingxuan.campaigns.queries import clock_then
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.models import LateAdmission, Nomination
from pingxuan.units.models import Unit
from pingxuan.units.queries import names_then

LATE = frozenset({Act.ASK_LATE, Act.ADMIT_LATE, Act.REFUSE_LATE})
SHOWN = LATE | {
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
AT_DESK = SHOWN | {Act.DRAFT, Act.EDIT, Act.PROPOSE_LATE}
"""What offices see besides; notes, labels and the order of preference are each office's own."""
WRITERS = frozenset({Act.DRAFT, Act.EDIT, Act.FILE, Act.AMEND, Act.WITHDRAW, Act.REPLACE})
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
        at: campaign time as the clock stood then; of several savings in a row, the last.
        person_name: who did it, where the reader may know.
        unit: whose act it was, where a unit or an office acted.
        to: where it went on to.
        version: the number of the revision that it was about.
        times: how many savings in a row, by one person, this line stands for.
        is_again: whether it was handed in before.
        remarks: how many remarks it was given back with, wanted again until `until_at`.
        until_at: campaign time; until when it is wanted back, or may come late.
    """

    act: Act
    at: datetime
    person_name: str
    unit: Named | None
    to: Named | None
    version: int | None
    times: int = 1
    is_again: bool = False
    remarks: int = 0
    until_at: datetime | None = None


def history(
    nomination: Nomination, *, knows_decision: bool = False, desk: Unit | None = None
) -> list[Event]:
    """List what happened, newest first, as a writer may know it, or an office at its `desk`.

    Args:
        knows_decision: whether the reader may know a provisional decision of the topmost office.
        desk: the office that reads; it sees savings and the names of those at or below it, too.

    Source:
        N10; D6: provisional decisions are told to nobody below.
    """
    hidden = PROVISIONAL if nomination.is_provisional and not knows_decision else frozenset()
    found = _lines(nomination, (AT_DESK if desk else SHOWN) - hidden)
    moments: dict[UUID, set[datetime]] = defaultdict(set)
    for line in found:
        for key in _units(line):
            moments[UUID(line.facts[key])].add(line.at)
    units, then = Unit.objects.in_bulk(list(moments)), names_then(moments)
    versions = dict(nomination.revisions.values_list("hash", "number"))
    clock = clock_then(nomination.campaign)
    first_filing = next((line.pk for line in found if line.act == Act.FILE), None)
    events = [
        Event(
            act=Act(line.act),
            at=clock(line),
            person_name=line.person_name if _may_name(line, desk, units) else "",
            unit=_named(line, "unit", units, then),
            to=_named(line, "to", units, then),
            version=versions.get(str(line.facts.get("revision", ""))),
            is_again=line.act == Act.FILE and line.pk != first_filing,
            remarks=len(line.facts.get("fields", ())) if line.act == Act.RETURN else 0,
            until_at=_moment(line.facts.get("due") or line.facts.get("until")),
        )
        for line in found
    ]
    return _gathered(events)[::-1]


def _lines(nomination: Nomination, acts: Set[Act]) -> list[Record]:
    """Give the book's lines about a nomination and about its late admissions, oldest first."""
    asked = [str(pk) for pk in nomination.late_admissions.values_list("pk", flat=True)]
    about_it = Q(subject_kind=nomination._meta.label_lower, subject_id=str(nomination.pk))
    about_late = Q(subject_kind=LateAdmission._meta.label_lower, subject_id__in=asked)
    found = Record.objects.filter(about_it | about_late, act__in=[act.value for act in acts])
    return list(found.order_by("number"))


def _may_name(line: Record, desk: Unit | None, units: Mapping[UUID, Unit]) -> bool:
    """Whether a reader may know who it was: writers by all, clerks by their own office and those above."""
    if line.act in WRITERS:
        return True
    if desk is None:
        return False
    unit = units.get(UUID(line.facts["unit"])) if line.facts.get("unit") else None
    is_within = unit is not None and unit.is_within(desk)
    return is_within or desk.parent_id is None or line.act in LATE | {Act.PROPOSE_LATE}


def _gathered(events: list[Event]) -> list[Event]:
    """Draw savings in a row by one person together: autosave saves at every pause."""
    found: list[Event] = []
    for event in events:
        last = found[-1] if found else None
        is_same = last is not None and last.act is event.act is Act.EDIT
        if last is not None and is_same and last.person_name == event.person_name:
            found[-1] = replace(event, times=last.times + 1)
        else:
            found.append(event)
    return found


def _moment(said: Any) -> datetime | None:
    return datetime.fromisoformat(said) if said else None


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
