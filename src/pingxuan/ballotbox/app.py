"""The ballot box: a plain ASGI application.

`/api/v1/votes` is answered here, `/healthz` together with the pages, and everything else is
streamed to the page process. `vote` is the only function of the vote's way that speaks ASGI.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http import HTTPStatus
from typing import Any

import msgspec

from pingxuan.ballotbox import gate, wire
from pingxuan.ballotbox.booth import AcceptedSlip
from pingxuan.ballotbox.ledger import Ledger

Message = MutableMapping[str, Any]
Headers = Mapping[bytes, bytes]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Pages = Callable[[Scope, Receive, Send], Awaitable[None]]
PagesHealth = Callable[[], Awaitable[str]]

VOTES = "/api/v1/votes"
HEALTH = "/healthz"
DEVICE = b"x-pingxuan-device"
MAX_AGENT_BYTES = 200
MAX_DEVICE_BYTES = 64


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
        refusal = None if scope["method"] == "POST" else wire.METHOD_NOT_ALLOWED
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
        if refusal is None:
            later: asyncio.Future[wire.Answer] = asyncio.get_running_loop().create_future()
            address = str((scope.get("client") or ("",))[0])
            refusal = self.cast(headers, body, now, address, later.set_result)
        await _send(send, refusal or await later)

    def cast(
        self,
        headers: Headers,
        body: bytes,
        now: float,
        address: str,
        deliver: Callable[[wire.Answer], None],
    ) -> wire.Answer | None:
        """Take a whole request; give the answer at once, or None and deliver it after the commit.

        Args:
            now: the real clock, read when the request came in.
        """
        refusal = _plain_fault(headers)
        if refusal is not None:
            return refusal
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
        if key is None:
            return wire.MALFORMED
        ts = now + snapshot.shift_seconds
        accepted = AcceptedSlip(
            booth,
            admitted.voter,
            admitted.channel,
            key,
            slip.entry,
            slip.votes,
            int(ts),
            booth.day_of(ts)[0],
            snapshot.opens_ts <= ts < snapshot.closes_ts,
            time.monotonic(),
            _origin(headers, address),
            deliver,
        )
        return None if self.ledger.append(accepted) else wire.STORAGE_UNAVAILABLE

    async def _health(self) -> wire.Answer:
        votes = "ok" if self.ledger.is_able else "storage_unavailable"
        pages = "none" if self.pages_health is None else await self.pages_health()
        is_well = votes == "ok" and pages in ("ok", "none")
        status = HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE
        body = msgspec.json.encode({"pages": pages, "votes": votes})
        return wire.Answer(status, body)


def _origin(headers: Headers, address: str) -> tuple[str, str, str]:
    """Note where a request came from, each part cut to a harmless length."""
    agent = headers.get(b"user-agent", b"")[:MAX_AGENT_BYTES].decode("latin-1")
    return address, agent, headers.get(DEVICE, b"")[:MAX_DEVICE_BYTES].decode("latin-1")


def _plain_fault(headers: Headers) -> wire.Answer | None:
    """Find what is wrong with a request before its body is looked into."""
    media_type = headers.get(b"content-type", b"")
    if media_type != wire.JSON and not _is_json(media_type):
        return wire.UNSUPPORTED
    if b"content-encoding" in headers:
        return wire.UNSUPPORTED
    return None


def _is_json(media_type: bytes) -> bool:
    return media_type.partition(b";")[0].strip().lower() == wire.JSON


async def _send(send: Send, answer: wire.Answer) -> None:
    length = str(len(answer.body)).encode()
    headers = [(b"content-type", answer.content_type), (b"content-length", length), *answer.extra]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
