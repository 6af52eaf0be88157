"""Queue a letter in the transaction that wants it; send what waits."""

from __future__ import annotations

import base64
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction

from pingxuan.messages.models import Letter
from pingxuan.messages.sending import CannotSend, sms

MOST_TRIES = 5


def _fernet() -> Fernet:
    key = sha256(b"pingxuan letters\0" + bytes.fromhex(settings.FIELD_KEY)).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def queue(
    template: str,
    text: str,
    *,
    way: Letter.Way,
    now: datetime,
    to: str = "",
    person_id: UUID | None = None,
    about: str = "",
) -> Letter:
    """Put a letter into the outbox; it leaves after the commit, and never before it.

    Args:
        to: phone number or address; kept encrypted. Empty for letters inside the site.
    """
    return Letter.objects.create(
        way=way,
        to_cipher=_fernet().encrypt(to.encode()).decode() if to else "",
        person_id=person_id,
        template=template,
        text=text,
        about=about,
        created_at=now,
        sent_at=now if way == Letter.Way.SITE else None,
    )


def send_waiting(*, now: datetime, limit: int = 100) -> int:
    """Send the letters that wait, oldest first, each in its own transaction; give how many left."""
    sent = 0
    waiting = Letter.objects.filter(sent_at=None, failed_at=None).order_by("created_at")
    for letter_id in list(waiting.values_list("id", flat=True)[:limit]):
        sent += _send(letter_id, now=now)
    return sent


@transaction.atomic
def _send(letter_id: UUID, *, now: datetime) -> bool:
    letter = Letter.objects.select_for_update().get(pk=letter_id)
    if letter.sent_at or letter.failed_at:
        return False
    letter.tries += 1
    try:
        sms().send(_fernet().decrypt(letter.to_cipher.encode()).decode(), letter.text, now=now)
        letter.sent_at, letter.text = now, ""
    except CannotSend as fault:
        letter.failure = str(fault)
        letter.failed_at = now if letter.tries >= MOST_TRIES else None
    letter.save(update_fields=["tries", "sent_at", "failed_at", "failure", "text"])
    return letter.sent_at is not None
