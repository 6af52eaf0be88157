"""What a juror does at the desk: pledge, mark, recuse, lock. Source: G1, G3."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import ContentInvalid, GateShut, Lack, StageClosed, WrongStatus
from pingxuan.domain.judging.numbers import read_decimal
from pingxuan.domain.revision import fingerprint
from pingxuan.domain.vocabulary import Act, Stage
from pingxuan.jury.models import Assignment, Juror, Mark, RoundClosing
from pingxuan.jury.queries import has_pledged


@transaction.atomic
def pledge(juror_id: UUID, *, person: Person, now: datetime) -> Juror:
    """Take the juror's pledge (保密承诺) to the text as it stands in the sheet; once is enough.

    A new text in the sheet asks for a new pledge.

    Raises:
        NotYourAct: it is not the seat of `person`.

    Source:
        G1.
    """
    juror = Juror.objects.select_for_update().get(pk=juror_id)
    require(person, "jury.pledge", juror)
    if juror.pledged_at is None or not has_pledged(juror):
        juror.pledged_at = now
        juror.pledge_version = fingerprint(str(juror.campaign.sheet.jury.pledge))
        juror.save(update_fields=["pledged_at", "pledge_version"])
        record(Act.PLEDGE, juror, person=person, now=now, text=juror.pledge_version)
    return juror


def _open_assignment(assignment_id: UUID, act: Act, *, person: Person, now: datetime) -> Assignment:
    """Lock an assignment for a change; ask who, then when, then in what state."""
    assignment = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("juror__campaign__version", "entry")
        .get(pk=assignment_id)
    )
    require(person, "jury.mark", assignment)
    juror = assignment.juror
    campaign = juror.campaign
    if Stage.REVIEW not in campaign.open_stages(now):
        raise _closed(campaign, act)
    if not has_pledged(juror):
        raise GateShut(act, missing=[Lack("保密承诺")])
    if RoundClosing.objects.filter(campaign=campaign, round=juror.round).exists():
        raise WrongStatus(act, Lack("本轮已结束"))
    if assignment.state != Assignment.State.OPEN:
        raise WrongStatus(act, assignment.get_state_display())
    return assignment


def _closed(campaign: Campaign, act: Act) -> StageClosed:
    if not campaign.sheet.has_stage(Stage.REVIEW):
        return StageClosed(act, needs=Stage.REVIEW)
    window = campaign.sheet.window(Stage.REVIEW)
    return StageClosed(act, Stage.REVIEW, window.opens_at, window.closes_at)


@transaction.atomic
def save_marks(
    assignment_id: UUID,
    marks: Mapping[str, str],
    *,
    person: Person,
    now: datetime,
    comment: str | None = None,
    note: str | None = None,
) -> Assignment:
    """Save a draft of marks, at each stroke if need be; an empty mark takes it back.

    Args:
        marks: criterion code → decimal number as typed.

    Raises:
        NotYourAct, StageClosed, GateShut (no pledge), WrongStatus (locked or recused).
        ContentInvalid: unknown criterion, no number, outside the range or off the step.
    """
    assignment = _open_assignment(assignment_id, Act.MARK, person=person, now=now)
    keep_marks(
        assignment, checked(assignment.juror.campaign, marks), now=now, comment=comment, note=note
    )
    return assignment


def keep_marks(
    assignment: Assignment,
    values: Mapping[str, Decimal | None],
    *,
    now: datetime,
    comment: str | None = None,
    note: str | None = None,
) -> None:
    """Write checked marks as a draft; callers have asked who, when and in what state."""
    taken_back = [criterion for criterion, value in values.items() if value is None]
    if taken_back:
        assignment.marks.filter(criterion__in=taken_back).delete()
    Mark.objects.bulk_create(
        [
            Mark(assignment=assignment, criterion=criterion, mark=value, saved_at=now)
            for criterion, value in values.items()
            if value is not None
        ],
        update_conflicts=True,
        unique_fields=["assignment", "criterion"],
        update_fields=["mark", "saved_at"],
    )
    if comment is not None:
        assignment.comment = comment
    if note is not None:
        assignment.note = note
    assignment.saved_at = now
    assignment.is_skipped = False
    assignment.save(update_fields=["comment", "note", "saved_at", "is_skipped"])


def checked(campaign: Campaign, marks: Mapping[str, str]) -> dict[str, Decimal | None]:
    """Read marks as typed; an empty one is None.

    Raises:
        ContentInvalid: unknown criterion, no number, outside the range or off the step.
    """
    jury = campaign.sheet.jury
    known = {criterion.code for criterion in jury.criteria}
    values: dict[str, Decimal | None] = {}
    problems: dict[str, list[str]] = {}
    for criterion, text in marks.items():
        value = read_decimal(text.strip())
        if criterion not in known:
            problems[criterion] = ["unknown_criterion"]
        elif value is None and text.strip():
            problems[criterion] = ["not_a_number"]
        elif value is not None and not (
            jury.min_mark <= value <= jury.max_mark
            and (Fraction(value) - Fraction(jury.min_mark)) % Fraction(jury.mark_step) == 0
        ):
            problems[criterion] = ["out_of_range"]
        values[criterion] = value
    if problems:
        raise ContentInvalid(problems)
    return values


@transaction.atomic
def skip(assignment_id: UUID, *, person: Person, now: datetime) -> Assignment:
    """Put an entry to the end of one's own list; it comes back after the others."""
    assignment = _open_assignment(assignment_id, Act.MARK, person=person, now=now)
    assignment.is_skipped = True
    assignment.save(update_fields=["is_skipped"])
    return assignment


