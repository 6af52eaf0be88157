"""Reading the ballot database: tallies, a voter's own ballots, receipts. Read-only.

Everything here copes with a database that is not there yet, and answers as if it were empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from pingxuan.ballotbox import counting, index, places, receipts, store, stubs
from pingxuan.ballotbox.keys import Keys, load_master
from pingxuan.ballotbox.log import Head
from pingxuan.ballotbox.mac import Mac


@dataclass(frozen=True)
class Count:
    """What an entry has been given.

    Attributes:
        votes: all accepted votes, taken-out ones included; this never shrinks.
        ballots: accepted requests.
        voided: votes taken out and not restored; published is `votes - voided`.
    """

    votes: int = 0
    ballots: int = 0
    voided: int = 0

    @property
    def published(self) -> int:
        """Give the votes that stand."""
        return self.votes - self.voided


@dataclass(frozen=True)
class Ballot:
    """One accepted request of a voter.

    Attributes:
        ts: whole seconds of the campaign's clock.
        seq: the line in the public log, once it has been numbered.
    """

    day: date
    ts: int
    entry: str
    votes: int
    receipt: str
    seq: int | None = None


@dataclass(frozen=True)
class WorkerState:
    """What a ballot-box process last noted of a campaign.

    Attributes:
        version: the snapshot it runs.
        seen_at: when it noted that, by the real clock.
        is_closed: it has seen the vote close and has nothing accepted left to write.
    """

    writer: int
    version: int
    seen_at: float
    is_closed: bool


def tally(url: str, campaign: str) -> dict[str, Count]:
    """Count all votes by entry; entries without votes are left out."""
    with at_campaign(url, campaign) as (session, number):
        return _by_entry(counting.by_entry(session, number), _voided(session, number))


def tally_by_day(url: str, campaign: str) -> dict[str, dict[date, Count]]:
    """Count all votes by entry and voting day."""
    found: dict[str, dict[date, Count]] = {}
    with at_campaign(url, campaign) as (session, number):
        voided = _voided(session, number)
        for (entry, day), (votes, ballots) in counting.by_entry_and_day(session, number).items():
            count = Count(votes, ballots, voided.get((entry, day), 0))
            found.setdefault(entry, {})[date.fromordinal(day)] = count
    return found


def tally_as_of(url: str, campaign: str, ts: float) -> dict[str, Count]:
    """Count the votes given before the full minute of `ts`, by the campaign's clock.

    It costs the minutes since then, not the votes. What has been taken out by now is left out of
    the published count whenever it was given.

    Source:
        decisions, "Counts shown".
    """
    with at_campaign(url, campaign) as (session, number):
        counts = _by_entry(
            counting.by_entry(session, number, before=int(ts // 60)), _voided(session, number)
        )
    return {
        entry: Count(count.votes, count.ballots, min(count.voided, count.votes))
        for entry, count in counts.items()
        if count.ballots
    }


def used_today(url: str, campaign: str, voter: bytes, day: date) -> int:
    """Say how many votes a voter has used of a day's quota."""
    with at_campaign(url, campaign) as (session, number):
        rows = session.rows(
            "SELECT used FROM quota WHERE voter = ? AND day = ? AND campaign = ?",
            voter,
            day.toordinal(),
            number,
        )
        return int(rows[0][0]) if rows else 0


def ballots_of(url: str, campaign: str, voter: bytes, keys: Keys | None = None) -> list[Ballot]:
    """List a voter's own ballots, oldest first, with their receipts.

    Args:
        keys: unset, those of this installation.
    """
    keys = keys or load_master(places.data_dir())
    found, key = [], Mac(keys.receipt(campaign))
    with at_campaign(url, campaign) as (session, number):
        for day, packed in session.rows(
            "SELECT day, stubs FROM quota WHERE voter = ? AND campaign = ? ORDER BY day",
            voter,
            number,
        ):
            for stub in stubs.unpack(bytes(packed)):
                receipt = receipts.derive(key, voter, stub.key)
                found.append(
                    Ballot(
                        date.fromordinal(day),
                        stub.ts,
                        stub.entry,
                        stub.votes,
                        receipt,
                        index.seq_of(session, number, receipt),
                    )
                )
    return found


