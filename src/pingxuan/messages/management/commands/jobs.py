"""`pingxuan manage jobs`: the worker that sends what stands in the outbox, until it is stopped."""

from __future__ import annotations

import signal
import threading
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections

from pingxuan.messages.actions import send_waiting
from pingxuan.messages.sweeping import Sweep, lanes, sweeps

LONGEST_GOODBYE = 3.0


class Command(BaseCommand):
    """Sweep the outbox every second; SIGTERM ends it after the letter in hand."""

    help = "Send waiting letters until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep until a signal asks to stop."""
        stopping = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopping.set())
        threads = [
            threading.Thread(target=self._keep_at, args=(work, stopping), daemon=True)
            for work in lanes()
        ]
        for thread in threads:
            thread.start()
        while not stopping.wait(1.0):
            close_old_connections()
            for sweep in (_send, *sweeps()):
                try:
                    sweep(datetime.now(UTC))
                except Error as fault:
                    self.stderr.write(f"{sweep.__name__}: {fault}")
        for thread in threads:
            thread.join(LONGEST_GOODBYE)

    def _keep_at(self, work: Sweep, stopping: threading.Event) -> None:
        """Call slow work again and again; what is cut off at the end is taken up by the next."""
        has_more = False
        while not stopping.wait(0.0 if has_more else 0.5):
            close_old_connections()
            try:
                has_more = bool(work(datetime.now(UTC)))
            except Exception as fault:
                # A thread that ends would be missed by nobody; the work is tried again.
                has_more = False
                self.stderr.write(f"{work.__name__}: {fault}")


def _send(now: datetime) -> int:
    return send_waiting(now=now)
