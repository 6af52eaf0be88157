"""The way to the page process: streamed both ways, with the true client and nothing hop-by-hop."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from pingxuan.ballotbox.pages import MAX_BODY_BYTES, PageProcess


class Stand:
    """A page process that notes what it is sent and answers as it is told."""

    def __init__(self, answer: bytes, *, keep: bool = True) -> None:
        self.answer, self.keep = answer, keep
        self.connections = 0
        self.requests: list[tuple[bytes, bytes]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.requests.append((head, await self._body(head, reader)))
                writer.write(self.answer)
                await writer.drain()
                if not self.keep:
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _body(self, head: bytes, reader: asyncio.StreamReader) -> bytes:
        fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
        if b"content-length" in fields:
            return await reader.readexactly(int(fields[b"content-length"]))
        body = b""
        while fields.get(b"transfer-encoding") == b"chunked":
            size = int(await reader.readline(), 16)
            body += (await reader.readexactly(size + 2))[:-2]
            if not size:
                break
        return body


@asynccontextmanager
async def behind(path: Path, stand: Stand) -> AsyncIterator[PageProcess]:
    server = await asyncio.start_unix_server(stand.serve, str(path))
    async with server:
        yield PageProcess(path)


async def fetch(
    pages: PageProcess,
    pieces: tuple[bytes, ...] = (b"",),
    headers: tuple[tuple[bytes, bytes], ...] = ((b"host", b"vote.example"),),
    method: str = "GET",
) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """One request through the pages, with its body in pieces."""
    sent: list[dict[str, Any]] = []
    waiting = [
        {"type": "http.request", "body": piece, "more_body": n + 1 < len(pieces)}
        for n, piece in enumerate(pieces)
    ]

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.Event().wait()  # the client stays until the end
        return waiting.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "method": method,
        "raw_path": b"/c/x",
        "query_string": b"a=%E7%A5%A8",
        "headers": list(headers),
        "client": ("192.0.2.9", 5),
        "scheme": "http",
    }
    await pages(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], sent[0]["headers"], body


PLAIN = b"HTTP/1.1 200 OK\r\nServer: x\r\nKeep-Alive: 5\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nhi"
CHUNKED = (
    b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n3\r\n ho\r\n0\r\n\r\n"
)


def test_a_request_goes_there_and_its_answer_comes_back(tmp_path: Path) -> None:
    stand = Stand(PLAIN)

    async def story() -> None:
        async with behind(tmp_path / "s", stand) as pages:
            headers = (
                (b"host", b"vote.example"),
                (b"cookie", b"a=b"),
                (b"connection", b"keep-alive"),
                (b"x-forwarded-for", b"203.0.113.1"),
                (b"content-length", b"4"),
            )
            answer = await fetch(pages, (b"ab", b"cd"), headers, "POST")
            assert answer == (200, [(b"x-a", b"1"), (b"content-length", b"2")], b"hi")
            assert await fetch(pages) == answer

    asyncio.run(story())

    head, body = stand.requests[0]
    assert head.split(b"\r\n")[:-2] == [
        b"POST /c/x?a=%E7%A5%A8 HTTP/1.1",
        b"host: vote.example",
        b"cookie: a=b",
        b"content-length: 4",
        b"x-pingxuan-takes-parts: yes",
        b"x-forwarded-for: 192.0.2.9",
        b"x-forwarded-proto: http",
        b"x-forwarded-host: vote.example",
    ]
    assert (body, stand.connections) == (b"abcd", 1)


def test_bodies_of_unknown_length_are_streamed_both_ways(tmp_path: Path) -> None:
    stand = Stand(CHUNKED)

    async def story() -> None:
        async with behind(tmp_path / "s", stand) as pages:
            headers = ((b"host", b"h"), (b"transfer-encoding", b"chunked"))
            status, fields, body = await fetch(pages, (b"a" * 70000, b"b"), headers, "POST")
            assert (status, fields, body) == (201, [], b"hi ho")

    asyncio.run(story())

    assert stand.requests[0][1] == b"a" * 70000 + b"b"


def test_an_answer_without_a_body_ends(tmp_path: Path) -> None:
    async def story(answer: bytes, method: str) -> tuple[int, bytes]:
        async with behind(tmp_path / "s", Stand(answer)) as pages:
            status, _, body = await fetch(pages, method=method)
            return status, body

    redirect = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"
    assert asyncio.run(story(redirect, "GET")) == (304, b"")
    assert asyncio.run(story(head, "HEAD")) == (200, b"")


@pytest.mark.parametrize(
    ("headers", "pieces", "status", "code"),
    [
        (((b"content-length", str(MAX_BODY_BYTES + 1).encode()),), (b"",), 413, "too_large"),
        (((b"transfer-encoding", b"chunked"),), (b"a" * MAX_BODY_BYTES, b"b"), 413, "too_large"),
    ],
)
def test_what_is_too_large_is_refused(
    tmp_path: Path, headers: Any, pieces: Any, status: int, code: str
) -> None:
    async def story() -> tuple[int, Any, bytes]:
        async with behind(tmp_path / "s", Stand(PLAIN)) as pages:
            return await fetch(pages, pieces, headers, "POST")

    got, _, body = asyncio.run(story())

    assert (got, json.loads(body)["code"]) == (status, code)


@pytest.mark.parametrize("answer", [b"", b"NONSENSE\r\n\r\n"])
def test_pages_that_do_not_answer_are_a_502_and_not_well(tmp_path: Path, answer: bytes) -> None:
    async def story() -> None:
        async with behind(tmp_path / "s", Stand(answer, keep=False)) as pages:
            assert (await fetch(pages))[0] == 502
            assert await pages.health() == "unavailable"
        nobody = PageProcess(tmp_path / "nobody")
        assert (await fetch(nobody))[0] == 502
        assert await nobody.health() == "unavailable"

    asyncio.run(story())


def test_a_cut_answer_is_seen_as_cut(tmp_path: Path) -> None:
    async def story() -> None:
        cut = Stand(PLAIN.replace(b"Length: 2", b"Length: 9"), keep=False)
        async with behind(tmp_path / "s", cut) as pages:
            with pytest.raises(asyncio.IncompleteReadError):
                await fetch(pages)

    asyncio.run(story())
