"""The ballot box: a plain ASGI application.

`/api/v1/votes` is answered here, `/healthz` together with the pages, and everything else is
streamed to the page process. `vote` is the only function of the vote's way that speaks ASGI.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any

import msgspec

from pingxuan.ballotbox import gate, wire
from pingxuan.ballotbox.booth import AcceptedSlip
from pingxuan.ballotbox.ledger import Ledger

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Pages = Callable[[Scope, Receive, Send], Awaitable[None]]
PagesHealth = Callable[[], Awaitable[str]]

VOTES = "/api/v1/votes"
HEALTH = "/healthz"


class BallotBox:
    """Answers requests, each by the ledger of its worker or by the pages.

    Attributes:
        pages: takes every request that is no vote; None in a box without pages.
        pages_health: says "ok" when the page process answers.
    """

    def __init__(
        self, ledger: Ledger, pages: Pages | None = None, pages_health: PagesHealth | None = None
    ) -> None:
        self.ledger = ledger
        self.pages = pages
        self.pages_health = pages_health

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to whoever answers its path."""
        if scope["path"] == VOTES:
            await self.vote(scope, receive, send)
        elif scope["path"] == HEALTH:
            await _send(send, await self._health())
        elif self.pages is not None:
            await self.pages(scope, receive, send)
        else:
            await _send(send, wire.problem(HTTPStatus.NOT_FOUND, "not_found"))

    async def vote(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one slip: read the clock, ask the gate, read the body, queue, answer."""
        now = time.time()
        headers = dict(scope["headers"])
        refusal = _plain_fault(scope["method"], headers)
        body = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            if len(body) > wire.MAX_BODY_BYTES:
                refusal = wire.TOO_LARGE
                break
            if not message.get("more_body"):
                break
        await _send(send, refusal or await self._cast(headers, body, now))

    async def _cast(self, headers: dict[bytes, bytes], body: bytes, now: float) -> wire.Answer:
        admitted = gate.admit(headers.get(b"authorization"), self.ledger.booths, now)
        if admitted is None or admitted.channel not in admitted.campaign.snapshot.channels:
            return wire.BAD_TOKEN if self.ledger.is_able else wire.STORAGE_UNAVAILABLE
        booth = admitted.campaign
        key = wire.read_key(headers.get(b"idempotency-key"))
        try:
            slip = wire.read_slip(body)
        except msgspec.DecodeError:
            return wire.MALFORMED
        snapshot = booth.snapshot
        if key is None or not snapshot.min_per_request <= slip.votes <= snapshot.max_per_request:
            return wire.MALFORMED
        ts = now + snapshot.shift_seconds
        accepted = AcceptedSlip(
            booth=booth,
            voter=admitted.voter,
            channel=admitted.channel,
            key=key,
            entry=slip.entry,
            votes=slip.votes,
            ts=int(ts),
            day=booth.day_of(ts)[0],
            is_open=snapshot.opens_ts <= ts < snapshot.closes_ts,
            taken_at=time.monotonic(),
            answer=asyncio.get_running_loop().create_future(),
        )
        if not self.ledger.append(accepted):
            return wire.STORAGE_UNAVAILABLE
        return await accepted.answer

    async def _health(self) -> wire.Answer:
        votes = "ok" if self.ledger.is_able else "storage_unavailable"
        pages = "none" if self.pages_health is None else await self.pages_health()
        is_well = votes == "ok" and pages in ("ok", "none")
        status = HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE
        body = msgspec.json.encode({"pages": pages, "votes": votes})
        return wire.Answer(status, body)


def _plain_fault(method: str, headers: dict[bytes, bytes]) -> wire.Answer | None:
    """Find what is wrong with a request before its body is looked at."""
    if method != "POST":
        return wire.METHOD_NOT_ALLOWED
    media_type = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if media_type != wire.JSON:
        return wire.UNSUPPORTED
    length = headers.get(b"content-length", b"0")
    if len(length) > 6 or int(length) > wire.MAX_BODY_BYTES:
        return wire.TOO_LARGE
    if headers.get(b"content-encoding", b"identity") != b"identity":
        return wire.UNSUPPORTED
    return None


async def _send(send: Send, answer: wire.Answer) -> None:
    length = str(len(answer.body)).encode()
    headers = [(b"content-type", answer.content_type), (b"content-length", length), *answer.extra]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
