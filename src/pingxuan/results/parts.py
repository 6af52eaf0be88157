"""What a published total is made of, down to the single mark and vote. Source: H1, H2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pingxuan.domain.judging.numbers import exact_text
from pingxuan.domain.judging.rules import CombineMode, CriteriaMode, VoteScale
from pingxuan.results.computing import rules_of
from pingxuan.results.elections import Line, ballots_of, lines_of
from pingxuan.results.models import Decision


@dataclass(frozen=True)
class Criterion:
    """One quality of an entry: its weight, its value, and the marks it comes from."""

    name: str
    weight: str
    value: str
    marks: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Step:
    """One breaker of a tie, and the order that it made: groups of numbers, best first."""

    breaker: str
    groups: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Parts:
    """The parts of one total, each line as a sum that a pocket calculator repeats.

    Attributes:
        judges: judge scores or points, where the sheet adds up judges instead of qualities.
        jury_sum, vote_sum, total_sum: the sums in words of figures; empty where there is none.
        tied: the others of the same total; with the steps that separated them.
        ballots: what each ballot came to for the entry, where the round was by ballot.
    """

    criteria: Sequence[Criterion]
    judges: Sequence[Mapping[str, Any]]
    jury_sum: str
    vote_sum: str
    total_sum: str
    tied: Sequence[str]
    steps: Sequence[Step]
    ballots: Sequence[Line] = ()


def parts_of(decision: Decision, category: str, number: str) -> Parts | None:
    """Open one total of a decision into its parts; None for an entry that was not in the last round."""
    whole = decision.explanation.get("categories", {}).get(category, {})
    entry = whole.get("entries", {}).get(number)
    if entry is None:
        return None
    ballots = lines_of(ballots_of(decision, category), number)
    if ballots:
        return Parts([], [], "", "", "", [], [], ballots)
    tie = next((one for one in whole["ties"] if number in one["entries"]), None)
    return Parts(
        criteria=[
            Criterion(name, one["weight"], one["value"] or "—", one["marks"])
            for name, one in entry["criteria"].items()
        ],
        judges=entry["judge_scores"],
        jury_sum=_jury_sum(decision, entry),
        vote_sum=_vote_sum(decision, entry, whole),
        total_sum=_total_sum(decision, entry),
        tied=[one for one in tie["entries"] if one != number] if tie else [],
        steps=[Step(one["breaker"], one["groups"]) for one in tie["steps"]] if tie else [],
    )


def _jury_sum(decision: Decision, entry: Mapping[str, Any]) -> str:
    criteria = [one for one in entry["criteria"].values() if one["value"] is not None]
    if not criteria or entry["jury"] is None:
        return ""
    terms = " + ".join(f"{one['value']} × {one['weight']}" for one in criteria)
    if rules_of(decision).jury.criteria_mode is CriteriaMode.SUM:
        return f"{terms} = {entry['jury']}"
    whole = exact_text(sum((Fraction(one["weight"]) for one in criteria), Fraction(0)))
    return f"({terms}) ÷ {whole} = {entry['jury']}"


def _vote_sum(decision: Decision, entry: Mapping[str, Any], whole: Mapping[str, Any]) -> str:
    combine = rules_of(decision).combine
    if combine is None or entry["vote"] is None:
        return ""
    if combine.vote_scale is VoteScale.RAW:
        return f"{entry['votes']} = {entry['vote']}"
    is_top = combine.vote_scale is VoteScale.SHARE_OF_TOP
    divisor = whole["top_votes"] if is_top else whole["total_votes"]
    return f"{entry['votes']} ÷ {divisor} × 100 = {entry['vote']}"


def _total_sum(decision: Decision, entry: Mapping[str, Any]) -> str:
    combine = rules_of(decision).combine
    if combine is None or entry["total"] is None:
        return ""
    mark = "%" if combine.mode is CombineMode.PERCENT else ""
    jury, vote = exact_text(combine.jury), exact_text(combine.vote)
    return f"{entry['jury']} × {jury}{mark} + {entry['vote']} × {vote}{mark} = {entry['total']}"
