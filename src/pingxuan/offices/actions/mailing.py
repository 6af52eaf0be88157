"""Messages under control: written, counted and shown before they go; held, scheduled, stopped."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.domain.errors import AlreadyDone, ContentInvalid
from pingxuan.domain.vocabulary import Act
from pingxuan.messages.actions import hold, queue, release, stop
from pingxuan.messages.models import Letter
from pingxuan.offices.actions.reminding import facts_of
from pingxuan.offices.models import Mailing, MessageTemplate
from pingxuan.offices.queries.desk import Seat
from pingxuan.offices.queries.groups import Recipient, recipients
from pingxuan.offices.wording import TEMPLATES, checked, filled


@transaction.atomic
def write_mailing(
    seat: Seat,
    *,
    group: str,
    way: str,
    subject: str,
    text: str,
    person: Person,
    now: datetime,
    tray: str = "",
    category: str = "",
) -> Mailing:
    """Write a message to a group, and one letter for each of it, all held until they are let go.

    Raises:
        NotYourAct: `person` does not work at the office.
        ContentInvalid: no text, an unknown name in braces, a group or way that there is not, or
            nobody in the group can be reached.

    Source:
        N12.
    """
    require(person, "offices.write_message", seat)
    if group not in set(Mailing.Group) or way not in set(Letter.Way):
        raise ContentInvalid({"group": ["unknown_choice"]})
    said = checked(text)
    head = checked(subject) if subject.strip() else ""
    found = recipients(seat, group, way, tray=tray, category=category)
    if not any(_reachable(one, way) for one in found):
        raise ContentInvalid({"group": ["no_address"]})
    mailing = Mailing.objects.create(
        campaign=seat.campaign,
        unit=seat.unit,
        person=person,
        group=group,
        tray=tray,
        category=category,
        way=way,
        subject=head[:120],
        text=said,
        made_at=now,
    )
    for one in found:
        _lay(seat, mailing, one, now=now)
    record(Act.WRITE_MESSAGE, mailing, person=person, now=now, group=group, count=len(found))
    return mailing


@transaction.atomic
def let_go(
    mailing_id: UUID, *, person: Person, now: datetime, not_before: datetime | None = None
) -> Mailing:
    """Let the held letters of a message go, at once or not before a moment (real time).

    Raises:
        NotYourAct: `person` does not work at the office.
        AlreadyDone: it was stopped.
    """
    mailing = _locked(mailing_id, person)
    release(mailing.pk, now=now, not_before=not_before)
    mailing.let_go_at, mailing.scheduled_at = now, not_before
    mailing.save(update_fields=["let_go_at", "scheduled_at"])
    record(Act.SEND_MESSAGE, mailing, person=person, now=now)
    return mailing


@transaction.atomic
def hold_mailing(mailing_id: UUID, *, person: Person, now: datetime) -> Mailing:
    """Hold what has not left yet."""
    mailing = _locked(mailing_id, person)
    held = hold(mailing.pk, now=now)
    mailing.let_go_at, mailing.scheduled_at = None, None
    mailing.save(update_fields=["let_go_at", "scheduled_at"])
    record(Act.HOLD_MESSAGE, mailing, person=person, now=now, count=held)
    return mailing


@transaction.atomic
def stop_mailing(mailing_id: UUID, *, person: Person, now: datetime) -> Mailing:
    """Stop what has not left yet, for good."""
    mailing = _locked(mailing_id, person)
    stopped = stop(mailing.pk, now=now)
    mailing.stopped_at = now
    mailing.save(update_fields=["stopped_at"])
    record(Act.STOP_MESSAGE, mailing, person=person, now=now, count=stopped)
    return mailing


@transaction.atomic
def set_template(
    seat: Seat, code: str, *, subject: str, text: str, person: Person, now: datetime
) -> MessageTemplate:
    """Change a text that messages of the campaign begin from.

    Raises:
        NotYourAct: `person` does not manage the campaign.
        ContentInvalid: no such template, or a text that cannot be filled in.
    """
    require(person, "offices.set_template", seat)
    if code not in TEMPLATES:
        raise ContentInvalid({"code": ["unknown_choice"]})
    kept, _is_new = MessageTemplate.objects.update_or_create(
        campaign=seat.campaign,
        code=code,
        defaults={
            "subject": checked(subject)[:120],
            "text": checked(text),
            "set_by": person,
            "set_at": now,
        },
    )
    record(Act.WRITE_MESSAGE, kept, person=person, now=now, campaign_id=seat.campaign.pk, code=code)
    return kept


def template_of(seat: Seat, code: str) -> tuple[str, str]:
    """Give subject and text that a message begins from: the campaign's own, else the built-in ones."""
    kept = MessageTemplate.objects.filter(campaign=seat.campaign, code=code).first()
    return (kept.subject, kept.text) if kept else TEMPLATES[code]


def words_for(seat: Seat, one: Recipient, text: str) -> str:
    """Fill a text in for one of a group."""
    return filled(text, facts_of(seat, one.gap) if one.gap else one.facts)


def _reachable(one: Recipient, way: str) -> bool:
    return bool(one.to) or (way == Letter.Way.SITE and one.person_id is not None)


def _lay(seat: Seat, mailing: Mailing, one: Recipient, *, now: datetime) -> None:
    subject, text = (words_for(seat, one, each) for each in (mailing.subject, mailing.text))
    is_site = mailing.way == Letter.Way.SITE
    for to in one.to or ("",):
        letter = queue(
            "mailing",
            text[:500],
            way=Letter.Way(mailing.way),
            now=now,
            to=to,
            person_id=one.person_id,
            about=one.about,
            subject=subject[:120],
            batch=mailing.pk,
        )
        # Letters inside the site count as sent at once; this one waits like the others.
        letter.sent_at, letter.held_at = None, now
        if not to and not (is_site and one.person_id):
            letter.failed_at, letter.failure = now, "no_address"
        letter.save(update_fields=["sent_at", "held_at", "failed_at", "failure"])


def _locked(mailing_id: UUID, person: Person) -> Mailing:
    mailing = (
        Mailing.objects.select_for_update(of=("self",))
        .select_related("campaign__version", "unit")
        .get(pk=mailing_id)
    )
    require(person, "offices.write_message", Seat(mailing.campaign, mailing.unit))
    if mailing.stopped_at is not None:
        raise AlreadyDone(Act.STOP_MESSAGE, mailing.stopped_at)
    return mailing
