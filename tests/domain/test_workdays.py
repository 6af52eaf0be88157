"""Working days by the official calendar: holidays, make-up days, and a sheet's own days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis.strategies import dates, integers

from pingxuan.domain.workdays import WorkCalendar, calendar_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICIAL = WorkCalendar()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        ("2021-12-20", True),
        ("2021-12-25", False),
        ("2021-10-09", True),
        ("2021-10-01", False),
        ("2024-02-04", True),
        ("2026-10-10", True),
        ("2026-10-07", False),
    ],
)
def test_holidays_and_make_up_days_are_the_official_ones(day: str, is_working: bool) -> None:
    assert OFFICIAL.is_working(date.fromisoformat(day)) is is_working


@pytest.mark.parametrize(
    ("begins", "days", "ends"),
    [
        ("2021-12-20 00:00", 5, "2021-12-25 00:00"),
        ("2021-12-22 12:00", 5, "2021-12-29 00:00"),
        ("2021-12-25 09:00", 5, "2022-01-01 00:00"),
        ("2021-09-30 18:00", 2, "2021-10-09 00:00"),
        ("2021-10-08 09:00", 2, "2021-10-10 00:00"),
        ("2021-12-24 09:00", 1, "2021-12-25 00:00"),
        ("2021-12-25 09:00", 0, "2021-12-26 00:00"),
    ],
)
def test_a_period_ends_at_the_midnight_after_its_last_working_day(
    begins: str, days: int, ends: str
) -> None:
    assert OFFICIAL.end_of(moment(begins), days) == moment(ends)


def test_a_sheets_days_stand_over_the_official_ones() -> None:
    own = calendar_of([date(2021, 12, 21)], [date(2021, 12, 25)])

    assert (own.is_working(date(2021, 12, 21)), own.is_working(date(2021, 12, 25))) == (False, True)
    assert own.end_of(moment("2021-12-20 09:00"), 5) == moment("2021-12-26 00:00")


def test_a_year_without_make_up_days_is_not_announced_until_the_sheet_gives_some() -> None:
    day = date(2031, 5, 6)

    assert OFFICIAL.is_announced(date(2026, 5, 6))
    assert not OFFICIAL.is_announced(day)
    assert calendar_of([], [date(2031, 4, 27)]).is_announced(day)


def test_a_period_names_the_years_that_are_guessed() -> None:
    begins, ends = moment("2025-12-29 00:00"), moment("2031-01-06 00:00")

    assert 2025 not in OFFICIAL.guessed_years(begins, ends)
    assert 2031 in OFFICIAL.guessed_years(begins, ends)
    assert 2031 not in OFFICIAL.guessed_years(begins, moment("2031-01-01 00:00"))
    assert 2031 not in calendar_of([date(2031, 1, 1)], []).guessed_years(begins, ends)


@given(dates(date(2020, 1, 1), date(2026, 11, 30)), integers(1, 20))
def test_as_many_working_days_lie_in_the_period_as_were_asked_for(day: date, days: int) -> None:
    begins = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)

    ends = OFFICIAL.end_of(begins, days)

    assert OFFICIAL.days_between(begins, ends) == days
    assert OFFICIAL.is_working((ends - timedelta(days=1)).date())
