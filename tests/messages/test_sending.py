"""The outbox: sent once, tried again when the gateway fails, given up after five times."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.conf import settings

from pingxuan.messages.actions import queue, send_waiting
from pingxuan.messages.models import Letter
from tests.builders import COLLECTING


class Gateway(BaseHTTPRequestHandler):
    """A real gateway on a real port: takes JSON, answers what `answers` says."""

    answers: list[int] = []
    taken: list[tuple[str, bytes]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Gateway.taken.append((self.headers["Authorization"], body))
        self.send_response(Gateway.answers.pop(0) if Gateway.answers else 200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def gateway(monkeypatch):
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    Gateway.answers, Gateway.taken = [], []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(settings, "SMS_ADAPTER", "http")
    monkeypatch.setattr(settings, "SMS_GATEWAY_URL", f"http://127.0.0.1:{server.server_port}/")
    monkeypatch.setattr(settings, "SMS_GATEWAY_KEY", "key")
    yield Gateway
    server.shutdown()
    server.server_close()


def wait_for_sms(text: str = "你好") -> Letter:
    return queue("test", text, way=Letter.Way.SMS, to="+8613800000001", now=COLLECTING)


@pytest.mark.django_db
def test_a_letter_is_sent_once_and_its_text_forgotten(gateway) -> None:
    letter = wait_for_sms()

    assert (send_waiting(now=COLLECTING), send_waiting(now=COLLECTING)) == (1, 0)

    letter.refresh_from_db()
    assert (letter.sent_at, letter.text, len(gateway.taken)) == (COLLECTING, "", 1)
    assert gateway.taken[0][0] == "Bearer key"


@pytest.mark.django_db
def test_a_refused_letter_waits_and_is_given_up_after_five_tries(gateway) -> None:
    letter = wait_for_sms()
    gateway.answers = [500] * 5

    sent = [send_waiting(now=COLLECTING) for _ in range(6)]

    letter.refresh_from_db()
    assert (sum(sent), letter.tries, letter.failed_at, letter.text) == (0, 5, COLLECTING, "你好")


@pytest.mark.django_db
def test_one_failure_does_not_hold_the_others(gateway) -> None:
    wait_for_sms("一")
    wait_for_sms("二")
    gateway.answers = [500, 200]

    assert send_waiting(now=COLLECTING) == 1
    assert send_waiting(now=COLLECTING) == 1
