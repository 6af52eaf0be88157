"""Seat jurors and give them entries; whoever belongs to an entry's unit is recused. Source: G1, G2."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.actions import give_post
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import AlreadyDone, ContentInvalid, GateShut, StageClosed
from pingxuan.domain.judging import recusal
from pingxuan.domain.judging.assignment import NoAssignment, assign
from pingxuan.domain.judging.inputs import EntryRow, JudgeRow
from pingxuan.domain.vocabulary import Act, Role, Stage, Status
from pingxuan.jury import queries
from pingxuan.jury.models import Assignment, Juror
from pingxuan.nominations.actions.deciding import apply
from pingxuan.units.models import Unit
from pingxuan.voting.models import Entry

OWN_UNIT = "本人单位或其下级单位报送"


@transaction.atomic
def seat_juror(
    campaign: Campaign,
    holder: Person,
    *,
    round_code: str,
    categories: Sequence[str],
    unit: Unit | None,
    person: Person,
    now: datetime,
    recused_units: Sequence[Unit] = (),
) -> Juror:
    """Seat `holder` in a round's jury, or correct the seat that `holder` has in it.

    Args:
        categories: what the juror judges; none: all of the round.
        unit: where the juror works; recusal follows from it. None blocks the assignment later.
        recused_units: further units with which the juror has declared ties.

    Raises:
        NotYourAct: `person` does not manage the campaign.
        ContentInvalid: the sheet has no such round, or the round no such category.
        AlreadyDone: the round is closed.
    """
    require(person, "jury.seat", campaign)
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    _check_seat(campaign, round_code, categories)
    juror = Juror.objects.filter(campaign=campaign, person=holder, round=round_code).first()
    if juror is None:
        number = Juror.objects.filter(campaign=campaign, round=round_code).count() + 1
        juror = Juror(
            campaign=campaign,
            person=holder,
            round=round_code,
            code=f"P{number:02d}",
            seated_at=now,
        )
    juror.categories, juror.unit = list(categories), unit
    juror.save()
    juror.recused_units.set(recused_units)
    give_post(holder, Role.JUROR, campaign=campaign, unit=None, person=person, now=now)
    record(
        Act.SEAT_JUROR,
        juror,
        person=person,
        now=now,
        round=round_code,
        code=juror.code,
        unit=str(unit.pk) if unit else None,
        recused_units=[str(one.pk) for one in recused_units],
    )
    return juror


def _check_seat(campaign: Campaign, round_code: str, categories: Collection[str]) -> None:
    rounds = {one.code: one for one in campaign.sheet.jury.rounds}
    if round_code not in rounds:
        raise ContentInvalid({"round": ["unknown_round"]})
    if not set(categories) <= set(rounds[round_code].categories):
        raise ContentInvalid({"categories": ["unknown_category"]})
    if round_code in queries.closings(campaign):
        raise AlreadyDone(Act.SEAT_JUROR)


@transaction.atomic
def assign_round(
    campaign: Campaign, round_code: str, entries: Sequence[Entry], *, person: Person, now: datetime
) -> int:
    """Give each juror of a round the entries to judge; give how many new ones were given.

    Entries of a juror's own unit, of units below it, and of declared units are put down as
    recused. What was assigned before stays; doing it again only fills what is missing. The
    nominations pass into review.

    Args:
        entries: those of the round (`queries.entries_of`).

    Raises:
        NotYourAct: `person` does not manage the campaign.
        StageClosed: the jury's stage is not open.
        AlreadyDone: the round is closed.
        GateShut: the round before is open, entries are not in this round, a juror's unit is not
            known (a recusal check that cannot run blocks instead of passing), or an entry cannot
            get as many jurors as the sheet asks for.
    """
    require(person, "jury.assign", campaign)
    if Stage.REVIEW not in campaign.open_stages(now):
        window = campaign.sheet.window(Stage.REVIEW)
        raise StageClosed(Act.ASSIGN, Stage.REVIEW, window.opens_at, window.closes_at)
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    jurors = list(
        Juror.objects.filter(campaign=campaign, round=round_code)
        .select_related("unit")
        .prefetch_related("recused_units")
        .order_by("code")
    )
    _check_gate(campaign, round_code, jurors, entries)
    _recuse_late(jurors, entries)
    made = _new_assignments(campaign, round_code, jurors, entries)
    Assignment.objects.bulk_create(made)
    for entry in entries:
        if entry.nomination.status == Status.PUBLISHED:
            apply(entry.nomination, Act.BEGIN_REVIEW, person=person, now=now)
    record(
        Act.ASSIGN,
        campaign,
        person=person,
        now=now,
        campaign_id=campaign.pk,
        round=round_code,
        entries=len(entries),
        jurors=len(jurors),
        made=len(made),
    )
    return len(made)


def _check_gate(
    campaign: Campaign, round_code: str, jurors: Sequence[Juror], entries: Sequence[Entry]
) -> None:
    closed = queries.closings(campaign)
    if round_code in closed:
        raise AlreadyDone(Act.ASSIGN, closed[round_code].closed_at)
    before = queries.rounds_before(campaign, round_code)
    missing = [
        f"{queries.round_of(campaign, code).name}结束"
        for code in sorted(set(before.values()) - closed.keys())
    ]
    if not missing:
        numbers = set(queries.entries_of(campaign, round_code).values_list("number", flat=True))
        missing += [f"{n} 进入本轮" for n in sorted({e.number for e in entries} - numbers)]
    missing += [f"评委 {juror.code} 的单位" for juror in jurors if juror.unit is None]
    for category in sorted({entry.category for entry in entries}):
        if not any(_judges(juror, category) for juror in jurors):
            missing.append(f"{campaign.sheet.category(category).name}的评委")
    if missing:
        raise GateShut(Act.ASSIGN, missing=missing)


def _judges(juror: Juror, category: str) -> bool:
    return not juror.categories or category in juror.categories


def is_recused(juror: Juror, unit: Unit) -> bool:
    """Say whether a juror must not judge what `unit` sent: own unit and below, and declared ones.

    Source:
        G1; interfaces-judging section 6: units above the juror's own are not recused.
    """
    return recusal.is_recused(_components(unit), _components(juror.unit), _declared(juror))


def _recuse_late(jurors: Sequence[Juror], entries: Sequence[Entry]) -> None:
    """Put down as recused what was given before the juror's unit or declared units were corrected."""
    given = Assignment.objects.filter(juror__in=jurors, entry__in=entries).exclude(
        state=Assignment.State.RECUSED
    )
    seats = {juror.pk: juror for juror in jurors}
    units = {entry.pk: entry.unit for entry in entries}
    late = [one.pk for one in given if is_recused(seats[one.juror_id], units[one.entry_id])]
    Assignment.objects.filter(pk__in=late).update(
        state=Assignment.State.RECUSED, recusal_reason=OWN_UNIT
    )


