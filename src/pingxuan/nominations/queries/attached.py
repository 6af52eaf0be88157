"""Files beside a nomination: those that lie there now, and those that a filed text names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from pingxuan.domain.rules.entry import Field, FieldKind
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.nominations.content.checking import needs
from pingxuan.nominations.content.evidence import PROOF, typed_rows
from pingxuan.nominations.models import Attachment, Nomination, Revision

BESIDE = (
    Attachment.Kind.PICTURE,
    Attachment.Kind.PDF,
    Attachment.Kind.AUDIO,
    Attachment.Kind.VIDEO_LINK,
)
SHOWN = (*BESIDE, Attachment.Kind.PROOF)


def files_field(sheet: RuleSheet) -> Field | None:
    """Give the field that files are uploaded to, if the sheet has one."""
    return next((field for field in sheet.fields if field.kind is FieldKind.ATTACHMENTS), None)


def beside(nomination: Nomination) -> QuerySet[Attachment]:
    """Give what lies beside a form while it is written: files, links, proof pictures."""
    return nomination.attachments.filter(kind__in=SHOWN, removed_at=None).order_by("added_at", "pk")


def named_by(revision: Revision | None) -> set[str]:
    """Give the SHA-256 of all files that a filed text names, proof pictures among them."""
    return names_in(revision.content) if revision else set()


def names_in(content: Mapping[str, Any]) -> set[str]:
    """Find the files that values by field key name."""
    found = set()
    for value in content.values():
        for row in typed_rows(value):
            found |= {str(row[key]) for key in ("sha256", PROOF) if row.get(key)}
    return found


def of_revision(revision: Revision | None) -> list[Attachment]:
    """Give the files that a filed text names, files first, then proofs, each once.

    These are the ones that seals bind, and that whoever reads the text may read.

    Source:
        D4, N6.
    """
    if revision is None or not (named := named_by(revision)):
        return []
    found = Attachment.objects.filter(
        nomination=revision.nomination_id, kind__in=SHOWN, sha256__in=named
    ).order_by("added_at", "pk")
    once = {(one.kind == Attachment.Kind.PROOF, one.sha256): one for one in reversed(found)}
    return sorted(once.values(), key=lambda one: (one.kind == Attachment.Kind.PROOF, one.added_at))


def proofs_of(revision: Revision | None) -> dict[str, Attachment]:
    """Give the proof pictures of a filed text by their SHA-256."""
    return {one.sha256: one for one in of_revision(revision) if one.kind == Attachment.Kind.PROOF}


def desk_files(nomination: Nomination) -> list[Attachment]:
    """Give the files that an office sees: those of the filed text, and the form that came in."""
    forms = nomination.attachments.filter(kind=Attachment.Kind.FORM).order_by("pk")
    return [*of_revision(nomination.revision), *forms]


def may_take(nomination: Nomination, attachment_id: UUID) -> bool:
    """Say whether an office that reads a nomination may take one of its files: scans, too."""
    if attachment_id in {one.pk for one in desk_files(nomination)}:
        return True
    stamped = (Attachment.Kind.SCAN, Attachment.Kind.SEAL)
    scans = nomination.attachments.filter(kind__in=stamped)
    return scans.filter(pk=attachment_id).exists()


def readable_files(nomination: Nomination, *, is_writer: bool) -> QuerySet[Attachment]:
    """Give the files that one may take who may read a nomination; a draft's are its writers' own.

    The Word form that came in on paper has personal fields, and is its writers' own, too.
    """
    named = Q(kind__in=SHOWN, sha256__in=named_by(nomination.revision))
    found = nomination.attachments.filter(endorsement=None)
    return found if is_writer else found.filter(named)


def files_lacking(
    sheet: RuleSheet, category: str, lying: Iterable[Attachment]
) -> dict[str, list[str]]:
    """Say whether the sheet asks for files and none lies there, as `check` says it of a field."""
    field = files_field(sheet)
    has_any = any(one.kind != Attachment.Kind.PROOF for one in lying)
    return {field.key: ["missing"]} if field and needs(field, category) and not has_any else {}


def listed(files: Iterable[Attachment]) -> list[dict[str, Any]]:
    """Write files as a revision names them."""
    return [
        {
            "kind": one.kind,
            "link": one.link,
            "media_type": one.media_type,
            "name": one.name,
            "sha256": one.sha256,
            "size": one.size,
        }
        for one in files
        if one.kind != Attachment.Kind.PROOF
    ]
