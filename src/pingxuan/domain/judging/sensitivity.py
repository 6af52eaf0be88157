"""How firmly does a result stand? Who would change with other weights, jurors, methods or votes.

Nothing here decides anything: a band beside each entry shows a chair which places are close calls.

Source:
    H3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pingxuan.domain.judging.awards import Standing
from pingxuan.domain.judging.inputs import MarkRow, Votes
from pingxuan.domain.judging.numbers import Rounding
from pingxuan.domain.judging.ranking import (
    CategoryResult,
    ResultRow,
    combined_scores,
    rank_category,
)
from pingxuan.domain.judging.results import Result, compute, score
from pingxuan.domain.judging.rules import (
    Breaker,
    CombineMode,
    CombineRules,
    JudgingRules,
    Method,
    OnCutTie,
)
from pingxuan.domain.judging.scoring import gather
from pingxuan.domain.judging.ties import Facts, merit


@dataclass(frozen=True, slots=True)
class Weighting:
    """What jury and vote could weigh instead."""

    jury: Decimal
    vote: Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """Where an entry stands over many weightings.

    Attributes:
        rank: its published rank.
        in_seats: the share of the weightings in which it wins a seat.
    """

    category: str
    entry: str
    rank: int
    best: int
    worst: int
    in_seats: Fraction


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that would fare differently; `after` is None if it would not be there at all."""

    before: ResultRow
    after: ResultRow | None


def weightings_around(combine: CombineRules, *, spread: Decimal, count: int) -> list[Weighting]:
    """Move up to `spread` of weight from the vote to the jury and back, in `count` even steps.

    Steps are cut to whole hundredths, and neither weight falls below 0.
    """
    widest = 2 * spread / max(count - 1, 1)
    shifts = (-spread + step * widest for step in range(count))
    cut = (max(-combine.jury, min(combine.vote, shift)) for shift in shifts)
    exact = [shift.quantize(Decimal("0.01")) for shift in cut]
    return [Weighting(combine.jury + shift, combine.vote - shift) for shift in exact]


def over_weightings(result: Result, weightings: Sequence[Weighting]) -> list[Band]:
    """Rank every category anew with each weighting; jury and vote scores stay as they are."""
    bands: list[Band] = []
    for category in result.categories:
        ranker = _ranker(category, result.rules)
        bands += _bands(category, [ranker(weighting) for weighting in weightings])
    return bands


def changes(before: Result, after: Result) -> list[Change]:
    """List the entries whose status or rank is another in one result than in the other."""
    others = {(row.category, row.entry): row for row in after.rows}
    pairs = ((row, others.get((row.category, row.entry))) for row in before.rows)
    return [
        Change(row, other)
        for row, other in pairs
        if other is None or (row.status, row.rank) != (other.status, other.rank)
    ]


def without_each_juror(
    marks: Iterable[MarkRow], votes: Votes | None, rules: JudgingRules
) -> dict[str, list[Change]]:
    """Say for each juror who would change if that juror had given no marks."""
    rows = list(marks)
    result = score(rows, votes, rules)
    found = {}
    for judge in sorted({row.judge for row in rows}):
        silenced = [row._replace(mark=None) if row.judge == judge else row for row in rows]
        found[judge] = changes(result, compute(gather(silenced, votes), votes, rules))
    return found


def with_other_trimming(
    marks: Iterable[MarkRow], votes: Votes | None, rules: JudgingRules
) -> list[Change]:
    """Say who would change with a trimmed mean instead of a plain one, or the other way round."""
    rows = list(marks)
    is_trimmed = rules.jury.method is Method.TRIMMED_MEAN
    method, drop = (Method.MEAN, 0) if is_trimmed else (Method.TRIMMED_MEAN, 1)
    jury = replace(rules.jury, method=method, drop_high=drop, drop_low=drop)
    other = score(rows, votes, replace(rules, jury=jury))
    return changes(score(rows, votes, rules), other)


def with_other_votes(
    marks: Iterable[MarkRow], votes: Votes, raw_votes: Votes, rules: JudgingRules
) -> list[Change]:
    """Say who would change if the votes that were taken out had counted."""
    rows = list(marks)
    return changes(score(rows, votes, rules), score(rows, raw_votes, rules))


Whole = npt.NDArray[np.int64]


class Placing(NamedTuple):
    """The rank of every ranked entry, by its place in the list, and which of them win a seat."""

    ranks: Whole
    wins: npt.NDArray[np.bool_]


def _bands(category: CategoryResult, placings: Iterable[Placing]) -> Iterator[Band]:
    rows = [row for row in category.rows if row.rank is not None]
    found = list(placings)
    if not rows or not found:
        return
    ranks = np.stack([one.ranks for one in found])
    best, worst = ranks.min(axis=0).tolist(), ranks.max(axis=0).tolist()
    wins = np.stack([one.wins for one in found]).sum(axis=0).tolist()
    for place, row in enumerate(rows):
        share = Fraction(wins[place], len(found))
        yield Band(category.name, row.entry, row.rank or 0, best[place], worst[place], share)


