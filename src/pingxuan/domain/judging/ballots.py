"""Ballots into points: each judge ranks the entries of a category, and positions earn points.

Source:
    interfaces-judging 4.2.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from decimal import localcontext
from fractions import Fraction

from pingxuan.domain.judging.numbers import EXACT, round_to
from pingxuan.domain.judging.rules import BallotInput, BallotRules, JudgeTies, JudgingRules
from pingxuan.domain.judging.scoring import (
    CategoryMarks,
    JudgeScore,
    JuryScore,
    judge_scores,
    weights_of,
)

Ballot = dict[str, Fraction]
"""What a judge thinks of the entries on the ballot; higher is better, also where ranks came in."""


def ballots_of(category: CategoryMarks, rules: JudgingRules) -> dict[str, Ballot]:
    """Collect the ballots of a category by judge."""
    assert rules.ballot
    weights = weights_of(category, rules.jury)
    ballots: dict[str, Ballot] = {}
    with localcontext(EXACT):
        for entry, marks in category.entries.items():
            if rules.ballot.input is BallotInput.MARK:
                worth = {judge: one.score for judge, one in judge_scores(marks, weights).items()}
            else:
                sign = -1 if rules.ballot.input is BallotInput.RANK else 1
                worth = {
                    judge: None if mark is None else sign * Fraction(mark)
                    for given in marks.values()
                    for judge, mark in given.items()
                }
            for judge, value in worth.items():
                if value is not None:
                    ballots.setdefault(judge, {})[entry] = value
    return ballots


def positions_of(ballot: Ballot) -> dict[str, int]:
    """Give each entry its position: 1 + the number of entries that are strictly better."""
    ordered = sorted(-value for value in ballot.values())
    return {entry: 1 + bisect_left(ordered, -value) for entry, value in ballot.items()}


def jury_scores(category: CategoryMarks, rules: JudgingRules) -> dict[str, JuryScore]:
    """Add up the points that every entry of a category earns on all ballots."""
    assert rules.ballot
    scores = {
        entry: JuryScore(None, judges=dict.fromkeys(_judges(marks), JudgeScore(None, None)))
        for entry, marks in category.entries.items()
    }
    for judge, ballot in ballots_of(category, rules).items():
        for entry, points in _points(ballot, rules.ballot, len(category.entries)).items():
            scores[entry].judges[judge] = JudgeScore(points, ballot[entry])
    for score in scores.values():
        earned = [one.score for one in score.judges.values() if one.score is not None]
        if len(earned) >= rules.jury.min_marks:
            total = sum(earned, Fraction(0))
            score.score = round_to(total, rules.jury.places, rules.jury.rounding)
    return scores


def _judges(marks: Mapping[str, Mapping[str, object]]) -> set[str]:
    return {judge for given in marks.values() for judge in given}


def _points(ballot: Ballot, rules: BallotRules, entry_count: int) -> dict[str, Fraction]:
    if rules.input is BallotInput.POINTS:
        return ballot
    if rules.points is None:
        table = [Fraction(points) for points in range(entry_count - 1, -1, -1)]
    else:
        table = [Fraction(points) for points in rules.points]
    positions = positions_of(ballot)
    sharing: dict[int, int] = {}
    for position in positions.values():
        sharing[position] = sharing.get(position, 0) + 1
    earned = {
        position: _earned(table, position, count, rules.judge_ties)
        for position, count in sharing.items()
    }
    return {entry: earned[position] for entry, position in positions.items()}


def _earned(
    table: Sequence[Fraction], position: int, sharing: int, judge_ties: JudgeTies
) -> Fraction:
    """Say what `position` earns that `sharing` entries share; beyond the list it is 0."""
    earned = list(table[position - 1 : position - 1 + sharing])
    earned += [Fraction(0)] * (sharing - len(earned))
    match judge_ties:
        case JudgeTies.SHARE:
            return sum(earned, Fraction(0)) / sharing
        case JudgeTies.WORST:
            return earned[-1]
        case JudgeTies.BEST | JudgeTies.REJECT:
            return earned[0]
