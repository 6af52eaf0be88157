"""Say where an office's mail lies; its password is kept encrypted and never shown again."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Act
from pingxuan.letterbox.models import Mailbox
from pingxuan.units.models import Unit


@dataclass(frozen=True)
class Place:
    """Where mail is read, and whether and how it is answered.

    Attributes:
        password: empty to keep the one that is known.
    """

    host: str
    port: int
    way: str
    username: str
    password: str
    folder: str = "INBOX"
    is_on: bool = True
    answers: bool = False
    answer_text: str = ""
    smtp_host: str = ""
    smtp_port: int = 465
    smtp_way: str = "tls"


@transaction.atomic
def set_up(
    campaign: Campaign, unit: Unit, place: Place, *, person: Person, now: datetime
) -> Mailbox:
    """Set up an office's mailbox, or change it; the next look comes at once.

    Another server, name or folder is read from its beginning.

    Raises:
        NotYourAct: `person` holds no post at this very office.

    Source:
        N5.
    """
    Unit.objects.select_for_update().get(pk=unit.pk)
    mailbox = Mailbox.objects.filter(campaign=campaign, unit=unit).first()
    is_new = mailbox is None
    mailbox = mailbox or Mailbox(campaign=campaign, unit=unit)
    require(person, "letterbox.set_up_mailbox", mailbox)
    was_there, answered = _whereabouts(mailbox), mailbox.answers
    for one in fields(place):
        if one.name != "password" or place.password:
            setattr(mailbox, one.name, getattr(place, one.name))
    if is_new or _whereabouts(mailbox) != was_there:
        mailbox.uid_validity, mailbox.last_uid = None, 0
    if place.answers and not answered:
        mailbox.answers_since = now
    mailbox.due_at, mailbox.failure, mailbox.failures = now, "", 0
    mailbox.save()
    facts: dict[str, Any] = {"unit": str(unit.pk), "host": place.host, "is_on": place.is_on}
    facts |= {"answers": place.answers, "has_new_password": bool(place.password)}
    record(Act.SET_UP_MAILBOX, mailbox, person=person, now=now, **facts)
    return mailbox


@transaction.atomic
def look_now(mailbox: Mailbox, *, person: Person, now: datetime) -> None:
    """Let the next look come at once.

    Raises:
        NotYourAct: `person` holds no post at this very office.
    """
    locked = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    require(person, "letterbox.set_up_mailbox", locked)
    locked.due_at = now
    locked.save(update_fields=["due_at"])


def _whereabouts(mailbox: Mailbox) -> tuple[str, int, str, str]:
    return mailbox.host, mailbox.port, mailbox.username, mailbox.folder
