"""Elect entries by ballot (票决): at most so many names on a slip, a quorum, a majority.

A slip without a name is a vote too: it takes part, and so raises what a majority needs. Nobody is
drawn by lot: a tie across the last seat leaves the seat open for a second vote.

Source:
    G6; the rule sheet's `jury.rounds` with `by = "ballot"`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Majority(StrEnum):
    """How many of those taking part must have named an entry."""

    MOST = "most"
    HALF = "half"
    TWO_THIRDS = "two_thirds"


@dataclass(frozen=True, slots=True)
class PollRules:
    """What a ballot is held by.

    Attributes:
        seats: how many are to be elected.
        at_most: names on one slip.
        quorum: slips without which nothing is decided.
    """

    seats: int
    at_most: int
    quorum: int
    majority: Majority


@dataclass(frozen=True, slots=True)
class PollCount:
    """What a ballot came to.

    Attributes:
        votes: slips that name each candidate, the most first, then by name.
        needed: slips that the majority asks for.
        elected: in the order of their votes.
        tied: equal across the last seat; none of them is elected.
        open_seats: seats for which nobody was elected.
    """

    votes: Mapping[str, int]
    slips: int
    needed: int
    is_quorate: bool
    elected: Sequence[str]
    tied: Sequence[str]
    open_seats: int


def slip_problems(
    names: Sequence[str],
    candidates: Collection[str],
    rules: PollRules,
    barred: Collection[str] = (),
) -> list[str]:
    """Say what is wrong with a slip, as codes; a slip without a name is a good one.

    Args:
        barred: candidates from which the voter is recused.
    """
    problems = []
    if len(names) > rules.at_most:
        problems.append("too_many_names")
    if len(set(names)) < len(names):
        problems.append("named_twice")
    if not set(names) <= set(candidates):
        problems.append("not_a_candidate")
    if set(names) & set(barred):
        problems.append("recused")
    return problems


def needed_of(majority: Majority, slips: int) -> int:
    """Say how many of `slips` must name an entry; at least one."""
    match majority:
        case Majority.MOST:
            return 1
        case Majority.HALF:
            return slips // 2 + 1
        case Majority.TWO_THIRDS:
            return max(1, -(-2 * slips // 3))


def count(
    slips: Iterable[Collection[str]], candidates: Collection[str], rules: PollRules
) -> PollCount:
    """Count a ballot; neither the order of slips nor of candidates matters."""
    given = [set(slip) for slip in slips]
    tally = {name: sum(name in slip for slip in given) for name in candidates}
    votes = dict(sorted(tally.items(), key=lambda item: (-item[1], item[0])))
    needed = needed_of(rules.majority, len(given))
    is_quorate = len(given) >= max(rules.quorum, 1)
    reached = [name for name, n in votes.items() if n >= needed] if is_quorate else []
    elected, tied = reached, []
    if len(reached) > rules.seats:
        last = votes[reached[rules.seats - 1]]
        first_out = votes[reached[rules.seats]]
        elected = reached[: rules.seats]
        if last == first_out:
            elected = [name for name in reached if votes[name] > last]
            tied = [name for name in reached if votes[name] == last]
    return PollCount(
        votes, len(given), needed, is_quorate, elected, tied, rules.seats - len(elected)
    )
