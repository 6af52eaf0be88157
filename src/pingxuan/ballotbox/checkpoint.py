"""Copies the pages of SQLite's write-ahead log into the file while votes go on.

It runs in the supervisor, once for all workers: the writer itself would make voters wait for it.
"""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

EVERY_SECONDS = 1.0
# From here on the log is made to start anew; below, nobody has to wait for that.
LONG_LOG_PAGES = 8000

log = logging.getLogger("pingxuan.serve")


def turn_of(path: Path) -> Path:
    """Name the file whose lock the writers of a database take in turn."""
    return path.with_name(f"{path.name}-turn")


@contextmanager
def turn(path: Path) -> Iterator[None]:
    """Wait for the turn to write, in order of arrival, and hold it.

    SQLite's own busy handler sleeps and polls: under load it would hardly ever come in between.
    """
    lock = os.open(turn_of(path), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def keep(path: Path, stop: threading.Event) -> None:
    """Copy once a second until told to stop."""
    while not stop.wait(EVERY_SECONDS):
        try:
            copy(path)
        except (sqlite3.Error, OSError) as broken:
            log.warning("checkpoint: %s", broken)


def copy(path: Path) -> int:
    """Copy what is in the log; say how many pages it holds.

    A log that has become long is copied to its end with the turn in hand, so that the next writer
    starts it anew: what came in during the first, long go is all that voters wait for.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        pages = _passive(connection)
        if pages < LONG_LOG_PAGES:
            return pages
        _passive(connection)
        with turn(path):
            return _passive(connection)


def _passive(connection: sqlite3.Connection) -> int:
    _, pages, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return int(pages)
