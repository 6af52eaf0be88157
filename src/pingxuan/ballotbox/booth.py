"""What a worker knows of each campaign, and the slips that it has accepted for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

import msgspec

from pingxuan.ballotbox.keys import Keys
from pingxuan.ballotbox.mac import Mac
from pingxuan.ballotbox.snapshot import Snapshot
from pingxuan.ballotbox.wire import Answer
from pingxuan.domain.quota import Limits


class Booth:
    """One campaign at one worker.

    Attributes:
        number: the campaign's number in the ballot database.
        snapshot: the version that decisions are made by from now on.
    """

    def __init__(self, number: int, snapshot: Snapshot, keys: Keys) -> None:
        self.number = number
        self.token_key = Mac(keys.token(snapshot.campaign))
        self.receipt_key = Mac(keys.receipt(snapshot.campaign))
        self.change(snapshot)

    def change(self, snapshot: Snapshot) -> None:
        """Go by another version from now on."""
        self.snapshot = snapshot
        caps = snapshot.caps
        self.limits = Limits(caps.per_entry, caps.per_category, caps.per_campaign)
        self.has_pools = bool(snapshot.pools)
        self.has_caps = self.limits.is_set or self.has_pools
        self._from = self._until = 0.0

    def is_over(self, now: float) -> bool:
        """Say whether the vote has closed; `now` is the real clock."""
        return now + self.snapshot.shift_seconds >= self.snapshot.closes_ts

    def day_of(self, ts: float) -> tuple[int, str]:
        """Find the voting day of a moment of the campaign's clock: its ordinal and its date.

        Source:
            C25.
        """
        if not self._from <= ts < self._until:
            self._from, self._until, day = self.snapshot.day_span(ts)
            self._day = (day.toordinal(), day.isoformat())
        return self._day


class AcceptedSlip(msgspec.Struct, eq=False):
    """A slip that came through the gate and waits for the writer.

    Attributes:
        ts: whole seconds of the campaign's clock, read once when the request came in.
        day: ordinal of its voting day.
        is_open: the vote was open at that moment.
        taken_at: the worker's monotonic clock, to see how long it has waited.
        origin: network address, user agent and device, as the request gave them.
        deliver: called with the answer, after the commit.
    """

    booth: Booth
    voter: bytes
    channel: str
    key: bytes
    entry: str
    votes: int
    ts: int
    day: int
    is_open: bool
    taken_at: float
    origin: tuple[str, str, str]
    deliver: Callable[[Answer], None]


@lru_cache(maxsize=512)
def day_text(day: int) -> str:
    """Write a voting day as it stands in answers and in the log."""
    return date.fromordinal(day).isoformat()
