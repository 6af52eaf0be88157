"""The count of all accepted votes: what has been folded into the tally, and the minutes that have not.

Each answer comes from one statement, so that it is whole: a fold moves votes from one part to the
other, and would be seen by half between two.

Source:
    product E7.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar

import msgspec

from pingxuan.ballotbox import store

_MINUTES = """
SELECT NULL, day, 0, 0, in_tally, minute, body FROM counts
 WHERE campaign = ? AND in_tally = 0
"""
_BY_ENTRY = f"""
SELECT entry, 0, sum(votes), sum(ballots), 1, 0, NULL FROM tally WHERE campaign = ? GROUP BY entry
UNION ALL {_MINUTES}
"""  # noqa: S608 - put together from our own
_BY_ENTRY_AND_DAY = f"""
SELECT entry, day, sum(votes), sum(ballots), 1, 0, NULL FROM tally WHERE campaign = ?
 GROUP BY entry, day
UNION ALL {_MINUTES}
"""  # noqa: S608 - put together from our own
_SINCE = """
UNION ALL
SELECT NULL, day, 0, 0, in_tally, minute, body FROM counts
 WHERE campaign = ? AND minute >= ? AND in_tally = 1
"""
_DAYS = """
SELECT day FROM tally WHERE campaign = ?
UNION
SELECT day FROM counts WHERE campaign = ? AND in_tally = 0
"""

_minute = msgspec.json.Decoder(dict[str, tuple[int, int]]).decode


Key = TypeVar("Key")


class Sum(NamedTuple):
    """Accepted votes, and the requests that gave them."""

    votes: int
    ballots: int


def by_entry(session: store.Session, campaign: int, *, before: int | None = None) -> dict[str, Sum]:
    """Sum up by entry.

    Args:
        before: count only what was given before this minute, in minutes since 1970 by the
            campaign's clock.
    """
    if before is None:
        rows = session.rows(_BY_ENTRY, campaign, campaign)
    else:
        rows = session.rows(_BY_ENTRY + _SINCE, campaign, campaign, campaign, before)
    found: dict[str, Sum] = {}
    for entry, _, votes, ballots, in_tally, minute, body in rows:
        if body is None:
            _add(found, entry, Sum(int(votes), int(ballots)))
            continue
        is_late = before is not None and minute >= before
        if bool(in_tally) == is_late:  # in the tally and too late, or the other way round
            sign = -1 if is_late else 1
            for name, (given, requests) in _minute(bytes(body)).items():
                _add(found, name, Sum(sign * given, sign * requests))
    return found


def by_entry_and_day(session: store.Session, campaign: int) -> dict[tuple[str, int], Sum]:
    """Sum up by entry and ordinal of the voting day, in that order."""
    found: dict[tuple[str, int], Sum] = {}
    for entry, day, votes, ballots, _, _, body in session.rows(
        _BY_ENTRY_AND_DAY, campaign, campaign
    ):
        for name, sums in _parts(entry, votes, ballots, body):
            _add(found, (name, day), sums)
    return dict(sorted(found.items()))


def by_day(session: store.Session, campaign: int) -> dict[int, Sum]:
    """Sum up by ordinal of the voting day."""
    found: dict[int, Sum] = {}
    for (_, day), sums in by_entry_and_day(session, campaign).items():
        _add(found, day, sums)
    return found


def days(session: store.Session, campaign: int, first: int, last: int) -> list[int]:
    """List the voting days on which votes were given, from `first` to `last`, by their ordinals."""
    given = session.rows(_DAYS, campaign, campaign)
    return sorted(day for (day,) in given if first <= day <= last)


def _parts(entry: str, votes: Any, ballots: Any, body: Any) -> Iterable[tuple[str, Sum]]:
    if body is None:
        return [(entry, Sum(int(votes), int(ballots)))]
    return [(name, Sum(*given)) for name, given in _minute(bytes(body)).items()]


def _add(found: dict[Key, Sum], key: Key, more: Sum) -> None:
    before = found.get(key, Sum(0, 0))
    found[key] = Sum(before.votes + more.votes, before.ballots + more.ballots)
