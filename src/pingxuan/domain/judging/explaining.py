"""Every total opened into its parts, down to the single mark and vote.

Source:
    interfaces-judging 4.7; H1.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pingxuan.domain.judging.numbers import exact_text, fixed_text, published
from pingxuan.domain.judging.ranking import CategoryResult, ResultRow
from pingxuan.domain.judging.results import Result
from pingxuan.domain.judging.rules import JudgingRules, JuryRules, Level, RoundAt
from pingxuan.domain.judging.scoring import CriterionScore, JuryScore
from pingxuan.domain.judging.ties import Tie

USED = "yes"
RECUSED = "recused"
DROPPED_HIGH = "dropped-high"
DROPPED_LOW = "dropped-low"


def explain_json(result: Result) -> str:
    """Write EXPLAIN.json."""
    return json.dumps(explanation(result), ensure_ascii=False) + "\n"


def explanation(result: Result) -> dict[str, Any]:
    """Give the parts of every total as plain data, each number as the string that is published."""
    categories = {
        category.name: _category(category, result.rules) for category in result.categories
    }
    return {"version": 1, "categories": categories}


def _category(category: CategoryResult, rules: JudgingRules) -> dict[str, Any]:
    votes = category.votes
    return {
        "seats": category.seats,
        "top_votes": None if votes is None else str(max(votes.values(), default=0)),
        "total_votes": None if votes is None else str(sum(votes.values())),
        "entries": {
            row.entry: _entry(row, category, rules)
            for row in sorted(category.rows, key=lambda row: row.entry)
        },
        "ties": [_tie(tie, rules) for tie in category.ties],
    }


def _entry(row: ResultRow, category: CategoryResult, rules: JudgingRules) -> dict[str, Any]:
    jury = category.jury[row.entry]
    by_judge = rules.ballot is not None or rules.jury.level is Level.JUDGE
    criteria = {
        name: _criterion(criterion, rules.jury)
        for name, criterion in ({} if by_judge else jury.criteria).items()
    }
    return {
        "criteria": criteria,
        "judge_scores": _judge_scores(jury, rules.jury) if by_judge else [],
        "votes": None if category.votes is None else str(category.votes[row.entry]),
        "jury": _shown(row.jury),
        "vote": _shown(row.vote),
        "total": _shown(row.total),
        "rank": row.rank,
        "status": row.status.value,
        "decided_by": row.decided_by,
    }


def _criterion(criterion: CriterionScore, jury: JuryRules) -> dict[str, Any]:
    used = _used(criterion.marks, jury)
    return {
        "weight": exact_text(criterion.weight),
        "value": _value(criterion.value, jury),
        "marks": [
            {"judge": judge, "mark": _exact(mark), "used": used[judge]}
            for judge, mark in sorted(criterion.marks.items())
        ],
    }


def _judge_scores(score: JuryScore, jury: JuryRules) -> list[dict[str, Any]]:
    scores = {judge: one.score for judge, one in score.judges.items()}
    used = _used(scores, jury)
    return [
        {"judge": judge, "score": _exact(own), "used": used[judge]}
        for judge, own in sorted(scores.items())
    ]


def _used(
    given: Mapping[str, Decimal | None] | Mapping[str, Fraction | None], jury: JuryRules
) -> dict[str, str]:
    """Say for each judge what became of the mark or judge score.

    Of equal ones that of the judge whose name is first counts as the lower.
    """
    used = dict.fromkeys(given, RECUSED)
    ordered = sorted((value, judge) for judge, value in given.items() if value is not None)
    used.update((judge, USED) for _, judge in ordered)
    if len(ordered) > jury.drop_high + jury.drop_low:
        used.update((judge, DROPPED_LOW) for _, judge in ordered[: jury.drop_low])
        high = ordered[len(ordered) - jury.drop_high :]
        used.update((judge, DROPPED_HIGH) for _, judge in high)
    return used


def _tie(tie: Tie, rules: JudgingRules) -> dict[str, Any]:
    return {
        "total": fixed_text(published(tie.total, rules.total_places)),
        "entries": list(tie.entries),
        "steps": [{"breaker": step.breaker, "groups": step.groups} for step in tie.steps],
    }


def _value(value: Fraction | None, jury: JuryRules) -> str | None:
    """Show a criterion's value: with its decimals if it was rounded, else in full."""
    if value is not None and RoundAt.CRITERION in jury.round_at:
        return fixed_text(published(value, jury.places))
    return _exact(value)


def _exact(value: Decimal | Fraction | None) -> str | None:
    return None if value is None else exact_text(value)


def _shown(value: Decimal | None) -> str | None:
    return None if value is None else fixed_text(value)
