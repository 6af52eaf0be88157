"""How firmly a decision stands, in plain data: who would win or lose a seat if something were otherwise.

It decides nothing; it shows a chair which places are close calls.

Source:
    H3.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.core.cache import cache

from pingxuan.domain.judging.awards import Standing
from pingxuan.domain.judging.inputs import read_marks, read_votes
from pingxuan.domain.judging.sensitivity import (
    Change,
    over_weightings,
    weightings_around,
    with_other_trimming,
    with_other_votes,
    without_each_juror,
)
from pingxuan.domain.revision import fingerprint
from pingxuan.results.computing import recompute, rules_of
from pingxuan.results.elections import is_elected
from pingxuan.results.models import Decision

SPREAD = Decimal(10)
STEPS = 41
FEWEST_FOR_TRIMMING = 3
KEPT = 24 * 3600


class Kind(StrEnum):
    """What is taken to be otherwise."""

    WEIGHTS = "weights"
    JUROR = "juror"
    TRIMMING = "trimming"
    VOTES = "votes"


@dataclass(frozen=True)
class Finding:
    """One entry that would win or lose its seat.

    Attributes:
        about: the juror without whom, by code; else empty.
        share: for weights: in how many of a hundred weightings it wins a seat.
    """

    kind: Kind
    category: str
    entry: str
    wins: bool
    about: str = ""
    share: int = 0


@dataclass(frozen=True)
class Firmness:
    """What would be otherwise, and how far each entry would move at most.

    Attributes:
        spans: public number → best and worst rank without any one juror, with other trimming, and
            with the votes as given; entries that never move are not in it.
    """

    findings: list[Finding]
    spans: dict[str, tuple[int, int]]


def findings_of(decision: Decision) -> list[Finding]:
    """List who would win or lose a seat."""
    return firmness_of(decision).findings


def firmness_of(decision: Decision) -> Firmness:
    """Compute how firmly a decision stands; kept for a day, as a decision never changes."""
    key = f"firmness:{decision.pk}:{fingerprint(decision.inputs)}"
    kept: dict[str, Any] | None = cache.get(key)
    if kept is None:
        made = _compute(decision)
        kept = {"findings": [asdict(one) for one in made.findings], "spans": made.spans}
        cache.set(key, kept, timeout=KEPT)
    findings = [Finding(**{**one, "kind": Kind(one["kind"])}) for one in kept["findings"]]
    spans = {entry: (span[0], span[1]) for entry, span in kept["spans"].items()}
    return Firmness(findings, spans)


def _compute(decision: Decision) -> Firmness:
    """Take one thing after the other to be otherwise; an election has nothing to be computed anew."""
    if is_elected(decision):
        return Firmness([], {})
    marks, _ = read_marks(decision.marks_csv.encode())
    votes = read_votes(decision.votes_csv.encode())[0] if decision.votes_csv else None
    raw = read_votes(decision.raw_votes_csv.encode())[0] if decision.raw_votes_csv else None
    rules = rules_of(decision)
    found = _weights(decision)
    moved: list[Change] = []
    for judge, changes in without_each_juror(marks, votes, rules).items():
        found += _seats(Kind.JUROR, changes, about=judge)
        moved += changes
    judges = {row.judge for row in marks if row.mark is not None}
    if rules.ballot is None and len(judges) >= FEWEST_FOR_TRIMMING:
        trimmed = with_other_trimming(marks, votes, rules)
        found += _seats(Kind.TRIMMING, trimmed)
        moved += trimmed
    if votes is not None and raw is not None:
        given = with_other_votes(marks, votes, raw, rules)
        found += _seats(Kind.VOTES, given)
        moved += given
    return Firmness(found, _spans(moved))


def _spans(moved: Iterable[Change]) -> dict[str, tuple[int, int]]:
    """Give the best and the worst rank that each entry had in any of the changes."""
    ranks: dict[str, set[int]] = {}
    for change in moved:
        for row in (change.before, change.after):
            if row is not None and row.rank is not None:
                ranks.setdefault(row.entry, set()).add(row.rank)
    return {entry: (min(found), max(found)) for entry, found in ranks.items()}


def _weights(decision: Decision) -> list[Finding]:
    combine = rules_of(decision).combine
    if combine is None:
        return []
    result = recompute(decision)
    wins = {(row.category, row.entry): row.status is Standing.WINNER for row in result.rows}
    return [
        Finding(
            Kind.WEIGHTS,
            band.category,
            band.entry,
            wins=not wins[band.category, band.entry],
            share=round(band.in_seats * 100),
        )
        for band in over_weightings(result, weightings_around(combine, spread=SPREAD, count=STEPS))
        if 0 < band.in_seats < 1 or (band.in_seats == 1) != wins[band.category, band.entry]
    ]


def _seats(kind: Kind, changes: Iterable[Change], *, about: str = "") -> list[Finding]:
    """Keep the changes that give or take a seat."""
    found = []
    for change in changes:
        before = change.before.status is Standing.WINNER
        after = change.after is not None and change.after.status is Standing.WINNER
        if before != after:
            found.append(
                Finding(kind, change.before.category, change.before.entry, wins=after, about=about)
            )
    return found
