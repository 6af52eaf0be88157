"""Marks into scores: criterion values, judge scores and the jury score, in exact arithmetic.

Each stage starts from the output of the stage before, rounded where the rules say so.

Source:
    C14, C27; interfaces-judging 4.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from pingxuan.domain.judging.inputs import MarkRow, Votes
from pingxuan.domain.judging.numbers import EXACT, Number, mean, round_ratio, round_to
from pingxuan.domain.judging.rules import CriteriaMode, JuryRules, Level, Method, RoundAt

Marks = dict[str, Decimal | None]
"""What each judge gave on one criterion of one entry; None is a recusal or an absence."""


@dataclass(slots=True)
class CategoryMarks:
    """All that was handed in about one category.

    Attributes:
        entries: marks by entry, criterion and judge; an entry that only has votes has none.
        criteria: every criterion that occurs, also with empty marks only.
    """

    entries: dict[str, dict[str, Marks]] = field(default_factory=dict)
    criteria: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Weights:
    """The criteria of a category with their weights, and the divisor that the rules ask for.

    Attributes:
        positive: the weights above 0, as written, by criterion.
    """

    by_criterion: Mapping[str, Fraction]
    positive: Mapping[str, Decimal]
    divisor: Fraction


class CriterionScore(NamedTuple):
    """A criterion of one entry: its marks by judge and their combined value, if it has one."""

    weight: Fraction
    value: Fraction | None
    marks: Marks


class JudgeScore(NamedTuple):
    """What one judge's marks for one entry come to.

    Attributes:
        score: the weighted marks, or the points that a ballot earns; None without enough marks.
        preference: what says which of two entries the judge prefers, higher first.
    """

    score: Fraction | None
    preference: Fraction | None


@dataclass(slots=True)
class JuryScore:
    """The jury's part of one entry; `score` is None if the entry has too few marks."""

    score: Fraction | None
    criteria: dict[str, CriterionScore] = field(default_factory=dict)
    judges: dict[str, JudgeScore] = field(default_factory=dict)


def gather(marks: Iterable[MarkRow], votes: Votes | None) -> dict[str, CategoryMarks]:
    """Sort marks and votes by category and entry; a record of either kind makes an entry exist."""
    categories: dict[str, CategoryMarks] = {}
    for row in marks:
        category = categories.get(row.category)
        if category is None:
            category = categories[row.category] = CategoryMarks()
        category.criteria.add(row.criterion)
        criteria = category.entries.setdefault(row.entry, {})
        criteria.setdefault(row.criterion, {})[row.judge] = row.mark
    for category_name, entry in votes or ():
        categories.setdefault(category_name, CategoryMarks()).entries.setdefault(entry, {})
    return categories


def weights_of(category: CategoryMarks, jury: JuryRules) -> Weights:
    """Take the weights of the rules, or weigh every criterion of the category alike."""
    given = jury.criteria
    if given is None:
        given = dict.fromkeys(sorted(category.criteria), Decimal(1))
    weights = {name: Fraction(weight) for name, weight in given.items()}
    total = sum(weights.values(), Fraction(0))
    divisor = total if jury.criteria_mode is CriteriaMode.MEAN else Fraction(1)
    return Weights(weights, {name: weight for name, weight in given.items() if weight}, divisor)


def jury_scores(
    category: CategoryMarks, jury: JuryRules, *, with_judges: bool
) -> dict[str, JuryScore]:
    """Compute the jury score of every entry of a category.

    Args:
        with_judges: also compute judge scores where only a breaker of ties asks for them.
    """
    weights = weights_of(category, jury)
    scores = {}
    with localcontext(EXACT):
        for entry, marks in category.entries.items():
            score = JuryScore(None)
            for name, weight in weights.by_criterion.items():
                given = marks.get(name, {})
                score.criteria[name] = CriterionScore(weight, _criterion_value(given, jury), given)
            if with_judges or jury.level is Level.JUDGE:
                score.judges = judge_scores(marks, weights)
            score.score = _jury_score(score, weights, jury)
            scores[entry] = score
    return scores


