"""The ways out of the house: an SMS gateway by HTTP, or, for development, a file and a page."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Protocol

import httpx
from django.conf import settings


class CannotSend(Exception):
    """The gateway refused, or could not be reached; worth another try."""


class SmsAdapter(Protocol):
    """Something that delivers a text to a phone number."""

    def send(self, to: str, text: str, *, now: datetime) -> None:
        """Deliver, or raise CannotSend."""


class DevelopmentSms:
    """Writes each text to `sms.jsonl` in the data folder; the demo shows it on a page."""

    def send(self, to: str, text: str, *, now: datetime) -> None:
        """Append one line."""
        line = json.dumps({"at": now.isoformat(), "to": to, "text": text}, ensure_ascii=False)
        with (settings.DATA / "sms.jsonl").open("a", encoding="utf-8") as file:
            file.write(line + "\n")


class HttpSms:
    """Posts JSON `{"to", "text"}` to a gateway, with the key as bearer token; 2xx is delivered."""

    def send(self, to: str, text: str, *, now: datetime) -> None:
        """Post once.

        Raises:
            CannotSend: no answer within ten seconds, or another answer than 2xx.
        """
        try:
            answer = httpx.post(
                settings.SMS_GATEWAY_URL,
                json={"to": to, "text": text},
                headers={"Authorization": f"Bearer {settings.SMS_GATEWAY_KEY}"},
                timeout=10,
            )
            answer.raise_for_status()
        except httpx.HTTPError as fault:
            raise CannotSend(str(fault)[:200]) from fault


def sms() -> SmsAdapter:
    """Choose the adapter that `PINGXUAN_SMS` names: `development` or `http`."""
    return HttpSms() if settings.SMS_ADAPTER == "http" else DevelopmentSms()
