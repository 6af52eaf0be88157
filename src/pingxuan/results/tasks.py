"""What the worker does for the results, once their minute has come."""

from __future__ import annotations

from datetime import datetime

from pingxuan.messages.sweeping import at_each_sweep
from pingxuan.results.actions import publishing


def award_due(now: datetime) -> int:
    """Write the awards of results that are out by the clock."""
    return publishing.award_all_due(now=now)


at_each_sweep(award_due)
