"""The ways out of the house: an SMS gateway by HTTP, a mail server, or, for development, files."""

from __future__ import annotations

import json
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Protocol

import httpx
from django.conf import settings

SECONDS = 10


class CannotSend(Exception):
    """The gateway refused, or could not be reached; worth another try."""


@dataclass(frozen=True)
class Parcel:
    """One letter as it is handed over; `key` is its own, the same at each try."""

    key: str
    to: str
    subject: str
    text: str


class Adapter(Protocol):
    """Something that delivers a text to an address.

    Attributes:
        keeps_keys: whether the other side knows a key again and delivers it once only.
    """

    keeps_keys: bool

    def deliver(self, parcel: Parcel, *, now: datetime) -> None:
        """Deliver, or raise CannotSend."""


class DevelopmentFile:
    """Writes each letter to a file in the data folder; the demo shows texts on a page."""

    keeps_keys = True

    def __init__(self, name: str) -> None:
        self.path = settings.DATA / name

    def deliver(self, parcel: Parcel, *, now: datetime) -> None:
        """Append one line, unless its key stands there already."""
        key = json.dumps(parcel.key)
        if self.path.exists() and f'"key": {key}' in self.path.read_text("utf-8"):
            return
        line = {"at": now.isoformat(), "key": parcel.key, "to": parcel.to, "text": parcel.text}
        if parcel.subject:
            line["subject"] = parcel.subject
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


class Shelf:
    """The site's own letters: nothing is handed over, the person finds them here."""

    keeps_keys = True

    def deliver(self, parcel: Parcel, *, now: datetime) -> None:
        """Do nothing: that it may be read now is the delivery."""


class HttpSms:
    """Posts JSON `{"to", "text"}` to a gateway, with the key as bearer token; 2xx is delivered.

    The header `Idempotency-Key` is the letter's own, so that the gateway delivers it once.
    """

    keeps_keys = True

    def deliver(self, parcel: Parcel, *, now: datetime) -> None:
        """Post once.

        Raises:
            CannotSend: no answer within ten seconds, or another answer than 2xx.
        """
        try:
            answer = httpx.post(
                settings.SMS_GATEWAY_URL,
                json={"to": parcel.to, "text": parcel.text},
                headers={
                    "Authorization": f"Bearer {settings.SMS_GATEWAY_KEY}",
                    "Idempotency-Key": parcel.key,
                },
                timeout=SECONDS,
            )
            answer.raise_for_status()
        except httpx.HTTPError as fault:
            raise CannotSend(str(fault)[:200]) from fault


class Smtp:
    """Hands mails to a server; a mail server knows no key, so that a doubtful one is given up."""

    keeps_keys = False

    def deliver(self, parcel: Parcel, *, now: datetime) -> None:
        """Hand over one mail.

        Raises:
            CannotSend: the server refused it or could not be reached.
        """
        mail = EmailMessage()
        mail["From"] = settings.SMTP_FROM
        mail["To"] = parcel.to
        mail["Subject"] = " ".join(parcel.subject.split())
        mail["Date"] = format_datetime(now)
        mail["Message-ID"] = f"<{parcel.key}@{settings.SMTP_FROM.rpartition('@')[2]}>"
        mail.set_content(parcel.text)
        try:
            with _server() as server:
                if settings.SMTP_SECURITY == "starttls":
                    server.starttls(context=ssl.create_default_context())
                if settings.SMTP_USER:
                    server.login(settings.SMTP_USER, settings.SMTP_PASSWORD)
                server.send_message(mail)
        except (smtplib.SMTPException, OSError, ValueError) as fault:
            raise CannotSend(str(fault)[:200]) from fault


def _server() -> smtplib.SMTP:
    host, port = settings.SMTP_HOST, settings.SMTP_PORT
    if settings.SMTP_SECURITY == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
    return smtplib.SMTP(host, port, timeout=SECONDS)


def adapter(way: str) -> Adapter:
    """Choose the way out: `PINGXUAN_SMS` says `development` or `http`, `PINGXUAN_MAIL` likewise `smtp`."""
    if way == "site":
        return Shelf()
    if way == "email":
        return Smtp() if settings.MAIL_ADAPTER == "smtp" else DevelopmentFile("mail.jsonl")
    return HttpSms() if settings.SMS_ADAPTER == "http" else DevelopmentFile("sms.jsonl")
