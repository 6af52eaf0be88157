"""HTTP/1.1 at the ballot box: uvicorn's, with a short way for votes and guards for all the rest.

The short way takes a vote that arrives whole, as nearly all do, from the socket to the queue and
its answer back without a task, a scope or a future: half of what uvicorn's way costs. Anything
unusual about a request sends it uvicorn's way, to the same `BallotBox.cast`.

Source:
    docs/decisions/0003-ballot-box.md has the measurements.
"""

from __future__ import annotations

import asyncio
import heapq
import resource
import time
from collections.abc import Collection
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from pingxuan.ballotbox import wire
from pingxuan.ballotbox.app import VOTES, BallotBox

VOTE_LINE = b"POST %b HTTP/1.1\r\n" % VOTES.encode()
HEAD_END = b"\r\n\r\n"
MAX_HEAD_BYTES = 16 * 1024
MAX_LENGTH_DIGITS = 6
MAX_EARLY_BYTES = 64 * 1024
IDLE_SECONDS = 30.0
REQUEST_SECONDS = 20.0
SWEEP_SECONDS = 5.0
STALLED_SECONDS = 60.0  # that long nothing, or next to nothing, of an answer was taken
# Headers that change how a request is read or answered: not on the short way.
UNUSUAL = frozenset((b"connection", b"expect", b"transfer-encoding", b"upgrade"))

_STATUS_LINES = {
    status.value: b"HTTP/1.1 %d %b\r\n" % (status.value, status.phrase.encode())
    for status in HTTPStatus
}


class _Reader:
    """Reads one vote after the other; of no use any more once it has met anything else.

    Attributes:
        fields: the headers of the last one, with lower-case names.
        seen: how many there were, twice the same name counted twice.
    """

    __slots__ = ("fields", "read_on", "seen")

    def __init__(self) -> None:
        self.fields: dict[bytes, bytes] = {}
        self.seen = 0
        self.read_on = httptools.HttpRequestParser(self).feed_data

    def on_message_begin(self) -> None:
        self.fields, self.seen = {}, 0

    def on_header(self, name: bytes, value: bytes) -> None:
        self.fields[name.lower()] = value
        self.seen += 1


