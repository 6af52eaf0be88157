"""What to look at in a jury's marks: reversed scales, copied marks, outliers, missed recusals.

A flag says where to look and never changes a score. Everything is compared exactly; floats appear
only in the printed score, so that neither order nor names can tip a flag over its threshold.

Source:
    interfaces-judging 5; G5.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import combinations
from math import lcm, sqrt
from statistics import median
from typing import Final

from pingxuan.domain.judging.inputs import EntryRow, JudgeRow, MarkRow
from pingxuan.domain.judging.numbers import EXACT
from pingxuan.domain.judging.recusal import is_recused
from pingxuan.domain.judging.tables import write_table

FLAG_COLUMNS: Final = ("kind", "judge", "other", "score", "evidence")
FEWEST_JUDGES: Final = 5
SMALLEST_DEVIATION: Final = Fraction(1, 10**9)
NORMAL_SCALE: Final = Fraction("1.4826")

EntryMarks = dict[str, int]
"""A judge's mean mark for each entry of a category, times a number that is the same for all."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on something is worth a look."""

    reversed_at: Fraction = Fraction(-1, 2)
    copied_at: Fraction = Fraction(98, 100)
    outlier_at: Fraction = Fraction(7, 2)
    min_entries: int = 8


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to look at.

    Attributes:
        kind: `reversed`, `copied`, `outlier` or `conflict`.
        other: the other judge, the entry, or nothing.
        category: empty for a flag that is not about one category.
        entries: how many entries or marks the score rests on.
    """

    kind: str
    judge: str
    other: str
    category: str
    score: float
    entries: int

    def evidence(self) -> str:
        """Write what the score rests on, as a JSON object on one line."""
        facts: dict[str, str | int] = {"category": self.category} if self.category else {}
        return json.dumps({**facts, "entries": self.entries}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Correlation:
    """Spearman's correlation as the exact quotient `covariance / sqrt(spread)`."""

    covariance: int
    spread: int

    def is_at_least(self, threshold: Fraction) -> bool:
        """Compare exactly: the signs first, then the squares."""
        square = Fraction(self.covariance**2, self.spread)
        signed = square if self.covariance >= 0 else -square
        return signed >= threshold * abs(threshold)

    def is_at_most(self, threshold: Fraction) -> bool:
        """Compare exactly from the other side."""
        return Correlation(-self.covariance, self.spread).is_at_least(-threshold)

    def __float__(self) -> float:
        return self.covariance / sqrt(self.spread)


def check(
    marks: Iterable[MarkRow],
    judges: Iterable[JudgeRow] = (),
    entries: Iterable[EntryRow] = (),
    thresholds: Thresholds | None = None,
) -> list[Flag]:
    """Look for everything that a chair should ask a juror about, in the order of FLAGS.csv."""
    limits = thresholds or Thresholds()
    rows = [row for row in marks if row.mark is not None]
    flags: list[Flag] = []
    for category, by_judge in _entry_marks(rows).items():
        flags += _reversed(category, by_judge, limits)
        flags += _copied(category, by_judge, limits)
    flags += _outliers(rows, limits)
    flags += _conflicts(rows, judges, entries)
    return sorted(flags, key=lambda flag: (flag.kind, flag.judge, flag.other, flag.category))


def flags_csv(flags: Iterable[Flag]) -> str:
    """Write FLAGS.csv."""
    rows = (
        (flag.kind, flag.judge, flag.other, _four_decimals(flag.score), flag.evidence())
        for flag in flags
    )
    return write_table(FLAG_COLUMNS, rows)


def correlation(one: Sequence[int], other: Sequence[int]) -> Correlation | None:
    """Correlate the ranks of two equally long rows; None if one of them is constant."""
    pairs = list(zip(_doubled_ranks(one), _doubled_ranks(other), strict=True))
    middle = len(pairs) + 1  # the mean of ranks 1 … n, doubled
    covariance = sum((a - middle) * (b - middle) for a, b in pairs)
    spread_of_one = sum((a - middle) ** 2 for a, _ in pairs)
    spread_of_other = sum((b - middle) ** 2 for _, b in pairs)
    spread = spread_of_one * spread_of_other
    return Correlation(covariance, spread) if spread else None


def _doubled_ranks(values: Sequence[int]) -> list[int]:
    """Rank from 1, equal values at the average of their ranks; doubled to stay whole."""
    ordered = sorted(values)
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for rank, value in enumerate(ordered, start=1):
        first.setdefault(value, rank)
        last[value] = rank
    return [first[value] + last[value] for value in values]