@transaction.atomic
def recuse(assignment_id: UUID, *, reason: str, person: Person, now: datetime) -> Assignment:
    """Declare an interest: the juror's marks on this entry are taken away. Source: G1.

    Raises:
        NotYourAct, StageClosed, GateShut, WrongStatus: as for marks.
        ContentInvalid: no reason.
    """
    assignment = _open_assignment(assignment_id, Act.RECUSE, person=person, now=now)
    if not reason.strip():
        raise ContentInvalid({"reason": ["missing"]})
    assignment.marks.all().delete()
    assignment.state = Assignment.State.RECUSED
    assignment.recusal_reason = reason.strip()[:200]
    assignment.save(update_fields=["state", "recusal_reason"])
    record(
        Act.RECUSE,
        assignment,
        person=person,
        now=now,
        campaign_id=assignment.juror.campaign_id,
        entry=assignment.entry.number,
    )
    return assignment


@transaction.atomic
def lock(assignment_id: UUID, *, person: Person, now: datetime) -> Assignment:
    """Lock the marks of one entry; all criteria must have one. They cannot be changed again.

    The book keeps their salted hash: it can be held against the marks later, and tells nobody now.

    Raises:
        NotYourAct, StageClosed, GateShut, WrongStatus: as for marks.
        ContentInvalid: criteria without a mark.
    """
    assignment = _open_assignment(assignment_id, Act.LOCK, person=person, now=now)
    return seal_marks(assignment, person=person, now=now)


def seal_marks(assignment: Assignment, *, person: Person, now: datetime) -> Assignment:
    """Lock an assignment; callers have asked who, when and in what state.

    Raises:
        ContentInvalid: criteria without a mark.
    """
    given = {mark.criterion: f"{mark.mark:f}" for mark in assignment.marks.all()}
    missing = {
        criterion.code: ["missing"]
        for criterion in assignment.juror.campaign.sheet.jury.criteria
        if criterion.code not in given
    }
    if missing:
        raise ContentInvalid(missing)
    assignment.state = Assignment.State.LOCKED
    assignment.locked_at = now
    assignment.salt = secrets.token_hex(16)
    assignment.save(update_fields=["state", "locked_at", "salt"])
    record(
        Act.LOCK,
        assignment,
        person=person,
        now=now,
        campaign_id=assignment.juror.campaign_id,
        entry=assignment.entry.number,
        marks=fingerprint({"marks": given, "salt": assignment.salt}),
    )
    return assignment


@transaction.atomic
def lock_all(juror_id: UUID, *, person: Person, now: datetime) -> list[str]:
    """Lock every entry of a juror that is fully marked; name those that are not.

    Raises:
        NotYourAct, StageClosed, GateShut, WrongStatus: as for marks.
    """
    left = []
    waiting = Assignment.objects.filter(
        juror_id=juror_id, state=Assignment.State.OPEN, entry__withdrawn_at=None
    )
    for assignment in waiting.select_related("entry").order_by("entry__number"):
        try:
            lock(assignment.pk, person=person, now=now)
        except ContentInvalid:
            left.append(assignment.entry.number)
    return left
