"""Working days by the official calendar: public holidays, make-up days, and what a sheet overrides.

Source:
    H5, C20; the State Council's yearly notice, as the `holidays` package has it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

MOST_DAYS = 2000


@dataclass(frozen=True)
class WorkCalendar:
    """The official calendar with the days that a rule sheet gives in its place.

    Attributes:
        rest_days: days off, whatever the calendar says.
        work_days: working days, whatever the calendar says; they win over `rest_days`.
    """

    rest_days: frozenset[date] = frozenset()
    work_days: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether `day` is a working day: a make-up Saturday is one, a holiday on a Tuesday is not."""
        if day in self.work_days:
            return True
        return day not in self.rest_days and _official(day.year).is_working_day(day)

    def is_announced(self, day: date) -> bool:
        """Whether the make-up days of the day's year are known; until then they are a guess."""
        known = any(one.year == day.year for one in _official(day.year).weekend_workdays)
        return known or any(one.year == day.year for one in self.work_days | self.rest_days)

    def guessed_years(self, begins_at: datetime, ends_at: datetime) -> list[int]:
        """List the years of a half-open interval whose make-up days are a guess."""
        last = (ends_at - timedelta(microseconds=1)).year
        years = range(begins_at.year, last + 1)
        return [year for year in years if not self.is_announced(date(year, 1, 1))]

    def end_of(self, begins_at: datetime, days: int) -> datetime:
        """Give the midnight that ends the last of `days` working days.

        The day on which it begins counts if it is a working day, as a notice says it:
        five working days from Monday to Friday.

        Raises:
            ValueError: no such day within years; the overrides leave none.
        """
        day = begins_at.date()
        left = days
        for _ in range(MOST_DAYS):
            left -= self.is_working(day)
            day += timedelta(days=1)
            if left <= 0:
                return datetime.combine(day, time(0), begins_at.tzinfo)
        raise ValueError(f"no {days} working days after {begins_at.date()}")

    def days_between(self, begins_at: datetime, ends_at: datetime) -> int:
        """Count the working days that a half-open interval touches."""
        last = (ends_at - timedelta(microseconds=1)).date()
        span = (last - begins_at.date()).days + 1
        return sum(self.is_working(begins_at.date() + timedelta(days=n)) for n in range(span))


def calendar_of(rest_days: Iterable[date], work_days: Iterable[date]) -> WorkCalendar:
    """Make the calendar with the days that a sheet gives."""
    return WorkCalendar(frozenset(rest_days), frozenset(work_days))


@lru_cache(maxsize=16)
def _official(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=year)
