"""Plan the seminar, invite the winners' units, register people, let them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.crypto import get_random_string

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.attendance import attend
from pingxuan.domain.errors import (
    ContentInvalid,
    DeadlinePassed,
    QuotaFull,
    Refusal,
    WrongStatus,
)
from pingxuan.domain.vocabulary import Act, Attendance, Status
from pingxuan.messages.actions import queue
from pingxuan.messages.models import Letter
from pingxuan.seminar.models import Guest, Invitation, Material, Seminar, Session
from pingxuan.seminar.queries import guests_of
from pingxuan.voting.models import Entry

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8


@dataclass(frozen=True)
class Plan:
    """What is planned; moments are campaign time."""

    title: str
    place: str
    opens_at: datetime
    closes_at: datetime
    register_until: datetime
    seats: int
    places_a_unit: int
    about: str


@dataclass(frozen=True)
class Arrival:
    """A code that was read at the door, and when; `reason` is empty when the guest is in."""

    code: str
    name: str = ""
    reason: str = ""


@transaction.atomic
def plan(campaign: Campaign, wanted: Plan, *, person: Person, now: datetime) -> Seminar:
    """Plan the seminar of a campaign, or change the plan.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
        ContentInvalid: it ends before it begins, registration closes after the beginning, or
            more people are registered than the plan has seats.
    """
    require(person, "seminar.plan", campaign)
    known = Seminar.objects.select_for_update().filter(campaign=campaign).first()
    problems = {}
    if wanted.closes_at <= wanted.opens_at:
        problems["closes_at"] = ["ends_before"]
    if wanted.register_until > wanted.opens_at:
        problems["register_until"] = ["after_opening"]
    if known is not None and guests_of(known).count() > wanted.seats:
        problems["seats"] = ["too_few_seats"]
    if problems:
        raise ContentInvalid(problems)
    seminar, _ = Seminar.objects.update_or_create(campaign=campaign, defaults=vars(wanted))
    record(Act.PLAN_SEMINAR, seminar, person=person, now=now, title=wanted.title)
    return seminar


@transaction.atomic
def add_session(
    seminar: Seminar,
    *,
    title: str,
    speaker: str,
    begins_at: datetime,
    ends_at: datetime,
    person: Person,
    now: datetime,
) -> Session:
    """Add a point to the agenda.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
        ContentInvalid: it lies outside the seminar, or ends before it begins.
    """
    require(person, "seminar.plan", seminar.campaign)
    problems = {}
    if not seminar.opens_at <= begins_at < seminar.closes_at:
        problems["begins_at"] = ["outside"]
    if not begins_at < ends_at <= seminar.closes_at:
        problems["ends_at"] = ["ends_before"]
    if problems:
        raise ContentInvalid(problems)
    session = Session.objects.create(
        seminar=seminar, title=title, speaker=speaker, begins_at=begins_at, ends_at=ends_at
    )
    record(Act.PLAN_SEMINAR, seminar, person=person, now=now, session=title, added=True)
    return session


@transaction.atomic
def remove_session(session_id: int, *, person: Person, now: datetime) -> None:
    """Take a point off the agenda, with its materials.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
    """
    session = Session.objects.select_related("seminar__campaign").get(pk=session_id)
    require(person, "seminar.plan", session.seminar.campaign)
    title = session.title
    session.delete()
    record(Act.PLAN_SEMINAR, session.seminar, person=person, now=now, session=title, added=False)


@transaction.atomic
def add_material(
    session: Session, *, name: str, content: bytes, person: Person, now: datetime
) -> Material:
    """Keep a speaker's file; its kind and size were looked at when it came in.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
    """
    require(person, "seminar.plan", session.seminar.campaign)
    digest = sha256(content).hexdigest()
    material = Material.objects.create(
        session=session,
        name=PurePath(name).name[-120:],
        size=len(content),
        sha256=digest,
        file=ContentFile(content, name=digest),
        added_by=person,
        added_at=now,
    )
    record(Act.PLAN_SEMINAR, session.seminar, person=person, now=now, material=digest)
    return material


@transaction.atomic
def publish_seminar(seminar: Seminar, *, person: Person, now: datetime) -> Seminar:
    """Let everybody read of the seminar from now on.

    Raises:
        NotYourAct: `person` is neither editor nor manager. WrongStatus: it is out already.
    """
    require(person, "seminar.plan", seminar.campaign)
    seminar = Seminar.objects.select_for_update().get(pk=seminar.pk)
    if seminar.published_at is not None:
        raise WrongStatus(Act.PUBLISH_SEMINAR, "published")
    seminar.published_at = seminar.campaign.at(now)
    seminar.save(update_fields=["published_at"])
    record(Act.PUBLISH_SEMINAR, seminar, person=person, now=now)
    return seminar


@transaction.atomic
def write_recap(seminar: Seminar, recap: str, *, person: Person, now: datetime) -> Seminar:
    """Write what was said, in Markdown; it stands on the seminar's page from now on.

    Raises:
        NotYourAct: `person` is neither editor nor manager. WrongStatus: it has not begun.
    """
    require(person, "seminar.plan", seminar.campaign)
    moment = seminar.campaign.at(now)
    if moment < seminar.opens_at:
        raise WrongStatus(Act.WRITE_RECAP, "planned")
    seminar.recap, seminar.recap_at = recap, moment
    seminar.save(update_fields=["recap", "recap_at"])
    record(Act.WRITE_RECAP, seminar, person=person, now=now)
    return seminar


@transaction.atomic
def invite_winners(seminar: Seminar, *, person: Person, now: datetime) -> list[Invitation]:
    """Invite the unit of every awarded case that is not invited yet. Source: C31.

    Raises:
        NotYourAct: `person` is neither editor nor manager. WrongStatus: it is not published yet.
    """
    require(person, "seminar.plan", seminar.campaign)
    seminar = Seminar.objects.select_for_update().get(pk=seminar.pk)
    if seminar.published_at is None:
        raise WrongStatus(Act.INVITE_GUESTS, "planned")
    known = Invitation.objects.filter(seminar=seminar).values("entry")
    winners = Entry.objects.filter(
        campaign=seminar.campaign, nomination__status=Status.AWARDED
    ).exclude(pk__in=known)
    made = []
    for entry in winners.select_related("nomination__unit").order_by("number"):
        made.append(
            Invitation.objects.create(
                seminar=seminar, unit=entry.nomination.unit, entry=entry, invited_at=now
            )
        )
        queue(
            "seminar_invitation",
            f"《{entry.title}》：邀请贵单位负责人参加{seminar.title}，请登录后在“我的工作”里报名。",
            way=Letter.Way.SITE,
            person_id=entry.nomination.writer_id,
            about=str(entry.nomination_id),
            now=now,
        )
    record(Act.INVITE_GUESTS, seminar, person=person, now=now, invited=len(made))
    return made


@transaction.atomic
def register_guest(
    invitation_id: UUID, *, name: str, post: str, phone: str, now: datetime
) -> Guest:
    """Register somebody of an invited unit; whoever holds the invitation's link may.

    Raises:
        DeadlinePassed: registration is over.
        QuotaFull: the unit's places or the hall's seats are taken.
    """
    invitation, seminar = _locked(invitation_id)
    campaign = seminar.campaign
    if campaign.at(now) >= seminar.register_until:
        raise DeadlinePassed(seminar.title, seminar.register_until)
    coming = guests_of(seminar)
    if coming.filter(invitation=invitation).count() >= seminar.places_a_unit:
        raise QuotaFull("unit", seminar.places_a_unit)
    if coming.count() >= seminar.seats:
        raise QuotaFull("seats", seminar.seats)
    guest = Guest.objects.create(
        seminar=seminar,
        invitation=invitation,
        name=name,
        post=post,
        phone=phone,
        code=get_random_string(CODE_LENGTH, CODE_LETTERS),
        registered_at=now,
    )
    invitation.declined_at = None
    invitation.save(update_fields=["declined_at"])
    record(Act.REGISTER_GUEST, guest, person=None, now=now, campaign_id=campaign.pk)
    return guest


@transaction.atomic
def cancel_guest(invitation_id: UUID, guest_id: UUID, *, now: datetime) -> Guest:
    """Take somebody's registration back.

    Raises:
        Guest.DoesNotExist: not of this invitation. WrongStatus: came, or cancelled before.
    """
    invitation, seminar = _locked(invitation_id)
    guest = Guest.objects.select_for_update(of=("self",)).get(pk=guest_id, invitation=invitation)
    guest.state = attend(Act.CANCEL_GUEST, Attendance(guest.state))
    guest.save(update_fields=["state"])
    record(Act.CANCEL_GUEST, guest, person=None, now=now, campaign_id=seminar.campaign_id)
    return guest


@transaction.atomic
def decline(invitation_id: UUID, *, now: datetime) -> Invitation:
    """Say that nobody comes from an invited unit.

    Raises:
        WrongStatus: somebody is registered.
    """
    invitation, seminar = _locked(invitation_id)
    if guests_of(seminar).filter(invitation=invitation).exists():
        raise WrongStatus(Act.CANCEL_GUEST, Attendance.REGISTERED)
    invitation.declined_at = now
    invitation.save(update_fields=["declined_at"])
    record(
        Act.DECLINE_INVITATION,
        invitation,
        person=None,
        now=now,
        campaign_id=seminar.campaign_id,
    )
    return invitation


def check_in(
    seminar: Seminar, read: Sequence[tuple[str, datetime]], *, person: Person, now: datetime
) -> list[Arrival]:
    """Let people in by the codes that were read at the door, some of them while offline.

    Each is an act of its own; a code that was read before stays with its first moment, so that
    a phone may send its list again.

    Args:
        read: code and real moment; a moment that lies ahead counts as now.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
    """
    require(person, "seminar.check_in", seminar.campaign)
    return [_arrive(seminar, code, min(at, now), person, now) for code, at in read]


@transaction.atomic
def _arrive(seminar: Seminar, code: str, at: datetime, person: Person, now: datetime) -> Arrival:
    wanted = "".join(code.split()).replace("-", "").upper()
    guest = (
        Guest.objects.select_for_update(of=("self",)).filter(seminar=seminar, code=wanted).first()
    )
    if guest is None:
        return Arrival(code, reason="unknown")
    try:
        state = attend(Act.CHECK_IN, Attendance(guest.state))
    except Refusal:
        return Arrival(code, guest.name, reason=guest.state)
    if guest.arrived_at is None or at < guest.arrived_at:
        is_first = guest.arrived_at is None
        guest.state, guest.arrived_at = state, at
        guest.save(update_fields=["state", "arrived_at"])
        if is_first:
            record(Act.CHECK_IN, guest, person=person, now=now, campaign_id=seminar.campaign_id)
    return Arrival(code, guest.name)


def _locked(invitation_id: UUID) -> tuple[Invitation, Seminar]:
    """Lock the seminar, which decides on seats, and give it with the invitation."""
    invitation = Invitation.objects.get(pk=invitation_id)
    seminar = (
        Seminar.objects.select_for_update(of=("self",))
        .select_related("campaign__version")
        .get(pk=invitation.seminar_id)
    )
    return invitation, seminar
