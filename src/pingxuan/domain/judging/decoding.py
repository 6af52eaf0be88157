"""From decoded TOML to `JudgingRules`: a walk over the schema that collects every problem.

Source:
    interfaces-judging 3.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from pingxuan.domain.judging.numbers import Rounding
from pingxuan.domain.judging.problems import JudgingRulesInvalid, Problem, Trouble
from pingxuan.domain.judging.rules import (
    BORDA,
    CRITERION_BREAKER,
    DRAW_BREAKER,
    BallotInput,
    BallotMethod,
    BallotRules,
    Breaker,
    CombineMode,
    CombineRules,
    CriteriaMode,
    JudgeTies,
    JudgingRules,
    JuryRules,
    Level,
    Method,
    OnCutTie,
    RoundAt,
    SeatRules,
    VoteScale,
)
from pingxuan.domain.judging.sections import Section

MOST_PLACES: Final = 10
HEX_PAIRS: Final = re.compile(r"([0-9A-Fa-f]{2})+")
REPLACED_BY_BALLOT: Final = ("method", "drop_high", "drop_low", "level", "round_at")


def decode(values: Mapping[str, Any]) -> JudgingRules:
    """Turn the decoded TOML of the rules into frozen structures.

    Args:
        values: as tomllib gives it with `parse_float=Decimal`; binary floats are refused.

    Raises:
        JudgingRulesInvalid: with all problems, each at its dotted key.
    """
    rules, problems = inspect(values)
    if problems:
        raise JudgingRulesInvalid(problems)
    return rules


def inspect(values: Mapping[str, Any]) -> tuple[JudgingRules, list[Problem]]:
    """Decode as far as possible: whatever has a problem stands at its default in the rules."""
    root = Section(values, "", [])
    version = root.number("version", Decimal(1)) if root.require("version") else 1
    if version != 1:
        root.note("version", Trouble.NOT_VERSION_1, value=version)

    ballot = root.section("ballot")
    jury = _jury(root.section("jury") or root.absent("jury"), has_ballot="ballot" in root)
    combine = root.section("combine")
    ties = root.section("ties") or root.absent("ties")
    rules = JudgingRules(
        jury=jury,
        ballot=_ballot(ballot) if ballot else None,
        combine=_combine(combine, places=jury.places) if combine else None,
        tie_order=_tie_order(ties, jury, has_ballot="ballot" in root),
        seats=_seats(root.section("seats") or root.absent("seats")),
        withdrawn=_withdrawn(root.section("withdrawn") or root.absent("withdrawn")),
    )
    _check_draw(rules, root)
    root.close()
    return rules, root.problems


def _jury(section: Section, *, has_ballot: bool) -> JuryRules:
    if has_ballot:
        section.forbid(Trouble.NOT_WITH_BALLOT, *REPLACED_BY_BALLOT)
    method, drop_high, drop_low = (Method.MEAN, 0, 0) if has_ballot else _method(section)
    before = len(section.problems)
    rules = JuryRules(
        method=method,
        drop_high=drop_high,
        drop_low=drop_low,
        level=Level.CRITERION if has_ballot else section.choice("level", Level.CRITERION),
        places=section.whole("places", 2, most=MOST_PLACES),
        rounding=section.choice("rounding", Rounding.HALF_UP),
        round_at=_round_at(section, has_ballot=has_ballot),
        criteria_mode=section.choice("criteria_mode", CriteriaMode.MEAN),
        min_mark=section.number("min_mark", Decimal(0)),
        max_mark=section.number("max_mark", Decimal(100)),
        min_marks=section.whole("min_marks", 0 if has_ballot else 1),
        criteria=_criteria(section),
    )
    if len(section.problems) == before and rules.min_mark > rules.max_mark:
        section.note("max_mark", Trouble.EMPTY_RANGE, least=rules.min_mark, most=rules.max_mark)
    section.close()
    return rules


def _method(section: Section) -> tuple[Method, int, int]:
    """Read the method and how many marks it leaves out at the top and at the bottom."""
    before = len(section.problems)
    method = section.choice("method", Method.MEAN)
    is_known = len(section.problems) == before
    if is_known and method is not Method.TRIMMED_MEAN:
        section.forbid(Trouble.ONLY_TRIMMED, "drop_high", "drop_low")
        return method, 0, 0
    return method, section.whole("drop_high", 1), section.whole("drop_low", 1)


def _round_at(section: Section, *, has_ballot: bool) -> frozenset[RoundAt]:
    default = frozenset({RoundAt.CRITERION})
    return default if has_ballot else section.choices("round_at", default, RoundAt)


def _criteria(jury: Section) -> Mapping[str, Decimal] | None:
    section = jury.section("criteria")
    if section is None:
        return None
    before = len(section.problems)
    weights = {}
    for name in section.names():
        weights[name] = section.number(name, Decimal(0), least=0)
        if not name:
            section.note(name, Trouble.EMPTY_NAME)
    if len(section.problems) == before and not any(weights.values()):
        jury.note("criteria", Trouble.NO_WEIGHT)
    return weights


def _ballot(section: Section) -> BallotRules:
    ballot_input = section.choice("input", BallotInput.RANK)
    points = None
    if ballot_input is BallotInput.POINTS:
        section.forbid(Trouble.NOT_WITH_POINTS, "points")
    elif section.require("points"):
        points = _points(section)
    rules = BallotRules(
        method=section.choice("method", BallotMethod.POINTS),
        input=ballot_input,
        points=points,
        judge_ties=section.choice("judge_ties", JudgeTies.REJECT),
    )
    section.close()
    return rules


def _points(section: Section) -> tuple[Decimal, ...] | None:
    word = section.word("points")
    if word is None:
        return tuple(section.numbers("points"))
    if word != BORDA:
        section.note("points", Trouble.NOT_A_CHOICE, value=word, choices=[BORDA, "[…]"])
    return None


def _combine(section: Section, *, places: int) -> CombineRules:
    before = len(section.problems)
    section.require("jury", "vote")
    rules = CombineRules(
        mode=section.choice("mode", CombineMode.PERCENT),
        jury=section.number("jury", Decimal(0), least=0),
        vote=section.number("vote", Decimal(0), least=0),
        vote_scale=section.choice("vote_scale", VoteScale.SHARE_OF_TOP),
        places=section.whole("places", places, most=MOST_PLACES),
    )
    is_sound = len(section.problems) == before
    if is_sound and rules.mode is CombineMode.PERCENT and not rules.adds_up_to_100:
        section.note("vote", Trouble.NOT_A_HUNDRED, jury=rules.jury, vote=rules.vote)
    section.close()
    return rules


def _tie_order(section: Section, jury: JuryRules, *, has_ballot: bool) -> tuple[str, ...]:
    order = section.strings("order")
    for place, breaker in enumerate(order):
        is_last = place == len(order) - 1
        trouble = _breaker_trouble(breaker, jury, has_ballot=has_ballot, is_last=is_last)
        if trouble:
            section.note("order", trouble, breaker=breaker)
    section.close()
    return tuple(order)


def _breaker_trouble(
    breaker: str, jury: JuryRules, *, has_ballot: bool, is_last: bool
) -> Trouble | None:
    if breaker.startswith(DRAW_BREAKER):
        if not HEX_PAIRS.fullmatch(breaker.removeprefix(DRAW_BREAKER)):
            return Trouble.DRAW_NOT_HEX
        return None if is_last else Trouble.DRAW_NOT_LAST
    if breaker.startswith(CRITERION_BREAKER):
        name = breaker.removeprefix(CRITERION_BREAKER)
        if has_ballot:
            return Trouble.NOT_WITH_BALLOT
        is_known = bool(name) and (jury.criteria is None or name in jury.criteria)
        return None if is_known else Trouble.UNKNOWN_CRITERION
    return None if breaker in {known.value for known in Breaker} else Trouble.UNKNOWN_BREAKER


def _seats(section: Section) -> SeatRules:
    section.require("default")
    exceptions = section.section("category") or section.absent("category")
    reserves = section.section("reserves") or section.absent("reserves")
    rules = SeatRules(
        default=section.whole("default", 0),
        reserve=section.whole("reserve", 0),
        on_cut_tie=section.choice("on_cut_tie", OnCutTie.BREAK),
        category={name: exceptions.whole(name, 0) for name in exceptions.names()},
        reserves={name: reserves.whole(name, 0) for name in reserves.names()},
    )
    section.close()
    return rules


def _withdrawn(section: Section) -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(section.strings(name)) for name in section.names()}


def _check_draw(rules: JudgingRules, root: Section) -> None:
    """A cut that is always drawn needs a breaker that always breaks."""
    unsound = {"seats", "seats.on_cut_tie", "ties", "ties.order"}
    if any(problem.place in unsound for problem in root.problems):
        return
    ends_with_draw = bool(rules.tie_order) and rules.tie_order[-1].startswith(DRAW_BREAKER)
    if rules.seats.on_cut_tie is OnCutTie.BREAK and not ends_with_draw:
        root.note("seats.on_cut_tie", Trouble.BREAK_NEEDS_DRAW)
