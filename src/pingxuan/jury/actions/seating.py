"""Seat jurors and give them entries; whoever belongs to an entry's unit is recused. Source: G1, G2."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.actions import give_post
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import GateShut, StageClosed
from pingxuan.domain.judging.assignment import assign
from pingxuan.domain.judging.inputs import EntryRow, JudgeRow
from pingxuan.domain.vocabulary import Act, Role, Stage, Status
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
    """Seat `holder` in a round's jury, for the categories named (none: all of the round).

    Args:
        unit: where the juror works; recusal follows from it. None blocks the assignment later.

    Raises:
        NotYourAct: `person` does not manage the campaign.
    """
    require(person, "jury.seat", campaign)
    number = Juror.objects.filter(campaign=campaign, round=round_code).count() + 1
    juror, is_new = Juror.objects.get_or_create(
        campaign=campaign,
        person=holder,
        round=round_code,
        defaults={
            "categories": list(categories),
            "unit": unit,
            "code": f"P{number:02d}",
            "seated_at": now,
        },
    )
    juror.recused_units.set(recused_units)
    give_post(holder, Role.JUROR, campaign=campaign, unit=None, person=person, now=now)
    if is_new:
        record(Act.SEAT_JUROR, juror, person=person, now=now, round=round_code, code=juror.code)
    return juror


@transaction.atomic
def assign_round(
    campaign: Campaign, round_code: str, entries: Sequence[Entry], *, person: Person, now: datetime
) -> int:
    """Give each juror of a round the entries to judge; give how many assignments there are.

    Entries of a juror's own unit, of units below it, and of declared units are put down as
    recused. What was assigned before stays. The nominations pass into review.

    Raises:
        NotYourAct: `person` does not manage the campaign.
        StageClosed: the jury's stage is not open.
        GateShut: no juror for a category, or a juror whose unit is not known: a recusal check
            that cannot run blocks instead of passing.
        NoAssignment: some entry cannot get as many jurors as the sheet asks for.
    """
    require(person, "jury.assign", campaign)
    if Stage.REVIEW not in campaign.open_stages(now):
        raise StageClosed(Act.ASSIGN, needs=Stage.REVIEW)
    jurors = list(
        Juror.objects.filter(campaign=campaign, round=round_code)
        .select_related("unit")
        .prefetch_related("recused_units")
        .order_by("code")
    )
    _check_gate(jurors, entries)
    wanted = next(r for r in campaign.sheet.jury.rounds if r.code == round_code).marks_per_entry
    pairs = _pairs(jurors, entries, wanted)
    made = Assignment.objects.bulk_create(pairs, ignore_conflicts=True)
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
    )
    return len(made)


def _check_gate(jurors: Sequence[Juror], entries: Sequence[Entry]) -> None:
    missing = [f"评委 {juror.code} 的单位" for juror in jurors if juror.unit is None]
    for category in sorted({entry.category for entry in entries}):
        if not any(_judges(juror, category) for juror in jurors):
            missing.append(f"类别 {category} 的评委")
    if missing:
        raise GateShut(Act.ASSIGN, missing=missing)


def _judges(juror: Juror, category: str) -> bool:
    return not juror.categories or category in juror.categories


def is_recused(juror: Juror, unit: Unit) -> bool:
    """Say whether a juror must not judge what `unit` sent: own unit and below, and declared ones.

    Source:
        G1; interfaces-judging section 6: units above the juror's own are not recused.
    """
    own = [juror.unit] if juror.unit is not None else []
    return any(unit.is_within(other) for other in [*own, *juror.recused_units.all()])


def _pairs(
    jurors: Sequence[Juror], entries: Sequence[Entry], wanted: int | None
) -> list[Assignment]:
    """Make the assignments, recusals included; all free jurors where `wanted` is None."""
    made = []
    for category in sorted({entry.category for entry in entries}):
        seated = [juror for juror in jurors if _judges(juror, category)]
        ours = [entry for entry in entries if entry.category == category]
        recused = {(e.pk, j.pk) for e in ours for j in seated if is_recused(j, e.unit)}
        chosen = _choose(seated, ours, wanted)
        for entry in ours:
            for juror in seated:
                if (entry.pk, juror.pk) in recused:
                    made.append(
                        Assignment(
                            juror=juror,
                            entry=entry,
                            state=Assignment.State.RECUSED,
                            recusal_reason=OWN_UNIT,
                        )
                    )
                elif chosen is None or (entry.number, juror.code) in chosen:
                    made.append(Assignment(juror=juror, entry=entry))
    return made


def _choose(
    jurors: Sequence[Juror], entries: Sequence[Entry], wanted: int | None
) -> set[tuple[str, str]] | None:
    if wanted is None:
        return None
    rows = [EntryRow(e.number, e.category, _components(e.unit)) for e in entries]
    judges = [
        JudgeRow(
            j.code,
            _components(j.unit) if j.unit else (),
            tuple(_components(unit) for unit in j.recused_units.all()),
        )
        for j in jurors
    ]
    return {(entry, judge) for entry, _, judge in assign(rows, judges, wanted)}


def _components(unit: Unit) -> tuple[str, ...]:
    return tuple(unit.path.rstrip("/").split("/"))
