"""Paper is kept the moment it arrives and read later, once, also when the reader is killed."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.actions.drafting import storable
from pingxuan.nominations.models import IncomingForm
from pingxuan.nominations.queries.incoming import same_file
from pingxuan.papers.model import Form, FormFile, Kind
from pingxuan.papers.reading import read_file
from pingxuan.units.models import Unit

TABLE = "table"
MOST_TRIES = 3
LEASE = timedelta(seconds=120)
"""How long a reader may be at one file before another takes over; longer than any conversion."""

_KEPT_ALL_THE_SAME = frozenset({"no_text_layer", TABLE})


@dataclass(frozen=True)
class _Piece:
    """What one row is about: a form, a member of an archive without one, or the whole file."""

    part: str
    form: Form | None
    errors: tuple[str, ...]


def receive(
    campaign: Campaign, unit: Unit, name: str, data: bytes, *, person: Person, now: datetime
) -> list[IncomingForm]:
    """Keep one file that a person brings, to be read later.

    Raises:
        NotYourAct: `person` files neither for the unit nor for an office above it.
    """
    blank = IncomingForm(campaign=campaign, unit=unit, uploaded_by=person)
    require(person, "nominations.import_form", blank)
    return keep(campaign, unit, name, data, person=person, now=now)


@transaction.atomic
def keep(
    campaign: Campaign, unit: Unit, name: str, data: bytes, *, person: Person | None, now: datetime
) -> list[IncomingForm]:
    """Keep one file; one that came in before under this unit gives the rows of that time.

    Args:
        person: who brought it; None when it came by mail.

    Source:
        N3, N5: nothing that arrives is lost or taken twice.
    """
    digest = sha256(data).hexdigest()
    # Two arrivals of the same file at once wait for each other here.
    Unit.objects.select_for_update().get(pk=unit.pk)
    found = list(same_file(campaign, unit, data))
    if found:
        return found
    row = IncomingForm(
        campaign=campaign,
        unit=unit,
        uploaded_by=person,
        name=storable(name)[-200:],
        sha256=digest,
        size=len(data),
        state=IncomingForm.State.RECEIVED,
        arrived_at=campaign.at(now),
    )
    row.file.save(digest, ContentFile(data), save=False)
    row.save()
    record(Act.IMPORT_FORM, row, person=person, now=now, sha256=digest, state=row.state)
    return [row]


def read_received(incoming_id: UUID, *, now: datetime) -> list[IncomingForm]:
    """Read one kept file into a row for each form in it.

    Whoever is killed while reading leaves the row as it came; the next one reads it anew. A file
    at which three readers have ended is told as `corrupt` and kept.

    Returns:
        The rows that were made; none when another reader is at it, or was.
    """
    claimed = _claim(incoming_id, now=now)
    if claimed is None:
        return []
    if claimed.tries > MOST_TRIES:
        return _settle(claimed, FormFile(errors=["corrupt"]), now=now)
    try:
        with claimed.file.open("rb") as stored:
            data = stored.read()
    except OSError:
        return []
    return _settle(claimed, read_file(claimed.name, data, keep_layout=True), now=now)


@transaction.atomic
def _claim(incoming_id: UUID, *, now: datetime) -> IncomingForm | None:
    row = IncomingForm.objects.select_for_update().get(pk=incoming_id)
    if row.state != IncomingForm.State.RECEIVED or _is_being_read(row, now):
        return None
    row.tries += 1
    row.claimed_by, row.claimed_at = _me(), now
    row.save(update_fields=["tries", "claimed_by", "claimed_at"])
    return row


def _is_being_read(row: IncomingForm, now: datetime) -> bool:
    if row.claimed_at is None or row.claimed_at <= now - LEASE:
        return False
    host, _, process = row.claimed_by.rpartition(":")
    if host != socket.gethostname():
        return True
    with suppress(ProcessLookupError, PermissionError, ValueError):
        os.kill(int(process), 0)
        # One's own claim was given up: a reader takes one file after the other.
        return int(process) != os.getpid()
    return False


def _me() -> str:
    return f"{socket.gethostname()[:80]}:{os.getpid()}"


@transaction.atomic
def _settle(claimed: IncomingForm, read: FormFile, *, now: datetime) -> list[IncomingForm]:
    """Write down what was read, unless another reader took over in the meantime."""
    row = IncomingForm.objects.select_for_update().get(pk=claimed.pk)
    if row.state != IncomingForm.State.RECEIVED or row.tries != claimed.tries:
        return []
    made: list[IncomingForm] = []
    for number, piece in enumerate(_pieces(read)):
        one = row if number == 0 else _copy(row)
        one.part = storable(piece.part)[:120]
        one.reading = storable(_reading(read, piece))
        one.errors = list(piece.errors)
        one.state = _state(piece)
        one.claimed_by, one.claimed_at = "", None
        one.save()
        made.append(one)
        if number:
            person = row.uploaded_by
            facts: Mapping[str, Any] = {"sha256": row.sha256, "state": one.state}
            record(Act.IMPORT_FORM, one, person=person, now=now, **facts)
    return made


def _copy(row: IncomingForm) -> IncomingForm:
    """Give another row about the same file."""
    copy = IncomingForm(
        campaign=row.campaign,
        unit=row.unit,
        uploaded_by=row.uploaded_by,
        name=row.name,
        sha256=row.sha256,
        size=row.size,
        arrived_at=row.arrived_at,
    )
    copy.file.name = row.file.name
    return copy


def _pieces(read: FormFile) -> list[_Piece]:
    """Part a file into what a person decides on: each form, each member that gave none, a table."""
    members: dict[str, list[str]] = {}
    for remark in read.remarks:
        if remark.code in read.errors:
            members.setdefault(remark.about, []).append(remark.code)
    whole = [code for code in read.errors if not any(code in codes for codes in members.values())]
    pieces = []
    for form in read.forms:
        own = members.pop(form.part.partition("#")[0], [])
        errors = dict.fromkeys([*form.errors, *own, *whole])
        pieces.append(_Piece(form.part, form, tuple(errors)))
    if read.kind is Kind.TABLE or read.table is not None:
        pieces.append(_Piece("", None, (*whole, TABLE)))
    elif whole and not pieces:
        pieces.append(_Piece("", None, tuple(whole)))
    pieces += [_Piece(about, None, tuple(codes)) for about, codes in members.items()]
    return pieces or [_Piece("", None, ("not_a_form",))]


def _reading(read: FormFile, piece: _Piece) -> dict[str, Any]:
    """Keep what was read as outsiders get it, with the words found, the doubts and the layout."""
    form = piece.form
    told: dict[str, Any] = {"kind": read.kind.value, "file_warnings": list(read.warnings)}
    if form is not None:
        told |= form.as_json()
        told["found"] = {place.value: text for place, text in form.found.items()}
        told["doubts"] = {
            place.value: [doubt.chinese, doubt.english] for place, doubt in form.doubts.items()
        }
        told["layout"] = read.layouts.get(form.part.partition("#")[0]) or read.layouts.get("")
    elif read.table is not None and TABLE in piece.errors:
        told["table"] = read.table.as_json()
    return told


def _state(piece: _Piece) -> IncomingForm.State:
    """Say what is to happen: a fault of a form holds it, a file without a form is refused.

    A scan is held, to be typed beside its picture; a table is held, to be reconciled.
    """
    if piece.form is not None:
        return IncomingForm.State.HELD if piece.errors else IncomingForm.State.WAITING
    is_kept = set(piece.errors) <= _KEPT_ALL_THE_SAME
    return IncomingForm.State.HELD if is_kept else IncomingForm.State.REFUSED
