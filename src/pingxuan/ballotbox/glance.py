"""A voter's own votes at a glance: what, when and for whom, without receipts.

Every look at the board asks this. So it is one statement over a connection that each thread keeps,
and it costs the days on which a voter has voted, never the votes of others.
"""

from __future__ import annotations

import sqlite3
import threading
from datetime import date
from typing import NamedTuple

from pingxuan.ballotbox import places, store, stubs

_QUESTION = (
    "SELECT quota.day, quota.stubs FROM quota"
    " JOIN campaigns ON campaigns.campaign = quota.campaign"
    " WHERE quota.voter = ? AND campaigns.id = ? ORDER BY quota.day"
)


class Given(NamedTuple):
    """Votes of one accepted request."""

    day: date
    ts: int
    entry: str
    votes: int


class _Kept(threading.local):
    """The connection of this thread: to which database, to which file of it, and the session."""

    mark: tuple[str, int] | None = None
    session: store.Session | None = None


_kept = _Kept()


def given_by(url: str, campaign: str, voter: bytes) -> list[Given]:
    """List a voter's accepted votes, oldest first; none while there is no ballot database."""
    mark = (url, _file_of(url))
    is_fresh = _kept.mark != mark
    if is_fresh:
        _reconnect(mark)
    try:
        return _ask(campaign, voter)
    except _faults():
        # A server that was restarted, or a database that is not laid yet: one more try tells.
        _reconnect(mark)
        return _ask(campaign, voter) if _kept.session else []


def _ask(campaign: str, voter: bytes) -> list[Given]:
    if _kept.session is None:
        return []
    found = []
    for day, packed in _kept.session.rows(_QUESTION, voter, campaign):
        on = date.fromordinal(day)
        for stub in stubs.unpack(bytes(packed)):
            found.append(Given(on, stub.ts, stub.entry, stub.votes))
    return found


def _reconnect(mark: tuple[str, int]) -> None:
    if _kept.session is not None:
        _kept.session.connection.close()
    url = mark[0]
    _kept.mark, _kept.session = (
        (mark, store.open_session(url)) if store.exists(url) else (None, None)
    )


def _file_of(url: str) -> int:
    """Give the number of a SQLite file, so that one laid in its place is noticed; 0 without one."""
    if places.is_postgres(url):
        return 0
    try:
        return places.sqlite_path(url).stat().st_ino
    except FileNotFoundError:
        return 0


def _faults() -> tuple[type[Exception], ...]:
    """Name what a lost connection raises; psycopg is there only where PostgreSQL is used."""
    try:
        import psycopg
    except ImportError:
        return (sqlite3.Error,)
    return (sqlite3.Error, psycopg.Error)
