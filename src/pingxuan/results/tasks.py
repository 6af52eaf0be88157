"""What the worker does for the results, once their minute has come."""

from __future__ import annotations

from datetime import datetime

from pingxuan.messages.sweeping import at_each_sweep, beside_the_sweeps
from pingxuan.results.actions import packaging, publishing


def award_due(now: datetime) -> int:
    """Write the awards of results that are out by the clock."""
    return publishing.award_all_due(now=now)


def make_packages(now: datetime) -> bool:
    """Make the archive that waits longest; say whether there was one."""
    return packaging.make_next(now=now)


at_each_sweep(award_due)
beside_the_sweeps(make_packages)
