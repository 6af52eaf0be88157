"""What the checks find in a round's locked marks, for the chair. Source: G5."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.judging.checks import Flag, check
from pingxuan.domain.judging.evidence import Point, flat, points_of
from pingxuan.jury import queries
from pingxuan.jury.models import Assignment, Juror, Question
from pingxuan.jury.recusals import is_recused


@dataclass(frozen=True)
class Finding:
    """One flag with its picture's points and what has been asked about it."""

    flag: Flag
    points: Sequence[Point]
    questions: Sequence[Question]

    @property
    def key(self) -> str:
        """What names it in a form."""
        return f"{self.flag.kind}:{self.flag.judge}:{self.flag.other}:{self.flag.category}"


def findings_of(campaign: Campaign, round_code: str) -> list[Finding]:
    """Check a round's locked marks, open ones left out. Callers have asked who may."""
    marks = queries.mark_rows(campaign, round_code)
    flags = [*check(marks), *flat(marks), *_conflicts(campaign, round_code)]
    asked: dict[str, list[Question]] = {}
    for question in questions_of(campaign, round_code):
        asked.setdefault(question.facts.get("key", ""), []).append(question)
    found = []
    for flag in flags:
        bare = Finding(flag, points_of(marks, flag), [])
        found.append(Finding(flag, bare.points, asked.get(bare.key, [])))
    return found


def _conflicts(campaign: Campaign, round_code: str) -> list[Flag]:
    """Name locked marks on entries from which the juror is recused by now."""
    locked = (
        Assignment.objects.filter(
            juror__campaign=campaign, juror__round=round_code, state=Assignment.State.LOCKED
        )
        .select_related("juror__unit", "entry__unit")
        .annotate(n_marks=Count("marks"))
    )
    return [
        Flag("conflict", one.juror.code, one.entry.number, "", 1.0, one.n_marks)
        for one in locked.prefetch_related("juror__recused_units").order_by(
            "juror__code", "entry__number"
        )
        if is_recused(one.juror, one.entry.unit)
    ]


def questions_of(campaign: Campaign, round_code: str) -> QuerySet[Question]:
    """Give what the chair has asked in a round, oldest first."""
    return (
        Question.objects.filter(juror__campaign=campaign, juror__round=round_code)
        .select_related("juror", "asked_by")
        .order_by("asked_at")
    )


def questions_to(juror: Juror) -> list[Question]:
    """Give what a juror was asked, open ones first."""
    found = Question.objects.filter(juror=juror).order_by("-asked_at")
    return sorted(found, key=lambda one: one.answered_at is not None)
