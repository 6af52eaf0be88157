"""What every act on a filed nomination begins and ends with."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import may, require
from pingxuan.campaigns.queries import deadline_for
from pingxuan.domain.errors import (
    AlreadyDone,
    DeadlinePassed,
    StageClosed,
    StaleRevision,
    WrongStatus,
)
from pingxuan.domain.transitions import step
from pingxuan.domain.vocabulary import Act, Status
from pingxuan.messages.actions import queue
from pingxuan.messages.models import Letter
from pingxuan.nominations.models import Nomination, Revision
from pingxuan.nominations.queries.late import is_admitted_late, stages_for
from pingxuan.nominations.queries.office import desks
from pingxuan.units.models import Unit


def locked(nomination_id: UUID) -> Nomination:
    """Take a nomination's row until the commit; its relations are read only after that.

    Joined into the locking query they would still be those from before the wait.
    """
    return Nomination.objects.select_for_update().get(pk=nomination_id)


def stepped(nomination: Nomination, act: Act, now: datetime, *, to: Status | None = None) -> Status:
    """Say where `act` leads at the real `now`; `to` names one of several ends.

    Raises:
        StageClosed: with the window of the stage that the act belongs to.
        WrongStatus: the act does not start from the nomination's state.
    """
    campaign = nomination.campaign
    try:
        return step(act, Status(nomination.status), stages_for(nomination, now), to=to)
    except StageClosed as refusal:
        if not campaign.sheet.has_stage(refusal.needs):
            raise
        window = campaign.sheet.window(refusal.needs)
        raise StageClosed(act, refusal.needs, window.opens_at, window.closes_at) from None


def refuse_late(nomination: Nomination, sender: Unit, office: Unit, now: datetime) -> None:
    """Hold a hand-over from `sender` to `office` against the office's own deadline.

    Raises:
        DeadlinePassed: with the office's name and the first moment that was too late.

    Source:
        C5, C17, D2: the topmost office has none of its own: the stage's end is its deadline.
    """
    ends_at, moment = deadline_for(nomination.campaign, sender, office), nomination.campaign.at(now)
    if ends_at is not None and moment >= ends_at and not is_admitted_late(nomination, moment):
        raise DeadlinePassed(unit=office.name, closed_at=ends_at)


def read_revision(nomination: Nomination, seen: str) -> Revision:
    """Give the current revision if it is the one that was read.

    Raises:
        StaleRevision: the text was changed after it was read.
    """
    revision = filed_revision(nomination)
    if revision.hash != seen:
        raise StaleRevision(seen=seen, current=revision.hash)
    return revision


def filed_revision(nomination: Nomination) -> Revision:
    """Give the text that was filed.

    Raises:
        WrongStatus: nothing was filed yet.
    """
    if nomination.revision is None:
        raise WrongStatus(Act.FILE, nomination.status)
    return nomination.revision


def require_at_desk(person: Person, act: Act, nomination: Nomination) -> None:
    """Pass only who may do `act` where the nomination lies now.

    Raises:
        AlreadyDone: the person could have, but a colleague sealed this text and sent it on.
        NotYourAct: the person may not.
    """
    permission = f"nominations.{act}"
    if not may(person, permission, nomination):
        mine = desks(person, nomination.campaign)
        seal = nomination.endorsements.filter(
            revision=nomination.revision_id, unit__in=mine, voided_at=None
        ).last()
        if seal is not None:
            raise AlreadyDone(act, seal.sealed_at)
    require(person, permission, nomination)


def tell_writer(nomination: Nomination, template: str, text: str, now: datetime) -> None:
    """Put a letter for the nomination's writer into the site's outbox. Source: N10."""
    queue(
        template,
        text,
        way=Letter.Way.SITE,
        now=now,
        person_id=nomination.writer_id,
        about=f"{nomination._meta.label_lower}:{nomination.pk}",
    )
