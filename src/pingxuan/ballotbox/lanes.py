"""The lanes of a worker: ledgers side by side, each with a connection and numbers of its own.

While one lane waits for the database, another reads, decides and answers. A voter keeps to one lane,
so that lanes of one worker never wait for each other's locks. SQLite has one writer and one lane.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from pingxuan.ballotbox.booth import Booth
from pingxuan.ballotbox.ledger import Ledger


class Lanes:
    """All ledgers of one worker."""

    def __init__(self, ledgers: Sequence[Ledger]) -> None:
        self.ledgers = ledgers

    @property
    def booths(self) -> Mapping[str, Booth]:
        """What the first lane knows: campaign id → booth, to check tokens by."""
        return self.ledgers[0].booths

    @property
    def is_able(self) -> bool:
        """Say whether every lane knows its campaigns well enough to take votes."""
        return all(ledger.is_able for ledger in self.ledgers)

    def of(self, voter: bytes) -> Ledger:
        """Find the lane to which a voter keeps."""
        return self.ledgers[voter[-1] % len(self.ledgers)]

    async def open(self) -> list[asyncio.Task[None]]:
        """Open each; give the tasks that write."""
        return [await ledger.open() for ledger in self.ledgers]

    async def close(self) -> None:
        """Write what has been accepted, in all of them at once, then end."""
        await asyncio.gather(*(ledger.close() for ledger in self.ledgers))
