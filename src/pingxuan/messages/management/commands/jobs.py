"""`pingxuan manage jobs`: the worker that sends what stands in the outbox, until it is stopped."""

from __future__ import annotations

import signal
import threading
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections

from pingxuan.messages.actions import send_waiting
from pingxuan.messages.sweeping import sweeps


class Command(BaseCommand):
    """Sweep the outbox every second; SIGTERM ends it after the letter in hand."""

    help = "Send waiting letters until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep until a signal asks to stop."""
        stopping = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopping.set())
        while not stopping.wait(1.0):
            close_old_connections()
            for sweep in (_send, *sweeps()):
                try:
                    sweep(datetime.now(UTC))
                except Error as fault:
                    self.stderr.write(f"{sweep.__name__}: {fault}")


def _send(now: datetime) -> int:
    return send_waiting(now=now)
