"""Invite to the jury by link or SMS, and answer. Source: G1, B2."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import AlreadyDone, ContentInvalid, Lack, NotYourAct, WrongStatus
from pingxuan.domain.vocabulary import Act
from pingxuan.jury.actions.seating import check_seat, place
from pingxuan.jury.models import Invitation, Juror
from pingxuan.messages.actions import queue
from pingxuan.messages.models import Letter
from pingxuan.units.models import Unit

HOLDS_FOR = timedelta(days=14)


def hash_of(token: str) -> str:
    """Give what is kept of an invitation's secret."""
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    campaign: Campaign,
    *,
    name: str,
    phone: str,
    round_code: str,
    categories: Sequence[str],
    unit: Unit | None,
    is_outside: bool,
    link_of: Callable[[str], str],
    person: Person,
    now: datetime,
) -> tuple[Invitation, str]:
    """Invite somebody to the jury; give the invitation and its secret, which is not kept.

    Args:
        phone: E.164; the link goes there by SMS, and only its holder can accept. Empty: the manager
            hands the link over.
        link_of: makes the address of the secret.

    Raises:
        NotYourAct: `person` does not manage the campaign.
        ContentInvalid: no such round or category.
        AlreadyDone: the round is closed.
    """
    require(person, "jury.invite", campaign)
    check_seat(campaign, round_code, categories)
    token = secrets.token_urlsafe(24)
    made = Invitation.objects.create(
        campaign=campaign,
        round=round_code,
        categories=list(categories),
        name=name,
        phone=phone,
        unit=unit,
        is_outside=is_outside and unit is None,
        token_hash=hash_of(token),
        invited_by=person,
        invited_at=now,
        expires_at=now + HOLDS_FOR,
    )
    if phone:
        facts = {"title": campaign.title, "link": link_of(token)}
        text = _("“%(title)s”邀请您担任评委，14 天内点开链接答复：%(link)s") % facts
        queue("jury_invitation", text, way=Letter.Way.SMS, to=phone, now=now, about=str(made.pk))
    record(
        Act.INVITE_JUROR,
        made,
        person=person,
        now=now,
        round=round_code,
        categories=list(categories),
        by_sms=bool(phone),
    )
    return made, token


def find(campaign: Campaign, token: str) -> Invitation | None:
    """Find the invitation of a secret; None for an unknown one."""
    return (
        Invitation.objects.filter(campaign=campaign, token_hash=hash_of(token))
        .select_related("unit", "campaign__version")
        .first()
    )


def _open(invitation_id: UUID, act: Act, now: datetime) -> Invitation:
    """Lock an invitation that waits for an answer.

    Raises:
        WrongStatus: it was answered or revoked, or is too old.
    """
    found = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("campaign__version", "unit")
        .get(pk=invitation_id)
    )
    if found.state != Invitation.State.OPEN:
        raise WrongStatus(act, found.get_state_display())
    if now >= found.expires_at:
        raise WrongStatus(act, Lack("已过期"))
    return found


def is_for(invitation: Invitation, person: Person) -> bool:
    """Say whether a person may answer: the holder of the phone it went to, if it went to one."""
    own = {phone.number for phone in person.phones.all()}
    return not invitation.phone or invitation.phone in own


@transaction.atomic
def accept(invitation_id: UUID, *, person: Person, now: datetime) -> Juror:
    """Accept: `person` takes the seat. Pledge and declaration come before the first entry.

    Raises:
        NotYourAct: the link went to somebody else's phone.
        WrongStatus: answered, revoked or too old.
        ContentInvalid: `person` has no user name yet, which posts need.
        AlreadyDone: the round is closed, or `person` sits in it already.
    """
    found = _open(invitation_id, Act.ACCEPT_SEAT, now)
    if not is_for(found, person) or person.may_only_vote:
        raise NotYourAct("jury.accept")
    if not person.username:
        raise ContentInvalid({"username": ["missing"]})
    seats = Juror.objects.filter(campaign=found.campaign, person=person, round=found.round)
    if seats.filter(left_at=None).exists():
        raise AlreadyDone(Act.ACCEPT_SEAT)
    juror = place(
        found.campaign,
        person,
        round_code=found.round,
        categories=found.categories,
        unit=found.unit,
        is_outside=found.is_outside,
        now=now,
    )
    if not person.name:
        person.name = found.name
        person.save(update_fields=["name"])
    found.state, found.answered_at, found.juror = Invitation.State.ACCEPTED, now, juror
    found.save(update_fields=["state", "answered_at", "juror"])
    record(Act.ACCEPT_SEAT, found, person=person, now=now, code=juror.code, round=found.round)
    return juror


@transaction.atomic
def refuse(invitation_id: UUID, *, reason: str, person: Person | None, now: datetime) -> None:
    """Turn an invitation down; whoever has the link may, and a reason is welcome.

    Raises:
        WrongStatus: answered, revoked or too old.
    """
    found = _open(invitation_id, Act.REFUSE_SEAT, now)
    found.state, found.answered_at = Invitation.State.REFUSED, now
    found.answer = reason.strip()[:200]
    found.save(update_fields=["state", "answered_at", "answer"])
    record(Act.REFUSE_SEAT, found, person=person, now=now)


@transaction.atomic
def revoke(invitation_id: UUID, *, person: Person, now: datetime) -> None:
    """Take an invitation back before it is answered.

    Raises:
        NotYourAct: `person` does not manage the campaign.
        WrongStatus: it was answered, revoked before, or is too old.
    """
    campaign = Invitation.objects.select_related("campaign").get(pk=invitation_id).campaign
    require(person, "jury.invite", campaign)
    found = _open(invitation_id, Act.UNINVITE_JUROR, now)
    found.state, found.answered_at = Invitation.State.REVOKED, now
    found.save(update_fields=["state", "answered_at"])
    record(Act.UNINVITE_JUROR, found, person=person, now=now)
