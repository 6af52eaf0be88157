"""The worker is killed between sending a letter and noting it: real gateways, real SIGKILL."""

from __future__ import annotations

import signal
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.letterbox.servers import free_port
from tests.machines import Machine, make_machine

pytestmark = pytest.mark.slow

LETTERS = """
from pingxuan.messages.actions import queue
from pingxuan.messages.models import Letter
for number in range(12):
    queue("t", f"第 {number} 封", way=sys.argv[1], subject=f"第 {number} 封", now=COLLECTING,
          to="+8613800000001" if sys.argv[1] == "sms" else "office@example.org")
"""
TWO_MINUTES_LATER = """
from django.db.models import F
from pingxuan.messages.models import Letter
print(Letter.objects.exclude(claimed_at=None).update(claimed_at=F("claimed_at") - timedelta(minutes=2)))
"""
SEND = """
from pingxuan.messages.actions import send_waiting
from datetime import UTC, datetime
print(send_waiting(now=datetime.now(UTC)))
"""
OUTCOME = """
from pingxuan.messages.models import Letter
about = Letter.objects.filter(way=sys.argv[1])
print(about.exclude(sent_at=None).count(), about.exclude(failed_at=None).count(),
      about.filter(failure="unknown").count(), about.filter(sent_at=None, failed_at=None).count())
"""
GO_ON = SEND + OUTCOME + TWO_MINUTES_LATER + SEND + OUTCOME
FIFTH = 5


class Hall:
    """What a gateway counts, and the moment at which its fifth letter has come and is not answered."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.has_fifth = threading.Event()
        self.go_on = threading.Event()

    def take(self, key: str) -> bool:
        """Take a letter; say whether it is the one whose answer never comes."""
        self.asked[key] += 1
        if len(self.asked) == FIFTH and not self.go_on.is_set():
            self.has_fifth.set()
            self.go_on.wait(60)
            return True
        return False


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    return make_machine(tmp_path_factory.mktemp("machine"))


@pytest.fixture
def hall() -> Iterator[Hall]:
    made = Hall()
    yield made
    made.go_on.set()


@pytest.fixture
def by_sms(machine: Machine, hall: Hall) -> Iterator[Machine]:
    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            if not hall.take(self.headers["Idempotency-Key"]):
                self.send_response(200)
                self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    yield machine.with_settings(
        PINGXUAN_SMS="http", PINGXUAN_SMS_KEY="key", PINGXUAN_SMS_URL=address
    )
    hall.go_on.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def by_mail(machine: Machine, hall: Hall) -> Iterator[Machine]:
    class Server:
        async def handle_DATA(  # noqa: N802
            self, server: SMTP, session: Session, envelope: Envelope
        ) -> str:
            raw = bytes(envelope.content or b"")
            key = next(line for line in raw.splitlines() if line.startswith(b"Message-ID"))
            await server.loop.run_in_executor(None, hall.take, key.decode())
            return "250 taken"

    port = free_port()
    controller = Controller(Server(), hostname="127.0.0.1", port=port)
    controller.start()
    yield machine.with_settings(
        PINGXUAN_MAIL="smtp",
        PINGXUAN_SMTP_HOST="127.0.0.1",
        PINGXUAN_SMTP_PORT=str(port),
        PINGXUAN_SMTP_SECURITY="none",
    )
    hall.go_on.set()
    controller.stop()


def kill_at_the_fifth(machine: Machine, hall: Hall, way: str) -> None:
    """Let the worker send until a letter is taken and not answered, and kill it there."""
    machine.run(LETTERS, way)
    with machine.worker() as worker:
        assert hall.has_fifth.wait(60)
        worker.send_signal(signal.SIGKILL)
    hall.go_on.set()


def test_an_sms_under_way_at_the_kill_comes_again_under_its_own_key(
    by_sms: Machine, hall: Hall
) -> None:
    kill_at_the_fifth(by_sms, hall, "sms")

    told = by_sms.run(GO_ON, "sms").splitlines()

    assert told == ["7", "11 0 0 1", "1", "1", "12 0 0 0"]
    assert sorted(hall.asked.values()) == [1] * 11 + [2]


def test_a_mail_under_way_at_the_kill_is_told_as_unknown_and_never_sent_again(
    by_mail: Machine, hall: Hall
) -> None:
    """Source: docs/decisions/0007-sent-once.md."""
    kill_at_the_fifth(by_mail, hall, "email")

    told = by_mail.run(GO_ON, "email").splitlines()

    assert told == ["7", "11 0 0 1", "1", "0", "11 1 1 0"]
    assert set(hall.asked.values()) == {1}
    assert len(hall.asked) == 12
