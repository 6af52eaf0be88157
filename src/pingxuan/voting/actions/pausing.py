"""Let the vote, a channel or an entry stand still, in public, and let it go on. Source: E7."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import AlreadyDone
from pingxuan.domain.vocabulary import Act
from pingxuan.voting.actions.publishing import refresh_snapshot
from pingxuan.voting.models import Entry, Pause


@transaction.atomic
def pause(
    campaign: Campaign, *, reason: str, person: Person, now: datetime, channel: str = ""
) -> Pause:
    """Let the vote stand still, or one channel of it.

    Args:
        reason: what visitors read.
        channel: a channel of the sheet; empty for the whole vote.

    Raises:
        NotYourAct: `person` may not.
        AlreadyDone: it stands still already.
        KeyError: the sheet has no such channel.
    """
    require(person, "voting.pause", campaign)
    rule = campaign.sheet.voting
    if channel and channel not in {each.code for each in (rule.channels if rule else ())}:
        raise KeyError(channel)
    # The campaign's row is what two officers at once queue at.
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    standing = Pause.objects.filter(campaign=campaign, channel=channel, ended_at=None).first()
    if standing is not None:
        raise AlreadyDone(Act.PAUSE, standing.begun_at)
    begun = Pause.objects.create(
        campaign=campaign,
        channel=channel,
        reason=reason,
        begun_at=campaign.at(now),
        begun_by=person,
    )
    refresh_snapshot(campaign, now)
    record(Act.PAUSE, begun, person=person, now=now, channel=channel, reason=reason)
    return begun


@transaction.atomic
def resume(campaign: Campaign, *, person: Person, now: datetime, channel: str = "") -> Pause:
    """Let the vote, or one channel of it, go on.

    Raises:
        NotYourAct: `person` may not.
        AlreadyDone: it does not stand still.
    """
    require(person, "voting.resume", campaign)
    standing = (
        Pause.objects.select_for_update()
        .filter(campaign=campaign, channel=channel, ended_at=None)
        .first()
    )
    if standing is None:
        raise AlreadyDone(Act.RESUME)
    standing.ended_at = campaign.at(now)
    standing.save(update_fields=["ended_at"])
    refresh_snapshot(campaign, now)
    record(Act.RESUME, standing, person=person, now=now, channel=channel)
    return standing


@transaction.atomic
def pause_entry(entry: Entry, *, reason: str, person: Person, now: datetime) -> Entry:
    """Let one entry take no votes for the time being; its page and its votes stay.

    Raises:
        NotYourAct: `person` may not.
        AlreadyDone: it stands still already.
    """
    held = _held(entry, "voting.pause", person)
    if held.paused_at is not None:
        raise AlreadyDone(Act.PAUSE, held.paused_at)
    held.paused_at, held.pause_reason = held.campaign.at(now), reason
    return _changed(held, Act.PAUSE, person, now, reason)


@transaction.atomic
def resume_entry(entry: Entry, *, person: Person, now: datetime) -> Entry:
    """Let an entry take votes again.

    Raises:
        NotYourAct: `person` may not.
        AlreadyDone: it does not stand still.
    """
    held = _held(entry, "voting.resume", person)
    if held.paused_at is None:
        raise AlreadyDone(Act.RESUME)
    held.paused_at, held.pause_reason = None, ""
    return _changed(held, Act.RESUME, person, now, "")


@transaction.atomic
def withdraw_entry(entry: Entry, *, reason: str, person: Person, now: datetime) -> Entry:
    """Take an entry out of the vote for good; its page stays, with the reason and the date.

    Raises:
        NotYourAct: `person` may not.
        AlreadyDone: it has left the vote already.
    """
    held = _held(entry, "voting.withdraw_entry", person)
    if held.withdrawn_at is not None:
        raise AlreadyDone(Act.WITHDRAW, held.withdrawn_at)
    held.withdrawn_at, held.withdrawn_reason = held.campaign.at(now), reason
    return _changed(held, Act.WITHDRAW, person, now, reason)


def _held(entry: Entry, permission: str, person: Person) -> Entry:
    held = (
        Entry.objects.select_for_update(of=("self",))
        .select_related("campaign__version")
        .get(pk=entry.pk)
    )
    require(person, permission, held)
    return held


def _changed(entry: Entry, act: Act, person: Person, now: datetime, reason: str) -> Entry:
    entry.save()
    refresh_snapshot(entry.campaign, now)
    record(act, entry, person=person, now=now, number=entry.number, reason=reason)
    return entry
