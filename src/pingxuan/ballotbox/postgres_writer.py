"""The writer on PostgreSQL: one batch, one transaction, a handful of round trips.

Several writers may run at once, on one machine or on many. A voter's rows are decided under an
advisory lock of that voter, taken in one fixed order, so that two writers never decide for the
same person at the same moment and never wait for each other in a circle. The lock comes before the
look: a retry at midnight must see what the other writer has just accepted for the day before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg

from pingxuan.ballotbox import batch, sequence, snapshot, store, wire
from pingxuan.ballotbox.booth import AcceptedSlip, Booth
from pingxuan.ballotbox.strand import Fold, Strand

TRIES = 5
COMMAND_SECONDS = 5.0
# The next batch lets go of the last one's voters; when none comes for so long, nobody waits for it.
RELEASE_AFTER_SECONDS = 0.004

TAKE = "SELECT * FROM take_voters($1::bigint[], $2::bytea[])"
RELEASE = "SELECT pg_advisory_unlock_all()"
# One round trip for all that a batch writes. What is new and what changes is known from the look;
# asking the index again, as ON CONFLICT does, would be a sixth of the whole statement.
WRITE = """
WITH added AS (
    INSERT INTO quota (voter, day, campaign, used, cap, stubs)
    SELECT * FROM unnest($1::bytea[], $2::int[], $3::int[], $4::int[], $5::int[], $6::bytea[])),
changed AS (
    UPDATE quota AS q SET used = new.used, stubs = new.stubs
    FROM unnest($7::bytea[], $8::int[], $9::int[], $10::bytea[]) AS new (voter, day, used, stubs)
    WHERE q.voter = new.voter AND q.day = new.day),
appended AS (
    INSERT INTO ledger (kind, line, ts, day, voter, key, entry, votes, channel)
    SELECT 0, * FROM unnest($11::bigint[], $12::bigint[], $13::int[], $14::bytea[],
                            $15::bytea[], $16::text[], $17::int[], $18::text[])),
counted AS (
    INSERT INTO counts (in_tally, line, campaign, minute, day, body)
    SELECT 0, * FROM unnest($19::bigint[], $20::int[], $21::int[], $22::int[], $23::bytea[])
    ON CONFLICT (line) DO UPDATE SET body = excluded.body)
