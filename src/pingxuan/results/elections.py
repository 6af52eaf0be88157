"""How a round by ballot elected: what a decision keeps of its ballots, counts and never slips. Source: G6, H1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pingxuan.domain.judging.polls import Majority
from pingxuan.results.models import Decision


@dataclass(frozen=True)
class Held:
    """One ballot on a category, as it was counted.

    Attributes:
        place: 1 for the first, 2 for a second vote.
        needed: how often an entry had to be named.
    """

    place: int
    votes: Mapping[str, int]
    slips: int
    needed: int
    majority: Majority
    quorum: int
    at_most: int
    seats: int
    elected: Sequence[str]
    tied: Sequence[str]
    open_seats: int
    recusals: int

    def outcome_of(self, number: str) -> str:
        """Say what it came to for an entry: elected, tied, or passed."""
        if number in self.elected:
            return "elected"
        return "tied" if number in self.tied else "passed"


@dataclass(frozen=True)
class Line:
    """What one ballot came to for one entry."""

    held: Held
    votes: int
    outcome: str


def is_elected(decision: Decision) -> bool:
    """Say whether a decision rests on ballots."""
    return "ballots" in decision.explanation


def ballots_of(decision: Decision, category: str) -> list[Held]:
    """Give the ballots on a category, first to last; nothing for a decision by marks."""
    kept: Sequence[Mapping[str, Any]] = decision.explanation.get("ballots", {}).get(category, [])
    return [
        Held(place, **{**one, "majority": Majority(one["majority"])})
        for place, one in enumerate(kept, 1)
    ]


def lines_of(held: Sequence[Held], number: str) -> list[Line]:
    """Give what each of some ballots came to for one entry."""
    return [
        Line(one, one.votes[number], one.outcome_of(number)) for one in held if number in one.votes
    ]
