"""When one may be reminded: never at night, and once a day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

FROM, UNTIL = time(22), time(8)


def is_quiet(moment: datetime, zone: ZoneInfo) -> bool:
    """Whether it is night in the campaign's zone: from 22:00 on, and before 8:00. Source: D5."""
    at = moment.astimezone(zone).time()
    return at >= FROM or at < UNTIL


def morning_after(moment: datetime, zone: ZoneInfo) -> datetime:
    """Give the next 8:00 in the campaign's zone."""
    local = moment.astimezone(zone)
    day = local.date() if local.time() < UNTIL else local.date() + timedelta(days=1)
    return datetime.combine(day, UNTIL, zone)
