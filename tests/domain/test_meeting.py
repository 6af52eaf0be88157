"""A meeting's order fills seats and reserve exactly, and moves nobody across a computed rank."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis.strategies import integers, lists, randoms

from pingxuan.domain.judging.awards import Standing, award
from pingxuan.domain.judging.meeting import misplaced, split_groups
from pingxuan.domain.judging.rules import OnCutTie


@given(lists(integers(1, 6), max_size=8), integers(0, 12), integers(0, 4), randoms())
def test_with_every_tie_placed_the_seats_are_exactly_full(
    sizes: list[int], seats: int, reserve: int, chance: Random
) -> None:
    names = iter(f"e{n:02d}" for n in range(48))
    groups = [[next(names) for _ in range(size)] for size in sizes]
    meeting = chance.sample([f"e{n:02d}" for n in range(48)], 48)

    found = award(
        split_groups(groups, [meeting]),
        seats=seats,
        reserve=reserve,
        on_cut_tie=OnCutTie.LEAVE_OPEN,
    )

    counts = list(found.values())
    assert Standing.TIED_AT_CUT not in counts
    assert counts.count(Standing.WINNER) == min(seats, sum(sizes))
    assert counts.count(Standing.RESERVE) == min(reserve, max(0, sum(sizes) - seats))


@given(lists(integers(1, 6), max_size=8), randoms())
def test_a_meeting_never_crosses_a_rank(sizes: list[int], chance: Random) -> None:
    names = iter(f"e{n:02d}" for n in range(48))
    groups = [[next(names) for _ in range(size)] for size in sizes]

    parts = split_groups(groups, [chance.sample([f"e{n:02d}" for n in range(48)], 20)])

    rank = {name: place for place, group in enumerate(groups) for name in group}
    walked = [rank[name] for part in parts for name in part]
    assert walked == sorted(walked)
    assert sorted(name for part in parts for name in part) == sorted(rank)


def test_whom_no_meeting_placed_stays_behind_and_together() -> None:
    assert split_groups([["a", "b", "c", "d"]], [["c"], ["a", "c"]]) == [["c"], ["a"], ["b", "d"]]


def test_an_order_names_each_tied_entry_once_and_keeps_the_ranks() -> None:
    tied = {"a": 9, "b": 9, "c": 12}

    assert misplaced(tied, ["b", "a", "c"]) == []
    assert misplaced(tied, ["b", "c"]) == ["every_entry_once"]
    assert misplaced(tied, ["b", "a", "a"]) == ["every_entry_once"]
    assert misplaced(tied, ["c", "a", "b"]) == ["against_the_rank"]
