"""By which rules a round says who goes on. Source: G6."""

from __future__ import annotations

from dataclasses import replace

from pingxuan.domain.judging.rules import Breaker, JudgingRules, OnCutTie, SeatRules


def marks_alone(rules: JudgingRules, cut: int | None) -> JudgingRules:
    """Make a round's rules of the sheet's: marks alone, as many seats as go on, no reserve."""
    breaks = rules.seats.on_cut_tie is OnCutTie.BREAK
    return replace(
        rules,
        combine=None,
        tie_order=tuple(breaker for breaker in rules.tie_order if breaker != Breaker.VOTES),
        seats=rules.seats
        if cut is None
        else SeatRules(cut, on_cut_tie=OnCutTie.BREAK if breaks else OnCutTie.EXTEND),
        withdrawn={},
    )
