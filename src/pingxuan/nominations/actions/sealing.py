"""Opinion and seal: each tier vouches for one revision, and sends it on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.audit.actions import record
from pingxuan.domain.errors import ContentInvalid, Refusal, WrongStatus
from pingxuan.domain.revision import seal_digest
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.actions.scanning import Scan
from pingxuan.nominations.actions.stamps import held_against
from pingxuan.nominations.actions.stepping import (
    locked,
    read_revision,
    refuse_late,
    require_at_desk,
    stepped,
    tell_writer,
)
from pingxuan.nominations.models import Attachment, Endorsement, Nomination, Revision
from pingxuan.nominations.queries.places import holder, next_holder, tier_of
from pingxuan.units.queries import upwards

LONGEST_OPINION = 500


@dataclass(frozen=True)
class Outcome:
    """What became of one nomination in a bulk act; `refusal` is None when it was done."""

    nomination_id: UUID
    refusal: Refusal | None = None


@transaction.atomic
def endorse(
    nomination_id: UUID,
    *,
    revision: str,
    opinion: str,
    opinion_on: date,
    person: Person,
    now: datetime,
    scan: Scan | None = None,
) -> Nomination:
    """Seal the holder's opinion under one revision, and send it to the next office.

    Args:
        nomination_id: a nomination that `person` can see.
        revision: the fingerprint of the text that `person` has read.
        opinion: the opinion, as it is printed beside the seal.
        opinion_on: the day written under it, in the campaign's zone.
        scan: the stamped page, where the seal was set on paper.

    Raises:
        NotYourAct: `person` does not keep the holder's seal, or wrote the text.
        AlreadyDone: a colleague sealed it in the meantime.
        StageClosed, WrongStatus: the table has no such step now, or the topmost office holds it.
        DeadlinePassed: the next office takes no more from here.
        StaleRevision: the text was changed after `person` read it.
        ContentInvalid: no opinion, too long a one, or a day that has not come.
        ScanMismatch: the scanned page shows another version.

    Source:
        C24, D4: opinion, date and stamp, bound to the version's hash. C17: the office's deadline.
    """
    nomination = locked(nomination_id)
    require_at_desk(person, Act.ENDORSE, nomination)
    target = stepped(nomination, Act.ENDORSE, now)
    sender, office = holder(nomination), next_holder(nomination)
    if office is None:
        raise WrongStatus(Act.ENDORSE, nomination.status)
    refuse_late(nomination, sender, office, now)
    read = read_revision(nomination, revision)

    sealed = seal(nomination, read, opinion, opinion_on, person=person, now=now, scan=scan)
    nomination.status, nomination.office = target, office
    nomination.moved_at = nomination.campaign.at(now)
    nomination.save(update_fields=["status", "office", "moved_at"])
    tell_writer(
        nomination,
        "nomination_endorsed",
        f"《{nomination.title}》：{sender.name}已盖章，现在由{office.name}审核。",
        now,
    )
    record(
        Act.ENDORSE,
        nomination,
        person=person,
        now=now,
        revision=revision,
        digest=sealed.digest,
        unit=str(sender.pk),
        to=str(office.pk),
    )
    return nomination


def endorse_many(
    items: Sequence[tuple[UUID, str]],
    *,
    opinion: str,
    opinion_on: date,
    person: Person,
    now: datetime,
) -> list[Outcome]:
    """Seal one opinion under several revisions; each is an act of its own, refused or done alone.

    Args:
        items: each nomination with the fingerprint that was shown beside it.
    """
    outcomes = []
    for nomination_id, revision in items:
        try:
            endorse(
                nomination_id,
                revision=revision,
                opinion=opinion,
                opinion_on=opinion_on,
                person=person,
                now=now,
            )
        except Refusal as refusal:
            outcomes.append(Outcome(nomination_id, refusal))
        else:
            outcomes.append(Outcome(nomination_id))
    return outcomes


def seal(
    nomination: Nomination,
    revision: Revision,
    opinion: str,
    opinion_on: date,
    *,
    person: Person,
    now: datetime,
    scan: Scan | None,
) -> Endorsement:
    """Write the holder's opinion and seal under `revision`, with the scan if there is one.

    Raises:
        ContentInvalid: no opinion, too long a one, or a day that has not come.
        ScanMismatch: the scanned page shows another version.
    """
    campaign, unit, tier = nomination.campaign, holder(nomination), tier_of(nomination)
    text = opinion.strip()
    _check(text, opinion_on, campaign.at(now).astimezone(campaign.sheet.tz).date())
    mark = ""
    if scan is not None and not scan.is_picture_of_seal:
        mark = held_against(scan, nomination, revision)
    endorsement = Endorsement.objects.create(
        nomination=nomination,
        revision=revision,
        unit=unit,
        unit_name=unit.name,
        unit_place="/".join(node.name for node in reversed(upwards(unit)))[:600],
        tier=tier,
        opinion=text,
        opinion_on=opinion_on,
        person=person,
        sealed_at=campaign.at(now),
        scan_mark=mark,
        digest=seal_digest(
            revision=revision.hash,
            unit=unit.name,
            opinion=text,
            day=opinion_on.isoformat(),
            tier=tier,
            attachments=[scan.sha256] if scan else [],
        ),
    )
    if scan is not None:
        Attachment.objects.create(
            nomination=nomination,
            endorsement=endorsement,
            kind=Attachment.Kind.SEAL if scan.is_picture_of_seal else Attachment.Kind.SCAN,
            name=scan.name,
            media_type=scan.media_type,
            size=len(scan.content),
            sha256=scan.sha256,
            file=ContentFile(scan.content, name=scan.sha256),
            added_by=person,
            added_at=campaign.at(now),
        )
    return endorsement


def _check(opinion: str, opinion_on: date, today: date) -> None:
    problems = {}
    if not opinion:
        problems["opinion"] = ["empty"]
    elif len(opinion) > LONGEST_OPINION:
        problems["opinion"] = ["too_long"]
    if opinion_on > today:
        problems["opinion_on"] = ["not_yet"]
    if problems:
        raise ContentInvalid(problems)
