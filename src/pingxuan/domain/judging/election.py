"""A last round by ballot (票决) as files: slips as MARKS.csv, what was held as RULES.toml.

Whoever has the two files computes the same winners with `pingxuan score`: a name on a slip is one
point, a name on a second vote a thousandth, on a third a millionth, so that a second vote orders
those who were tied and nobody else. The seats of the rules are those that the majority has filled.
A ballot is secret: slips have numbers, not jurors, and who was recused has named nobody there.

Source:
    G6, H1; interfaces-judging 4.2 (`input = "points"`) and 4.5.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from pingxuan.domain.judging.inputs import MarkRow
from pingxuan.domain.judging.polls import PollCount, PollRules, count
from pingxuan.domain.judging.rules import (
    BallotInput,
    BallotRules,
    CriteriaMode,
    JudgingRules,
    OnCutTie,
    SeatRules,
)

CRITERION: Final = "ballot"
PLACES: Final = 3
"""Decimals that one more vote takes: fewer than a thousand jurors name an entry."""
MOST_VOTES: Final = 4
"""Votes on one category that can still be told apart; then a meeting decides."""


@dataclass(frozen=True, slots=True)
class Vote:
    """One ballot that was held and had its quorum.

    Attributes:
        slips: the names on each, in an order that says nothing of who cast it.
        recusals: how many pairs of a voter and a candidate were barred.
    """

    candidates: Sequence[str]
    rules: PollRules
    slips: Sequence[Collection[str]]
    recusals: int = 0

    @property
    def found(self) -> PollCount:
        """What it came to."""
        return count(self.slips, self.candidates, self.rules)

    @property
    def reached(self) -> int:
        """How many were named as often as the majority asks."""
        found = self.found
        return sum(n >= found.needed for n in found.votes.values()) if found.is_quorate else 0


def is_undecided(votes: Sequence[Vote]) -> bool:
    """Say whether a category needs one more vote before a decision: none was held, or one tied.

    Who is tied again after a second vote waits for a meeting's decision, as everywhere.
    """
    return not votes or (len(votes) == 1 and bool(votes[0].found.tied))


def slip_rows(category: str, votes: Sequence[Vote]) -> list[MarkRow]:
    """Give the slips on a category, the first vote and those after it, as rows of MARKS.csv."""
    rows = []
    for place, vote in enumerate(votes):
        worth = Decimal(1).scaleb(-PLACES * place)
        rows += [
            MarkRow(
                category,
                entry,
                f"{place + 1}-{number:03d}",
                CRITERION,
                worth if entry in names else Decimal(0),
            )
            for entry in sorted(vote.candidates)
            for number, names in enumerate(vote.slips, 1)
        ]
    return rows


def rules_as_held(rules: JudgingRules, held: Mapping[str, Sequence[Vote]]) -> JudgingRules:
    """Write down by which rules `pingxuan score` comes to what the ballots came to.

    Seats that no majority has filled stay empty, and nobody without a majority is in reserve.

    Args:
        held: the votes of each category, first to last, each with its quorum.
    """
    most = max((len(votes) for votes in held.values()), default=1)
    seats = {category: _seats(votes) for category, votes in held.items()}
    reserves = {
        category: min(rules.seats.reserve_of(category), max(votes[0].reached - seats[category], 0))
        for category, votes in held.items()
        if votes
    }
    return replace(
        rules,
        jury=replace(
            rules.jury,
            places=PLACES * (most - 1),
            criteria=None,
            criteria_mode=CriteriaMode.MEAN,
            min_mark=Decimal(0),
            max_mark=sum((Decimal(1).scaleb(-PLACES * n) for n in range(most)), Decimal(0)),
            min_marks=0,
        ),
        ballot=BallotRules(BallotInput.POINTS),
        combine=None,
        tie_order=(),
        seats=SeatRules(
            default=0, on_cut_tie=OnCutTie.LEAVE_OPEN, category=seats, reserves=reserves
        ),
    )


def _seats(votes: Sequence[Vote]) -> int:
    """Count the seats that were filled, and those across which the last vote was tied."""
    counts = [vote.found for vote in votes]
    filled = sum(len(found.elected) for found in counts)
    return filled + (counts[-1].open_seats if counts and counts[-1].tied else 0)


def told(votes: Sequence[Vote]) -> list[dict[str, Any]]:
    """Give the votes on a category as plain data, counts and never slips."""
    return [
        {
            "votes": dict(found.votes),
            "slips": found.slips,
            "needed": found.needed,
            "majority": vote.rules.majority.value,
            "quorum": vote.rules.quorum,
            "at_most": vote.rules.at_most,
            "seats": vote.rules.seats,
            "elected": list(found.elected),
            "tied": list(found.tied),
            "open_seats": found.open_seats,
            "recusals": vote.recusals,
        }
        for vote, found in ((vote, vote.found) for vote in votes)
    ]
