"""Identifiers: UUID version 7, which sort by the moment they were made."""

from __future__ import annotations

import secrets
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_newest = 0


def uuid7() -> UUID:
    """Make a fresh UUIDv7, greater than every one that this process has made before.

    48 bit of Unix milliseconds, 12 bit of the fraction of the millisecond, 62 bit of chance. What
    was made one after the other sorts so, also within one millisecond and when the clock is set back.

    Source:
        RFC 9562 sections 5.7 and 6.2, method 3.
    """
    global _newest  # noqa: PLW0603 - the process's own order is the point
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    with _lock:
        _newest = max(milliseconds << 12 | (rest << 12) // 1_000_000, _newest + 1)
        ordered = _newest
    value = (ordered >> 12 & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | (ordered & 0xFFF) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return UUID(int=value)
