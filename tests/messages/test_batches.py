"""Letters that belong together: held, let go, put off, stopped; and mail by a real server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings

from pingxuan.domain.identity import uuid7
from pingxuan.messages.actions import LEASE, hold, queue, release, send_waiting, stop
from pingxuan.messages.models import Letter
from pingxuan.messages.queries import inbox
from tests.builders import COLLECTING

pytestmark = pytest.mark.django_db
SOON = COLLECTING + timedelta(hours=1)


def batch_of(count: int, way: Letter.Way = Letter.Way.SITE) -> UUID:
    batch = uuid7()
    for _n in range(count):
        letter = queue("t", "话", way=way, now=COLLECTING, person_id=uuid7(), batch=batch)
        letter.sent_at = None
        letter.save(update_fields=["sent_at"])
    return batch


def states(batch: UUID) -> list[str]:
    return sorted(letter.state for letter in Letter.objects.filter(batch=batch))


def test_what_is_held_stays_until_it_is_let_go() -> None:
    batch = batch_of(2)
    assert (hold(batch, now=COLLECTING), send_waiting(now=COLLECTING)) == (2, 0)

    assert release(batch, now=COLLECTING, not_before=SOON) == 2
    assert (send_waiting(now=COLLECTING), states(batch)) == (0, ["waiting", "waiting"])
    assert (send_waiting(now=SOON), states(batch)) == (2, ["sent", "sent"])


def test_what_is_stopped_never_leaves_and_its_text_goes() -> None:
    batch = batch_of(3)
    first = Letter.objects.filter(batch=batch).first()
    assert first is not None
    first.sent_at = COLLECTING
    first.save()

    assert stop(batch, now=COLLECTING) == 2

    assert (send_waiting(now=SOON), states(batch)) == (0, ["sent", "stopped", "stopped"])
    assert set(Letter.objects.filter(stopped_at=COLLECTING).values_list("text", flat=True)) == {""}


def test_a_letter_of_the_site_is_read_once_it_was_let_go_and_keeps_its_text() -> None:
    batch = batch_of(1)
    letter = Letter.objects.get(batch=batch)
    assert letter.person_id is not None
    assert not inbox(letter.person_id).exists()

    send_waiting(now=COLLECTING)

    assert [one.text for one in inbox(letter.person_id)] == ["话"]


class Mailbox:
    """Takes every mail that the server accepts; the first can be refused."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.answer = "250 OK"

    async def handle_DATA(  # noqa: N802 - the server asks for this name
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        if self.answer.startswith("250"):
            self.mails.append(envelope)
        return self.answer


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    kept = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    for name, value in (
        ("MAIL_ADAPTER", "smtp"),
        ("SMTP_HOST", "127.0.0.1"),
        ("SMTP_PORT", port),
        ("SMTP_SECURITY", "none"),
        ("SMTP_FROM", "office@example.org"),
    ):
        monkeypatch.setattr(settings, name, value)
    yield kept
    server.stop()


def mail(subject: str = "催报") -> Letter:
    given = {"to": "clerk@example.org", "subject": subject}
    return queue("t", "还差两件。", way=Letter.Way.EMAIL, now=COLLECTING, **given)  # type: ignore[arg-type]


def test_a_mail_is_handed_to_a_real_server(mailbox: Mailbox) -> None:
    letter = mail("催报\r\nBcc: all@example.org")

    assert send_waiting(now=COLLECTING) == 1

    (taken,) = mailbox.mails
    assert taken.rcpt_tos == ["clerk@example.org"]
    assert f"<{letter.pk}@example.org>".encode() in taken.content
    assert b"\nBcc:" not in taken.content


def test_a_mail_that_is_refused_is_tried_again_and_one_in_doubt_is_not(mailbox: Mailbox) -> None:
    letter = mail()
    mailbox.answer = "451 later"
    assert send_waiting(now=COLLECTING) == 0
    letter.refresh_from_db()
    assert letter.state == "waiting"
    assert "451" in letter.failure

    # As a worker leaves it that was killed while handing over.
    letter.claimed_at = COLLECTING
    letter.save()
    mailbox.answer = "250 OK"
    assert send_waiting(now=COLLECTING + LEASE - timedelta(seconds=1)) == 0
    assert send_waiting(now=COLLECTING + LEASE) == 0

    letter.refresh_from_db()
    assert (letter.state, letter.failure, mailbox.mails) == ("failed", "unknown", [])
