"""Codes of the second factor that change every thirty seconds.

Source:
    RFC 6238 (TOTP) over RFC 4226 (HOTP): HMAC-SHA-1, six digits, steps of 30 seconds.
"""

from __future__ import annotations

import hmac
import struct
from datetime import datetime
from hashlib import sha1

STEP_SECONDS = 30
DIGITS = 6
AROUND = 1


def step_at(now: datetime) -> int:
    """Count the steps of thirty seconds since 1970."""
    return int(now.timestamp()) // STEP_SECONDS


def code_of(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """Give the code of one step."""
    mac = hmac.new(secret, struct.pack(">Q", step), sha1).digest()
    at = mac[-1] & 0x0F
    number = struct.unpack(">I", mac[at : at + 4])[0] & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: bytes, code: str, now: datetime, *, after: int) -> int | None:
    """Find the step that a code belongs to, one before or after the present one; None if none.

    Args:
        after: the step of the last code that was taken; no code is taken twice (RFC 6238, 5.2).
    """
    present = step_at(now)
    for step in range(present - AROUND, present + AROUND + 1):
        if step > after and hmac.compare_digest(code_of(secret, step).encode(), code.encode()):
            return step
    return None