def judge_scores(marks: Mapping[str, Marks], weights: Weights) -> dict[str, JudgeScore]:
    """Compute what each judge's marks for one entry come to.

    A judge without a mark on every criterion that weighs something has no judge score. Callers work
    inside `localcontext(EXACT)`.
    """
    columns = [(marks.get(name, {}), weight) for name, weight in weights.positive.items()]
    scores = {}
    for judge in {judge for given in marks.values() for judge in given}:
        score = None
        products = [
            mark * weight for given, weight in columns if (mark := given.get(judge)) is not None
        ]
        if products and len(products) == len(columns):
            score = Fraction(sum(products)) / weights.divisor
        scores[judge] = JudgeScore(score, score)
    return scores


def combine(values: Sequence[Number], jury: JuryRules) -> Fraction | None:
    """Combine several marks or judge scores into one value; None if too few are left."""
    kept = _kept(values, jury)
    return mean(kept) if kept else None


def _kept(values: Sequence[Number], jury: JuryRules) -> Sequence[Number]:
    """Leave out what the method leaves out; nothing remains of too few."""
    if len(values) <= jury.drop_high + jury.drop_low:
        return []
    if jury.method is Method.MEAN:
        return values
    ordered = sorted(values)
    if jury.method is Method.MEDIAN:
        middle = len(ordered) // 2
        return ordered[middle - (len(ordered) % 2 == 0) : middle + 1]
    return ordered[jury.drop_low : len(ordered) - jury.drop_high]


def criterion_for_ties(score: JuryScore, criterion: str, jury: JuryRules) -> Fraction | None:
    """Give a criterion's value as a breaker of ties compares it: always rounded to `places`."""
    found = score.criteria.get(criterion)
    if found is None or found.value is None:
        return None
    return round_to(found.value, jury.places, jury.rounding)


def _criterion_value(given: Marks, jury: JuryRules) -> Fraction | None:
    marks = [mark for mark in given.values() if mark is not None]
    if jury.level is Level.CRITERION and RoundAt.CRITERION in jury.round_at:
        kept = _kept(marks, jury)
        if not kept:
            return None
        numerator, denominator = sum(kept).as_integer_ratio()
        return round_ratio(numerator, denominator * len(kept), jury.places, jury.rounding)
    return combine(marks, jury)


def _jury_score(score: JuryScore, weights: Weights, jury: JuryRules) -> Fraction | None:
    if jury.level is Level.JUDGE:
        given = [judge.score for judge in score.judges.values() if judge.score is not None]
        value = combine(given, jury) if len(given) >= jury.min_marks else None
    else:
        value = _weighted_value(score, weights, jury)
    return None if value is None else round_to(value, jury.places, jury.rounding)


def _weighted_value(score: JuryScore, weights: Weights, jury: JuryRules) -> Fraction | None:
    """Weigh the criterion values; None if one that weighs something has too few marks."""
    numerator, denominator = 0, 1
    for criterion in score.criteria.values():
        if not criterion.weight:
            continue
        if criterion.value is None or _lacks_marks(criterion.marks, jury):
            return None
        value, weight = criterion.value, criterion.weight
        top, bottom = value.numerator * weight.numerator, value.denominator * weight.denominator
        if RoundAt.WEIGHTED in jury.round_at:
            rounded = round_ratio(top, bottom, jury.places, jury.rounding)
            top, bottom = rounded.numerator, rounded.denominator
        # Whole numbers, with one common denominator: a fraction in lowest terms at each step would
        # take most of the time of a large result.
        shared = lcm(denominator, bottom)
        numerator = numerator * (shared // denominator) + top * (shared // bottom)
        denominator = shared
    return Fraction(numerator, denominator) / weights.divisor if score.criteria else None


def _lacks_marks(marks: Marks, jury: JuryRules) -> bool:
    """Say whether a criterion with a value, so with one mark at least, has too few marks."""
    if jury.min_marks <= 1:
        return False
    return sum(mark is not None for mark in marks.values()) < jury.min_marks
