"""The random order of the board: by a seed for each visitor and day, and by nothing else.

The seed decides the place of each public number by a hash, so that paging and filtering cost
nothing and keep the same relative order. No count, date or place has any part in it.

Source:
    decisions, "Random order"; E3.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

SEED_BYTES = 8
_COOKIE = re.compile(r"(\d{4}-\d{2}-\d{2})\.([0-9a-f]{16})")


@dataclass(frozen=True)
class DaySeed:
    """A visitor's seed of one day; `is_new` when it has to be given to the browser."""

    day: date
    seed: str
    is_new: bool = False

    @property
    def cookie(self) -> str:
        """Write it as the value of the day cookie."""
        return f"{self.day.isoformat()}.{self.seed}"


def seed_for(cookie: str, today: date) -> DaySeed:
    """Keep the seed of a cookie that is from today; draw a new one in any other case."""
    found = _COOKIE.fullmatch(cookie)
    if found and found[1] == today.isoformat():
        return DaySeed(today, found[2])
    return DaySeed(today, secrets.token_hex(SEED_BYTES), is_new=True)


def ordered(numbers: Iterable[str], seed: str) -> list[str]:
    """Put public numbers in the order of a seed."""
    key = bytes.fromhex(seed)
    return sorted(
        numbers,
        key=lambda number: hashlib.blake2b(number.encode(), key=key, digest_size=8).digest(),
    )
