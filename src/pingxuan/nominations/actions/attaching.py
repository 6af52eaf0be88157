"""Lay files beside a form, and take them away while the text may still change."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.domain.errors import ContentInvalid
from pingxuan.domain.rules.entry import FileKind
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.actions.linking import want_links
from pingxuan.nominations.actions.stepping import locked, stepped
from pingxuan.nominations.content.evidence import MOST_ROWS
from pingxuan.nominations.content.files import FILES, Kept, read_file, read_link
from pingxuan.nominations.content.halves import drafted
from pingxuan.nominations.models import Attachment, Nomination
from pingxuan.nominations.queries.attached import beside, files_field, names_in

MOST_PROOFS = 2 * MOST_ROWS


def attach(
    nomination_id: UUID, name: str, raw: bytes, *, person: Person, now: datetime
) -> Attachment:
    """Lay a file beside the form; the same file twice is the one that lies there already.

    Raises:
        NotYourAct: `person` may not write this nomination.
        StageClosed, WrongStatus: nothing can be laid beside it now.
        ContentInvalid: what is wrong with the file, or there are `too_many_files`.

    Source:
        N6.
    """
    nomination = Nomination.objects.get(pk=nomination_id)
    require(person, "nominations.attach", nomination)
    evidence = nomination.campaign.sheet.evidence
    # Pictures are unfolded and written anew before anybody else has to wait for the row.
    kept = read_file(name, raw, kinds=evidence.files, most_bytes=evidence.most_bytes)
    return _lay(nomination_id, kept, Attachment.Kind(kept.kind.value), person=person, now=now)


def attach_link(
    nomination_id: UUID, name: str, link: str, *, person: Person, now: datetime
) -> Attachment:
    """Lay the link of a video beside the form.

    Raises:
        NotYourAct, StageClosed, WrongStatus: as at `attach`.
        ContentInvalid: no web address, or one that leads inside; or `too_many_files`.

    Source:
        N6: audio and video links.
    """
    kept = read_link(name, link)
    return _lay(nomination_id, kept, Attachment.Kind.VIDEO_LINK, person=person, now=now)


def attach_proof(
    nomination_id: UUID, name: str, raw: bytes, *, person: Person, now: datetime
) -> Attachment:
    """Take the proof picture of a work; its row names it by its SHA-256.

    Raises:
        NotYourAct, StageClosed, WrongStatus: as at `attach`.
        ContentInvalid: it is no picture that can be read, or there are `too_many_files`.

    Source:
        N2, C13: as-of date and proof picture.
    """
    nomination = Nomination.objects.get(pk=nomination_id)
    require(person, "nominations.attach", nomination)
    most = nomination.campaign.sheet.evidence.most_bytes
    kept = read_file(name, raw, kinds={FileKind.PICTURE}, most_bytes=most)
    return _lay(nomination_id, kept, Attachment.Kind.PROOF, person=person, now=now)


@transaction.atomic
def detach(nomination_id: UUID, attachment_id: UUID, *, person: Person, now: datetime) -> None:
    """Take a file away; one that a filed text names stays for that text.

    Raises:
        NotYourAct: `person` may not write this nomination.
        StageClosed, WrongStatus: nothing can be taken away now.
    """
    nomination = locked(nomination_id)
    require(person, "nominations.detach", nomination)
    nomination.status = stepped(nomination, Act.DETACH, now)
    found = beside(nomination).filter(pk=attachment_id).first()
    if found is None:
        return
    _drop(nomination, found, now)
    record(Act.DETACH, nomination, person=person, now=now, sha256=found.sha256, kind=found.kind)


def drop_unnamed_proofs(nomination: Nomination, now: datetime) -> None:
    """Drop the proof pictures that no row and no filed text names any more."""
    named = names_in(nomination.draft)
    for one in beside(nomination).filter(kind=Attachment.Kind.PROOF):
        if one.sha256 not in named:
            _drop(nomination, one, now)


@transaction.atomic
def _lay(
    nomination_id: UUID, kept: Kept, kind: Attachment.Kind, *, person: Person, now: datetime
) -> Attachment:
    nomination = locked(nomination_id)
    require(person, "nominations.attach", nomination)
    nomination.status = stepped(nomination, Act.ATTACH, now)
    evidence = nomination.campaign.sheet.evidence
    is_proof = kind is Attachment.Kind.PROOF
    if not is_proof and (
        files_field(nomination.campaign.sheet) is None or kept.kind not in evidence.files
    ):
        raise ContentInvalid({FILES: ["unknown_file_type"]})
    lying = [one for one in beside(nomination) if (one.kind == Attachment.Kind.PROOF) is is_proof]
    again = next((one for one in lying if one.sha256 == kept.sha256), None)
    if again is not None:
        return again
    most = MOST_PROOFS if is_proof else evidence.most_files
    if len(lying) >= most:
        raise ContentInvalid({FILES: [f"too_many_files:{most}"]})

    made = Attachment(
        nomination=nomination,
        kind=kind,
        name=kept.name,
        media_type=kept.media_type,
        size=len(kept.content),
        sha256=kept.sha256,
        link=kept.link,
        added_by=person,
        added_at=nomination.campaign.at(now),
    )
    if kept.content:
        made.file.save(kept.sha256, ContentFile(kept.content), save=False)
    if kept.preview:
        made.preview.save(f"{kept.sha256}.webp", ContentFile(kept.preview), save=False)
    made.save()
    if made.link:
        want_links(nomination, nomination.campaign.sheet, drafted(nomination), now)
    record(Act.ATTACH, nomination, person=person, now=now, sha256=made.sha256, kind=made.kind)
    return made


def _drop(nomination: Nomination, one: Attachment, now: datetime) -> None:
    contents = nomination.revisions.values_list("content", flat=True)
    if any(one.sha256 in names_in(content) for content in contents):
        one.removed_at = nomination.campaign.at(now)
        one.save(update_fields=["removed_at"])
        return
    stored = [(file.storage, str(file.name)) for file in (one.file, one.preview) if file]
    one.delete()
    for storage, name in stored:
        transaction.on_commit(partial(storage.delete, name))
