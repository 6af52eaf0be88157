"""The way to the page process: every request that is no vote is streamed over a Unix socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httptools

from pingxuan.ballotbox import parts, wire

if TYPE_CHECKING:
    from pingxuan.ballotbox.app import Receive, Scope, Send

MAX_BODY_BYTES = 64 * 1024 * 1024
MAX_IDLE = 32
CONNECT_SECONDS = 5
ANSWER_SECONDS = 120
CHUNK = 64 * 1024

HOP_BY_HOP = frozenset(
    (
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    )
)
# What this server says itself.
OWN_HEADERS = HOP_BY_HOP | {b"date", b"server"}
FORWARDED = frozenset(
    (b"forwarded", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-real-ip")
)
INNER = frozenset((parts.TAKES, parts.NAMED))  # no client says or hears these
NOT_PASSED_IN = HOP_BY_HOP | FORWARDED | INNER | {b"expect"}
NOT_PASSED_OUT = OWN_HEADERS | INNER
UNREACHABLE = wire.problem(HTTPStatus.BAD_GATEWAY, "pages_unavailable")
BODY_TOO_LARGE = wire.problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")


class BodyTooLargeError(Exception):
    """A request's body is larger than the pages take."""


class GoneError(Exception):
    """The client left before its request was whole."""


class _Reply:
    """One answer of the page process while it is parsed."""

    def __init__(self) -> None:
        self.parser = httptools.HttpResponseParser(self)
        self.headers: list[tuple[bytes, bytes]] = []
        self.chunks: list[bytes] = []
        self.has_head = False
        self.is_whole = False
        self.stays_open = False

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        self.has_head = self.parser.get_status_code() >= HTTPStatus.OK
        # Asked now, because the parser forgets the length together with the message.
        self.stays_open = bool(self.parser.should_keep_alive())
        if not self.has_head:
            self.headers.clear()

    def on_body(self, body: bytes) -> None:
        self.chunks.append(body)

    def on_message_complete(self) -> None:
        self.is_whole = self.has_head


@dataclass
class _State:
    """How far an answer has come.

    Attributes:
        part: of a file, which is the answer's body; the page process is done with it.
    """

    is_started: bool = False
    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    part: parts.Part | None = None


class _Line:
    """One connection to the page process."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer


class PageProcess:
    """The page process behind its socket, as an ASGI application."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: list[_Line] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream one request there and its answer back."""
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        length = next((value for name, value in headers if name == b"content-length"), b"")
        if length and int(length) > MAX_BODY_BYTES:
            await _refuse(send, BODY_TOO_LARGE)
            return
        is_chunked = any(name == b"transfer-encoding" for name, _ in headers)
        state = _State()
        try:
            await self._exchange(scope, receive, send, state, is_chunked=is_chunked)
            if state.part is not None:
                await _send_part(state, state.part, scope, receive, send)
        except GoneError:
            return
        except BodyTooLargeError:
            if not state.is_started:
                await _refuse(send, BODY_TOO_LARGE)
        except (OSError, asyncio.IncompleteReadError, TimeoutError, httptools.HttpParserError):
            if not state.is_started:
                await _refuse(send, UNREACHABLE)
            else:
                raise  # the server closes the connection, so that a cut answer is seen as cut

    async def health(self) -> str:
        """Say "ok" when the page process answers anything but a server error."""
        status = 0

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, object]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(str(message["status"]))

        scope: dict[str, object] = {
            "method": "GET",
            "raw_path": b"/healthz",
            "query_string": b"",
            "headers": [(b"host", b"localhost")],
            "client": None,
            "scheme": "http",
        }
        await self(scope, receive, send)  # type: ignore[arg-type]  # uvicorn's own types
        return "ok" if status and status < HTTPStatus.INTERNAL_SERVER_ERROR else "unavailable"

    async def _exchange(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        state: _State,
        *,
        is_chunked: bool,
    ) -> None:
        line = await self._line()
        is_reusable = False
        try:
            line.writer.write(_head(scope, is_chunked=is_chunked))
            sending = asyncio.ensure_future(_send_body(line.writer, receive, is_chunked=is_chunked))
            try:
                is_reusable = await self._answer(line, scope, send, state, sending)
            finally:
                if not sending.done():
                    is_reusable = False
                    sending.cancel()
                    await asyncio.wait([sending])
        finally:
            if is_reusable and len(self._idle) < MAX_IDLE:
                self._idle.append(line)
            else:
                line.writer.close()

    async def _answer(
        self,
        line: _Line,
        scope: Scope,
        send: Send,
        state: _State,
        sending: asyncio.Future[None],
    ) -> bool:
        """Pass the answer on as it comes; say whether the connection can be used again."""
        reply = _Reply()
        is_bodiless = scope["method"] == "HEAD"
        async for data in _read(line.reader, sending):
            reply.parser.feed_data(data)
            if not reply.has_head:
                continue
            if not state.status:
                state.status = status = reply.parser.get_status_code()
                state.part = parts.named(reply.headers)
                state.headers = [pair for pair in reply.headers if pair[0] not in NOT_PASSED_OUT]
                is_bodiless = is_bodiless or status in (204, 304)
                if state.part is None:
                    await _start(send, state)
            body = b"".join(reply.chunks)
            reply.chunks.clear()
            is_last = reply.is_whole or is_bodiless
            if state.part is None and (body or is_last):
                await send({"type": "http.response.body", "body": body, "more_body": not is_last})
            if is_last:
                return reply.stays_open and scope["method"] != "HEAD"
        raise asyncio.IncompleteReadError(b"", None)

    async def _line(self) -> _Line:
        while self._idle:
            line = self._idle.pop()
            if not line.reader.at_eof() and not line.writer.is_closing():
                return line
            line.writer.close()
        async with asyncio.timeout(CONNECT_SECONDS):
            return _Line(*await asyncio.open_unix_connection(str(self._path), limit=CHUNK))


