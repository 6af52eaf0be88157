"""Failed sign-ins with a password, counted so that guessing is slow and nobody is locked out for good.

Few tries for one name from one address, more for one name from anywhere, many for one address:
a whole office may stand behind it.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.core.cache import cache

from pingxuan.domain.errors import TooManyTries

WINDOW = timedelta(minutes=15)
MOST_FOR_BOTH = 5
MOST_FOR_NAME = 30
MOST_FOR_ADDRESS = 100


def _limits(username: str, address: str) -> dict[str, int]:
    name = hashlib.sha256(username.casefold().encode()).hexdigest()[:24]
    place = hashlib.sha256(address.encode()).hexdigest()[:24]
    return {
        f"tries:both:{name}:{place}": MOST_FOR_BOTH,
        f"tries:name:{name}": MOST_FOR_NAME,
        f"tries:address:{place}": MOST_FOR_ADDRESS,
    }


def _recent(key: str, now: datetime) -> list[float]:
    kept: list[float] = cache.get(key) or []
    return [moment for moment in kept if moment > (now - WINDOW).timestamp()]


def refuse_after_many(username: str, address: str, *, now: datetime) -> None:
    """Pass only whoever has not failed too often within the last quarter of an hour.

    Raises:
        TooManyTries: with the seconds until the oldest of the failures is forgotten.
    """
    for key, most in _limits(username, address).items():
        failed = _recent(key, now)
        if len(failed) >= most:
            until = failed[0] + WINDOW.total_seconds()
            raise TooManyTries(retry_after=int(until - now.timestamp()) + 1)


def note_failure(username: str, address: str, *, now: datetime) -> None:
    """Count one failure."""
    for key, most in _limits(username, address).items():
        kept = [*_recent(key, now), now.timestamp()][-most:]
        cache.set(key, kept, timeout=int(WINDOW.total_seconds()))


def forgive(username: str, address: str) -> None:
    """Forget the failures of this name from this address: its owner has come."""
    cache.delete(next(iter(_limits(username, address))))
