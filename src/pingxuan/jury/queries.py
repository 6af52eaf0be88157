"""What can be read of the jury: one's own marks always, others' only once all are locked."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.judging.inputs import MarkRow
from pingxuan.jury.models import Assignment, Juror, Mark


def seat_of(person: Person, campaign: Campaign) -> Juror | None:
    """Give a person's seat in the newest round in which they sit; None for others."""
    return Juror.objects.filter(campaign=campaign, person=person).order_by("-seated_at").first()


def desk(juror: Juror) -> QuerySet[Assignment]:
    """Give a juror's own assignments with their marks: waiting ones, then skipped ones, by number."""
    return (
        Assignment.objects.filter(juror=juror)
        .select_related("entry__revision")
        .prefetch_related("marks")
        .order_by("is_skipped", "entry__number")
    )


@dataclass(frozen=True)
class Progress:
    """How far one juror is."""

    juror: Juror
    locked: int
    open: int
    recused: int

    @property
    def is_behind(self) -> bool:
        """Whether anything is still to do."""
        return self.open > 0


def progress(campaign: Campaign, round_code: str) -> list[Progress]:
    """Give each juror's counts, never a mark, in one query. Source: G2."""
    jurors = (
        Juror.objects.filter(campaign=campaign, round=round_code)
        .select_related("person", "unit")
        .annotate(
            n_locked=Count("assignments", filter=Q(assignments__state=Assignment.State.LOCKED)),
            n_open=Count("assignments", filter=Q(assignments__state=Assignment.State.OPEN)),
            n_recused=Count("assignments", filter=Q(assignments__state=Assignment.State.RECUSED)),
        )
        .order_by("code")
    )
    return [Progress(j, j.n_locked, j.n_open, j.n_recused) for j in jurors]


def is_complete(campaign: Campaign, round_code: str) -> bool:
    """Say whether every assignment of a round is locked or recused, and there is one at all."""
    given = Assignment.objects.filter(juror__campaign=campaign, juror__round=round_code)
    return given.exists() and not given.filter(state=Assignment.State.OPEN).exists()


def mark_rows(campaign: Campaign, round_code: str) -> list[MarkRow]:
    """Give the locked marks of a round as the rows of MARKS.csv; recusals as empty marks.

    Only for computing a result: callers have asked `results.propose`.
    """
    marks = Mark.objects.filter(
        assignment__juror__campaign=campaign,
        assignment__juror__round=round_code,
        assignment__state=Assignment.State.LOCKED,
    ).select_related("assignment__entry", "assignment__juror")
    rows = [
        MarkRow(
            category=m.assignment.entry.category,
            entry=m.assignment.entry.number,
            judge=m.assignment.juror.code,
            criterion=m.criterion,
            mark=m.mark.normalize() + 0,
        )
        for m in marks
    ]
    first = campaign.sheet.jury.criteria[0].code
    recusals = Assignment.objects.filter(
        juror__campaign=campaign, juror__round=round_code, state=Assignment.State.RECUSED
    ).select_related("entry", "juror")
    rows += [MarkRow(a.entry.category, a.entry.number, a.juror.code, first, None) for a in recusals]
    return sorted(rows, key=lambda r: (r.category, r.entry, r.judge, r.criterion))
