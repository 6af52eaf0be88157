"""Queue a letter in the transaction that wants it; send what waits."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from pingxuan.messages.models import Letter
from pingxuan.messages.sending import CannotSend, Parcel, adapter

MOST_TRIES = 5
LEASE = timedelta(minutes=2)


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
    subject: str = "",
    batch: UUID | None = None,
    not_before: datetime | None = None,
) -> Letter:
    """Put a letter into the outbox; it leaves after the commit, and never before it.

    Args:
        to: phone number or address; kept encrypted. Empty for letters inside the site.
        subject: for e-mail.
        batch: what belongs together, to be held, released or stopped as one.
        not_before: when it may leave at the earliest, real time.
    """
    return Letter.objects.create(
        way=way,
        to_cipher=_fernet().encrypt(to.encode()).decode() if to else "",
        person_id=person_id,
        template=template,
        text=text,
        about=about,
        subject=subject,
        batch=batch,
        not_before_at=not_before,
        created_at=now,
        sent_at=now if way == Letter.Way.SITE else None,
    )


def send_waiting(*, now: datetime, limit: int = 100) -> int:
    """Send the letters that may leave, oldest first; give how many left.

    Each is claimed in a transaction of its own before it is handed over, and its outcome written
    in another. A worker that was killed in between leaves a claim; after `LEASE` the letter is
    handed over again under the same key where the way out keeps keys, and given up where it does
    not: nothing is sent twice.
    """
    sent = 0
    waiting = _may_leave(now).order_by("created_at").values_list("id", flat=True)
    for letter_id in list(waiting[:limit]):
        claimed = _claim(letter_id, now=now)
        if claimed is not None:
            sent += _hand_over(*claimed, now=now)
    return sent


def hold(batch: UUID, *, now: datetime) -> int:
    """Hold what has not left of a batch; give how many letters that are."""
    return _not_left(batch).filter(held_at=None).update(held_at=now)


def release(batch: UUID, *, now: datetime, not_before: datetime | None = None) -> int:
    """Let what is held of a batch go, at once or not before a moment."""
    held = _not_left(batch).exclude(held_at=None)
    return held.update(held_at=None, not_before_at=not_before, created_at=now)


def stop(batch: UUID, *, now: datetime) -> int:
    """Stop what has not left of a batch, for good; its texts are forgotten."""
    return _not_left(batch).update(stopped_at=now, text="")


def _not_left(batch: UUID) -> QuerySet[Letter]:
    return Letter.objects.filter(
        batch=batch, sent_at=None, failed_at=None, stopped_at=None, claimed_at=None
    )


def _may_leave(now: datetime) -> QuerySet[Letter]:
    return Letter.objects.filter(
        Q(not_before_at=None) | Q(not_before_at__lte=now),
        Q(claimed_at=None) | Q(claimed_at__lte=now - LEASE),
        sent_at=None,
        failed_at=None,
        held_at=None,
        stopped_at=None,
    )


@transaction.atomic
def _claim(letter_id: UUID, *, now: datetime) -> tuple[Letter, bool] | None:
    """Take a letter for this worker; also say whether an earlier hand-over may have happened."""
    letter = _may_leave(now).select_for_update().filter(pk=letter_id).first()
    if letter is None:
        return None
    was_claimed = letter.claimed_at is not None
    letter.claimed_at = now
    letter.tries += 1
    letter.save(update_fields=["claimed_at", "tries"])
    return letter, was_claimed


def _hand_over(letter: Letter, was_claimed: bool, *, now: datetime) -> bool:
    way = adapter(letter.way)
    if was_claimed and not way.keeps_keys:
        letter.failure, letter.failed_at = "unknown", now
    else:
        try:
            sealed = letter.to_cipher
            to = _fernet().decrypt(sealed.encode()).decode() if sealed else ""
            way.deliver(Parcel(str(letter.pk), to, letter.subject, letter.text), now=now)
            letter.sent_at = now
            letter.text = letter.text if letter.way == Letter.Way.SITE else ""
        except CannotSend as fault:
            letter.failure = str(fault)[:200]
            letter.failed_at = now if letter.tries >= MOST_TRIES else None
    letter.claimed_at = None
    letter.save(update_fields=["claimed_at", "sent_at", "failed_at", "failure", "text"])
    return letter.sent_at is not None
