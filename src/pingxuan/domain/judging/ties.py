"""Who comes first among entries of equal total: the breakers, applied in turn.

Source:
    C28; interfaces-judging 4.4.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from itertools import groupby
from typing import Any

from pingxuan.domain.judging.rules import CRITERION_BREAKER, DRAW_BREAKER, Breaker, JuryRules
from pingxuan.domain.judging.scoring import JuryScore, criterion_for_ties

Groups = list[list[str]]
"""Entries in order, those that are equal together and sorted by code points."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one breaker made of a tie: all its entries, in the order reached so far."""

    breaker: str
    groups: Groups


@dataclass(frozen=True, slots=True)
class Tie:
    """Entries of one total, and how they were separated as far as they were."""

    total: Fraction
    entries: Sequence[str]
    steps: Sequence[Step]

    @property
    def groups(self) -> Groups:
        """Give the final order."""
        return self.steps[-1].groups if self.steps else [list(self.entries)]

    def decided_by(self) -> dict[str, str]:
        """Name for each entry the breaker that left it alone; entries still tied are not named."""
        decided: dict[str, str] = {}
        for step in self.steps:
            for group in step.groups:
                if len(group) == 1:
                    decided.setdefault(group[0], step.breaker)
        return decided


@dataclass(frozen=True, slots=True)
class Facts:
    """What the breakers of one category look at."""

    category: str
    jury: JuryRules
    scores: Mapping[str, JuryScore]
    votes: Mapping[str, int]


def break_tie(total: Fraction, entries: Iterable[str], order: Sequence[str], facts: Facts) -> Tie:
    """Apply the breakers of `order` until every entry stands alone or none is left."""
    tied = sorted(entries)
    groups, steps = [tied], []
    for breaker in order:
        if len(groups) == len(tied):
            break
        groups = [part for group in groups for part in _split(group, breaker, facts)]
        steps.append(Step(breaker, groups))
    return Tie(total, tied, steps)


def draw_number(breaker: str, category: str, entry: str) -> bytes:
    """Give an entry its lot, which anybody can compute from the published seed; smaller wins."""
    seed = bytes.fromhex(breaker.removeprefix(DRAW_BREAKER))
    return sha256(b"\0".join([seed, category.encode(), entry.encode()])).digest()


def merit(breaker: str, facts: Facts) -> Callable[[str], Any]:
    """Give the value, higher first, that `breaker` compares whatever group an entry is in.

    Only `most-judges-preferring` looks at the group, and has no such value.
    """
    scores, votes = facts.scores, facts.votes
    if breaker.startswith(DRAW_BREAKER):
        return lambda entry: tuple(-byte for byte in draw_number(breaker, facts.category, entry))
    if breaker.startswith(CRITERION_BREAKER):
        name = breaker.removeprefix(CRITERION_BREAKER)
        return lambda entry: _with_last(criterion_for_ties(scores[entry], name, facts.jury))
    merits: dict[str, Callable[[str], Any]] = {
        Breaker.JURY: lambda entry: scores[entry].score,
        Breaker.VOTES: lambda entry: votes.get(entry, 0),
        Breaker.SCORING: lambda entry: sum(score > 0 for score in _given(scores[entry])),
        Breaker.COUNTBACK: lambda entry: tuple(sorted(_given(scores[entry]), reverse=True)),
    }
    return merits[breaker]


def _split(group: list[str], breaker: str, facts: Facts) -> Groups:
    if len(group) == 1:
        return [group]
    if breaker == Breaker.PREFERRING:
        merits: Mapping[str, Any] = _preferences(group, facts.scores)
    else:
        worth = merit(breaker, facts)
        merits = {entry: worth(entry) for entry in group}
    # Sorting keeps the code-point order inside a part, since the group comes in that order.
    ordered = sorted(group, key=merits.__getitem__, reverse=True)
    return [list(part) for _, part in groupby(ordered, key=merits.__getitem__)]


def _preferences(group: Iterable[str], scores: Mapping[str, JuryScore]) -> dict[str, int]:
    """Count for each entry the pairs of a judge and another member whom it beats on that ballot."""
    by_judge: dict[str, list[tuple[str, Fraction]]] = {}
    for entry in group:
        for judge, score in scores[entry].judges.items():
            if score.preference is not None:
                by_judge.setdefault(judge, []).append((entry, score.preference))
    counts = dict.fromkeys(group, 0)
    for given in by_judge.values():
        ordered = sorted(preference for _, preference in given)
        for entry, preference in given:
            counts[entry] += bisect_left(ordered, preference)
    return counts


def _given(score: JuryScore) -> list[Fraction]:
    return [judge.score for judge in score.judges.values() if judge.score is not None]


def _with_last(value: Fraction | None) -> tuple[bool, Fraction]:
    return (value is not None, value or Fraction(0))