def _ranker(category: CategoryResult, rules: JudgingRules) -> Callable[[Weighting], Placing]:
    """Choose the fast way where it is exact: no withdrawals, and breakers that need no group."""
    is_plain = not rules.withdrawn.get(category.name) and Breaker.PREFERRING not in rules.tie_order
    if rules.combine and is_plain:
        return _FastRanker(category, rules, rules.combine)
    return lambda weighting: _rank_in_full(category, rules, weighting)


def _rank_in_full(category: CategoryResult, rules: JudgingRules, weighting: Weighting) -> Placing:
    """Rank by the same code as the result itself."""
    combine = rules.combine
    if combine:
        combine = replace(combine, jury=weighting.jury, vote=weighting.vote)
    other = rank_category(
        category.name, category.jury, category.votes, replace(rules, combine=combine)
    )
    found = {row.entry: row for row in other.rows}
    rows = [found[row.entry] for row in category.rows if row.rank is not None]
    return Placing(
        np.array([row.rank or 0 for row in rows], dtype=np.int64),
        np.array([row.status is Standing.WINNER for row in rows], dtype=np.bool_),
    )


class _FastRanker:
    """Ranks one category in whole numbers: the same result, many times faster.

    A total in units of its last decimal is (a × jury + b × vote) ÷ d, rounded. The breakers are
    folded into one number per entry beforehand, since none of them depends on the weights. Numbers
    are of 64 bits, and where a bound on them would not fit, they are Python's own.
    """

    def __init__(
        self, category: CategoryResult, rules: JudgingRules, combine: CombineRules
    ) -> None:
        self._category, self._rules, self._combine = category, rules, combine
        self._entries = [row.entry for row in category.rows if row.rank is not None]
        scores = combined_scores(category.jury, category.votes, rules)
        jury = [_units(scores.jury[entry], rules.jury.places) for entry in self._entries]
        vote = [_units(scores.vote[entry], combine.places) for entry in self._entries]
        self._most = max([1, *map(abs, jury)]), max([1, *map(abs, vote)])
        self._jury, self._vote = np.array(jury, dtype=object), np.array(vote, dtype=object)
        if max(self._most) < _WIDE:
            self._jury, self._vote = self._jury.astype(np.int64), self._vote.astype(np.int64)
        self._merits = np.array(self._fold_breakers(), dtype=np.int64)

    def __call__(self, weighting: Weighting) -> Placing:
        if not self._entries:
            return Placing(np.zeros(0, np.int64), np.zeros(0, np.bool_))
        keys = self._totals(weighting) * len(self._entries) + self._merits
        order = np.sort(keys)
        ranks = len(order) + 1 - np.searchsorted(order, keys, side="right")
        return Placing(ranks, self._winners(keys, order))

    def _winners(self, keys: Whole, order: Whole) -> npt.NDArray[np.bool_]:
        """Cut after the last seat; a tie across the cut wins or waits as a whole."""
        seats = self._category.seats
        if seats == 0:
            return np.zeros(len(keys), np.bool_)
        cut = order[-min(seats, len(order))]
        is_across = seats < len(order) and order[-seats - 1] == cut
        if is_across and self._rules.seats.on_cut_tie is not OnCutTie.EXTEND:
            return np.asarray(keys > cut, np.bool_)
        return np.asarray(keys >= cut, np.bool_)

    def _totals(self, weighting: Weighting) -> Whole:
        unit = 10**self._combine.places
        divisor = 100 if self._combine.mode is CombineMode.PERCENT else 1
        by_jury = Fraction(weighting.jury) * unit / divisor / 10**self._rules.jury.places
        by_vote = Fraction(weighting.vote) / divisor
        common = lcm(by_jury.denominator, by_vote.denominator)
        a, b = int(by_jury * common), int(by_vote * common)
        jury, vote = self._jury, self._vote
        largest = abs(a) * self._most[0] + abs(b) * self._most[1]
        # All that is computed on the way stays below this: twice the sum plus a divisor, and the
        # total times the number of entries, with a merit added.
        if 2 * largest + 3 * common + (largest // common + 2) * len(jury) >= _WIDE:
            jury, vote = jury.astype(object), vote.astype(object)
        return _rounded(a * jury + b * vote, common, self._rules.jury.rounding)

    def _fold_breakers(self) -> list[int]:
        """Number the entries by the breakers alone, the better the higher; equal ones alike."""
        category = self._category
        facts = Facts(category.name, self._rules.jury, category.jury, category.votes or {})
        breakers = [merit(breaker, facts) for breaker in self._rules.tie_order]
        merits: list[Any] = [tuple(worth(entry) for worth in breakers) for entry in self._entries]
        number = {worth: place for place, worth in enumerate(sorted(set(merits)))}
        return [number[worth] for worth in merits]


_WIDE: Final = 2**62


def _units(value: Fraction, places: int) -> int:
    return int(value * 10**places)


def _rounded(values: Whole, divisor: int, rounding: Rounding) -> Whole:
    """Divide and round; the same rule as `round_to`, in whole numbers."""
    size = abs(values)
    rounded = (2 * size + divisor) // (2 * divisor)
    if rounding is Rounding.HALF_EVEN:
        is_half = (2 * size + divisor) % (2 * divisor) == 0
        rounded = rounded - (is_half & (rounded % 2 == 1))
    return np.where(values < 0, -rounded, rounded)
