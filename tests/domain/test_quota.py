"""The quota: never more than any limit allows, and the refusal names the limit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pingxuan.domain.quota import (
    Limits,
    QuotaExceeded,
    Used,
    left_in_pool,
    left_today,
    over_quota,
)

COUNTS = st.integers(0, 12)
LIMIT = st.none() | COUNTS


@given(
    COUNTS, COUNTS, st.builds(Limits, LIMIT, LIMIT, LIMIT), st.builds(Used, COUNTS, COUNTS, COUNTS)
)
def test_votes_pass_exactly_when_every_limit_has_room(
    votes: int, left: int, limits: Limits, used: Used
) -> None:
    rooms = [left] + [
        max(0, limit - given)
        for limit, given in (
            (limits.per_entry, used.entry),
            (limits.per_category, used.category),
            (limits.per_campaign, used.campaign),
        )
        if limit is not None
    ]

    refusal = over_quota(votes, left=left, limits=limits, used=used)

    assert (refusal is None) is (votes <= min(rooms))
    if refusal is not None:
        assert refusal.left == min(rooms)


def test_the_daily_quota_is_named_before_a_cap_that_is_as_tight() -> None:
    assert over_quota(3, left=2) == QuotaExceeded(2, None)
    assert over_quota(3, left=2, limits=Limits(per_entry=2)) == QuotaExceeded(2, None)
    assert over_quota(3, left=9, limits=Limits(per_category=2)) == QuotaExceeded(2, "category")


def test_what_is_left_never_falls_below_nothing() -> None:
    assert (left_today(10, 4), left_today(10, 10), left_today(5, 8)) == (6, 0, 0)


@given(COUNTS, COUNTS, COUNTS)
def test_a_pool_never_gives_more_than_its_own_rest_nor_than_the_days(
    size: int, given: int, left: int
) -> None:
    rest = left_in_pool(size, given, left)

    assert rest == (0 if given >= size else min(size - given, left))


def test_no_limits_are_no_limits() -> None:
    assert not Limits().is_set
    assert Limits(per_campaign=0).is_set