async def _read(
    reader: asyncio.StreamReader, sending: asyncio.Future[None]
) -> AsyncIterator[bytes]:
    """Read until the end; a fault of the body's sender comes up here."""
    while True:
        reading = asyncio.ensure_future(reader.read(CHUNK))
        waits: list[asyncio.Future[Any]] = [reading] if sending.done() else [reading, sending]
        done, _ = await asyncio.wait(
            waits, timeout=ANSWER_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        if sending.done() and sending.exception() is not None and not reading.done():
            reading.cancel()
            sending.result()
        if not done:
            reading.cancel()
            raise TimeoutError
        data = await reading
        if not data:
            return
        yield data


async def _send_body(writer: asyncio.StreamWriter, receive: Receive, *, is_chunked: bool) -> None:
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise GoneError
        body: bytes = message.get("body", b"")
        size += len(body)
        if size > MAX_BODY_BYTES:
            raise BodyTooLargeError
        if body:
            writer.write(b"%x\r\n%b\r\n" % (len(body), body) if is_chunked else body)
            await writer.drain()
        if not message.get("more_body"):
            if is_chunked:
                writer.write(b"0\r\n\r\n")
            return


def _head(scope: Scope, *, is_chunked: bool) -> bytes:
    """Write the request's head: end-to-end headers, and where it really came from."""
    target: bytes = scope["raw_path"]
    if scope["query_string"]:
        target += b"?" + scope["query_string"]
    lines = [b"%b %b HTTP/1.1" % (scope["method"].encode(), target)]
    host = b""
    for name, value in scope["headers"]:
        if name == b"host":
            host = value
        if name not in NOT_PASSED_IN:
            lines.append(b"%b: %b" % (name, value))
    client = scope.get("client")
    lines.append(parts.TAKES + b": yes")
    lines.append(b"x-forwarded-for: %b" % (client[0].encode() if client else b"127.0.0.1"))
    lines.append(b"x-forwarded-proto: %b" % scope["scheme"].encode())
    if host:
        lines.append(b"x-forwarded-host: %b" % host)
    if is_chunked:
        lines.append(b"transfer-encoding: chunked")
    return b"\r\n".join(lines) + b"\r\n\r\n"


async def _start(send: Send, state: _State) -> None:
    state.is_started = True
    start = {"type": "http.response.start", "status": state.status, "headers": state.headers}
    await send(start)


async def _send_part(
    state: _State, part: parts.Part, scope: Scope, receive: Receive, send: Send
) -> None:
    """Send the body that the page process has only named."""
    file = await asyncio.to_thread(parts.opened, part)
    length = (b"content-length", b"%d" % part.length)
    state.headers = [pair for pair in state.headers if pair[0] != length[0]] + [length]
    await _start(send, state)
    if scope["method"] == "HEAD":
        file.close()
        await send({"type": "http.response.body", "body": b""})
        return
    await parts.send(file, part.length, receive, send)


async def _refuse(send: Send, answer: wire.Answer) -> None:
    length = str(len(answer.body)).encode()
    headers = [(b"content-type", answer.content_type), (b"content-length", length)]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