def heads(url: str, campaign: str) -> list[Head]:
    """List the signed heads of the public log, oldest first: the daily digests."""
    with at_campaign(url, campaign) as (session, number):
        rows = session.rows(
            "SELECT day, tree_size, line FROM heads WHERE campaign = ? ORDER BY n", number
        )
        return [Head(date.fromordinal(day), size, line) for day, size, line in rows]


def workers(url: str, campaign: str) -> list[WorkerState]:
    """List the ballot-box processes that have not said that they ended."""
    with at_campaign(url, campaign) as (session, number):
        return [
            WorkerState(writer, version, seen_at, closed_at is not None)
            for writer, version, seen_at, closed_at in session.rows(
                "SELECT writer, version, seen_at, closed_at FROM writers"
                " WHERE campaign = ? AND ended_at IS NULL ORDER BY writer",
                number,
            )
        ]


def in_force(url: str, campaign: str, version: int, *, now: float, patience: float = 6) -> bool:
    """Say whether every live worker runs at least this version of the snapshot.

    A worker that has not been seen for `patience` seconds answers 503 by itself.
    """
    live = [worker for worker in workers(url, campaign) if now - worker.seen_at <= patience]
    return all(worker.version >= version for worker in live)


def is_settled(url: str, campaign: str, *, now: float, patience: float = 20) -> bool:
    """Say whether the closed vote's tally is final: every live worker has set its closing mark.

    One that has been silent for `patience` seconds has given up whatever waited in its queue.

    Source:
        architecture, "Public log": results read the tally only then.
    """
    live = [worker for worker in workers(url, campaign) if now - worker.seen_at <= patience]
    return all(worker.is_closed for worker in live)


def newest_head(session: store.Session, number: int, *, above: int, until: int) -> Head | None:
    """Find the newest head over more than `above` and less than `until` lines."""
    rows = session.rows(
        "SELECT day, tree_size, line FROM heads"
        " WHERE campaign = ? AND tree_size > ? AND tree_size < ? ORDER BY n DESC LIMIT 1",
        number,
        above,
        until,
    )
    return Head(date.fromordinal(rows[0][0]), rows[0][1], rows[0][2]) if rows else None


def is_void(session: store.Session, number: int, seq: int) -> bool:
    """Say whether a vote has been taken out and not put back."""
    rows = session.rows(
        "SELECT is_void FROM standing WHERE campaign = ? AND of_seq = ?", number, seq
    )
    return bool(rows and rows[0][0])


@contextmanager
def at_campaign(url: str, campaign: str) -> Iterator[tuple[store.Session, int]]:
    """Open a session at a campaign; one that is not there has a number without any rows."""
    opened = store.session(url) if store.exists(url) else store.nothing()
    with opened as session:
        rows = session.rows("SELECT campaign FROM campaigns WHERE id = ?", campaign)
        yield session, rows[0][0] if rows else 0


def _by_entry(
    counted: Mapping[str, counting.Sum], voided: Mapping[tuple[str, int], int]
) -> dict[str, Count]:
    taken: dict[str, int] = {}
    for (entry, _), votes in voided.items():
        taken[entry] = taken.get(entry, 0) + votes
    return {
        entry: Count(votes, ballots, taken.get(entry, 0))
        for entry, (votes, ballots) in counted.items()
    }


def _voided(session: store.Session, number: int) -> dict[tuple[str, int], int]:
    rows = session.rows("SELECT entry, day, votes FROM voided WHERE campaign = ?", number)
    return {(entry, day): int(votes) for entry, day, votes in rows}
