"""The queue and the one writer behind it: group commit.

Slips that come in while a batch is being committed wait and make up the next one, so that batches
grow with the load by themselves. An answer is given only after the commit that holds it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Protocol

from pingxuan.ballotbox import wire
from pingxuan.ballotbox.booth import AcceptedSlip, Booth
from pingxuan.ballotbox.snapshot import Snapshot
from pingxuan.ballotbox.store import StorageUnavailableError

MAX_QUEUE = 4096
MAX_BATCH = 512
MAX_WAIT_SECONDS = 8.0
# How long a batch waits for those who are expected back.
WINDOW_SECONDS = 0.003
LOOK_EVERY_SECONDS = 0.5
NOTE_EVERY_SECONDS = 1.5
BLIND_AFTER_SECONDS = 5.0

log = logging.getLogger("pingxuan.ballotbox")


class Writer(Protocol):
    """What the ledger needs of a database.

    Attributes:
        enough: the share of those expected back that a batch waits for.
    """

    enough: float

    async def write(self, slips: list[AcceptedSlip]) -> list[wire.Answer]:
        """Decide and commit a batch; its answers are good when this returns."""

    async def look(self, known: dict[int, int]) -> list[tuple[int, Snapshot]]:
        """Read the snapshots that are newer than the known versions, by campaign number."""

    async def note(self, booths: list[Booth], closed: set[int], now: float) -> None:
        """Note which version this worker runs, number new lines, give new booths a writer."""

    async def close(self, booths: list[Booth], now: float) -> None:
        """Say that this worker has ended, and let go of the database."""


class Ledger:
    """Takes slips in, and lets one task write them.

    Attributes:
        booths: campaign id → booth, as the last look found them.
    """

    def __init__(self, writer: Writer, make_booth: BoothMaker) -> None:
        self.booths: dict[str, Booth] = {}
        self._writer = writer
        self._make_booth = make_booth
        self._queue: list[AcceptedSlip] = []
        self._wanted = asyncio.Event()
        self._target = 1
        self._ending = False
        self._looked_at = float("-inf")
        self._noted_at = float("-inf")
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> asyncio.Task[None]:
        """Look once, so that the first vote finds its campaign; start the writer's task, give it."""
        await self._keep_up()
        self._task = asyncio.get_running_loop().create_task(self._write_on())
        return self._task

    async def close(self) -> None:
        """Write what has been accepted, then end."""
        self._ending = True
        self._wanted.set()
        if self._task is not None:
            await self._task
        await self._writer.close(list(self.booths.values()), time.time())

    @property
    def is_able(self) -> bool:
        """Say whether this worker knows its campaigns well enough to take votes."""
        return time.monotonic() - self._looked_at < BLIND_AFTER_SECONDS

    def append(self, slip: AcceptedSlip) -> bool:
        """Queue a slip; False when the queue is full and the voter has to come again."""
        if len(self._queue) >= MAX_QUEUE or self._ending or not self.is_able:
            return False
        self._queue.append(slip)
        if len(self._queue) >= self._target:
            self._wanted.set()
        return True

    async def _write_on(self) -> None:
        while not self._ending or self._queue:
            if len(self._queue) < self._target and not self._ending:
                await self._gather()
            if time.monotonic() - self._looked_at >= LOOK_EVERY_SECONDS:
                await self._keep_up()
            if self._queue:
                await self._write_batch()

    async def _gather(self) -> None:
        """Wait for slips: for the first one long, for the others a moment.

        Those who have just been answered are likely to come again at once. One batch of all of
        them costs much less than a small one now and the rest behind it.
        """
        loop = asyncio.get_running_loop()
        target, started = self._target, loop.time()
        for least, window in ((1, LOOK_EVERY_SECONDS), (target, WINDOW_SECONDS)):
            if len(self._queue) >= least:
                continue
            self._target = least
            self._wanted.clear()
            waking = loop.call_later(window, self._wanted.set)
            await self._wanted.wait()
            waking.cancel()
            if not self._queue or loop.time() - started > WINDOW_SECONDS:
                break  # they were away for longer: nobody else is expected
        self._target = target

    async def _write_batch(self) -> None:
        slips, self._queue = self._queue[:MAX_BATCH], self._queue[MAX_BATCH:]
        too_late = time.monotonic() - MAX_WAIT_SECONDS
        if slips[0].taken_at < too_late:
            _answer_all([slip for slip in slips if slip.taken_at < too_late])
            slips = [slip for slip in slips if slip.taken_at >= too_late]
        if not all(slip.booth.writer for slip in slips):
            slips = await self._with_writers(slips)
        try:
            answers = await self._writer.write(slips)
        except StorageUnavailableError as broken:
            log.error("batch of %d not written: %s", len(slips), broken)
            self._renew()
            _answer_all(slips)
            # A database that is gone is not asked again at once, while answers go out.
            await asyncio.sleep(0.05)
            return
        self._target = max(
            1, min(MAX_BATCH, int(self._writer.enough * (len(slips) + len(self._queue))))
        )
        for slip, answer in zip(slips, answers, strict=True):
            slip.deliver(answer)

    def _renew(self) -> None:
        """Go on under new numbers: a failed commit may still have reached the disk."""
        for booth in self.booths.values():
            booth.renew()

    async def _with_writers(self, slips: list[AcceptedSlip]) -> list[AcceptedSlip]:
        self._noted_at = float("-inf")
        await self._keep_up()
        _answer_all([slip for slip in slips if not slip.booth.writer])
        return [slip for slip in slips if slip.booth.writer]

    async def _keep_up(self) -> None:
        """Look for new snapshots; note now and then what this worker goes by."""
        known = {booth.number: booth.snapshot.version for booth in self.booths.values()}
        try:
            for number, snapshot in await self._writer.look(known):
                booth = self.booths.get(snapshot.campaign)
                if booth is None or booth.number != number:
                    self.booths[snapshot.campaign] = self._make_booth(number, snapshot)
                else:
                    booth.change(snapshot)
                self._noted_at = float("-inf")
            now = time.time()
            if time.monotonic() - self._noted_at >= NOTE_EVERY_SECONDS and self.booths:
                booths = list(self.booths.values())
                waiting = {slip.booth.number for slip in self._queue}
                closed = {booth.number for booth in booths if booth.is_over(now)} - waiting
                await self._writer.note(booths, closed, now)
                self._noted_at = time.monotonic()
        except StorageUnavailableError as broken:
            log.error("cannot refresh: %s", broken)
            self._renew()
            return
        self._looked_at = time.monotonic()


class BoothMaker(Protocol):
    """Makes the booth of a campaign that is new to this worker."""

    def __call__(self, number: int, snapshot: Snapshot) -> Booth:
        """Make it."""


def _answer_all(slips: list[AcceptedSlip]) -> None:
    for slip in slips:
        slip.deliver(wire.STORAGE_UNAVAILABLE)
