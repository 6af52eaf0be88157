"""Which stages are open at a moment. Intervals are half-open and may overlap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Protocol

from pingxuan.domain.vocabulary import Stage


class Window(Protocol):
    """A stage's interval: `opens_at` ≤ now < `closes_at`, both aware."""

    @property
    def stage(self) -> Stage: ...  # noqa: D102 - the class says it

    @property
    def opens_at(self) -> datetime: ...  # noqa: D102 - the class says it

    @property
    def closes_at(self) -> datetime: ...  # noqa: D102 - the class says it


def open_at(windows: Iterable[Window], moment: datetime) -> frozenset[Stage]:
    """Name the stages that are open at `moment`.

    Source:
        A2, C16–C20: every interval is half-open, start ≤ now < end.
    """
    return frozenset(w.stage for w in windows if w.opens_at <= moment < w.closes_at)


class End(NamedTuple):
    """The end of an interval as people say it: a day, its hour, and whether that is 24:00."""

    day: date
    hour: time
    is_midnight: bool


def said_end(local: datetime) -> End:
    """Say the end of a half-open interval, which is its first moment outside.

    Midnight is 24:00 of the day before: what closes on 1 December at 0:00 is open “until 24:00 of
    the 30th”. Every other moment is said as it is.

    Args:
        local: the end in the campaign's zone.

    Source:
        C16, C17, C19; ISO 8601-1:2019/Amd 1:2022, 4.3.8 (24:00 is the end of a day).
    """
    if local.time() == time(0):
        return End(local.date() - timedelta(days=1), time(0), is_midnight=True)
    return End(local.date(), local.time(), is_midnight=False)
