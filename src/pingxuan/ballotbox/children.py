"""The processes that a supervisor starts, watches, starts again and stops."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pingxuan.ballotbox import parent

log = logging.getLogger("pingxuan.serve")

STOP_SECONDS = 8.0
WATCH_SECONDS = 0.1  # between two looks at the children, whose ends wake nobody
QUICK_DEATH_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 10.0


class Process(Protocol):
    """What is asked of a process, in the words of `subprocess.Popen`."""

    @property
    def returncode(self) -> int | None:
        """Its exit code once it has been seen to end."""

    def poll(self) -> int | None:
        """Look whether it has ended; its exit code then."""

    def terminate(self) -> None:
        """Send SIGTERM."""

    def kill(self) -> None:
        """Send SIGKILL."""

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait for its end; raise subprocess.TimeoutExpired when that takes too long."""


@dataclass
class Child:
    """One process, and the ones that follow it when it dies.

    Attributes:
        name: for messages.
        launch: starts a process.
        pause: seconds to wait before the next start, growing while it dies at once.
    """

    name: str
    launch: Callable[[], Process]
    process: Process | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    pause: float = field(default=0.0)

    def start(self) -> None:
        """Start it."""
        self.process = self.launch()
        self.started_at = time.monotonic()

    def watch(self) -> None:
        """Start it again when it has died, later each time that it dies at once."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_again_at:
                self.start()
            return
        if self.process.poll() is None:
            return
        lived = now - self.started_at
        quick = lived < QUICK_DEATH_SECONDS
        self.pause = min(LONGEST_PAUSE_SECONDS, max(0.2, self.pause * 2)) if quick else 0.0
        log.warning("%s ended with %s; starting it again", self.name, self.process.returncode)
        self.process, self.start_again_at = None, now + self.pause

    @property
    def has_ended(self) -> bool:
        """Say whether it was started and is gone."""
        return self.process is not None and self.process.poll() is not None

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def await_end(self, until: float) -> None:
        """Wait for the end, and enforce it when the time is over."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def command(words: Sequence[str]) -> Callable[[], Process]:
    """Launch a program that ends with this process."""

    def launch() -> Process:
        me = os.getpid()
        return subprocess.Popen(
            list(words),
            preexec_fn=lambda: parent.die_with_parent(signal.SIGTERM, me),  # noqa: PLW1509 - one call, no locks
        )

    return launch


class StopSignal:
    """Notes SIGTERM and SIGINT."""

    def __init__(self) -> None:
        self.is_asked = False
        for stop in (signal.SIGTERM, signal.SIGINT):
            signal.signal(stop, self._note)

    def _note(self, *_: object) -> None:
        self.is_asked = True


def keep(groups: Sequence[Sequence[Child]], stop: StopSignal) -> None:
    """Start all and watch them until asked to stop; then stop one group after the other."""
    try:
        while not stop.is_asked:
            for group in groups:
                for child in group:
                    child.watch()
            time.sleep(WATCH_SECONDS)
    finally:
        until = time.monotonic() + STOP_SECONDS
        for group in groups:
            for child in group:
                child.ask_to_stop()
            for child in group:
                child.await_end(until)
