"""The answer to a mail: what was received and what was wrong with it; sent once, by the office's account."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from pingxuan.audit.actions import record
from pingxuan.domain.vocabulary import Act
from pingxuan.letterbox.connecting import SECONDS, SMTP_PORTS, encryption, may_lead_to
from pingxuan.letterbox.models import Mail, Mailbox
from pingxuan.nominations.models import IncomingForm

STANDARD = (
    "您好：\n\n来信的附件已收到，共{件数}个：\n{收到}\n\n{问题}\n\n"
    "收到不等于报送完成，{单位}核对后才进入报送。\n\n{单位}\n（这是系统自动回复）"
)
Sentence = Callable[[str], str]


def answer(mail_id: UUID, *, sentence: Sentence, now: datetime) -> bool:
    """Answer one mail; give whether the answer left.

    It is noted before it is sent: an answer that was cut off is never sent a second time.

    Args:
        sentence: says in words what a code means.

    Source:
        N5; RFC 3834, sections 3 and 4.
    """
    mail = _begin(mail_id)
    if mail is None:
        return False
    text = answer_text(mail, sentence)
    try:
        _send(mail.mailbox, _letter(mail, text, now))
    except (OSError, smtplib.SMTPException, ValueError, UnicodeError):
        return _end(mail, Mail.Answer.FAILED, now=now)
    return _end(mail, Mail.Answer.SENT, now=now)


def answer_text(mail: Mail, sentence: Sentence) -> str:
    """Fill in the office's text, or the standard one."""
    received, problems = [], []
    for enclosure in mail.enclosures.select_related("incoming"):
        received.append(f"· {enclosure.name}")
        codes = enclosure.incoming.errors
        alike = IncomingForm.objects.filter(
            campaign=enclosure.incoming.campaign_id,
            unit=enclosure.incoming.unit_id,
            sha256=enclosure.sha256,
        )
        for row in alike.order_by("part"):
            codes = [code for code in row.errors if code != "table"]
            place = f"{enclosure.name} {row.part}" if row.part not in ("", "1") else enclosure.name
            problems += [f"· {place}：{sentence(code)}" for code in codes]
    told = "其中有问题的：\n" + "\n".join(problems) if problems else "没有发现问题。"
    values = {
        "{收到}": "\n".join(received),
        "{问题}": told,
        "{单位}": mail.mailbox.unit.name,
        "{件数}": str(len(received)),
    }
    text = mail.mailbox.answer_text.strip() or STANDARD
    for place, value in values.items():
        text = text.replace(place, value)
    return text


@transaction.atomic
def _begin(mail_id: UUID) -> Mail | None:
    found = Mail.objects.select_for_update(of=("self",)).select_related("mailbox__unit")
    mail = found.get(pk=mail_id)
    if mail.answer != Mail.Answer.DUE:
        return None
    mail.answer = Mail.Answer.BEGUN
    mail.save(update_fields=["answer"])
    return mail


@transaction.atomic
def _end(mail: Mail, how: Mail.Answer, *, now: datetime) -> bool:
    locked = Mail.objects.select_for_update().get(pk=mail.pk)
    locked.answer, locked.answered_at = how, now
    locked.save(update_fields=["answer", "answered_at"])
    campaign_id = mail.mailbox.campaign_id
    record(
        Act.ANSWER_MAIL, locked, person=None, now=now, campaign_id=campaign_id, outcome=how.value
    )
    return how is Mail.Answer.SENT


def _letter(mail: Mail, text: str, now: datetime) -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = mail.mailbox.username
    letter["To"] = mail.sender
    letter["Subject"] = f"已收到：{mail.subject}"[:200]
    letter["Date"] = format_datetime(now)
    domain = mail.mailbox.username.rpartition("@")[2] or "pingxuan"
    letter["Message-ID"] = f"<{sha256(str(mail.pk).encode()).hexdigest()[:32]}@{domain}>"
    letter["Auto-Submitted"] = "auto-replied"
    if mail.message_id.isascii() and mail.message_id:
        letter["In-Reply-To"] = letter["References"] = mail.message_id
    letter.set_content(text)
    return letter


def _send(mailbox: Mailbox, letter: EmailMessage) -> None:
    """Hand the letter to the office's own server.

    Raises:
        OSError, SMTPException: it was not taken.
    """
    host, port = mailbox.smtp_host, mailbox.smtp_port
    if not host or not may_lead_to(host, port, SMTP_PORTS):
        raise ValueError(host)
    if mailbox.smtp_way == Mailbox.Way.TLS:
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=encryption())
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS)
    with server:
        if mailbox.smtp_way == Mailbox.Way.STARTTLS:
            server.starttls(context=encryption())
        if mailbox.smtp_way != Mailbox.Way.PLAIN:
            server.login(mailbox.username, mailbox.password)
        server.send_message(letter)
