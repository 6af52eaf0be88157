"""What a flag rests on, as points of a picture; and who uses too little of the scale.

Source:
    interfaces-judging 5; G5.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from pingxuan.domain.judging.checks import Flag, Thresholds
from pingxuan.domain.judging.inputs import MarkRow

FLATNESS = Fraction(1, 16)
"""A spread (as variance) of at most this share of the others' is worth a look: a quarter of their
standard deviation."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point: an entry or a judge, with what stands against what.

    Attributes:
        label: the entry, or the judge.
        x: the others' mean, the other judge's mark, or nothing (0).
        y: the judge's own mark, or the judge's mean difference from the others.
        is_own: whether it belongs to the judge who is asked about.
    """

    label: str
    x: Fraction
    y: Fraction
    is_own: bool = True


Table = dict[str, dict[str, Fraction]]
"""Judge → entry → entry mark."""


def entry_marks(marks: Iterable[MarkRow], category: str) -> Table:
    """Compute each judge's mean mark of each entry of a category."""
    given: dict[str, dict[str, list[Fraction]]] = {}
    for row in marks:
        if row.mark is not None and row.category == category:
            own = given.setdefault(row.judge, {})
            own.setdefault(row.entry, []).append(Fraction(row.mark))
    return {
        judge: {entry: sum(values, Fraction()) / len(values) for entry, values in own.items()}
        for judge, own in given.items()
    }


def flat(marks: Sequence[MarkRow], thresholds: Thresholds | None = None) -> list[Flag]:
    """Name judges whose entry marks in a category hardly differ, while the others' do.

    The score is the judge's standard deviation over the median of the others'.
    """
    limits = thresholds or Thresholds()
    flags = []
    for category in sorted({row.category for row in marks}):
        spreads = {
            judge: (variance(list(own.values())), len(own))
            for judge, own in entry_marks(marks, category).items()
            if len(own) >= limits.min_entries
        }
        for judge, (own_spread, n) in sorted(spreads.items()):
            others = [spread for name, (spread, _) in spreads.items() if name != judge]
            middle = median(others) if others else Fraction()
            if middle > 0 and own_spread <= middle * FLATNESS:
                share = float(own_spread / middle) ** 0.5
                flags.append(Flag("flat", judge, "", category, share, n))
    return flags


def variance(values: Sequence[Fraction]) -> Fraction:
    """Give the exact variance of some marks."""
    mean = sum(values, Fraction()) / len(values)
    return sum(((value - mean) ** 2 for value in values), Fraction()) / len(values)


def points_of(marks: Sequence[MarkRow], flag: Flag) -> list[Point]:
    """Give the points of the picture that shows what a flag rests on."""
    match flag.kind:
        case "reversed" | "flat":
            return _against_the_others(marks, flag)
        case "copied":
            table = entry_marks(marks, flag.category)
            own, other = table.get(flag.judge, {}), table.get(flag.other, {})
            common = sorted(own.keys() & other.keys())
            return [Point(entry, other[entry], own[entry]) for entry in common]
        case "outlier":
            leanings = leanings_of(marks)
            return [
                Point(judge, Fraction(), leaning, judge == flag.judge)
                for judge, leaning in sorted(leanings.items())
            ]
        case _:
            return []


def _against_the_others(marks: Sequence[MarkRow], flag: Flag) -> list[Point]:
    table = entry_marks(marks, flag.category)
    own = table.pop(flag.judge, {})
    points = []
    for entry, mark in sorted(own.items()):
        others = [theirs[entry] for theirs in table.values() if entry in theirs]
        if others:
            points.append(Point(entry, sum(others, Fraction()) / len(others), mark))
    return points


def leanings_of(marks: Iterable[MarkRow]) -> dict[str, Fraction]:
    """Say by how much each judge's marks lie above or below the other judges' for the same thing."""
    given: dict[tuple[str, str, str], dict[str, Fraction]] = {}
    for row in marks:
        if row.mark is not None:
            key = (row.category, row.entry, row.criterion)
            given.setdefault(key, {})[row.judge] = Fraction(row.mark)
    differences: dict[str, list[Fraction]] = {}
    for by_judge in given.values():
        total, n = sum(by_judge.values(), Fraction()), len(by_judge)
        for judge, mark in by_judge.items() if n > 1 else ():
            differences.setdefault(judge, []).append(mark - (total - mark) / (n - 1))
    return {judge: sum(own, Fraction()) / len(own) for judge, own in differences.items()}
