"""What the jobs process does for the results, once its minute has come."""

from __future__ import annotations

from datetime import datetime

from pingxuan.messages.sweeping import register
from pingxuan.results.actions import publishing


@register
def award_due(*, now: datetime) -> int:
    """Write the awards of results that are out by the clock."""
    return publishing.award_all_due(now=now)
