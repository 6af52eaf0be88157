"""By which rules a round says who goes on. Source: G6."""

from __future__ import annotations

from dataclasses import replace

from pingxuan.domain.judging.rules import Breaker, JudgingRules, JuryRules, OnCutTie, SeatRules
from pingxuan.domain.rules.contest import Jury, RoundBy


def marks_alone(rules: JudgingRules, jury: Jury, cut: int | None) -> JudgingRules:
    """Make a round's rules of the sheet's: marks alone, as many seats as go on, no reserve.

    Where the last round is by ballot, the sheet computes nothing from marks: an earlier round takes
    the plain mean of the weighted criteria.
    """
    if jury.rounds[-1].by is RoundBy.BALLOT:
        rules = replace(rules, ballot=None, jury=_plain(jury))
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


def _plain(jury: Jury) -> JuryRules:
    return JuryRules(
        min_mark=jury.min_mark,
        max_mark=jury.max_mark,
        criteria={one.code: one.weight for one in jury.criteria},
    )
