"""Paper that comes in: each form is read and waits for a person; nothing that arrives is lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import AlreadyDone, WrongStatus
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.actions.drafting import draft, save_draft
from pingxuan.nominations.actions.receiving import read_received, receive
from pingxuan.nominations.models import Attachment, IncomingForm, Nomination
from pingxuan.papers.sniff import Content, content_of
from pingxuan.units.models import Unit

_MEDIA_TYPES = {
    Content.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Content.PDF: "application/pdf",
    Content.OLD_WORD: "application/msword",
    Content.ODT: "application/vnd.oasis.opendocument.text",
    Content.ZIP: "application/zip",
}


def import_form(
    campaign: Campaign, unit: Unit, name: str, data: bytes, *, person: Person, now: datetime
) -> list[IncomingForm]:
    """Keep one file and read it at once into a row for each form in it.

    Raises:
        NotYourAct: `person` files neither for the unit nor for an office above it.

    Source:
        N3: nothing that arrives is lost or taken twice.
    """
    rows = receive(campaign, unit, name, data, person=person, now=now)
    read = [one for row in rows for one in read_received(row.pk, now=now)]
    return read or rows


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
        WrongStatus: the file was refused, or was not read yet; there is nothing to confirm.
        StageClosed: nothing is collected now.

    Source:
        N3: nothing is guessed silently; a person confirms.
    """
    incoming = IncomingForm.objects.select_for_update().get(pk=incoming_id)
    require(person, "nominations.confirm_form", incoming)
    if incoming.state == IncomingForm.State.CONFIRMED:
        raise AlreadyDone(Act.CONFIRM_FORM)
    if incoming.state in (IncomingForm.State.REFUSED, IncomingForm.State.RECEIVED):
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
