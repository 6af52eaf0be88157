"""Moments, numbers and names are written as each language expects."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from django.utils import timezone, translation

from pingxuan.web.templatetags import pingxuan_format as write

MIDNIGHT = datetime(2021, 11, 30, 16, 0, tzinfo=UTC)
EVENING = datetime(2021, 11, 16, 10, 0, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _beijing() -> object:
    with timezone.override("Asia/Shanghai"), translation.override("zh-hans"):
        yield


@pytest.mark.parametrize(
    ("moment", "use", "text"),
    [
        (MIDNIGHT, "end", "11 月 30 日 24:00"),
        (MIDNIGHT, "hour end", "24:00"),
        (MIDNIGHT, "", "12 月 1 日 00:00"),
        (MIDNIGHT, "end year", "2021 年 11 月 30 日 24:00"),
        (EVENING, "end", "11 月 16 日 18:00"),
        (EVENING, "short", "11-16 18:00"),
        (EVENING, "short seconds", "11-16 18:00:05"),
        (EVENING, "short year", "2021-11-16 18:00"),
        (None, "", ""),
    ],
)
def test_a_moment_has_day_and_hour_and_an_end_at_midnight_is_24(
    moment: datetime | None, use: str, text: str
) -> None:
    assert write.clock(moment, use) == text


def test_english_says_the_same_moment() -> None:
    with translation.override("en"):
        assert write.clock(MIDNIGHT, "end") == "30 November, 24:00"
        assert write.day(MIDNIGHT, "end year") == "30 November 2021"


def test_a_day_that_ends_at_midnight_is_the_day_before() -> None:
    assert write.day(MIDNIGHT, "end") == "11 月 30 日"
    assert write.day(MIDNIGHT) == "12 月 1 日"
    assert write.day(date(2021, 12, 1), "end short") == "12.1"


@pytest.mark.parametrize(
    ("ahead", "text"),
    [
        (timedelta(days=6, hours=5, minutes=12), "6 天 5 小时"),
        (timedelta(days=2), "2 天"),
        (timedelta(hours=3, minutes=59), "3 小时"),
        (timedelta(minutes=12), "12 分钟"),
        (timedelta(seconds=30), "0 分钟"),
        (timedelta(0), ""),
        (timedelta(days=-1), ""),
    ],
)
def test_what_is_left_is_said_in_its_two_largest_parts(ahead: timedelta, text: str) -> None:
    assert write.left(EVENING + ahead, EVENING) == text


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13800000000", "138****0000"),
        ("+86 138 0000 0000", "138****0000"),
        ("010-55557777", "010****7777"),
        ("12345", "*****"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_phone_shows_its_head_and_tail_only(number: str | None, shown: str) -> None:
    assert write.masked_phone(number) == shown


def test_numbers_part_their_thousands_and_shares_are_exact() -> None:
    assert [write.count(n) for n in (0, 999, 12846, None)] == ["0", "999", "12,846", "—"]
    assert [write.percent(s) for s in (Fraction(1, 3), None)] == ["33.3%", "—"]


def test_an_opening_quote_hangs_and_a_title_is_escaped() -> None:
    assert write.hang("“有事<b>”") == '<span class="hang">“</span>有事&lt;b&gt;”'
    assert write.hang("有事") == "有事"


def test_a_version_code_is_three_groups_of_four() -> None:
    assert write.version_code("3fa971c0b6e4d001") == "3fa9·71c0·b6e4"


def test_an_icon_with_a_label_is_an_image_and_one_without_is_decoration() -> None:
    assert 'role="img" aria-label="关闭"' in write.icon("x", "关闭")
    assert 'aria-hidden="true"' in write.icon("x")
