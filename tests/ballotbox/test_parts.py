"""Files that the pages only name: the ballot box sends them, however slowly they are taken."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from pingxuan.ballotbox import parts
from pingxuan.ballotbox.pages import PageProcess
from pingxuan.ballotbox.parts import Part
from tests.ballotbox.test_pages import Stand, behind, fetch

CONTENT = bytes(range(256)) * 4096  # a megabyte


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "两 个.zip"
    path.write_bytes(CONTENT)
    return path


def naming(part: Part, status: bytes = b"200 OK") -> bytes:
    """An answer of the pages that names a part."""
    head = b"HTTP/1.1 %b\r\nContent-Length: 0\r\nX-A: 1\r\nX-Pingxuan-Part: %b\r\n\r\n"
    return head % (status, part.written().encode())


def test_a_named_part_is_sent_and_its_name_is_not(tmp_path: Path, file: Path) -> None:
    stand = Stand(naming(Part(str(file), 1000, 300_000), b"206 Partial Content"))

    async def story() -> None:
        async with behind(tmp_path / "s", stand) as pages:
            status, headers, body = await fetch(pages)
            assert (status, headers) == (206, [(b"x-a", b"1"), (b"content-length", b"300000")])
            assert body == CONTENT[1000:301_000]
            assert (await fetch(pages, method="HEAD"))[2] == b""

    asyncio.run(story())


@pytest.mark.parametrize("length", [len(CONTENT) + 1, 1])
def test_a_file_that_is_gone_or_short_is_a_502(tmp_path: Path, file: Path, length: int) -> None:
    if length == 1:
        file.unlink()

    async def story() -> int:
        async with behind(tmp_path / "s", Stand(naming(Part(str(file), 0, length)))) as pages:
            return (await fetch(pages))[0]

    assert asyncio.run(story()) == 502


def test_no_client_asks_for_a_name(tmp_path: Path) -> None:
    stand = Stand(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    async def story() -> None:
        async with behind(tmp_path / "s", stand) as pages:
            await fetch(pages, headers=((parts.TAKES, b"no"), (parts.NAMED, b"0 9 /etc/passwd")))

    asyncio.run(story())

    head, _ = stand.requests[0]
    assert head.count(b"x-pingxuan-") == 1
    assert b"/etc/passwd" not in head


class Slow:
    """A client that takes nothing until it is told to, or that it leaves."""

    def __init__(self) -> None:
        self.goes_on, self.leaves = asyncio.Event(), asyncio.Event()
        self.sent: list[Any] = []
        self.is_asked = False

    async def receive(self) -> dict[str, Any]:
        if not self.is_asked:
            self.is_asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.body":
            await self.goes_on.wait()
        self.sent.append(message)


async def begin(pages: PageProcess, client: Slow) -> asyncio.Task[None]:
    """Begin a download, and wait until the client is to take its first piece."""
    scope = {
        "method": "GET",
        "raw_path": b"/c/x",
        "query_string": b"",
        "headers": [],
        "client": None,
        "scheme": "http",
    }
    task = asyncio.create_task(pages(scope, client.receive, client.send))
    while not client.sent:
        await asyncio.sleep(0)
    return task


def test_while_a_client_dawdles_the_page_process_is_free(tmp_path: Path, file: Path) -> None:
    stand = Stand(naming(Part(str(file), 0, len(CONTENT))))

    async def story() -> None:
        async with behind(tmp_path / "s", stand) as pages:
            slow = [Slow() for _ in range(20)]
            downloads = [await begin(pages, client) for client in slow]
            assert (await fetch(pages))[2] == CONTENT
            assert stand.connections == 1
            for client in slow:
                client.goes_on.set()
            await asyncio.gather(*downloads)
            assert {b"".join(m.get("body", b"") for m in c.sent) for c in slow} == {CONTENT}

    asyncio.run(story())


def test_who_leaves_is_sent_no_more(tmp_path: Path, file: Path) -> None:
    async def story() -> None:
        async with behind(tmp_path / "s", Stand(naming(Part(str(file), 0, len(CONTENT))))) as pages:
            client = Slow()
            download = await begin(pages, client)
            client.leaves.set()
            client.goes_on.set()
            await download
            assert len(client.sent) < len(CONTENT) // parts.PIECE

    asyncio.run(story())
