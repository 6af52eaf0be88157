"""The writer on SQLite: statements on the event loop, the commit with its fsync in a thread.

Python's statements would only fight with the loop for the interpreter if they ran in a thread; the
commit waits for the disk without it, and the loop reads the next requests meanwhile. Several
workers of one machine take turns by a lock on a file, which queues fairly where SQLite's own busy
handler would sleep and poll.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from pingxuan.ballotbox import batch, checkpoint, places, schema, sequence, snapshot, store, wire
from pingxuan.ballotbox.booth import AcceptedSlip, Booth
from pingxuan.ballotbox.strand import Fold, Strand

PATIENCE_SECONDS = 5
# The supervisor copies the log's pages long before (`checkpoint.py`); this is for its absence.
LAST_RESORT_PAGES = 20_000

T = TypeVar("T")

SELECT = "SELECT voter, day, used, cap, stubs FROM quota WHERE voter IN (%s)"
UPSERT = (
    "INSERT INTO quota (voter, day, campaign, used, cap, stubs) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (voter, day) DO UPDATE SET used = excluded.used, stubs = excluded.stubs"
)
APPEND = (
    "INSERT INTO ledger (line, kind, ts, day, voter, key, entry, votes, channel)"
    " VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?)"
)
ADD = (
    "INSERT INTO tally (campaign, entry, day, writer, votes, ballots) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (campaign, entry, day, writer) DO UPDATE"
    " SET votes = votes + excluded.votes, ballots = ballots + excluded.ballots"
)
FACTS = "INSERT INTO facts (line, campaign, until_ts, body) VALUES (?, ?, ?, ?)"
COUNT = (
    "INSERT INTO counts (line, campaign, minute, day, in_tally, body) VALUES (?, ?, ?, ?, 0, ?)"
    " ON CONFLICT (line) DO UPDATE SET body = excluded.body"
)
MARK = "UPDATE counts SET in_tally = 1 WHERE line = ?"
# Statements are prepared for a few lengths only, and filled up with the last voter.
LENGTH_STEP = 16


class SqliteWriter:
    """Writes batches into a SQLite file."""

    enough = 0.6  # while the disk has the one half, the loop has the other

    def __init__(self, url: str) -> None:
        self._url = url
        self._path = places.sqlite_path(url)
        self._thread = ThreadPoolExecutor(1, "commit")
        self._connection: sqlite3.Connection | None = None
        self._turn = -1

    async def write(
        self, slips: list[AcceptedSlip], strands: Mapping[Booth, Strand]
    ) -> list[wire.Answer]:
        """Decide and commit a batch; its answers are good when this returns."""
        connection = await self._begin()
        try:
            decided = self._decide(connection, slips, strands)
            if decided.ledger:
                await self._in_thread(lambda: self._commit(connection))
            else:
                connection.execute("ROLLBACK")
                self._pass_turn()
        except sqlite3.Error as broken:
            self._let_go()
            raise store.StorageUnavailableError(str(broken)) from broken
        decided.committed()
        return decided.answers

    async def look(self, known: dict[int, int]) -> list[tuple[int, snapshot.Snapshot]]:
        """Read the snapshots that are newer than the known versions, by campaign number."""
        try:
            connection = self._connected()
            newest = connection.execute(
                "SELECT campaign, max(version) FROM snapshots GROUP BY campaign"
            ).fetchall()
            found = []
            for campaign, version in newest:
                if known.get(campaign, 0) < version:
                    [(body,)] = connection.execute(
                        "SELECT body FROM snapshots WHERE campaign = ? AND version = ?",
                        (campaign, version),
                    ).fetchall()
                    found.append((campaign, snapshot.decode(body)))
        except sqlite3.Error as broken:
            self._let_go()
            raise store.StorageUnavailableError(str(broken)) from broken
        return found

    async def note(self, strands: Sequence[Strand], closed: set[int], now: float) -> None:
        """Note which version this lane runs, fold, number new lines, give new strands a writer."""
        connection = await self._begin()
        session = store.SqliteSession(connection)
        folds = [strand.fold() for strand in strands]
        try:
            for strand, fold in zip(strands, folds, strict=True):
                booth = strand.booth
                if not strand.writer:
                    strand.writer = _register(connection, booth, now)
                _fold(connection, fold)
                connection.execute(
                    "UPDATE writers SET version = ?, seen_at = ?, closed_at = ? WHERE writer = ?",
                    (
                        booth.snapshot.version,
                        now,
                        int(now) if booth.number in closed else None,
                        strand.writer,
                    ),
                )
                sequence.number_in_transaction(session, booth.number)
            await self._in_thread(lambda: self._commit(connection))
        except sqlite3.Error as broken:
            self._let_go()
            raise store.StorageUnavailableError(str(broken)) from broken
        for strand, fold in zip(strands, folds, strict=True):
            strand.folded(fold)

    async def close(self, strands: Sequence[Strand], now: float) -> None:
        """Fold all, say that this lane has ended, and let go of the database."""
        try:
            connection = await self._begin()
            for strand in strands:
                _fold(connection, strand.fold(everything=True))
            connection.executemany(
                "UPDATE writers SET ended_at = ? WHERE writer = ?",
                [(int(now), strand.writer) for strand in strands],
            )
            await self._in_thread(lambda: self._commit(connection))
        except (sqlite3.Error, store.StorageUnavailableError):
            pass  # whoever reads sees by `seen_at` that this worker is gone, and adds what is unfolded
        self._let_go()
        self._thread.shutdown()

    def _decide(
        self,
        connection: sqlite3.Connection,
        slips: list[AcceptedSlip],
        strands: Mapping[Booth, Strand],
    ) -> batch.Batch:
        voters = sorted({slip.voter for slip in slips})
        voters += voters[-1:] * (-len(voters) % LENGTH_STEP)
        rows = connection.execute(SELECT % ",".join("?" * len(voters)), voters).fetchall()
        decided = batch.decide(slips, batch.found_rows(rows), strands)
        if decided.ledger:
            connection.executemany(UPSERT, decided.quota_rows())
            connection.executemany(APPEND, decided.ledger)
            connection.executemany(COUNT, decided.count_rows())
            connection.executemany(FACTS, decided.facts_rows())
        return decided

    async def _begin(self) -> sqlite3.Connection:
        """Take the turn and the write lock; wait for either in the thread only."""
        try:
            connection = self._connected()
            try:
                fcntl.flock(self._turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
                connection.execute("BEGIN IMMEDIATE")
            except (BlockingIOError, sqlite3.OperationalError):
                await self._in_thread(lambda: self._begin_patiently(connection))
        except (sqlite3.Error, OSError) as broken:
            self._let_go()
            raise store.StorageUnavailableError(str(broken)) from broken
        return connection

    def _begin_patiently(self, connection: sqlite3.Connection) -> None:
        fcntl.flock(self._turn, fcntl.LOCK_EX)
        connection.execute(f"PRAGMA busy_timeout = {PATIENCE_SECONDS * 1000}")
        try:
            connection.execute("BEGIN IMMEDIATE")
        finally:
            connection.execute("PRAGMA busy_timeout = 0")

    def _commit(self, connection: sqlite3.Connection) -> None:
        connection.execute("COMMIT")
        self._pass_turn()

    def _pass_turn(self) -> None:
        fcntl.flock(self._turn, fcntl.LOCK_UN)

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            if not self._path.exists():
                raise store.StorageUnavailableError("there is no ballot database")
            connection = sqlite3.connect(
                self._path, isolation_level=None, timeout=0, check_same_thread=False
            )
            for pragma in (*schema.SQLITE_PRAGMAS, "PRAGMA busy_timeout = 0"):
                connection.execute(pragma)
            connection.execute(f"PRAGMA wal_autocheckpoint = {LAST_RESORT_PAGES}")
            self._turn = os.open(checkpoint.turn_of(self._path), os.O_CREAT | os.O_RDWR, 0o600)
            self._connection = connection
        return self._connection

    def _let_go(self) -> None:
        """Close, which rolls back what was not committed and passes the turn on."""
        connection, self._connection = self._connection, None
        turn, self._turn = self._turn, -1
        if connection is not None:
            connection.close()
        if turn >= 0:
            os.close(turn)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _fold(connection: sqlite3.Connection, fold: Fold) -> None:
    connection.executemany(ADD, fold.rows)
    connection.executemany(MARK, [(minute.line,) for minute in fold.minutes])


def _register(connection: sqlite3.Connection, booth: Booth, now: float) -> int:
    [(writer,)] = connection.execute(
        "INSERT INTO writers (campaign, started_at, version, seen_at) VALUES (?, ?, ?, ?)"
        " RETURNING writer",
        (booth.number, int(now), booth.snapshot.version, now),
    ).fetchall()
    return int(writer)
