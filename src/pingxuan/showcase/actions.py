"""Write notices; they come out by the clock, whatever worker runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import AlreadyDone, ContentInvalid, Lack, WrongStatus
from pingxuan.domain.rules.entry import FileKind
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.content.files import FILES, Kept, read_file
from pingxuan.showcase.models import Bulletin, BulletinFile, Correction

NOT_OUT = Lack("未到时间")
MOST_FILES = 10
MOST_BYTES = 20 * 1024 * 1024
KINDS = frozenset({FileKind.PDF, FileKind.PICTURE})
Files = Sequence[tuple[str, bytes]]


@transaction.atomic
def write_bulletin(
    campaign: Campaign,
    *,
    title: str,
    body: str,
    publish_at: datetime,
    person: Person,
    now: datetime,
    is_pinned: bool = False,
    enclosed: Files = (),
) -> Bulletin:
    """Write a notice in Markdown that is out from `publish_at` (campaign time) on. Source: I2.

    Args:
        enclosed: names and contents of what hangs on it: PDF or pictures.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
        ContentInvalid: a file cannot be taken, or there are too many.
    """
    require(person, "showcase.write", campaign)
    taken = _read(enclosed)
    bulletin = Bulletin.objects.create(
        campaign=campaign,
        title=title,
        body=body,
        publish_at=publish_at,
        is_pinned=is_pinned,
        written_by=person,
    )
    _hang(bulletin, taken)
    hashes = [one.sha256 for one in taken]
    record(Act.ANNOUNCE, bulletin, person=person, now=now, title=title, files=hashes)
    return bulletin


def _read(files: Files) -> list[Kept]:
    """Take files by their content; pictures are written anew, so that none says where it was taken."""
    return [read_file(name, raw, kinds=KINDS, most_bytes=MOST_BYTES) for name, raw in files]


def _hang(bulletin: Bulletin, taken: Sequence[Kept]) -> None:
    hanging = set(bulletin.files.values_list("sha256", flat=True))
    new = {one.sha256: one for one in taken if one.sha256 not in hanging}
    if len(hanging) + len(new) > MOST_FILES:
        raise ContentInvalid({FILES: [f"too_many_files:{MOST_FILES}"]})
    for one in new.values():
        made = BulletinFile(
            bulletin=bulletin,
            name=one.name,
            media_type=one.media_type,
            size=len(one.content),
            sha256=one.sha256,
        )
        made.file.save(one.sha256, ContentFile(one.content), save=False)
        made.save()


@transaction.atomic
def rewrite_bulletin(
    bulletin_id: UUID,
    *,
    title: str,
    body: str,
    publish_at: datetime,
    person: Person,
    now: datetime,
    is_pinned: bool = False,
    enclosed: Files = (),
) -> Bulletin:
    """Write a notice anew that nobody has seen yet.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
        AlreadyDone: it is out; from then on it is corrected in the open.
        ContentInvalid: a file cannot be taken, or there are too many.
    """
    bulletin = Bulletin.objects.select_for_update().get(pk=bulletin_id)
    require(person, "showcase.write", bulletin.campaign)
    if bulletin.publish_at <= bulletin.campaign.at(now):
        raise AlreadyDone(Act.ANNOUNCE, bulletin.publish_at)
    taken = _read(enclosed)
    bulletin.title, bulletin.body = title, body
    bulletin.publish_at, bulletin.is_pinned = publish_at, is_pinned
    bulletin.save(update_fields=["title", "body", "publish_at", "is_pinned"])
    _hang(bulletin, taken)
    hashes = [one.sha256 for one in taken]
    record(Act.ANNOUNCE, bulletin, person=person, now=now, title=title, files=hashes)
    return bulletin


@transaction.atomic
def pin_bulletin(bulletin_id: UUID, *, is_pinned: bool, person: Person, now: datetime) -> Bulletin:
    """Let a notice stand above the others, or no longer.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
    """
    bulletin = Bulletin.objects.select_for_update().get(pk=bulletin_id)
    require(person, "showcase.write", bulletin.campaign)
    bulletin.is_pinned = is_pinned
    bulletin.save(update_fields=["is_pinned"])
    record(Act.ANNOUNCE, bulletin, person=person, now=now, is_pinned=is_pinned)
    return bulletin


@transaction.atomic
def correct_bulletin(
    bulletin: Bulletin,
    *,
    body: str,
    correction: str,
    person: Person,
    now: datetime,
    enclosed: Files = (),
) -> Bulletin:
    """Correct a notice in the open: what was changed, when, and what it said stay under it.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
        WrongStatus: it is not out yet, so that there is nothing to correct.
        ContentInvalid: a file cannot be taken, or there are too many.
    """
    bulletin = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    require(person, "showcase.write", bulletin.campaign)
    moment = bulletin.campaign.at(now)
    if bulletin.publish_at > moment:
        raise WrongStatus(Act.ANNOUNCE, NOT_OUT)
    taken = _read(enclosed)
    before = bulletin.body
    Correction.objects.create(
        bulletin=bulletin, what=correction, before=before, corrected_at=moment, person=person
    )
    bulletin.body, bulletin.correction, bulletin.corrected_at = body, correction, moment
    bulletin.save(update_fields=["body", "correction", "corrected_at"])
    _hang(bulletin, taken)
    record(Act.ANNOUNCE, bulletin, person=person, now=now, correction=correction, before=before)
    return bulletin
