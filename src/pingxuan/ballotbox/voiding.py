"""Taking votes out, and putting them back: lines behind the votes, never a change of them.

Two people decide that in the main database; this is the ballot box's own hand that carries it out,
once for each (decision, vote), whatever is tried again.

Source:
    C26; architecture, "Rules of the ballot box": the ledger only grows.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pingxuan.ballotbox import index, sequence, snapshot, store
from pingxuan.ballotbox.keys import Keys
from pingxuan.ballotbox.log import LogWriter
from pingxuan.ballotbox.schema import WRITER_SHIFT


class Kind(StrEnum):
    """What happens to a vote."""

    VOID = "void"
    RESTORE = "restore"


class NotAVoteError(Exception):
    """A number that is no vote of this campaign's log; its argument says which."""


@dataclass(frozen=True)
class Applied:
    """What a decision came to.

    Attributes:
        seqs: the lines that were appended now, by their number in the log.
        unchanged: votes that were already as decided, and got no line.
    """

    seqs: list[int]
    unchanged: list[int]


@dataclass(frozen=True)
class _Target:
    seq: int
    entry: str
    day: int
    votes: int


@dataclass(frozen=True)
class _Change:
    kind: Kind
    decision: str
    reason: str
    ts: int
    day: int


def apply(
    url: str,
    keys: Keys,
    campaign: str,
    *,
    decision: str,
    reason: str,
    seqs: Iterable[int],
    kind: Kind | str,
) -> Applied:
    """Append the lines of one decision and bring what is voided into line with them.

    Applying a decision again changes nothing.

    Args:
        keys: those of this installation; the receipts of the votes are indexed on the way.
        reason: the public code of the reason.
        seqs: the votes, by their number in the public log.

    Raises:
        NotAVoteError: one of them is no vote; nothing is appended.
    """
    wanted = sorted(set(seqs))
    latest = snapshot.latest(url, campaign)
    if latest is None:
        raise NotAVoteError(wanted)
    with store.session(url) as session:
        [(number,)] = session.rows("SELECT campaign FROM campaigns WHERE id = ?", campaign)
        with session.transaction():
            sequence.number_in_transaction(session, number)
            targets = [_target(session, number, seq) for seq in wanted]
            fresh = [target for target in targets if _changes(session, number, target, Kind(kind))]
            now = int(time.time() + latest.shift_seconds)
            change = _Change(Kind(kind), decision, reason, now, latest.day_span(now)[2].toordinal())
            lines = _append(session, number, fresh, change)
            size = sequence.number_in_transaction(session, number)
        index.catch_up(session, number, LogWriter(keys, campaign, latest.zone))
    changed = {target.seq for target in fresh}
    return Applied(list(range(size - lines, size)), [seq for seq in wanted if seq not in changed])


def _target(session: store.Session, number: int, seq: int) -> _Target:
    for line in sequence.lines(session, number, seq, seq + 1):
        if line.kind == sequence.VOTE:
            return _Target(seq, line.entry or "", line.day, line.votes or 0)
    raise NotAVoteError(seq)


def _changes(session: store.Session, number: int, target: _Target, kind: Kind) -> bool:
    """Say whether the vote stands (to be voided) or is void (to be restored)."""
    rows = session.rows(
        "SELECT is_void FROM standing WHERE campaign = ? AND of_seq = ?", number, target.seq
    )
    is_void = bool(rows and rows[0][0])
    return is_void is (kind is Kind.RESTORE)


def _append(session: store.Session, number: int, targets: list[_Target], change: _Change) -> int:
    """Append one line for each vote, under a writer of its own; say how many."""
    if not targets:
        return 0
    [(writer,)] = session.rows(
        "INSERT INTO writers (campaign, started_at, version, seen_at, ended_at)"
        " VALUES (?, ?, 0, 0, ?) RETURNING writer",
        number,
        change.ts,
        change.ts,
    )
    is_void = change.kind is Kind.VOID
    code = sequence.VOID if is_void else sequence.RESTORE
    session.many(
        "INSERT INTO ledger (line, kind, ts, day, of_seq, decision, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (line, code, change.ts, change.day, target.seq, change.decision, change.reason)
            for line, target in enumerate(targets, writer << WRITER_SHIFT)
        ],
    )
    session.many(
        "INSERT INTO standing (campaign, of_seq, is_void) VALUES (?, ?, ?)"
        " ON CONFLICT (campaign, of_seq) DO UPDATE SET is_void = excluded.is_void",
        [(number, target.seq, int(is_void)) for target in targets],
    )
    sign = 1 if is_void else -1
    session.many(
        "INSERT INTO voided (campaign, entry, day, votes, ballots) VALUES (?, ?, ?, 0, 0)"
        " ON CONFLICT (campaign, entry, day) DO NOTHING",
        [(number, target.entry, target.day) for target in targets],
    )
    session.many(
        "UPDATE voided SET votes = votes + ?, ballots = ballots + ?"
        " WHERE campaign = ? AND entry = ? AND day = ?",
        [(sign * target.votes, sign, number, target.entry, target.day) for target in targets],
    )
    return len(targets)
