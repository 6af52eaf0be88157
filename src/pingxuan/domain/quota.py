"""How many votes a voter has left, under the daily quota and the caps beside it.

Source:
    C25: ten votes a day, all to one work if wished; product E1: the numbers are rules of the sheet.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What the sheet allows one voter; None is no limit.

    Attributes:
        per_entry: votes for one entry on one voting day.
        per_category: votes for one category on one voting day.
        per_campaign: votes in the whole campaign.
    """

    per_entry: int | None = None
    per_category: int | None = None
    per_campaign: int | None = None

    @property
    def is_set(self) -> bool:
        """Say whether there is any limit but the daily quota."""
        return not self.per_entry == self.per_category == self.per_campaign is None


NO_LIMITS = Limits()


@dataclass(frozen=True)
class Used:
    """What one voter has given so far, as far as the caps ask for it.

    Attributes:
        entry: votes for the wanted entry today.
        category: votes for its category today.
        campaign: votes on all days.
    """

    entry: int = 0
    category: int = 0
    campaign: int = 0


@dataclass(frozen=True)
class QuotaExceeded:
    """More votes were asked for than are left; none of them counts.

    Attributes:
        left: how many could be given instead.
        cap: the cap that is met, `entry`, `category` or `campaign`; None for the daily quota.
    """

    left: int
    cap: str | None = None


def left_today(cap: int, used: int) -> int:
    """Say how many votes of a day's quota are left."""
    return max(0, cap - used)


def left_in_pool(size: int, given: int, left: int) -> int:
    """Say how many votes of a day are left for one category that has a pool of its own.

    Args:
        size: votes of the pool on one day.
        given: what has been given to the category today.
        left: what is left of the whole day's quota.

    Source:
        E1: votes are given out for each category, or as one pool.
    """
    return max(0, min(left, size - given))


def over_quota(
    votes: int, *, left: int, limits: Limits = NO_LIMITS, used: Used = Used()
) -> QuotaExceeded | None:
    """Say what forbids giving `votes`, or None when nothing does.

    Args:
        left: what is left of the day's quota.
    """
    room: list[tuple[int, str | None]] = [(left, None)]
    for limit, given, cap in (
        (limits.per_entry, used.entry, "entry"),
        (limits.per_category, used.category, "category"),
        (limits.per_campaign, used.campaign, "campaign"),
    ):
        if limit is not None:
            room.append((max(0, limit - given), cap))
    least, cap_met = min(room, key=lambda place: place[0])
    return QuotaExceeded(least, cap_met) if votes > least else None
