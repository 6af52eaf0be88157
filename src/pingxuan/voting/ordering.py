"""The random order of the board: by a seed for each visitor and day, and by nothing else.

The seed draws a random place for each entry, in the order of their publication. So paging and
filtering cost nothing and keep the same relative order, and what is published later comes in
somewhere without moving what stands. No count, date or place has any part in it.

Source:
    decisions, "Random order"; E3.
"""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import Sequence
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


def ordered(numbers: Sequence[str], seed: str) -> tuple[str, ...]:
    """Put public numbers in the order of a seed.

    Args:
        numbers: in the order of publication; more at the end leave the others as they stand.
    """
    draw = random.Random(seed).random  # noqa: S311 - no secret
    places = [draw() for _ in numbers]
    return tuple(map(numbers.__getitem__, sorted(range(len(places)), key=places.__getitem__)))
