"""A lane: one writer with its connection and its own strands; it decides and commits batches.

While one lane waits for the database, another reads, decides and answers. Any lane may write for
any voter: the database keeps two that decide for the same person apart.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Protocol

from pingxuan.ballotbox import wire
from pingxuan.ballotbox.booth import AcceptedSlip, Booth
from pingxuan.ballotbox.queue import Queue
from pingxuan.ballotbox.snapshot import Snapshot
from pingxuan.ballotbox.store import StorageUnavailableError
from pingxuan.ballotbox.strand import Strand

MAX_WAIT_SECONDS = 8.0
NOTE_EVERY_SECONDS = 1.5
# A database that is gone is not asked again at once, while answers go out.
PAUSE_SECONDS = 0.05

log = logging.getLogger("pingxuan.ballotbox")


class Writer(Protocol):
    """What a lane needs of a database.

    Attributes:
        enough: the share of those expected back that a batch waits for.
    """

    enough: float

    async def write(
        self, slips: list[AcceptedSlip], strands: Mapping[Booth, Strand]
    ) -> list[wire.Answer]:
        """Decide and commit a batch; its answers are good when this returns."""

    async def look(self, known: dict[int, int]) -> list[tuple[int, Snapshot]]:
        """Read the snapshots that are newer than the known versions, by campaign number."""

    async def note(self, strands: Sequence[Strand], closed: set[int], now: float) -> None:
        """Note which version this lane runs, fold, number new lines, give new strands a writer."""

    async def close(self, strands: Sequence[Strand], now: float) -> None:
        """Fold all, say that this lane has ended, and let go of the database."""


class Lane:
    """Writes batches, one after the other.

    Attributes:
        strands: booth → this lane's lines of it; one without a number cannot be written to.
    """

    def __init__(self, writer: Writer, queue: Queue) -> None:
        self.writer = writer
        self.strands: dict[Booth, Strand] = {}
        self._queue = queue
        self._noted_at = float("-inf")
        self._noted_changes = -1

    def is_ready_for(self, slips: Sequence[AcceptedSlip]) -> bool:
        """Say whether this lane has lines to write each of them under."""
        return all((strand := self.strands.get(slip.booth)) and strand.writer for slip in slips)

    async def write(self, slips: list[AcceptedSlip]) -> None:
        """Write a batch and deliver its answers."""
        ready = self._ready_ones(slips)
        try:
            answers = await self.writer.write(ready, self.strands) if ready else []
        except StorageUnavailableError as broken:
            log.error("batch of %d not written: %s", len(ready), broken)
            self.renew()
            self._queue.answered(slips)
            _answer_all(ready)
            await asyncio.sleep(PAUSE_SECONDS)
            return
        self._queue.answered(slips)
        for slip, answer in zip(ready, answers, strict=True):
            slip.deliver(answer)

    async def note(
        self, booths: Sequence[Booth], changes: int, held: Sequence[AcceptedSlip]
    ) -> None:
        """Note what this lane goes by, if it is time or something has changed."""
        is_due = time.monotonic() - self._noted_at >= NOTE_EVERY_SECONDS
        if not booths or (changes == self._noted_changes and not is_due):
            return
        self.strands = {booth: self.strands.get(booth) or Strand(booth) for booth in booths}
        now = time.time()
        waiting = {slip.booth.number for slip in (*self._queue.slips, *held)}
        closed = {booth.number for booth in booths if booth.is_over(now)} - waiting
        await self.writer.note(list(self.strands.values()), closed, now)
        self._noted_at, self._noted_changes = time.monotonic(), changes

    def renew(self) -> None:
        """Go on under new numbers: a failed commit may still have reached the disk."""
        for strand in self.strands.values():
            strand.renew()
        self._noted_changes = -1

    async def close(self, now: float) -> None:
        """Say that this lane has ended."""
        await self.writer.close(list(self.strands.values()), now)

    def _ready_ones(self, slips: list[AcceptedSlip]) -> list[AcceptedSlip]:
        """Answer those who have waited too long, or cannot be written; give the others."""
        too_late = time.monotonic() - MAX_WAIT_SECONDS
        if self.is_ready_for(slips) and (not slips or slips[0].taken_at >= too_late):
            return slips
        ready = [slip for slip in slips if slip.taken_at >= too_late and self.is_ready_for([slip])]
        _answer_all([slip for slip in slips if slip not in ready])
        return ready


def _answer_all(slips: list[AcceptedSlip]) -> None:
    for slip in slips:
        slip.deliver(wire.STORAGE_UNAVAILABLE)
