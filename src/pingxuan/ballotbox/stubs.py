"""Stubs (票根): what stays of each accepted slip in the quota's row of its voter and day.

A stub holds the idempotency key and what the answer said, so that asking again finds the same
truth without a table of keys of its own. A row has few of them: its day's quota bounds them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

_HEAD = struct.Struct(">16sIHBB")
KEY_BYTES = 16


class Stub(NamedTuple):
    """One accepted slip.

    Attributes:
        key: the idempotency key, as the 16 bytes of its UUID.
        ts: whole seconds of the campaign's clock.
    """

    key: bytes
    ts: int
    votes: int
    channel: str
    entry: str


def pack(key: bytes, ts: int, votes: int, channel: str, entry: str) -> bytes:
    """Write a stub; stubs of a row stand one behind the other."""
    channel_name, entry_name = channel.encode(), entry.encode()
    head = _HEAD.pack(key, ts, votes, len(channel_name), len(entry_name))
    return head + channel_name + entry_name


def unpack(stubs: bytes) -> Iterator[Stub]:
    """Read all stubs of a row, oldest first."""
    at = 0
    while at < len(stubs):
        key, ts, votes, channel_size, entry_size = _HEAD.unpack_from(stubs, at)
        middle = at + _HEAD.size + channel_size
        channel = stubs[at + _HEAD.size : middle].decode()
        at = middle + entry_size
        yield Stub(key, ts, votes, channel, stubs[middle:at].decode())


def find(stubs: bytes, key: bytes) -> Stub | None:
    """Look for a key among the stubs of a row."""
    if key not in stubs:  # nearly always; bytes that only look like the key are told apart below
        return None
    return next((stub for stub in unpack(stubs) if stub.key == key), None)
