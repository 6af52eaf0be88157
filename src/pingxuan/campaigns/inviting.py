"""Offer posts by a link, take them up, and end them."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.actions import make_staff
from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.actions import give_post
from pingxuan.campaigns.models import Campaign, Invitation, Post
from pingxuan.domain.errors import BadInvitation, ContentInvalid, WrongStatus
from pingxuan.domain.revision import fingerprint
from pingxuan.domain.vocabulary import Act, Role
from pingxuan.units.models import Unit

INVITATION_LIVES = timedelta(days=7)


@transaction.atomic
def invite(
    campaign: Campaign,
    name: str,
    role: Role,
    *,
    unit: Unit | None,
    until: datetime | None,
    person: Person,
    now: datetime,
) -> tuple[Invitation, str]:
    """Offer somebody a post; the link's secret is given back once and kept only as a hash.

    Args:
        until: when the post will end (a delegation); None for one without an end.

    Raises:
        NotYourAct: `person` may not give posts in the campaign.

    Source:
        B2: invitation by link; delegation with an end date.
    """
    require(person, "campaigns.give_post", campaign)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        campaign=campaign,
        name=name,
        role=role.value,
        unit=unit,
        post_until=until,
        secret_hash=fingerprint(secret),
        made_by=person,
        made_at=now,
        expires_at=now + INVITATION_LIVES,
    )
    record(
        Act.INVITE,
        invitation,
        person=person,
        now=now,
        role=role.value,
        unit=str(unit.pk) if unit else None,
    )
    return invitation, secret


@transaction.atomic
def revoke(invitation_id: UUID, *, person: Person, now: datetime) -> Invitation:
    """Take an invitation back before it is taken up.

    Raises:
        NotYourAct: `person` may not give posts in its campaign.
        WrongStatus: taken up or taken back already.
    """
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation_id)
    require(person, "campaigns.give_post", invitation.campaign)
    _refuse_if_over(invitation, Act.REVOKE_INVITATION)
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    record(Act.REVOKE_INVITATION, invitation, person=person, now=now)
    return invitation


@transaction.atomic
def join(secret: str, *, username: str, password: str, now: datetime) -> Person:
    """Make a staff account by an invitation, and give it the post.

    Raises:
        BadInvitation: no such link, or it was used, taken back, or is too old.
        ContentInvalid: the user name is taken.
    """
    invitation = _taken(secret, now)
    if Person.objects.filter(username=username).exists():
        raise ContentInvalid({"username": ["taken"]})
    person = make_staff(username, invitation.name, password, now=now)
    _give(invitation, person, now=now)
    return person


@transaction.atomic
def join_as(secret: str, *, person: Person, now: datetime) -> Person:
    """Give the post of an invitation to somebody who has a staff account already.

    Raises:
        BadInvitation: no such link, or it was used, taken back, or is too old.
    """
    _give(_taken(secret, now), person, now=now)
    return person


@transaction.atomic
def end_post(post_id: int, *, person: Person, now: datetime) -> Post:
    """End a post now; what was done under it stays.

    Raises:
        NotYourAct: `person` may not give posts in its campaign.
        WrongStatus: it has ended already.
    """
    post = Post.objects.select_for_update(of=("self",)).get(pk=post_id)
    require(person, "campaigns.give_post", post.campaign)
    if post.until_at is not None and post.until_at <= now:
        raise WrongStatus(Act.END_POST, "ended")
    post.until_at = now
    post.save(update_fields=["until_at"])
    record(
        Act.END_POST,
        post.person,
        person=person,
        now=now,
        campaign_id=post.campaign_id,
        role=post.role,
        unit=str(post.unit_id) if post.unit_id else None,
    )
    return post


def _taken(secret: str, now: datetime) -> Invitation:
    """Find and lock the invitation of a link."""
    found = Invitation.objects.select_for_update(of=("self",)).filter(
        secret_hash=fingerprint(secret)
    )
    invitation = found.first()
    if invitation is None or invitation.expires_at <= now:
        raise BadInvitation
    if invitation.accepted_at is not None or invitation.revoked_at is not None:
        raise BadInvitation
    return invitation


def _give(invitation: Invitation, person: Person, *, now: datetime) -> None:
    invitation.accepted_by, invitation.accepted_at = person, now
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    give_post(
        person,
        Role(invitation.role),
        campaign=invitation.campaign,
        unit=invitation.unit,
        person=None,
        now=now,
        until=invitation.post_until,
    )
    record(Act.JOIN, invitation, person=person, now=now, invited_by=str(invitation.made_by_id))


def _refuse_if_over(invitation: Invitation, act: Act) -> None:
    if invitation.accepted_at is not None or invitation.revoked_at is not None:
        raise WrongStatus(act, "ended")