INSERT INTO facts (line, campaign, until_ts, body)
SELECT * FROM unnest($24::bigint[], $25::int[], $26::bigint[], $27::bytea[])
"""
ADD = """
INSERT INTO tally AS t (campaign, entry, day, writer, votes, ballots)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (campaign, entry, day, writer) DO UPDATE
SET votes = t.votes + excluded.votes, ballots = t.ballots + excluded.ballots
"""
MARK = "UPDATE counts SET in_tally = 1 WHERE line = ANY($1::bigint[])"
# Plans are kept from when the tables were empty; they must not read a grown table through.
SETTINGS = {
    "application_name": "ballot box",
    "enable_seqscan": "off",
    "jit": "off",
    "synchronous_commit": "on",
}
NOTE = "UPDATE writers SET version = $1, seen_at = $2, closed_at = $3 WHERE writer = $4"
REGISTER = (
    "INSERT INTO writers (campaign, started_at, version, seen_at) VALUES ($1, $2, $3, $4)"
    " RETURNING writer"
)
END = "UPDATE writers SET ended_at = $1 WHERE writer = ANY($2::int[])"
NEWEST = (
    "SELECT DISTINCT ON (campaign) campaign, version, body FROM snapshots"
    " ORDER BY campaign, version DESC"
)
VERSIONS = "SELECT campaign, max(version) FROM snapshots GROUP BY campaign"

# The internal one is what a connection says whose server has gone between two statements.
FAULTS = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)
# The server undid the batch to untangle it from another; nothing of it is there.
TRY_AGAIN = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)


class PostgresWriter:
    """Writes batches into a PostgreSQL schema."""

    enough = 0.9  # round trips are dear and the same for any batch

    def __init__(self, url: str) -> None:
        self._address, self._schema = store.split_schema(url)
        self._connection: asyncpg.Connection | None = None
        self._letting_go: asyncio.TimerHandle | None = None  # the last batch's voters are locked
        self._releasing: asyncio.Future[str] | None = None

    async def write(
        self, slips: list[AcceptedSlip], strands: Mapping[Booth, Strand]
    ) -> list[wire.Answer]:
        """Decide and commit a batch; its answers are good when this returns."""
        for _ in range(TRIES):
            try:
                return await self._write_once(slips, strands)
            except TRY_AGAIN:
                continue
            except FAULTS as broken:
                await self._let_go()
                raise store.StorageUnavailableError(str(broken)) from broken
        await self._let_go()
        raise store.StorageUnavailableError("the batch met others again and again")

    async def look(self, known: dict[int, int]) -> list[tuple[int, snapshot.Snapshot]]:
        """Read the snapshots that are newer than the known versions, by campaign number."""
        try:
            connection = await self._free()
            versions = await connection.fetch(VERSIONS)
            if all(known.get(campaign, 0) >= version for campaign, version in versions):
                return []
            rows = await connection.fetch(NEWEST)
        except FAULTS as broken:
            await self._let_go()
            raise store.StorageUnavailableError(str(broken)) from broken
        return [
            (campaign, snapshot.decode(body))
            for campaign, version, body in rows
            if known.get(campaign, 0) < version
        ]

    async def note(self, strands: Sequence[Strand], closed: set[int], now: float) -> None:
        """Note which version this lane runs, fold, number new lines, give new strands a writer."""
        try:
            connection = await self._free()
            for strand in strands:
                booth = strand.booth
                version = booth.snapshot.version
                if not strand.writer:
                    strand.writer = await connection.fetchval(
                        REGISTER, booth.number, int(now), version, now
                    )
                closed_at = int(now) if booth.number in closed else None
                await _fold(connection, strand, strand.fold())
                await connection.execute(NOTE, version, now, closed_at, strand.writer)
                await self._number_lines(connection, booth.number)
        except FAULTS as broken:
            await self._let_go()
            raise store.StorageUnavailableError(str(broken)) from broken

    async def close(self, strands: Sequence[Strand], now: float) -> None:
        """Fold all, say that this lane has ended, and let go of the database."""
        try:
            connection = await self._free()
            for strand in strands:
                await _fold(connection, strand, strand.fold(everything=True))
            await connection.execute(END, int(now), [strand.writer for strand in strands])
        except FAULTS:
            pass  # whoever reads sees by `seen_at` that this worker is gone, and adds what is unfolded
        await self._let_go()

    async def _write_once(
        self, slips: list[AcceptedSlip], strands: Mapping[Booth, Strand]
    ) -> list[wire.Answer]:
        rows = await self._take({slip.voter for slip in slips})
        connection = await self._connected()
        decided = batch.decide(slips, batch.found_rows(rows), strands)
        if decided.ledger:
            await connection.execute(
                WRITE,
                *_columns(decided.new_rows(), 6),
                *_columns(decided.changed_rows(), 4),
                *_columns(decided.ledger, 8),
                *_columns(decided.count_rows(), 5),
                *_columns(decided.facts_rows(), 4),
            )
        decided.committed()
        self._letting_go = asyncio.get_running_loop().call_later(
            RELEASE_AFTER_SECONDS, self._release
        )
        return decided.answers

    async def _take(self, voters: set[bytes]) -> list[Any]:
        """Lock the batch's voters and look at their rows.

        A connection that has gone since the last batch, as after a restart of the server, is
        replaced at once: nothing has been written yet.
        """
        locks, wanted = sorted(map(_lock_of, voters)), list(voters)
        is_used = self._connection is not None
        try:
            connection = await self._connected()
            found: list[Any] = await connection.fetch(TAKE, locks, wanted)
        except FAULTS as broken:
            if not is_used or isinstance(broken, TimeoutError):
                raise
            await self._let_go()
            connection = await self._connected()
            found = await connection.fetch(TAKE, locks, wanted)
        return found

    def _release(self) -> None:
        """Let go of the voters; whoever uses the connection next waits for it, nobody else."""
        self._letting_go = None
        if self._connection is not None:
            self._releasing = asyncio.ensure_future(self._connection.execute(RELEASE))

    async def _number_lines(self, connection: asyncpg.Connection, campaign: int) -> None:
        """Run the sequencer, unless somebody else is doing it at this moment."""
        async with connection.transaction():
            if await connection.fetchval(
                "SELECT pg_try_advisory_xact_lock($1)", store.SEQUENCER_LOCK
            ):
                await connection.execute(_NUMBER_LINES, campaign)

    async def _free(self) -> asyncpg.Connection:
        """Give the connection, without a lock on any voter."""
        if self._letting_go is not None:
            self._letting_go.cancel()
            self._release()
        return await self._connected()

    async def _connected(self) -> asyncpg.Connection:
        """Give the connection; the last batch's voters may be locked still."""
        if self._letting_go is not None:
            self._letting_go.cancel()
            self._letting_go = None
        releasing, self._releasing = self._releasing, None
        if releasing is not None:
            await releasing
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(
                self._address,
                timeout=COMMAND_SECONDS,
                command_timeout=COMMAND_SECONDS,
                server_settings={**SETTINGS, "search_path": self._schema},
            )
        return self._connection

    async def _let_go(self) -> None:
        if self._letting_go is not None:
            self._letting_go.cancel()
            self._letting_go = None
        connection, self._connection = self._connection, None
        releasing, self._releasing = self._releasing, None
        if connection is not None:
            connection.terminate()
            # The loop closes the socket in its next turn.
            await asyncio.gather(
                *[releasing] if releasing else [], asyncio.sleep(0), return_exceptions=True
            )


async def _fold(connection: asyncpg.Connection, strand: Strand, fold: Fold) -> None:
    if fold.minutes:
        async with connection.transaction():
            await connection.executemany(ADD, fold.rows)
            await connection.execute(MARK, [minute.line for minute in fold.minutes])
        strand.folded(fold)


def _lock_of(voter: bytes) -> int:
    """Name a voter's lock; two voters who share one only wait for each other."""
    return int.from_bytes(voter[:8], signed=True)


def _columns(rows: Sequence[Sequence[Any]], width: int) -> list[tuple[Any, ...]]:
    return list(zip(*rows, strict=True)) or [()] * width


def _number_lines_sql() -> str:
    """Write the sequencer's statement with one parameter, the campaign, in all its places."""
    return sequence.NUMBER_LINES.replace("?", "$1::int")


_NUMBER_LINES = _number_lines_sql()
