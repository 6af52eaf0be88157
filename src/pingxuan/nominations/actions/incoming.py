"""Paper that comes in: each form is read and waits for a person; nothing that arrives is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import AlreadyDone, WrongStatus
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.actions.drafting import draft, save_draft, storable
from pingxuan.nominations.models import Attachment, IncomingForm, Nomination
from pingxuan.papers.model import Form, FormFile, Kind
from pingxuan.papers.reading import read_file
from pingxuan.papers.sniff import Content, content_of
from pingxuan.units.models import Unit

TABLE = "table"
_KEPT_ALL_THE_SAME = frozenset({"no_text_layer", TABLE})
_MEDIA_TYPES = {
    Content.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Content.PDF: "application/pdf",
    Content.OLD_WORD: "application/msword",
    Content.ODT: "application/vnd.oasis.opendocument.text",
    Content.ZIP: "application/zip",
}


@dataclass(frozen=True)
class _Piece:
    """What one row is about: a form, a member of an archive without one, or the whole file."""

    part: str
    form: Form | None
    errors: tuple[str, ...]


@transaction.atomic
def import_form(
    campaign: Campaign, unit: Unit, name: str, data: bytes, *, person: Person, now: datetime
) -> list[IncomingForm]:
    """Read one file into a row for each form in it; the file is kept whatever it is.

    A file that came in before under this unit gives the rows of that time.

    Raises:
        NotYourAct: `person` files neither for the unit nor for an office above it.

    Source:
        N3: nothing that arrives is lost or taken twice.
    """
    digest = sha256(data).hexdigest()
    blank = IncomingForm(campaign=campaign, unit=unit, uploaded_by=person)
    require(person, "nominations.import_form", blank)
    # Two uploads of the same file at once wait for each other here.
    Unit.objects.select_for_update().get(pk=unit.pk)
    known = IncomingForm.objects.filter(campaign=campaign, unit=unit, sha256=digest)
    found = list(known.order_by("pk"))
    if found:
        return found

    read = read_file(name, data)
    stored = ""
    for piece in _pieces(read):
        row = IncomingForm(
            campaign=campaign,
            unit=unit,
            uploaded_by=person,
            name=storable(name)[-200:],
            part=storable(piece.part)[:120],
            sha256=digest,
            size=len(data),
            reading=storable(_reading(read, piece)),
            errors=list(piece.errors),
            state=_state(piece),
            arrived_at=campaign.at(now),
        )
        if stored:
            row.file.name = stored
        else:
            row.file.save(digest, ContentFile(data), save=False)
            stored = str(row.file.name)
        row.save()
        found.append(row)
        record(Act.IMPORT_FORM, row, person=person, now=now, sha256=digest, state=row.state)
    return found


@transaction.atomic
def confirm_form(
    incoming_id: UUID, corrected_values: Mapping[str, Any], *, person: Person, now: datetime
) -> Nomination:
    """Make a draft of what was read and corrected, with the file as its attachment.

    Args:
        corrected_values: by field key, as a person has seen and mended them.

    Raises:
        NotYourAct: `person` files neither for the unit nor for an office above it.
        AlreadyDone: it became a draft before.
        WrongStatus: the file was refused; there is nothing to confirm.
        StageClosed: nothing is collected now.

    Source:
        N3: nothing is guessed silently; a person confirms.
    """
    incoming = IncomingForm.objects.select_for_update().get(pk=incoming_id)
    require(person, "nominations.confirm_form", incoming)
    if incoming.state == IncomingForm.State.CONFIRMED:
        raise AlreadyDone(Act.CONFIRM_FORM)
    if incoming.state == IncomingForm.State.REFUSED:
        raise WrongStatus(Act.CONFIRM_FORM, incoming.get_state_display())

    begun = draft(incoming.campaign, incoming.unit, self_nominated=False, person=person, now=now)
    nomination = save_draft(
        begun.pk, corrected_values, seen_version=begun.draft_version, person=person, now=now
    )
    _attach(nomination, incoming, person, now)
    incoming.state, incoming.nomination = IncomingForm.State.CONFIRMED, nomination
    incoming.save(update_fields=["state", "nomination"])
    record(Act.CONFIRM_FORM, incoming, person=person, now=now, nomination=str(nomination.pk))
    return nomination


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
    """Keep what was read as outsiders get it, with the words found and the doubts beside it."""
    form = piece.form
    told: dict[str, Any] = {"kind": read.kind.value, "file_warnings": list(read.warnings)}
    if form is not None:
        told |= form.as_json()
        told["found"] = {place.value: text for place, text in form.found.items()}
        told["doubts"] = {
            place.value: [doubt.chinese, doubt.english] for place, doubt in form.doubts.items()
        }
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


def _attach(nomination: Nomination, incoming: IncomingForm, person: Person, now: datetime) -> None:
    with incoming.file.open("rb") as stored:
        data = stored.read()
    Attachment.objects.create(
        nomination=nomination,
        kind=Attachment.Kind.FORM,
        name=incoming.name,
        media_type=_MEDIA_TYPES.get(content_of(data), "application/octet-stream"),
        size=incoming.size,
        sha256=incoming.sha256,
        file=incoming.file.name,
        added_by=person,
        added_at=nomination.campaign.at(now),
    )
