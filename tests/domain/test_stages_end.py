"""The end of an interval as people say it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

from hypothesis import given
from hypothesis.strategies import dates, integers

from pingxuan.domain.stages import End, said_end

ZONE = timezone(timedelta(hours=8))
MINUTES = integers(-(10**7), 10**7)
FIRST = datetime(2021, 12, 1, tzinfo=ZONE)


def test_what_closes_at_midnight_is_open_until_24_of_the_day_before() -> None:
    assert said_end(FIRST) == End(date(2021, 11, 30), time(0), is_midnight=True)


def test_every_other_moment_is_said_as_it_is() -> None:
    evening = datetime(2021, 11, 16, 18, tzinfo=ZONE)

    assert said_end(evening) == End(evening.date(), time(18), is_midnight=False)
    assert said_end(FIRST + timedelta(seconds=1)).is_midnight is False


@given(MINUTES)
def test_the_day_that_is_said_is_the_last_one_inside(minutes: int) -> None:
    """The last microsecond of the half-open interval lies on that day."""
    end = FIRST + timedelta(minutes=minutes)
    inside = end - timedelta(microseconds=1)

    assert said_end(end).day == inside.date()


@given(dates(date(2000, 1, 2), date(2100, 1, 1)))
def test_every_midnight_is_said_as_the_day_that_it_ends(day: date) -> None:
    assert said_end(datetime.combine(day, time(0), ZONE)).day == day - timedelta(days=1)
