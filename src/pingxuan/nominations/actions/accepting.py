"""The topmost office accepts and numbers; the candidates then go out all at once."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.actions import next_number
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import WrongStatus
from pingxuan.domain.vocabulary import Act, Status
from pingxuan.nominations.actions.returning import tell_declined
from pingxuan.nominations.actions.scanning import Scan
from pingxuan.nominations.actions.sealing import seal
from pingxuan.nominations.actions.stepping import (
    filed_revision,
    locked,
    read_revision,
    require_at_desk,
    stepped,
    tell_writer,
)
from pingxuan.nominations.models import Nomination
from pingxuan.nominations.queries.places import holder, is_at_top


@transaction.atomic
def accept(
    nomination_id: UUID,
    *,
    revision: str,
    opinion: str,
    opinion_on: date,
    person: Person,
    now: datetime,
    scan: Scan | None = None,
) -> Nomination:
    """Take a nomination into the contest: the topmost office's seal, and a public number.

    The decision stays provisional, and the writer is told nothing, until the candidates are
    published.

    Args:
        revision: the fingerprint of the text that `person` has read.

    Raises:
        NotYourAct: `person` neither keeps the topmost office's seal nor manages the campaign, or
            wrote the text.
        StageClosed, WrongStatus: the table has no such step now, or a lower office holds it.
        StaleRevision: the text was changed after `person` read it.
        ContentInvalid: no opinion, too long a one, or a day that has not come.

    Source:
        C16a, C24, D6: the province's acceptance is a seal; public numbers are never used twice.
    """
    nomination = locked(nomination_id)
    require_at_desk(person, Act.ACCEPT, nomination)
    target = stepped(nomination, Act.ACCEPT, now)
    if not is_at_top(nomination):
        raise WrongStatus(Act.ACCEPT, nomination.status)
    read = read_revision(nomination, revision)

    # An office that nominated itself has its seal on this revision already.
    if not read.endorsements.filter(unit=holder(nomination)).exists():
        seal(nomination, read, opinion, opinion_on, person=person, now=now, scan=scan)
    campaign = nomination.campaign
    letter = campaign.sheet.category(nomination.category).letter
    nomination.public_number = f"{letter}-{next_number(campaign, letter):03d}"
    nomination.status, nomination.is_provisional = target, True
    nomination.moved_at = campaign.at(now)
    nomination.save(update_fields=["status", "is_provisional", "public_number", "moved_at"])
    record(
        Act.ACCEPT,
        nomination,
        person=person,
        now=now,
        revision=revision,
        number=nomination.public_number,
    )
    return nomination


@transaction.atomic
def mark_published(nomination: Nomination, *, person: Person, now: datetime) -> Nomination:
    """Make one accepted nomination a candidate, and tell its writer the number.

    Raises:
        NotYourAct: `person` does not manage the campaign.
        StageClosed, WrongStatus: the table has no such step now.
    """
    nomination = locked(nomination.pk)
    require(person, "nominations.publish", nomination)
    nomination.status = stepped(nomination, Act.PUBLISH, now)

    nomination.is_provisional = False
    nomination.moved_at = nomination.campaign.at(now)
    nomination.save(update_fields=["status", "is_provisional", "moved_at"])
    tell_writer(
        nomination,
        "nomination_published",
        f"《{nomination.title}》已列入候选，编号 {nomination.public_number}。",
        now,
    )
    record(
        Act.PUBLISH,
        nomination,
        person=person,
        now=now,
        revision=filed_revision(nomination).hash,
        number=nomination.public_number,
    )
    return nomination


@transaction.atomic
def release(campaign: Campaign, *, person: Person, now: datetime) -> list[Nomination]:
    """Let all provisional decisions of a campaign out at once; give the candidates.

    Raises:
        NotYourAct: `person` does not manage the campaign.
        StageClosed: candidates are published while screening is open.

    Source:
        D6.
    """
    waiting = Nomination.objects.filter(campaign=campaign, is_provisional=True)
    published = [
        mark_published(nomination, person=person, now=now)
        for nomination in waiting.filter(status=Status.ACCEPTED).order_by("public_number")
    ]
    declined = waiting.filter(status=Status.DECLINED).select_for_update()
    for nomination in declined.order_by("pk"):
        nomination.is_provisional = False
        nomination.save(update_fields=["is_provisional"])
        tell_declined(nomination, now)
    return published
