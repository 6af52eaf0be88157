"""What can be read of the jury: one's own marks always, others' only once all are locked."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.judging.inputs import MarkRow
from pingxuan.domain.revision import fingerprint
from pingxuan.domain.rules.contest import Round, RoundBy
from pingxuan.jury.models import Assignment, Invitation, Juror, Mark, RoundClosing
from pingxuan.voting.models import Entry


def round_of(campaign: Campaign, code: str) -> Round:
    """Find a round of the sheet by its code; KeyError for an unknown one."""
    for one in campaign.sheet.jury.rounds:
        if one.code == code:
            return one
    raise KeyError(code)


def closings(campaign: Campaign) -> dict[str, RoundClosing]:
    """Give the rounds that are closed, by code."""
    return {one.round: one for one in RoundClosing.objects.filter(campaign=campaign)}


def rounds_before(campaign: Campaign, code: str) -> dict[str, str]:
    """Name for each category of a round the round that judged it last before, if there is one."""
    wanted = round_of(campaign, code)
    found: dict[str, str] = {}
    for one in campaign.sheet.jury.rounds:
        if one.code == code:
            break
        found |= dict.fromkeys(one.categories, one.code)
    return {category: found[category] for category in wanted.categories if category in found}


def entries_of(campaign: Campaign, round_code: str) -> QuerySet[Entry]:
    """Give what a round judges: all that stand, or those that the round before let go on."""
    before, closed = rounds_before(campaign, round_code), closings(campaign)
    numbers = [n for code in set(before.values()) if code in closed for n in closed[code].goes_on]
    first = [c for c in round_of(campaign, round_code).categories if c not in before]
    return (
        Entry.objects.filter(campaign=campaign, withdrawn_at=None)
        .filter(Q(category__in=first) | Q(category__in=list(before), number__in=numbers))
        .select_related("unit", "nomination")
        .order_by("number")
    )


def seat_of(person: Person, campaign: Campaign) -> Juror | None:
    """Give a person's seat in the first round that is not closed, else the last; None for others."""
    seats = {
        seat.round: seat
        for seat in Juror.objects.filter(
            campaign=campaign, person=person, left_at=None
        ).select_related("campaign__version", "person")
    }
    if not seats:
        return None
    closed = closings(campaign)
    mine = [one.code for one in campaign.sheet.jury.rounds if one.code in seats]
    waiting = [code for code in mine if code not in closed]
    return seats[(waiting or mine[-1:])[0]] if mine else None


def has_pledged(juror: Juror) -> bool:
    """Say whether a juror pledged to the text that the sheet has now; without text, all have."""
    text = str(juror.campaign.sheet.jury.pledge)
    return not text or juror.pledge_version == fingerprint(text)


def desk(juror: Juror) -> QuerySet[Assignment]:
    """Give a juror's own assignments with their marks: waiting ones, then skipped ones, by number."""
    return (
        Assignment.objects.filter(juror=juror, entry__withdrawn_at=None)
        .exclude(state=Assignment.State.RELEASED)
        .select_related("entry__revision", "entry__unit")
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


def progress(campaign: Campaign) -> dict[str, list[Progress]]:
    """Give each juror's counts by round, never a mark, in one query. Source: G2."""

    def number(state: Assignment.State) -> Count:
        return Count(
            "assignments",
            filter=Q(assignments__state=state, assignments__entry__withdrawn_at=None),
        )

    jurors = (
        Juror.objects.filter(campaign=campaign)
        .select_related("person", "unit")
        .annotate(
            n_locked=number(Assignment.State.LOCKED),
            n_open=number(Assignment.State.OPEN),
            n_recused=number(Assignment.State.RECUSED),
        )
        .order_by("code")
    )
    found: dict[str, list[Progress]] = {one.code: [] for one in campaign.sheet.jury.rounds}
    for juror in jurors:
        row = Progress(juror, juror.n_locked, juror.n_open, juror.n_recused)
        found.setdefault(juror.round, []).append(row)
    return found


def missing_in(campaign: Campaign, round_code: str) -> dict[str, int]:
    """Count what each juror of a round, by code, has not locked yet; nothing for those who are done."""
    rows = progress(campaign).get(round_code, [])
    return {row.juror.code: row.open for row in rows if row.is_behind}


def is_complete(campaign: Campaign, round_code: str) -> bool:
    """Say whether every entry of a round was given to jurors, and each of them locked or recused.

    A round by ballot is complete only once it is closed.
    """
    if round_of(campaign, round_code).by is RoundBy.BALLOT:
        return False
    given = Assignment.objects.filter(juror__round=round_code, entry=OuterRef("pk")).exclude(
        state=Assignment.State.RELEASED
    )
    entries = entries_of(campaign, round_code)
    waiting = Q(~Exists(given)) | Q(Exists(given.filter(state=Assignment.State.OPEN)))
    return entries.exists() and not entries.filter(waiting).exists()


def mark_rows(campaign: Campaign, round_code: str) -> list[MarkRow]:
    """Give the locked marks of a round as the rows of MARKS.csv; recusals as empty marks.

    Only for computing a result or closing a round: callers have asked who may.
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


def invitations(campaign: Campaign) -> QuerySet[Invitation]:
    """Give the invitations to the jury, newest first. Only for those who may invite."""
    return (
        Invitation.objects.filter(campaign=campaign)
        .select_related("unit", "juror", "invited_by")
        .order_by("-invited_at")
    )


def behind(campaign: Campaign, round_code: str) -> list[Progress]:
    """Give the seated jurors of a round who have something to lock still. Source: G2."""
    rows = progress(campaign).get(round_code, [])
    return [row for row in rows if row.is_behind and row.juror.left_at is None]
