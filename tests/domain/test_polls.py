"""A ballot: who is elected, when nobody is, and that neither names nor order matter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingxuan.domain.judging.polls import Majority, PollRules, count, needed_of, slip_problems

NAMES = ["J-001", "J-002", "J-003", "J-004"]
SLIPS = st.lists(st.lists(st.sampled_from(NAMES), max_size=3, unique=True), max_size=9)
RULES = st.builds(
    PollRules,
    seats=st.integers(1, 4),
    at_most=st.just(3),
    quorum=st.integers(0, 5),
    majority=st.sampled_from(Majority),
)


def rules(seats: int = 1, quorum: int = 0, majority: Majority = Majority.HALF) -> PollRules:
    return PollRules(seats, 3, quorum, majority)


@pytest.mark.parametrize(
    ("majority", "slips", "needed"),
    [
        (Majority.MOST, 9, 1),
        (Majority.HALF, 9, 5),
        (Majority.HALF, 8, 5),
        (Majority.TWO_THIRDS, 9, 6),
        (Majority.TWO_THIRDS, 8, 6),
        (Majority.TWO_THIRDS, 0, 1),
        (Majority.HALF, 0, 1),
    ],
)
def test_what_a_majority_needs(majority: Majority, slips: int, needed: int) -> None:
    assert needed_of(majority, slips) == needed


def test_who_has_more_than_half_is_elected_and_blank_slips_take_part() -> None:
    found = count([["J-001"], ["J-001"], [], ["J-002"]], NAMES, rules(seats=2))

    assert (found.elected, found.tied, found.open_seats, found.needed) == ([], [], 2, 3)
    assert count([["J-001"], ["J-001"], []], NAMES, rules()).elected == ["J-001"]


def test_a_tie_across_the_last_seat_leaves_it_open() -> None:
    slips = [["J-001", "J-002", "J-003"], ["J-001", "J-002", "J-003"], ["J-001"]]

    found = count(slips, NAMES, rules(seats=2))

    assert (found.elected, found.tied) == (["J-001"], ["J-002", "J-003"])
    assert found.open_seats == 1


def test_without_a_quorum_nothing_is_decided() -> None:
    found = count([["J-001"]] * 4, NAMES, rules(quorum=5))

    assert (found.is_quorate, found.elected, found.open_seats) == (False, [], 1)
    assert found.votes["J-001"] == 4


@pytest.mark.parametrize(
    ("names", "problems"),
    [
        ([], []),
        (["J-001", "J-002", "J-003"], []),
        (NAMES, ["too_many_names"]),
        (["J-001", "J-001"], ["named_twice"]),
        (["X-001"], ["not_a_candidate"]),
        (["J-004"], ["recused"]),
    ],
)
def test_what_a_slip_may_hold(names: list[str], problems: list[str]) -> None:
    found = slip_problems(names, NAMES, rules(), barred=["J-004"])

    assert [one for one in found if one in problems] == problems
    assert bool(found) is bool(problems)


@given(SLIPS, RULES, st.randoms(use_true_random=False))
def test_neither_voters_nor_names_nor_order_matter(
    slips: list[list[str]], rules: PollRules, dice: st.Random
) -> None:
    renamed = dict(zip(NAMES, dice.sample(NAMES, 4), strict=True))
    mixed = [[renamed[name] for name in slip] for slip in dice.sample(slips, len(slips))]

    one = count(slips, NAMES, rules)
    other = count(mixed, dice.sample(NAMES, 4), rules)

    assert {renamed[name] for name in one.elected} == set(other.elected)
    assert {renamed[name] for name in one.tied} == set(other.tied)


@given(SLIPS, RULES)
def test_seats_add_up_and_nobody_below_the_majority_sits(
    slips: list[list[str]], rules: PollRules
) -> None:
    found = count(slips, NAMES, rules)

    assert len(found.elected) + found.open_seats == rules.seats
    assert all(found.votes[name] >= found.needed for name in found.elected)
    assert not set(found.elected) & set(found.tied)
    assert not found.tied or len(found.tied) > found.open_seats > 0
    assert not found.tied or len(found.elected) + len(found.tied) > rules.seats


@given(SLIPS, RULES, st.sampled_from(NAMES))
def test_one_more_slip_for_the_elected_never_unseats_them(
    slips: list[list[str]], rules: PollRules, name: str
) -> None:
    before = count(slips, NAMES, rules)

    after = count([*slips, [name]], NAMES, rules)

    assert name not in before.elected or name in after.elected
