"""A worker's ledger: one queue, and the lanes that write what waits in it.

Slips that come in while a batch is being committed wait and make up the next one. An answer is
given only after the commit that holds it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence

from pingxuan.ballotbox.booth import AcceptedSlip, Booth
from pingxuan.ballotbox.keys import Keys
from pingxuan.ballotbox.lane import PAUSE_SECONDS, Lane, Writer
from pingxuan.ballotbox.queue import Queue
from pingxuan.ballotbox.store import StorageUnavailableError

LOOK_EVERY_SECONDS = 0.5
BLIND_AFTER_SECONDS = 5.0

log = logging.getLogger("pingxuan.ballotbox")


class Ledger:
    """Takes slips in and has them written.

    Attributes:
        booths: campaign id → booth, as the last look found them.
        lanes: who writes, each with a connection and lines of its own.
    """

    def __init__(self, writers: Sequence[Writer], keys: Keys) -> None:
        self.booths: dict[str, Booth] = {}
        self.queue = Queue(len(writers), writers[0].enough)
        self.lanes = [Lane(writer, self.queue) for writer in writers]
        self._keys = keys
        self._changes = 0
        self._looked_at = float("-inf")
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> list[asyncio.Task[None]]:
        """Look once, so that the first vote finds its campaign; give the tasks that write."""
        for lane in self.lanes:
            await self._keep_up(lane)
        loop = asyncio.get_running_loop()
        self._tasks = [loop.create_task(self._write_on(lane)) for lane in self.lanes]
        return self._tasks

    async def close(self) -> None:
        """Write what has been accepted, then end."""
        self.queue.end()
        await asyncio.gather(*self._tasks)
        for lane in self.lanes:
            await lane.close(time.time())

    @property
    def is_able(self) -> bool:
        """Say whether this worker knows its campaigns well enough to take votes."""
        return time.monotonic() - self._looked_at < BLIND_AFTER_SECONDS

    def append(self, slip: AcceptedSlip) -> bool:
        """Queue a slip; False when the voter has to come again."""
        return self.is_able and self.queue.append(slip)

    async def _write_on(self, lane: Lane) -> None:
        while (slips := await self.queue.take()) is not None:
            if not lane.is_ready_for(slips):
                await self._keep_up(lane, slips)
            await lane.write(slips)
            await self._keep_up(lane)

    async def _keep_up(self, lane: Lane, held: Sequence[AcceptedSlip] = ()) -> None:
        """Look for new snapshots, for all lanes; let this one note now and then what it goes by.

        Args:
            held: slips that the lane has taken and not yet written.
        """
        try:
            if time.monotonic() - self._looked_at >= LOOK_EVERY_SECONDS:
                await self._look(lane)
            await lane.note(list(self.booths.values()), self._changes, held)
        except StorageUnavailableError as broken:
            log.error("cannot refresh: %s", broken)
            lane.renew()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _look(self, lane: Lane) -> None:
        known = {booth.number: booth.snapshot.version for booth in self.booths.values()}
        for number, snapshot in await lane.writer.look(known):
            booth = self.booths.get(snapshot.campaign)
            if booth is None or booth.number != number:
                self.booths[snapshot.campaign] = Booth(number, snapshot, self._keys)
            else:
                booth.change(snapshot)
            self._changes += 1
        self._looked_at = time.monotonic()