class VoteProtocol(HttpToolsProtocol):
    """One connection.

    Attributes:
        box: takes the votes.
    """

    def __init__(
        self,
        box: BallotBox,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.box = box
        self._is_reading = False  # uvicorn's parser is inside a request
        self._head_is_read = False
        self._reader: _Reader | None = None
        self._is_voting = False  # a vote of the short way waits for its commit
        self._is_ending = False
        self._early = b""  # what came in meanwhile: the next requests, pipelined
        self._head_bytes = 0
        self._active_at = time.monotonic()
        self._begun_at: float | None = None  # when the first byte of the present request came
        self._is_slip = False  # uvicorn's parser is inside a vote
        self._stalled_at: float | None = None  # since then the client takes nothing

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Welcome a client; when there are too many, those leave who have been silent longest."""
        super().connection_made(transport)
        if len(self.connections) > _most_connections():
            make_room(self.connections)

    def data_received(self, data: bytes) -> None:
        """Take what came in, by the short way if it can."""
        self._active_at = time.monotonic()
        if self._begun_at is None:
            self._begun_at = self._active_at
        if self._is_voting:
            self._early += data
            if len(self._early) > MAX_EARLY_BYTES:
                self.transport.pause_reading()
            return
        if (
            data.startswith(VOTE_LINE)
            and not self._is_reading
            and (self.cycle is None or self.cycle.response_complete)
            and self._take_vote(data)
        ):
            return
        self._head_bytes += len(data)
        if self._head_bytes > MAX_HEAD_BYTES and not self._has_head(data):
            self._refuse(wire.HEADERS_TOO_LARGE)
            return
        super().data_received(data)

    def pause_writing(self) -> None:
        """Note that more of the answer waits than the client takes."""
        self._stalled_at = time.monotonic()
        super().pause_writing()

    def resume_writing(self) -> None:
        """Note that it has taken nearly all of it."""
        self._stalled_at = None
        super().resume_writing()

    def on_message_begin(self) -> None:
        """Note that a request has begun on uvicorn's way."""
        self._is_reading, self._head_is_read = True, False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Note that its head is there."""
        self._head_is_read = True
        super().on_headers_complete()
        self._is_slip = self.scope["path"] == VOTES

    def on_message_complete(self) -> None:
        """Note that it has been read."""
        self._is_reading, self._head_bytes, self._begun_at = False, 0, None
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP as we answer everything, and close."""
        self._refuse(wire.BAD_REQUEST)

    def shutdown(self) -> None:
        """Close as soon as the answer that is owed has been given."""
        if self._is_voting:
            self._is_ending = True
        else:
            super().shutdown()

    def sweep(self, now: float) -> None:
        """Close a connection that has been idle, or has not finished its request, for too long."""
        silent = now - self._active_at
        is_stalled = self._stalled_at is not None and now - self._stalled_at > STALLED_SECONDS
        if is_stalled or (self.waits_for_client and self._has_dawdled(now)):
            self.transport.abort()
        elif self._is_voting or (self.cycle is not None and not self.cycle.response_complete):
            if self._is_reading and silent > REQUEST_SECONDS:
                self.transport.abort()
        elif silent > (REQUEST_SECONDS if self._head_bytes else IDLE_SECONDS):
            self.transport.close()

    def _has_dawdled(self, now: float) -> bool:
        """Say whether a head or a vote has been coming in for too long, were it byte by byte.

        Another body may take its time, as long as something comes: a file over a slow line.
        """
        begun_at = now if self._begun_at is None else self._begun_at
        is_upload = self._is_reading and self._head_is_read and not self._is_slip
        return not is_upload and now - begun_at > REQUEST_SECONDS

    @property
    def waits_for_client(self) -> bool:
        """Whether nothing goes on before the client sends more."""
        is_answered = self.cycle is None or self.cycle.response_complete
        return not self._is_voting and (is_answered or self._is_reading)

    @property
    def active_at(self) -> float:
        """When something last came in."""
        return self._active_at

    def _take_vote(self, data: bytes) -> bool:
        """Take a whole, plain vote; False leaves the data to uvicorn's way."""
        head_end = data.find(HEAD_END) + len(HEAD_END)
        if not len(HEAD_END) <= head_end <= MAX_HEAD_BYTES:
            return False
        reader, self._reader = self._reader or _Reader(), None
        try:
            reader.read_on(data[:head_end])
        except httptools.HttpParserError:
            return False
        fields = reader.fields
        length = fields.get(b"content-length", b"")
        is_plain = reader.seen == len(fields) and UNUSUAL.isdisjoint(fields)
        if not is_plain or not length.isdigit() or len(length) > MAX_LENGTH_DIGITS:
            return False
        end = head_end + int(length)
        if len(data) < end or end - head_end > wire.MAX_BODY_BYTES:
            return False
        body = data[head_end:end]
        reader.read_on(body)
        self._reader = reader
        self._is_voting, self._begun_at = True, None
        self._unset_keepalive_if_required()
        self._early = data[end:]
        now = time.time()
        answer = self.box.cast(fields, body, now, self._address(fields), self._deliver)
        if answer is not None:
            self._deliver(answer)
        return True

    def _address(self, fields: dict[bytes, bytes]) -> str:
        """Say who is asking: the peer, or whom a trusted proxy names as its own peer."""
        peer = self.client[0] if self.client else ""
        if self.config.proxy_headers and b"x-forwarded-for" in fields:
            trusted = self.config.forwarded_allow_ips or ""
            if trusted == "*" or peer in trusted:
                return fields[b"x-forwarded-for"].rpartition(b",")[2].strip().decode("latin-1")
        return peer

    def _deliver(self, answer: wire.Answer) -> None:
        """Send the answer of the short way, then go on with what came in meanwhile."""
        self._is_voting = False
        if self.transport.is_closing():
            return
        self.transport.write(self._written(answer, close=self._is_ending))
        if self._is_ending:
            self.transport.close()
        elif self._early:
            data, self._early = self._early, b""
            self.transport.resume_reading()
            self.data_received(data)

    def _refuse(self, answer: wire.Answer) -> None:
        self.transport.write(self._written(answer, close=True))
        self.transport.close()

    def _written(self, answer: wire.Answer, *, close: bool) -> bytes:
        """Write a whole HTTP/1.1 answer."""
        extra = [b"%b: %b\r\n" % header for header in answer.extra]
        if close:
            extra.append(b"connection: close\r\n")
        return b"%b%bcontent-type: %b\r\ncontent-length: %d\r\n%b\r\n%b" % (
            _STATUS_LINES[answer.status],
            _always(*self.server_state.default_headers),
            answer.content_type,
            len(answer.body),
            b"".join(extra),
            answer.body,
        )

    def _has_head(self, data: bytes) -> bool:
        """Say whether the head of the request being read has ended, or ends in `data` in time."""
        if self._is_reading:
            return self._head_is_read or 0 <= data.find(HEAD_END) <= MAX_HEAD_BYTES
        return 0 <= data.find(HEAD_END) <= MAX_HEAD_BYTES


@lru_cache(maxsize=1)
def _most_connections() -> int:
    """Say how many clients one process keeps: half of its files, the rest is for answering them."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2


def make_room(connections: Collection[Any]) -> None:
    """Close a sixteenth of the connections: of those that wait for their client, the longest silent."""
    waiting = [
        one
        for one in connections
        if isinstance(one, VoteProtocol) and one.waits_for_client and not one.transport.is_closing()
    ]
    for one in heapq.nsmallest(
        len(connections) // 16 + 1, waiting, key=lambda waits: waits.active_at
    ):
        one.transport.abort()


@lru_cache(maxsize=4)
def _always(*headers: tuple[bytes, bytes]) -> bytes:
    """Write the headers of every answer, which change once a second."""
    return b"".join(b"%b: %b\r\n" % header for header in headers)


async def sweep(server_state: ServerState) -> None:
    """Look after all connections, every few seconds, for as long as the server runs."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        now = time.monotonic()
        for connection in list(server_state.connections):
            if isinstance(connection, VoteProtocol):
                connection.sweep(now)
