"""Invented voters, who vote the way everyone does: by HTTP, with a token, at the real ballot box."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import httpx

from pingxuan.ballotbox import reading, snapshot
from pingxuan.campaigns.models import Campaign
from pingxuan.voting import ballots
from pingxuan.voting.models import Entry
from pingxuan.voting.tokens import token_for

TOGETHER = 32
SETTLING_SECONDS = 60
PATIENCE_SECONDS = 20


@dataclass
class Count:
    """What came of one day's votes (votes, not requests)."""

    attempted: int = 0
    accepted: int = 0
    refused: int = 0
    over_quota: int = 0

    def add(self, other: Count) -> None:
        """Take another day in."""
        self.attempted += other.attempted
        self.accepted += other.accepted
        self.refused += other.refused
        self.over_quota += other.over_quota


@dataclass(frozen=True)
class Slip:
    """One request that will be sent."""

    token: str
    key: str
    entry: str
    votes: int


def slips(
    campaign: Campaign,
    phones: Sequence[str],
    chance: random.Random,
    *,
    now: datetime,
    votes_each: int,
) -> list[Slip]:
    """Let each voter spend `votes_each` votes on a few entries, through either channel."""
    entries = list(
        Entry.objects.filter(campaign=campaign).order_by("number").values_list("number", flat=True)
    )
    liking = [chance.paretovariate(1.2) for _ in entries]
    rule = campaign.sheet.voting
    channels = [channel.code for channel in rule.channels] if rule else []
    made = []
    for phone in phones:
        voter = ballots.voter_of_phone(campaign, phone)
        token = token_for(campaign, voter, chance.choice(channels), now=now).token
        left = votes_each
        while left:
            votes = min(left, chance.choice((1, 1, 2, 3, 5)))
            key = str(UUID(int=chance.getrandbits(128), version=4))
            made.append(Slip(token, key, chance.choices(entries, liking)[0], votes))
            left -= votes
    return made


def await_snapshot(campaign: Campaign, *, at: Callable[[], float] = time.time) -> None:
    """Wait until the ballot box runs the newest snapshot.

    Raises:
        TimeoutError: it does not within twenty seconds.
    """
    newest = snapshot.latest(ballots.url(), str(campaign.pk))
    if newest is None:
        raise TimeoutError("no snapshot was published")
    until = at() + PATIENCE_SECONDS
    while not (
        reading.workers(ballots.url(), str(campaign.pk))
        and reading.in_force(ballots.url(), str(campaign.pk), newest.version, now=at())
    ):
        if at() > until:
            raise TimeoutError("the ballot box does not take the new snapshot")
        time.sleep(0.05)


def await_settled(campaign: Campaign, *, at: Callable[[], float] = time.time) -> None:
    """Wait until the last votes of a vote that has closed are written down.

    Raises:
        TimeoutError: they are not within a minute.
    """
    until = at() + SETTLING_SECONDS
    while not reading.is_settled(ballots.url(), str(campaign.pk), now=at()):
        if at() > until:
            raise TimeoutError("the ballot box does not close the vote")
        time.sleep(0.05)


def cast(base_url: str, given: Sequence[Slip]) -> Count:
    """Send all slips, a few dozen at once, and count what was answered."""
    return asyncio.run(_cast_all(base_url, given))


async def _cast_all(base_url: str, given: Sequence[Slip]) -> Count:
    count = Count()
    waiting = iter(given)
    limits = httpx.Limits(max_connections=TOGETHER)

    async with httpx.AsyncClient(base_url=base_url, limits=limits, timeout=30) as client:

        async def work() -> None:
            for slip in waiting:
                await _cast_one(client, slip, count)

        await asyncio.gather(*(work() for _ in range(TOGETHER)))
    return count


async def _cast_one(client: httpx.AsyncClient, slip: Slip, count: Count) -> None:
    count.attempted += slip.votes
    answer = await client.post(
        "/api/v1/votes",
        json={"entry": slip.entry, "votes": slip.votes},
        headers={"Authorization": f"Bearer {slip.token}", "Idempotency-Key": slip.key},
    )
    if answer.status_code == httpx.codes.OK:
        count.accepted += slip.votes
    else:
        count.refused += slip.votes
        count.over_quota += slip.votes if answer.json().get("code") == "quota_exceeded" else 0
