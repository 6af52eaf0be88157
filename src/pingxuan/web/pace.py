"""How often one address may look something up: enough for an office, too slow to leaf through all."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.core.cache import cache

from pingxuan.domain.errors import TooManyTries

WINDOW = timedelta(minutes=5)
MOST = 60


def refuse_too_fast(what: str, address: str, *, now: datetime, most: int = MOST) -> None:
    """Count one look-up, and pass only whoever has not made too many within five minutes.

    Raises:
        TooManyTries: with the seconds until the oldest of them is forgotten.
    """
    key = f"pace:{what}:{hashlib.sha256(address.encode()).hexdigest()[:24]}"
    since = (now - WINDOW).timestamp()
    recent = [moment for moment in cache.get(key) or [] if moment > since]
    if len(recent) >= most:
        wait = recent[0] + WINDOW.total_seconds() - now.timestamp()
        raise TooManyTries(retry_after=int(wait) + 1)
    cache.set(key, [*recent, now.timestamp()], timeout=int(WINDOW.total_seconds()))