def _entry_marks(rows: Sequence[MarkRow]) -> dict[str, dict[str, EntryMarks]]:
    """Compute the entry marks by category and judge, on one scale on which they are whole."""
    sums: dict[str, dict[str, dict[str, list[int]]]] = {}
    for row, mark in zip(rows, _whole(rows), strict=True):
        by_entry = sums.setdefault(row.category, {}).setdefault(row.judge, {})
        by_entry.setdefault(row.entry, []).append(mark)
    scale = lcm(
        *{
            len(marks)
            for by_judge in sums.values()
            for by_entry in by_judge.values()
            for marks in by_entry.values()
        }
    )
    return {
        category: {
            judge: {entry: sum(marks) * (scale // len(marks)) for entry, marks in by_entry.items()}
            for judge, by_entry in by_judge.items()
        }
        for category, by_judge in sums.items()
    }


def _whole(rows: Sequence[MarkRow]) -> list[int]:
    """Give the marks on one scale on which all of them are whole numbers."""
    marks = [row.mark or Decimal(0) for row in rows]
    places = max((-int(mark.as_tuple().exponent) for mark in set(marks)), default=0)
    return [int(mark.scaleb(places, EXACT)) for mark in marks]


def _reversed(
    category: str, by_judge: Mapping[str, EntryMarks], limits: Thresholds
) -> Iterator[Flag]:
    sums: dict[str, int] = {}
    counts: dict[str, int] = {}
    for own in by_judge.values():
        for entry, mark in own.items():
            sums[entry] = sums.get(entry, 0) + mark
            counts[entry] = counts.get(entry, 0) + 1
    scale = lcm(*{count - 1 for count in counts.values() if count > 1})
    for judge, own in by_judge.items():
        common = [entry for entry in own if counts[entry] > 1]
        if len(common) < limits.min_entries:
            continue
        others = [(sums[entry] - own[entry]) * (scale // (counts[entry] - 1)) for entry in common]
        found = correlation([own[entry] for entry in common], others)
        if found and found.is_at_most(limits.reversed_at):
            yield Flag("reversed", judge, "", category, float(found), len(common))


def _copied(
    category: str, by_judge: Mapping[str, EntryMarks], limits: Thresholds
) -> Iterator[Flag]:
    for judge, other in combinations(sorted(by_judge), 2):
        own, theirs = by_judge[judge], by_judge[other]
        common = [entry for entry in own if entry in theirs]
        if len(common) < limits.min_entries:
            continue
        found = correlation([own[entry] for entry in common], [theirs[entry] for entry in common])
        if found and found.is_at_least(limits.copied_at):
            yield Flag("copied", judge, other, category, float(found), len(common))


def _outliers(rows: Sequence[MarkRow], limits: Thresholds) -> Iterator[Flag]:
    leanings = {
        judge: leaning
        for judge, leaning in _leanings(rows).items()
        if leaning.count >= limits.min_entries
    }
    if len(leanings) < FEWEST_JUDGES:
        return
    middle = median(leaning.mean for leaning in leanings.values())
    deviation = median(abs(leaning.mean - middle) for leaning in leanings.values())
    if deviation < SMALLEST_DEVIATION:
        return
    for judge, leaning in leanings.items():
        z = (leaning.mean - middle) / (NORMAL_SCALE * deviation)
        if abs(z) >= limits.outlier_at:
            yield Flag("outlier", judge, "", "", float(z), leaning.count)


@dataclass(frozen=True, slots=True)
class _Leaning:
    """By how much a judge's marks differ from the other judges' on the mean, and how many do."""

    mean: Fraction
    count: int


def _leanings(rows: Sequence[MarkRow]) -> dict[str, _Leaning]:
    """Compare each mark with the mean of the other judges' marks for the same thing.

    Among n marks that sum to s, a mark m differs from the mean of the others by
    (n × m − s) ÷ (n − 1); the numerators are added up by n, which needs no fractions.
    """
    given: dict[tuple[str, str, str], list[tuple[str, Decimal]]] = {}
    for row in rows:
        if row.mark is not None:
            key = (row.category, row.entry, row.criterion)
            given.setdefault(key, []).append((row.judge, row.mark))
    numerators: dict[str, dict[int, Decimal]] = {}
    counts: dict[str, int] = {}
    with localcontext(EXACT):
        for marks in given.values():
            others = len(marks) - 1
            total = sum((mark for _, mark in marks), Decimal(0))
            for judge, mark in marks if others else ():
                own = numerators.setdefault(judge, {})
                own[others] = own.get(others, Decimal(0)) + (others + 1) * mark - total
                counts[judge] = counts.get(judge, 0) + 1
    leanings = {}
    for judge, own in numerators.items():
        differences = sum((Fraction(value) / others for others, value in own.items()), Fraction(0))
        leanings[judge] = _Leaning(differences / counts[judge], counts[judge])
    return leanings


def _conflicts(
    rows: Iterable[MarkRow], judges: Iterable[JudgeRow], entries: Iterable[EntryRow]
) -> Iterator[Flag]:
    by_judge = {judge.judge: judge for judge in judges}
    units = {entry.entry: entry.unit for entry in entries}
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        judge = by_judge.get(row.judge)
        if judge and is_recused(units.get(row.entry, ()), judge.unit, judge.recuse):
            counts[row.judge, row.entry] = counts.get((row.judge, row.entry), 0) + 1
    for (name, entry), count in counts.items():
        yield Flag("conflict", name, entry, "", 1.0, count)


def _four_decimals(score: float) -> str:
    """Print a score; what rounds to zero has no sign."""
    return f"{score:z.4f}"
