"""Look into a mailbox and take in what is new: each mail once, each paper once, also when killed."""

from __future__ import annotations

import imaplib
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from imap_tools.errors import ImapToolsError

from pingxuan.letterbox.connecting import CannotConnect, Opened, new_uids, opened, raw_mail
from pingxuan.letterbox.models import Enclosure, Mail, Mailbox
from pingxuan.letterbox.parsing import Read, read_mail
from pingxuan.nominations.actions.drafting import storable
from pingxuan.nominations.actions.receiving import keep
from pingxuan.nominations.models import IncomingForm

EVERY = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(hours=1)
LARGEST = 60 * 1024 * 1024
MAILS_AT_ONCE = 50


def look_into(mailbox_id: UUID, *, now: datetime) -> int:
    """Take in the new mails of one mailbox, if nobody else is at it; give how many there were.

    Nothing in the mailbox is changed or marked. How far it was read is written down with each mail,
    so that whoever is killed loses nothing; the mail's Message-ID and each paper's content keep
    anything from being taken twice.
    """
    mailbox = _claim(mailbox_id, now=now)
    if mailbox is None:
        return 0
    taken = 0
    try:
        with opened(mailbox) as folder:
            taken = _take_new(folder, mailbox, now=now)
    except CannotConnect as failed:
        _note(mailbox, failed.failure, now=now)
    except (OSError, imaplib.IMAP4.error, ImapToolsError, ValueError):
        _note(mailbox, Mailbox.Failure.BROKEN, now=now)
    else:
        _note(mailbox, "", now=now)
    return taken


@transaction.atomic
def _claim(mailbox_id: UUID, *, now: datetime) -> Mailbox | None:
    """Move on the moment of the next look, which tells all others that somebody is at it."""
    found = Mailbox.objects.select_for_update(of=("self",)).select_related("campaign", "unit")
    mailbox = found.get(pk=mailbox_id)
    if not mailbox.is_on or (mailbox.due_at is not None and mailbox.due_at > now):
        return None
    mailbox.due_at = now + EVERY
    mailbox.save(update_fields=["due_at"])
    return mailbox


def _take_new(folder: Opened, mailbox: Mailbox, *, now: datetime) -> int:
    if folder.uid_validity != mailbox.uid_validity:
        # The server numbers anew; what is known is recognised by its identity.
        mailbox.uid_validity, mailbox.last_uid = folder.uid_validity, 0
    taken = 0
    for uid in new_uids(folder, mailbox.last_uid)[:MAILS_AT_ONCE]:
        raw = raw_mail(folder, uid, LARGEST)
        if raw is None:
            identity = sha256(f"{folder.uid_validity}:{uid}".encode()).hexdigest()
            taken += take_in(mailbox, uid, Read(identity), is_too_large=True, now=now)
        else:
            taken += take_in(mailbox, uid, read_mail(raw), now=now)
    return taken


@transaction.atomic
def take_in(
    mailbox: Mailbox, uid: int, read: Read, *, now: datetime, is_too_large: bool = False
) -> bool:
    """Keep a mail's papers under the office, and note that all up to `uid` is taken in.

    Returns:
        Whether the mail was new.

    Source:
        N5: each attachment once, by content and by message.
    """
    locked = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    mailbox.last_uid = locked.last_uid = max(uid, mailbox.last_uid)
    locked.uid_validity = mailbox.uid_validity
    locked.save(update_fields=["uid_validity", "last_uid"])
    if Mail.objects.filter(mailbox=locked, identity=read.identity).exists():
        return False
    mail = Mail.objects.create(
        mailbox=locked,
        identity=read.identity,
        message_id=storable(read.message_id),
        sender=storable(read.sender),
        subject=storable(read.subject),
        is_too_large=is_too_large,
        is_broken=read.is_broken,
        has_cloud_files=read.has_cloud_files,
        taken_at=now,
        answer=_answer_due(locked, read, now),
    )
    for name, data in read.papers:
        digest = sha256(data).hexdigest()
        same = IncomingForm.objects.filter(
            campaign=mailbox.campaign, unit=mailbox.unit, sha256=digest
        )
        was_known = same.exists()
        rows = keep(mailbox.campaign, mailbox.unit, name, data, person=None, now=now)
        Enclosure.objects.create(
            mail=mail,
            name=storable(name)[:200],
            sha256=digest,
            incoming=rows[0],
            was_known=was_known,
        )
    return True


def _answer_due(mailbox: Mailbox, read: Read, now: datetime) -> str:
    """Say whether the mail is to be answered: only since that was switched on, never to a program."""
    is_own = read.sender.lower() == mailbox.username.lower()
    since = mailbox.answers_since
    is_due = mailbox.answers and read.papers and not read.wants_no_answer and not is_own
    return Mail.Answer.DUE if is_due and since and since <= now else Mail.Answer.NONE


@transaction.atomic
def _note(mailbox: Mailbox, failure: str, *, now: datetime) -> None:
    """Write down how the look ended; after failures the next one waits longer."""
    locked = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    locked.failure, locked.looked_at = failure, now
    locked.failures = locked.failures + 1 if failure else 0
    pause = EVERY * 2 ** min(max(locked.failures - 1, 0), 6)
    locked.due_at = now + min(pause, LONGEST_PAUSE)
    locked.save(update_fields=["failure", "looked_at", "failures", "due_at"])
