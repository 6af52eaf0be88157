"""Filters and tags that write a moment, a number, a name or an icon as the reader expects it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from fractions import Fraction

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.stages import said_end
from pingxuan.web.templatetags.icons import PATHS

register = template.Library()

PHONE_TAIL = 4
PHONE_HEAD = 3
OPENING_QUOTES = "“‘《「『"


def _in_chinese() -> bool:
    return (get_language() or "zh-hans").startswith("zh")


def _local(moment: datetime) -> datetime:
    return localtime(moment) if is_aware(moment) else moment


def _day(on: date, *, with_year: bool) -> str:
    if _in_chinese():
        year = f"{on.year} 年 " if with_year else ""
        return f"{year}{on.month} 月 {on.day} 日"
    return date_format(on, "j F Y" if with_year else "j F")


@register.filter
def clock(moment: datetime | None, use: str = "") -> str:
    """Write a moment with its day and hour: 11 月 30 日 18:00.

    Args:
        moment: shown in the zone that the edge has set; None gives an empty text.
        use: words, in any order: `end` for the end of a half-open interval, so that midnight
            reads 24:00 of the day before; `year` to show the year; `seconds`; `short` for 11-30; `hour` for the
            hour alone.
    """
    if moment is None:
        return ""
    local = _local(moment)
    words = use.split()
    hour = local.strftime("%H:%M:%S" if "seconds" in words else "%H:%M")
    on = local.date()
    if "end" in words and (end := said_end(local)).is_midnight:
        on, hour = end.day, "24:00"
    if "hour" in words:
        return hour
    if "short" in words:
        return f"{on:%Y-%m-%d} {hour}" if "year" in words else f"{on:%m-%d} {hour}"
    separator = " " if _in_chinese() else ", "
    return f"{_day(on, with_year='year' in words)}{separator}{hour}"


@register.filter
def day(value: date | datetime | None, use: str = "") -> str:
    """Write a day: 11 月 30 日.

    Args:
        use: words: `end` (midnight belongs to the day before), `year`, `short` for 11.30.
    """
    if value is None:
        return ""
    words = use.split()
    on: date = value
    if isinstance(value, datetime):
        local = _local(value)
        on = said_end(local).day if "end" in words else local.date()
    if "short" in words:
        return f"{on.month}.{on.day}"
    return _day(on, with_year="year" in words)


@register.filter
def left(end: datetime | None, now: datetime) -> str:
    """Say how long it is from `now` to `end`: 6 天 5 小时; nothing when it is over."""
    if end is None or end <= now:
        return ""
    minutes = int((end - now).total_seconds() // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    in_days = ngettext("%(n)s 天", "%(n)s 天", days) % {"n": days} if days else ""
    in_hours = ngettext("%(n)s 小时", "%(n)s 小时", hours) % {"n": hours} if hours else ""
    in_minutes = ngettext("%(n)s 分钟", "%(n)s 分钟", minutes) % {"n": minutes}
    return " ".join(part for part in (in_days, in_hours) if part) or in_minutes


@register.filter
def by_clock_of(moment: datetime | None, campaign: Campaign) -> datetime | None:
    """Bring a real moment to a campaign's own time, which differs while its clock is moved."""
    return campaign.at(moment) if moment else None


@register.filter
def ends_a_day(end: datetime | None) -> bool:
    """Whether an end is said as 24:00, so that the moment itself has to stand beside it."""
    return end is not None and said_end(_local(end)).is_midnight


@register.filter
def milliseconds_to(end: datetime | None, now: datetime) -> int:
    """Give how long it is from the server's `now` to `end`, for a page to count from; 0 when over."""
    return max(0, (end - now) // timedelta(milliseconds=1)) if end else 0


@register.filter
def whole(value: str) -> str:
    """Give a published number without its decimals: of the points of a ballot, the votes of the first."""
    return value.partition(".")[0]


@register.filter
def count(value: int | None) -> str:
    """Write a whole number with its thousands parted: 12,846; a dash for None."""
    return "—" if value is None else f"{int(value):,}"


@register.filter
def percent(share: Fraction | None) -> str:
    """Write an exact share as a percentage with one decimal: 43.5%."""
    return "—" if share is None else f"{float(share * 100):.1f}%"


@register.filter
def listed(texts: Iterable[object]) -> str:
    """Write several texts one after another: 甲、乙 or “a, b”."""
    return ("、" if _in_chinese() else ", ").join(str(text) for text in texts)


@register.filter
def hang(title: str) -> str | SafeString:
    """Hang the opening quote of a title outside the edge of the text."""
    if title and title[0] in OPENING_QUOTES:
        return format_html('<span class="hang">{}</span>{}', title[0], title[1:])
    return title


@register.filter
def masked_phone(number: str | None) -> str:
    """Write a phone number with its middle hidden: 138****0000."""
    digits = "".join(ch for ch in number or "" if ch.isdigit())
    if len(digits) < PHONE_HEAD + PHONE_TAIL:
        return "*" * len(digits)
    national = digits[-11:]
    hidden = "*" * (len(national) - PHONE_HEAD - PHONE_TAIL)
    return national[:PHONE_HEAD] + hidden + national[-PHONE_TAIL:]


@register.filter
def version_code(revision: str) -> str:
    """Write the head of a fingerprint in groups of four: 3fa9·71c0·b6e4."""
    return "·".join(revision[i : i + 4] for i in (0, 4, 8) if revision[i : i + 4])


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw one icon of our set; with a label it is an image, without one decoration."""
    drawing = mark_safe(PATHS[name])  # noqa: S308  (our own constant)
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>',
            _(label),
            drawing,
        )
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', drawing)


@register.filter
def times(number: int | None) -> range:
    """Give something to loop over `number` times."""
    return range(int(number or 0))
