"""The queue before the lanes: slips wait here, and are taken in batches that grow with the load."""

from __future__ import annotations

import asyncio

from pingxuan.ballotbox.booth import AcceptedSlip

MAX_QUEUE = 4096
MAX_BATCH = 512
# How long a batch waits for those who are expected back.
WINDOW_SECONDS = 0.003
IDLE_SECONDS = 0.5


class Queue:
    """Slips in order of arrival, and the lanes that take turns to fetch a batch.

    Attributes:
        slips: those that nobody has taken yet.
    """

    def __init__(self, lanes: int, enough: float) -> None:
        """Begin empty.

        Args:
            lanes: how many share the work.
            enough: the share of those expected back that a batch waits for.
        """
        self.slips: list[AcceptedSlip] = []
        self._share = enough / lanes
        self._target = 1
        self._taken = 0
        self._ending = False
        self._wanted = asyncio.Event()
        self._turn = asyncio.Lock()

    def append(self, slip: AcceptedSlip) -> bool:
        """Queue a slip; False when the queue is full and the voter has to come again."""
        if len(self.slips) >= MAX_QUEUE or self._ending:
            return False
        self.slips.append(slip)
        if len(self.slips) >= self._target:
            self._wanted.set()
        return True

    def end(self) -> None:
        """Take nothing more in; what is there is still to be taken."""
        self._ending = True
        self._wanted.set()

    async def take(self) -> list[AcceptedSlip] | None:
        """Fetch a batch, soon an empty one if there is nothing; None when all is done."""
        async with self._turn:
            if len(self.slips) < self._target and not self._ending:
                await self._gather()
            if self._ending and not self.slips:
                return None
            batch, self.slips = self.slips[:MAX_BATCH], self.slips[MAX_BATCH:]
        self._taken += len(batch)
        return batch

    def answered(self, batch: list[AcceptedSlip]) -> None:
        """Learn that a batch has its answers: as many are likely to come again at once.

        All who are on their way, waiting or just answered are dealt out among the lanes, so that
        one gathers while another writes.
        """
        around = self._taken + len(self.slips)
        self._taken -= len(batch)
        self._target = max(1, min(MAX_BATCH, int(self._share * around)))

    async def _gather(self) -> None:
        """Wait for slips: for the first one long, for the others a moment.

        One batch of all of them costs much less than a small one now and the rest behind it.
        """
        loop = asyncio.get_running_loop()
        target, started = self._target, loop.time()
        for least, window in ((1, IDLE_SECONDS), (target, WINDOW_SECONDS)):
            if len(self.slips) >= least:
                continue
            self._target = least
            self._wanted.clear()
            waking = loop.call_later(window, self._wanted.set)
            await self._wanted.wait()
            waking.cancel()
            if not self.slips or loop.time() - started > WINDOW_SECONDS:
                break  # they were away for longer: nobody else is expected
        self._target = target
