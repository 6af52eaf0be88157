"""Scores into the published lines of one category: vote score, total, order, rank and award.

Source:
    C27, C28; interfaces-judging 4.3 to 4.5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pingxuan.domain.judging.awards import Standing, award
from pingxuan.domain.judging.numbers import published, round_ratio
from pingxuan.domain.judging.rules import CombineMode, CombineRules, JudgingRules, VoteScale
from pingxuan.domain.judging.scoring import JuryScore
from pingxuan.domain.judging.ties import Facts, Groups, Tie, break_tie

BY_TOTAL: Final = "total"
UNDECIDED: Final = "none"
TOO_FEW_MARKS: Final = "too-few-marks"


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One line of the published result; what does not exist is None."""

    category: str
    rank: int | None
    entry: str
    jury: Decimal | None
    vote: Decimal | None
    total: Decimal | None
    status: Standing
    decided_by: str


@dataclass(frozen=True, slots=True)
class CategoryResult:
    """Everything about one category that a published total opens into.

    Attributes:
        rows: in the order of publication.
        jury: the jury's part by entry.
        votes: votes by entry, an entry without a record at 0; None if there are no votes at all.
        ties: every group of equal totals, highest first.
    """

    name: str
    seats: int
    rows: Sequence[ResultRow]
    jury: Mapping[str, JuryScore]
    votes: Mapping[str, int] | None
    ties: Sequence[Tie]


@dataclass(frozen=True, slots=True)
class Scores:
    """The rounded scores of a category's entries; those with too few marks are left out."""

    jury: Mapping[str, Fraction]
    vote: Mapping[str, Fraction]
    total: Mapping[str, Fraction]


def rank_category(
    name: str,
    jury: Mapping[str, JuryScore],
    votes: Mapping[str, int] | None,
    rules: JudgingRules,
) -> CategoryResult:
    """Combine jury and votes of one category, order its entries and fill its seats."""
    scores = combined_scores(jury, votes, rules)
    ties, groups = _order(scores, rules, Facts(name, rules.jury, jury, votes or {}))
    standings = award(
        groups,
        seats=rules.seats.of(name),
        reserve=rules.seats.reserve_of(name),
        on_cut_tie=rules.seats.on_cut_tie,
        withdrawn=rules.withdrawn.get(name, ()),
    )
    decided = {entry: UNDECIDED for tie in ties for entry in tie.entries}
    for tie in ties:
        decided.update(tie.decided_by())

    rows = []
    for rank, entry in _ranks(groups):
        row = ResultRow(
            category=name,
            rank=rank,
            entry=entry,
            jury=published(scores.jury[entry], rules.jury.places),
            vote=published(scores.vote[entry], rules.total_places) if scores.vote else None,
            total=published(scores.total[entry], rules.total_places),
            status=standings[entry],
            decided_by=decided.get(entry, BY_TOTAL),
        )
        rows.append(row)
    rows += [_unranked(name, entry, rules) for entry in sorted(jury.keys() - scores.total.keys())]
    return CategoryResult(name, rules.seats.of(name), rows, jury, votes, ties)


def combined_scores(
    jury: Mapping[str, JuryScore], votes: Mapping[str, int] | None, rules: JudgingRules
) -> Scores:
    """Compute vote score and total of every entry that has a jury score.

    Source:
        C27.
    """
    own = {entry: one.score for entry, one in jury.items() if one.score is not None}
    combine = rules.combine
    if combine is None:
        return Scores(own, {}, own)
    counts = votes or {}
    scale = vote_scale(counts, combine)
    places, rounding = combine.places, rules.jury.rounding
    vote = {
        entry: round_ratio(
            counts.get(entry, 0) * scale.numerator, scale.denominator, places, rounding
        )
        for entry in own
    }
    divisor = 100 if combine.mode is CombineMode.PERCENT else 1
    by_jury, by_vote = Fraction(combine.jury) / divisor, Fraction(combine.vote) / divisor
    total = {
        entry: round_ratio(*_weighed(by_jury, score, by_vote, vote[entry]), places, rounding)
        for entry, score in own.items()
    }
    return Scores(own, vote, total)


def _weighed(
    by_jury: Fraction, jury: Fraction, by_vote: Fraction, vote: Fraction
) -> tuple[int, int]:
    """Give by_jury × jury + by_vote × vote as numerator and denominator, not in lowest terms."""
    top, bottom = by_jury.numerator * jury.numerator, by_jury.denominator * jury.denominator
    above, below = by_vote.numerator * vote.numerator, by_vote.denominator * vote.denominator
    return top * below + above * bottom, bottom * below


def vote_scale(votes: Mapping[str, int], combine: CombineRules) -> Fraction:
    """Say what one vote is worth; top and sum include every entry of the category."""
    if combine.vote_scale is VoteScale.RAW:
        return Fraction(1)
    is_top = combine.vote_scale is VoteScale.SHARE_OF_TOP
    measure = max(votes.values(), default=0) if is_top else sum(votes.values())
    return Fraction(100, measure) if measure else Fraction(0)


def _order(scores: Scores, rules: JudgingRules, facts: Facts) -> tuple[list[Tie], Groups]:
    """Order the entries by total, and those of one total by the breakers of ties."""
    by_total: dict[Fraction, list[str]] = {}
    for entry, total in scores.total.items():
        by_total.setdefault(total, []).append(entry)
    ties: list[Tie] = []
    groups: Groups = []
    for total in sorted(by_total, reverse=True):
        entries = by_total[total]
        if len(entries) == 1:
            groups.append(entries)
            continue
        ties.append(break_tie(total, entries, rules.tie_order, facts))
        groups += ties[-1].groups
    return ties, groups


def _ranks(groups: Groups) -> Iterator[tuple[int, str]]:
    rank = 1
    for group in groups:
        for entry in group:
            yield rank, entry
        rank += len(group)


def _unranked(category: str, entry: str, rules: JudgingRules) -> ResultRow:
    is_withdrawn = entry in rules.withdrawn.get(category, ())
    status = Standing.WITHDRAWN if is_withdrawn else Standing.NOT_SELECTED
    return ResultRow(category, None, entry, None, None, None, status, TOO_FEW_MARKS)
