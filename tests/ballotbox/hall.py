"""A hall to vote in: a campaign in a ballot database, its voters, and two ways to cast."""

from __future__ import annotations

import asyncio
import http.client
import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from pingxuan.ballotbox import snapshot, tokens
from pingxuan.ballotbox.app import BallotBox
from pingxuan.ballotbox.booth import Booth
from pingxuan.ballotbox.keys import Keys, voter_id
from pingxuan.ballotbox.snapshot import Entry, Snapshot
from pingxuan.ballotbox.wire import Answer
from pingxuan.ballotbox.worker import ledger_for

KEYS = Keys(b"\x11" * 32)
CAMPAIGN = "0190a2f0-0000-7000-8000-000000000001"


def snapshot_of(**changes: Any) -> Snapshot:
    """A snapshot of a vote that is open now."""
    now = datetime.now(UTC)
    opened = Snapshot(
        campaign=CAMPAIGN,
        slug="invented",
        zone="Asia/Shanghai",
        opens_at=now - timedelta(days=3),
        closes_at=now + timedelta(days=10),
        entries={"J-001": Entry("institution"), "J-002": Entry("institution"), "G-001": Entry("p")},
        channels=["web", "app"],
    )
    return msgspec.structs.replace(opened, **changes)


def key_of(n: int) -> str:
    """The n-th idempotency key."""
    return str(uuid.UUID(int=n + (1 << 64)))


@dataclass
class Hall:
    """A campaign in a ballot database."""

    url: str
    snapshot: Snapshot = field(default_factory=snapshot_of)

    def __post_init__(self) -> None:
        self.publish()

    def publish(self, **changes: Any) -> int:
        """Publish the snapshot with some changes."""
        self.snapshot = msgspec.structs.replace(self.snapshot, **changes)
        return snapshot.publish(self.url, self.snapshot)

    def voter(self, n: int) -> bytes:
        """The n-th invented person."""
        return voter_id(KEYS, CAMPAIGN, f"+8613800{n:06d}")

    def token(self, n: int, channel: str = "web", seconds: int = 3600) -> str:
        """A token of the n-th person."""
        return tokens.issue(
            KEYS,
            campaign=CAMPAIGN,
            channel=channel,
            voter=self.voter(n),
            expires_at=datetime.now(UTC) + timedelta(seconds=seconds),
        )


@dataclass
class OpenBox:
    """A ballot box running in this process."""

    hall: Hall
    box: BallotBox

    @property
    def booth(self) -> Booth:
        """What the box goes by for the hall's campaign."""
        return self.box.ledger.booths[CAMPAIGN]

    async def cast(
        self,
        n: int,
        entry: str = "J-001",
        votes: int = 1,
        *,
        key: str | None = None,
        now: float | None = None,
        channel: str = "web",
    ) -> tuple[int, dict[str, Any]]:
        """Cast for the n-th person and await the answer."""
        headers = {
            b"content-type": b"application/json",
            b"authorization": b"Bearer " + self.hall.token(n, channel, 40 * 86400).encode(),
            b"idempotency-key": (key or str(uuid.uuid4())).encode(),
        }
        body = msgspec.json.encode({"entry": entry, "votes": votes})
        later: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        at_once = self.box.cast(headers, body, now or time.time(), "192.0.2.7", later.set_result)
        answer = at_once or await later
        return int(answer.status), json.loads(answer.body)


@asynccontextmanager
async def open_box(hall: Hall) -> AsyncIterator[OpenBox]:
    """Run a ballot box for a while."""
    ledger = ledger_for(hall.url, KEYS)
    await ledger.open()
    try:
        yield OpenBox(hall, BallotBox(ledger))
    finally:
        await ledger.close()


def in_box(hall: Hall, story: Callable[[OpenBox], Coroutine[Any, Any, None]]) -> None:
    """Run a story with an open ballot box."""

    async def tell() -> None:
        async with open_box(hall) as box:
            await story(box)

    asyncio.run(tell())


def post(
    base: str, token: str, key: str, body: dict[str, Any], timeout: float = 10
) -> tuple[int, dict[str, Any]] | None:
    """Cast over HTTP; None when no answer came."""
    request = urllib.request.Request(
        f"{base}/api/v1/votes",
        data=json.dumps(body).encode(),
        headers={
            "Content-Type": "application/json",
            "Authorization": f"Bearer {token}",
            "Idempotency-Key": key,
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        try:
            return refused.code, json.load(refused)
        except (OSError, ValueError, http.client.HTTPException):
            return None
    except (OSError, ValueError, http.client.HTTPException):
        return None