def _new_assignments(
    campaign: Campaign, round_code: str, jurors: Sequence[Juror], entries: Sequence[Entry]
) -> list[Assignment]:
    """Make what is missing: recusals, and for each entry its jurors, with even loads."""
    wanted = queries.round_of(campaign, round_code).marks_per_entry
    fewest = max(campaign.sheet.judging.rules.jury.min_marks, 1)
    known = {
        (one.entry_id, one.juror_id): one.state
        for one in Assignment.objects.filter(juror__in=jurors, entry__in=entries)
    }
    made: list[Assignment] = []
    short: list[str] = []
    for category in sorted({entry.category for entry in entries}):
        seated = [juror for juror in jurors if _judges(juror, category)]
        ours = [entry for entry in entries if entry.category == category]
        free = _free(ours, seated, known)
        short += [
            f"{e.number} 的评委 {len(free[e.number])}/{wanted or fewest}"
            for e in ours
            if len(free[e.number]) < (wanted or fewest)
        ]
        if short:
            continue
        chosen = free if wanted is None else _chosen(ours, seated, free, wanted, known)
        made += _rows(ours, seated, chosen, known)
    if short:
        raise GateShut(Act.ASSIGN, missing=short)
    return made


Pairs = dict[tuple[UUID, UUID], str]
"""States of assignments by entry's and juror's id."""


def _free(entries: Sequence[Entry], seated: Sequence[Juror], known: Pairs) -> dict[str, set[str]]:
    """Name for each entry the codes of the jurors who may judge it."""
    return {
        entry.number: {
            juror.code
            for juror in seated
            if not is_recused(juror, entry.unit)
            and known.get((entry.pk, juror.pk)) != Assignment.State.RECUSED
        }
        for entry in entries
    }


def _chosen(
    entries: Sequence[Entry],
    seated: Sequence[Juror],
    free: dict[str, set[str]],
    wanted: int,
    known: Pairs,
) -> dict[str, set[str]]:
    """Choose `wanted` jurors for each entry, with loads as even as they can be.

    Each entry is put in a place of its own, from which those who are not free are recused: so a
    declared interest in one entry counts as well as a unit does.
    """
    kept = {(e.number, j.code) for e in entries for j in seated if (e.pk, j.pk) in known}
    rows = [EntryRow(entry.number, entry.category, (entry.number,)) for entry in entries]
    judges = [
        JudgeRow(
            juror.code,
            recuse=tuple((e.number,) for e in entries if juror.code not in free[e.number]),
        )
        for juror in seated
    ]
    try:
        given = assign(rows, judges, wanted, kept=kept)
    except NoAssignment as refusal:
        short = [f"{s.entry.entry} 的评委 {s.free}/{s.wanted}" for s in refusal.shortages]
        raise GateShut(Act.ASSIGN, missing=short) from None
    chosen: dict[str, set[str]] = {entry.number: set() for entry in entries}
    for number, _, code in given:
        chosen[number].add(code)
    return chosen


def _rows(
    entries: Sequence[Entry],
    seated: Sequence[Juror],
    chosen: dict[str, set[str]],
    known: Pairs,
) -> list[Assignment]:
    made = []
    for entry in entries:
        for juror in seated:
            if (entry.pk, juror.pk) in known:
                continue
            if is_recused(juror, entry.unit):
                made.append(
                    Assignment(
                        juror=juror,
                        entry=entry,
                        state=Assignment.State.RECUSED,
                        recusal_reason=OWN_UNIT,
                    )
                )
            elif juror.code in chosen[entry.number]:
                made.append(Assignment(juror=juror, entry=entry))
    return made


def _components(unit: Unit | None) -> tuple[str, ...]:
    return recusal.read_unit(unit.path) if unit else ()


def _declared(juror: Juror) -> list[tuple[str, ...]]:
    return [_components(unit) for unit in juror.recused_units.all()]
