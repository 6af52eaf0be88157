"""Parts of files that the pages name and the ballot box sends.

A film or a bundle goes out over hours when the line is slow. A page process has a few threads, and
each would wait with its client; here it costs an open file and a task.

Source:
    RFC 9110, 14 for parts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from pingxuan.ballotbox.app import Receive, Send

# Asked and answered between ballot box and pages alone: neither comes from a client or goes to one.
TAKES = b"x-pingxuan-takes-parts"
NAMED = b"x-pingxuan-part"
PIECE = 64 * 1024


class Part(NamedTuple):
    """So many bytes of a file, from `first` on."""

    path: str
    first: int
    length: int

    def written(self) -> str:
        """Write it as the value of a header."""
        return f"{self.first} {self.length} {quote(self.path)}"


def named(headers: Sequence[tuple[bytes, bytes]]) -> Part | None:
    """Read the part that an answer of the pages names; None when it brings its body itself."""
    for name, value in headers:
        if name == NAMED:
            first, length, path = value.decode().split(" ")
            return Part(unquote(path), int(first), int(length))
    return None


def opened(part: Part) -> BinaryIO:
    """Open a part's file where the part begins.

    Raises:
        OSError: it is not there, or ends before the part does.
    """
    file = Path(part.path).open("rb")  # noqa: SIM115 - whoever sends it closes it
    if file.seek(0, 2) < part.first + part.length:
        file.close()
        raise OSError("the file is shorter than the part")
    file.seek(part.first)
    return file


async def send(file: BinaryIO, length: int, receive: Receive, send: Send) -> None:
    """Send so many bytes as a body, as fast as the client takes them, until it leaves."""
    leaving = asyncio.ensure_future(_left(receive))
    left = length
    try:
        while left and not leaving.done():
            piece = await asyncio.to_thread(file.read, min(PIECE, left))
            if not piece:
                raise OSError("the file was cut while it was sent")
            left -= len(piece)
            await send({"type": "http.response.body", "body": piece, "more_body": left > 0})
    finally:
        leaving.cancel()
        file.close()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
