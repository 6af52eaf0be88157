"""Take marks from a workbook or from paper: shown line by line first, then taken over. Source: G4."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.domain.errors import (
    ContentInvalid,
    GateShut,
    NotYourAct,
    SecondPersonNeeded,
    StageClosed,
    WrongStatus,
)
from pingxuan.domain.revision import fingerprint
from pingxuan.domain.vocabulary import Act, Stage
from pingxuan.jury import queries
from pingxuan.jury.actions.judging import checked, keep_marks, seal_marks
from pingxuan.jury.models import Assignment, Juror, ScoreSheet
from pingxuan.jury.queries import has_pledged

Rows = Mapping[str, Mapping[str, Any]]
"""Public number → {"marks": {criterion: text}, "comment": text}."""


def _check(juror: Juror, act: Act, now: datetime) -> None:
    campaign = juror.campaign
    if Stage.REVIEW not in campaign.open_stages(now):
        window = campaign.sheet.window(Stage.REVIEW)
        raise StageClosed(act, Stage.REVIEW, window.opens_at, window.closes_at)
    if juror.round in queries.closings(campaign):
        raise WrongStatus(act, "本轮已结束")


@transaction.atomic
def take_workbook(
    juror_id: UUID, rows: Rows, *, file_hash: str, person: Person, now: datetime
) -> ScoreSheet:
    """Keep what a juror's workbook says; nothing is marked before the juror has looked at it.

    Raises:
        NotYourAct: it is not the seat of `person`.
        StageClosed, WrongStatus: too early, too late, or the round is closed.
        GateShut: no pledge yet.
    """
    juror = Juror.objects.select_related("campaign__version").get(pk=juror_id)
    require(person, "jury.pledge", juror)
    _check(juror, Act.TAKE_SHEET, now)
    if not has_pledged(juror):
        raise GateShut(Act.TAKE_SHEET, missing=["保密承诺"])
    return _keep(juror, ScoreSheet.Source.WORKBOOK, rows, person, now, file_hash=file_hash)


@transaction.atomic
def type_paper(
    juror_id: UUID, rows: Rows, *, has_paper_pledge: bool, person: Person, now: datetime
) -> ScoreSheet:
    """Keep what a clerk typed in from a juror's paper; a second clerk has to confirm it.

    Raises:
        NotYourAct: `person` neither manages nor supervises the campaign, or is the juror.
        StageClosed, WrongStatus: too early, too late, or the round is closed.
        GateShut: the juror has pledged neither here nor on paper.
        ContentInvalid: by entry's number: a mark that the rules do not allow, or nothing typed.
    """
    juror = Juror.objects.select_related("campaign__version").get(pk=juror_id)
    require(person, "jury.type", juror.campaign)
    if juror.person_id == person.pk:
        raise NotYourAct("jury.type")
    _check(juror, Act.TYPE_SHEET, now)
    if not has_pledged(juror) and not has_paper_pledge:
        raise GateShut(Act.TYPE_SHEET, missing=["保密承诺"])
    problems = problems_of(juror, rows)
    if problems or not rows:
        raise ContentInvalid(problems or {"rows": ["missing"]})
    return _keep(juror, ScoreSheet.Source.PAPER, rows, person, now, pledge=has_paper_pledge)


def problems_of(juror: Juror, rows: Rows) -> dict[str, list[str]]:
    """Say which lines the rules do not allow, by number, as codes."""
    found: dict[str, list[str]] = {}
    for number, row in rows.items():
        try:
            checked(juror.campaign, row["marks"])
        except ContentInvalid as refusal:
            found[number] = sorted({code for own in refusal.problems.values() for code in own})
    return found


def _keep(
    juror: Juror,
    source: ScoreSheet.Source,
    rows: Rows,
    person: Person,
    now: datetime,
    *,
    file_hash: str = "",
    pledge: bool = False,
) -> ScoreSheet:
    sheet = ScoreSheet.objects.create(
        juror=juror,
        source=source,
        rows=dict(rows),
        file_hash=file_hash,
        has_paper_pledge=pledge,
        made_at=now,
        made_by=person,
    )
    act = Act.TYPE_SHEET if source == ScoreSheet.Source.PAPER else Act.TAKE_SHEET
    _write(act, sheet, person, now, file=file_hash)
    return sheet


def _write(act: Act, sheet: ScoreSheet, person: Person, now: datetime, **facts: Any) -> None:
    record(
        act,
        sheet,
        person=person,
        now=now,
        campaign_id=sheet.juror.campaign_id,
        juror=sheet.juror.code,
        entries=sorted(sheet.rows),
        **facts,
    )


def _waiting(sheet_id: UUID, act: Act) -> ScoreSheet:
    sheet = (
        ScoreSheet.objects.select_for_update(of=("self",))
        .select_related("juror__campaign__version", "juror__person")
        .get(pk=sheet_id)
    )
    if sheet.state != ScoreSheet.State.WAITING:
        raise WrongStatus(act, sheet.get_state_display())
    return sheet


@transaction.atomic
def apply_workbook(sheet_id: UUID, *, person: Person, now: datetime) -> list[str]:
    """Take a juror's own workbook over as drafts; give the numbers that were taken.

    Lines that are locked, recused, not given, empty or against the rules are left out.

    Raises:
        NotYourAct: it is not the juror's own.
        StageClosed, WrongStatus: too late, the round is closed, or decided before.
    """
    sheet = _waiting(sheet_id, Act.APPLY_SHEET)
    if sheet.source != ScoreSheet.Source.WORKBOOK:
        raise NotYourAct("jury.pledge")
    require(person, "jury.pledge", sheet.juror)
    _check(sheet.juror, Act.APPLY_SHEET, now)
    taken = [one.entry.number for one in _marked(sheet, now)]
    _decide(sheet, ScoreSheet.State.TAKEN, person, now)
    _write(Act.APPLY_SHEET, sheet, person, now, taken=taken)
    return taken


def _marked(sheet: ScoreSheet, now: datetime) -> list[Assignment]:
    """Write the marks of a sheet's good lines into the juror's open assignments."""
    bad = problems_of(sheet.juror, sheet.rows)
    good = {
        number: row
        for number, row in sheet.rows.items()
        if number not in bad and (any(row["marks"].values()) or row["comment"])
    }
    open_now = Assignment.objects.select_for_update(of=("self",)).filter(
        juror=sheet.juror,
        state=Assignment.State.OPEN,
        entry__withdrawn_at=None,
        entry__number__in=good,
    )
    found = list(open_now.select_related("entry", "juror__campaign__version"))
    for one in found:
        row = good[one.entry.number]
        given = {code: text for code, text in row["marks"].items() if text.strip()}
        comment = row["comment"] or one.comment
        keep_marks(one, checked(sheet.juror.campaign, given), now=now, comment=comment)
    return sorted(found, key=lambda one: one.entry.number)


@transaction.atomic
def confirm_paper(sheet_id: UUID, *, person: Person, now: datetime) -> list[str]:
    """Confirm what another clerk typed in; full lines are locked. Gives their numbers.

    Raises:
        NotYourAct: `person` neither manages nor supervises the campaign, or is the juror.
        SecondPersonNeeded: `person` typed it.
        StageClosed, WrongStatus: too late, the round is closed, or decided before.
    """
    sheet = _waiting(sheet_id, Act.CONFIRM_SHEET)
    juror = sheet.juror
    require(person, "jury.type", juror.campaign)
    if juror.person_id == person.pk or sheet.source != ScoreSheet.Source.PAPER:
        raise NotYourAct("jury.type")
    if sheet.made_by_id == person.pk:
        raise SecondPersonNeeded(Act.CONFIRM_SHEET)
    _check(juror, Act.CONFIRM_SHEET, now)
    if sheet.has_paper_pledge and not has_pledged(juror):
        juror.pledged_at = sheet.made_at
        juror.pledge_version = fingerprint(str(juror.campaign.sheet.jury.pledge))
        juror.save(update_fields=["pledged_at", "pledge_version"])
        record(Act.PLEDGE, juror, person=person, now=now, text=juror.pledge_version, paper=True)
    locked = []
    for one in _marked(sheet, now):
        try:
            seal_marks(one, person=person, now=now)
        except ContentInvalid:
            continue
        locked.append(one.entry.number)
    _decide(sheet, ScoreSheet.State.TAKEN, person, now)
    _write(Act.CONFIRM_SHEET, sheet, person, now, locked=locked)
    return locked


@transaction.atomic
def refuse_paper(sheet_id: UUID, *, remark: str, person: Person, now: datetime) -> ScoreSheet:
    """Send typed paper back with a remark; it is typed anew.

    Raises:
        NotYourAct, WrongStatus: as for `confirm_paper`.
        ContentInvalid: no remark.
    """
    sheet = _waiting(sheet_id, Act.REFUSE_SHEET)
    require(person, "jury.type", sheet.juror.campaign)
    if sheet.juror.person_id == person.pk or sheet.source != ScoreSheet.Source.PAPER:
        raise NotYourAct("jury.type")
    if not remark.strip():
        raise ContentInvalid({"remark": ["missing"]})
    sheet.remark = remark.strip()[:200]
    _decide(sheet, ScoreSheet.State.REFUSED, person, now)
    _write(Act.REFUSE_SHEET, sheet, person, now)
    return sheet


def _decide(sheet: ScoreSheet, state: ScoreSheet.State, person: Person, now: datetime) -> None:
    sheet.state, sheet.decided_by, sheet.decided_at = state, person, now
    sheet.save(update_fields=["state", "decided_by", "decided_at", "remark"])
