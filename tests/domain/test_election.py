"""What the ballots came to and what `pingxuan score` computes from their files are the same."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pingxuan.domain.judging.awards import Standing
from pingxuan.domain.judging.decoding import decode
from pingxuan.domain.judging.election import (
    MOST_VOTES,
    Vote,
    is_undecided,
    rules_as_held,
    slip_rows,
    told,
)
from pingxuan.domain.judging.polls import Majority, PollRules
from pingxuan.domain.judging.results import score
from pingxuan.domain.judging.rules import (
    BallotInput,
    BallotRules,
    JudgingRules,
    JuryRules,
    SeatRules,
)
from pingxuan.domain.judging.toml import read_toml, to_toml

RULES = JudgingRules(
    jury=JuryRules(), seats=SeatRules(3, reserve=2), ballot=BallotRules(BallotInput.POINTS)
)
NAMES = [f"J-{n:03d}" for n in range(1, 8)]


@st.composite
def votes_held(draw: st.DrawFn) -> list[Vote]:
    """A first vote and, while it ties, second votes among the tied."""
    seats = draw(st.integers(1, 4))
    majority = draw(st.sampled_from(Majority))
    held = [_vote(draw, NAMES, PollRules(seats, seats, 0, majority))]
    while held[-1].found.tied and len(held) < MOST_VOTES and draw(st.booleans()):
        found = held[-1].found
        rules = PollRules(found.open_seats, found.open_seats, 0, majority)
        held.append(_vote(draw, list(found.tied), rules))
    return held


def _vote(draw: st.DrawFn, candidates: list[str], rules: PollRules) -> Vote:
    """Draw slips as sets of bits, each cut to the names that fit."""
    drawn = draw(st.lists(st.integers(0, 2 ** len(candidates) - 1), min_size=1, max_size=7))
    slips = [[name for n, name in enumerate(candidates) if bits >> n & 1] for bits in drawn]
    return Vote(candidates, rules, [slip[: rules.at_most] for slip in slips])


@given(votes_held())
def test_the_files_elect_whom_the_ballots_elected(held: list[Vote]) -> None:
    rules = decode(read_toml(to_toml(rules_as_held(RULES, {"A": held})).encode()))

    result = score(slip_rows("A", held), None, rules)

    standing = {row.entry: row.status for row in result.rows}
    elected = {name for vote in held for name in vote.found.elected}
    last = held[-1].found
    assert {n for n, s in standing.items() if s is Standing.WINNER} == elected
    if last.tied:
        assert {n for n, s in standing.items() if s is Standing.TIED_AT_CUT} >= set(last.tied)
    first = held[0].found
    assert all(first.votes[n] >= first.needed for n, s in standing.items() if s is Standing.RESERVE)
    assert [int(row.jury) for row in result.rows if row.jury is not None] == [
        first.votes[row.entry] for row in result.rows
    ]


def test_nobody_without_a_majority_is_elected_or_in_reserve() -> None:
    slips = [["J-001", "J-002"], ["J-001", "J-002"], ["J-001", "J-003"], ["J-004"]]
    vote = Vote(NAMES, PollRules(3, 2, 3, Majority.HALF), slips, recusals=2)
    rules = rules_as_held(RULES, {"A": [vote]})

    result = score(slip_rows("A", [vote]), None, rules)

    assert (rules.seats.of("A"), rules.seats.reserve_of("A")) == (1, 0)
    assert [(r.entry, r.total, r.status) for r in result.rows][:2] == [
        ("J-001", Decimal(3), Standing.WINNER),
        ("J-002", Decimal(2), Standing.NOT_SELECTED),
    ]
    assert told([vote])[0]["recusals"] == 2


def test_a_second_vote_orders_the_tied_and_leaves_the_counts_readable() -> None:
    first = Vote(NAMES, PollRules(1, 1, 0, Majority.MOST), [["J-002"], ["J-001"]])
    again = Vote(["J-001", "J-002"], PollRules(1, 1, 0, Majority.MOST), [["J-002"], ["J-002"]])

    result = score(
        slip_rows("A", [first, again]), None, rules_as_held(RULES, {"A": [first, again]})
    )

    assert [(r.entry, str(r.total), r.status.value) for r in result.rows[:2]] == [
        ("J-002", "1.002", "winner"),
        ("J-001", "1.000", "reserve"),
    ]
    assert (is_undecided([first]), is_undecided([first, again]), is_undecided([])) == (
        True,
        False,
        True,
    )
