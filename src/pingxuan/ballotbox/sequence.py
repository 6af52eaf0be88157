"""The sequencer, and the lines of the log in their public order.

Writers append without waiting for one another; here committed lines get their `seq`, without gaps
and for good. Whoever wants the log runs the sequencer first.

Source:
    architecture, "Public log".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pingxuan.ballotbox import store
from pingxuan.ballotbox.schema import WRITER_SHIFT

VOTE, VOID, RESTORE = 0, 1, 2

# One statement, so that it is whole on both databases: for each writer of a campaign, the lines
# behind the last numbered one become one run. A writer's lines are committed in their order, so
# what can be seen of them has no gaps. CROSS JOIN makes SQLite go from the tails to the ledger.
_FRESH = f"""
WITH tails AS MATERIALIZED (
    SELECT writer, coalesce(
        (SELECT line + length FROM runs
          WHERE line >= CAST(writer AS BIGINT) << {WRITER_SHIFT}
            AND line < CAST(writer + 1 AS BIGINT) << {WRITER_SHIFT} ORDER BY line DESC LIMIT 1),
        CAST(writer AS BIGINT) << {WRITER_SHIFT}) AS tail
    FROM writers WHERE campaign = ?),
fresh AS (
    SELECT tail, count(*) AS length, min(day) AS first_day, min(ts) AS first_ts
    FROM tails CROSS JOIN ledger
    WHERE line >= tail AND line < ((tail >> {WRITER_SHIFT}) + 1) << {WRITER_SHIFT}
    GROUP BY tail)
"""  # noqa: S608 - the only thing put in is a constant
NUMBER_LINES = f"""{_FRESH},
base AS (SELECT coalesce(
    (SELECT seq + length FROM runs WHERE campaign = ? ORDER BY seq DESC LIMIT 1), 0) AS size)
INSERT INTO runs (campaign, seq, line, length, first_day)
SELECT ?, size + sum(length) OVER (ORDER BY first_ts, tail) - length, tail, length, first_day
FROM fresh, base
"""  # noqa: S608 - the only thing put in is a constant
_IS_FRESH = f"{_FRESH} SELECT 1 FROM fresh"  # noqa: S608 - two constants


@dataclass(frozen=True)
class Line:
    """One line of the log as it stands in the database.

    Attributes:
        seq: its public number.
        kind: VOTE, VOID or RESTORE; the fields of the other kinds are None.
        ts: whole seconds of the campaign's clock.
        day: ordinal of the voting day.
    """

    seq: int
    kind: int
    ts: int
    day: int
    voter: bytes | None = None
    key: bytes | None = None
    entry: str | None = None
    votes: int | None = None
    channel: str | None = None
    of_seq: int | None = None
    decision: str | None = None
    reason: str | None = None


def number_lines(session: store.Session, campaign: int) -> int:
    """Give every committed line its number; say how many lines the log has now."""
    if not campaign:
        return 0
    if not session.rows(_IS_FRESH, campaign):
        return size(session, campaign)  # without waiting for the turn to write
    with session.transaction():
        return number_in_transaction(session, campaign)


def number_in_transaction(session: store.Session, campaign: int) -> int:
    """Do the same inside a transaction that is already open."""
    if session.is_postgres:
        session.rows("SELECT pg_advisory_xact_lock(?)", store.SEQUENCER_LOCK)
    session.run(NUMBER_LINES, campaign, campaign, campaign)
    return size(session, campaign)


def size(session: store.Session, campaign: int) -> int:
    """Say how many lines have a number."""
    last = session.rows(
        "SELECT seq + length FROM runs WHERE campaign = ? ORDER BY seq DESC LIMIT 1", campaign
    )
    return int(last[0][0]) if last else 0


def lines(session: store.Session, campaign: int, start: int, end: int) -> Iterator[Line]:
    """Read the lines from `start` up to, but without, `end`, in their public order."""
    for seq, line, length in session.rows(
        "SELECT seq, line, length FROM runs WHERE campaign = ? AND seq < ? AND seq >= ("
        "SELECT coalesce(max(seq), 0) FROM runs WHERE campaign = ? AND seq <= ?) ORDER BY seq",
        campaign,
        end,
        campaign,
        start,
    ):
        first, last = max(start, seq), min(end, seq + length)
        found = session.stream(
            "SELECT kind, ts, day, voter, key, entry, votes, channel, of_seq, decision, reason"
            " FROM ledger WHERE line >= ? AND line < ? ORDER BY line",
            line + first - seq,
            line + last - seq,
        )
        for number, (kind, ts, day, voter, key, *rest) in enumerate(found, first):
            if kind == VOTE:
                voter, key = bytes(voter), bytes(key)
            yield Line(number, kind, ts, day, voter, key, *rest)
