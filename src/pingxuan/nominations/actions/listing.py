"""Drafts out of the lines of a statistics table, and the end of a table's reconciling."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.domain.errors import AlreadyDone, WrongStatus
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.actions.drafting import draft, save_draft
from pingxuan.nominations.actions.receiving import TABLE
from pingxuan.nominations.models import IncomingForm, Nomination
from pingxuan.nominations.queries.listing import listing
from pingxuan.nominations.queries.own import units_to_file_for
from pingxuan.units.models import Unit


@transaction.atomic
def draft_from_lines(
    incoming_id: UUID, indexes: Iterable[int], *, person: Person, now: datetime
) -> list[Nomination]:
    """Make a draft of each line that has no form, with what the line says; each line once.

    A line whose 推荐层级/单位 names a unit below becomes that unit's draft. Lines for which
    something was received, or a draft made, are passed over.

    Raises:
        NotYourAct: `person` files neither for the unit nor for an office above it.
        WrongStatus: the file is no table, or it was settled.
        StageClosed: nothing is collected now.

    Source:
        N4: a line without a form becomes a draft to be completed.
    """
    incoming = _open_table(incoming_id, person)
    wanted = set(indexes)
    units = _units_by_name(incoming, person)
    made: list[Nomination] = []
    drafted = dict(incoming.reading.get("drafted") or {})
    lines = listing(incoming, person).lines
    for line in sorted(lines, key=lambda one: one.index):
        if line.index not in wanted or not line.is_missing:
            continue
        row = line.row
        unit = units.get((row.level or "").strip(), incoming.unit)
        begun = draft(incoming.campaign, unit, self_nominated=False, person=person, now=now)
        said = {
            "name": row.name,
            "title": row.title,
            "category": row.category,
            "phone": row.phone,
            "post": row.post,
        }
        values = {key: value for key, value in said.items() if value}
        case = save_draft(
            begun.pk, values, seen_version=begun.draft_version, person=person, now=now
        )
        drafted[str(line.index)] = str(case.pk)
        made.append(case)
    incoming.reading = {**incoming.reading, "drafted": drafted}
    incoming.save(update_fields=["reading"])
    if made:
        ids = [str(case.pk) for case in made]
        record(Act.CONFIRM_FORM, incoming, person=person, now=now, nominations=ids)
    return made


@transaction.atomic
def settle_table(incoming_id: UUID, *, person: Person, now: datetime) -> None:
    """Put a table away: its differences were looked at.

    Raises:
        NotYourAct: `person` files neither for the unit nor for an office above it.
        WrongStatus: the file is no table.
        AlreadyDone: it was settled before.
    """
    incoming = _open_table(incoming_id, person)
    incoming.state = IncomingForm.State.CONFIRMED
    incoming.save(update_fields=["state"])
    record(Act.CONFIRM_FORM, incoming, person=person, now=now, settled=True)


def _open_table(incoming_id: UUID, person: Person) -> IncomingForm:
    found = IncomingForm.objects.select_for_update(of=("self",))
    incoming = found.select_related("campaign__version", "unit").get(pk=incoming_id)
    require(person, "nominations.confirm_form", incoming)
    if TABLE not in incoming.errors:
        raise WrongStatus(Act.CONFIRM_FORM, incoming.get_state_display())
    if incoming.state == IncomingForm.State.CONFIRMED:
        raise AlreadyDone(Act.CONFIRM_FORM)
    return incoming


def _units_by_name(incoming: IncomingForm, person: Person) -> dict[str, Unit]:
    """Name the units of the branch; a name that two of them bear names neither."""
    units: dict[str, Unit] = {}
    twice: set[str] = set()
    branch = units_to_file_for(person, incoming.campaign).filter(
        path__startswith=incoming.unit.path
    )
    for unit in branch:
        if unit.name in units:
            twice.add(unit.name)
        units[unit.name] = unit
    return {name: unit for name, unit in units.items() if name not in twice}
