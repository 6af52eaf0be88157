"""Give jurors their entries, with even loads, and anew when somebody joins or leaves. Source: G2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import AlreadyDone, GateShut, Lack, StageClosed
from pingxuan.domain.judging.assignment import NoAssignment, assign
from pingxuan.domain.judging.inputs import EntryRow, JudgeRow
from pingxuan.domain.vocabulary import Act, Stage, Status
from pingxuan.jury import queries
from pingxuan.jury.actions.recusing import recuse_late
from pingxuan.jury.models import Assignment, Juror, Mark
from pingxuan.jury.recusals import OWN_UNIT, is_checkable, is_recused
from pingxuan.nominations.actions.deciding import apply
from pingxuan.voting.models import Entry


@transaction.atomic
def assign_round(
    campaign: Campaign, round_code: str, entries: Sequence[Entry], *, person: Person, now: datetime
) -> int:
    """Give each juror of a round the entries to judge; give how many new ones were given.

    Entries of a juror's own unit, of units below it, and of declared units are put down as
    recused. Doing it again fills what is missing and makes the loads even anew: what a juror has
    begun or locked stays, what nobody has touched may go to somebody who joined. The seed is the
    campaign and the round, so that the same jurors and entries give the same assignment. The
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
    seated = [juror for juror in jurors if juror.left_at is None]
    _check_gate(campaign, round_code, seated, entries)
    for juror in seated:
        recuse_late(juror)
    seed = f"{campaign.slug}:{round_code}"
    table = _Table(entries, jurors, _known(jurors, entries))
    chosen = table.choose(_wanted(campaign, round_code), _fewest(campaign), seed)
    made, freed = _write(table, chosen)
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
        jurors=len(seated),
        made=made,
        freed=freed,
        seed=seed,
    )
    return made


def _check_gate(
    campaign: Campaign, round_code: str, jurors: Sequence[Juror], entries: Sequence[Entry]
) -> None:
    closed = queries.closings(campaign)
    if round_code in closed:
        raise AlreadyDone(Act.ASSIGN, closed[round_code].closed_at)
    before = queries.rounds_before(campaign, round_code)
    missing = [
        Lack("%(round)s结束", round=queries.round_of(campaign, code).name)
        for code in sorted(set(before.values()) - closed.keys())
    ]
    if not missing:
        numbers = set(queries.entries_of(campaign, round_code).values_list("number", flat=True))
        missing += [
            Lack("%(entry)s 进入本轮", entry=n)
            for n in sorted({e.number for e in entries} - numbers)
        ]
    missing += [
        Lack("评委 %(juror)s 的单位", juror=juror.code)
        for juror in jurors
        if not is_checkable(juror)
    ]
    for category in sorted({entry.category for entry in entries}):
        if not any(_judges(juror, category) for juror in jurors):
            missing.append(
                Lack("%(category)s的评委", category=campaign.sheet.category(category).name)
            )
    if missing:
        raise GateShut(Act.ASSIGN, missing=missing)


def _judges(juror: Juror, category: str) -> bool:
    return not juror.categories or category in juror.categories


def _wanted(campaign: Campaign, round_code: str) -> int | None:
    return queries.round_of(campaign, round_code).marks_per_entry


def _fewest(campaign: Campaign) -> int:
    return max(campaign.sheet.judging.rules.jury.min_marks, 1)


@dataclass(frozen=True)
class _Known:
    """What is there already: the state of one juror's one entry, and whether it was touched."""

    pk: UUID
    state: str
    is_begun: bool

    @property
    def stays(self) -> bool:
        """Whether a new assignment leaves it where it is."""
        locked = self.state == Assignment.State.LOCKED
        return locked or (self.state == Assignment.State.OPEN and self.is_begun)


Pairs = Mapping[tuple[UUID, UUID], _Known]
"""By entry's and juror's id."""


def _known(jurors: Sequence[Juror], entries: Sequence[Entry]) -> Pairs:
    marked = Exists(Mark.objects.filter(assignment=OuterRef("pk")))
    found = Assignment.objects.filter(juror__in=jurors, entry__in=entries).annotate(marked=marked)
    return {
        (one.entry_id, one.juror_id): _Known(
            one.pk, one.state, one.marked or one.is_skipped or bool(one.comment or one.note)
        )
        for one in found
    }


class _Table:
    """Entries and jurors of a round, with what is known of each pair."""

    def __init__(self, entries: Sequence[Entry], jurors: Sequence[Juror], known: Pairs) -> None:
        self.entries = sorted(entries, key=lambda entry: entry.number)
        self.jurors = jurors
        self.known = known
        self.free = {
            entry.number: {juror.code for juror in jurors if self._is_free(entry, juror)}
            for entry in self.entries
        }

    def _is_free(self, entry: Entry, juror: Juror) -> bool:
        """Whether a juror may have an entry; whoever left keeps what was locked, nothing else."""
        known = self.known.get((entry.pk, juror.pk))
        if juror.left_at is not None:
            return known is not None and known.state == Assignment.State.LOCKED
        if known is not None and known.state == Assignment.State.LOCKED:
            return True
        return (
            _judges(juror, entry.category)
            and not is_recused(juror, entry.unit)
            and (known is None or known.state != Assignment.State.RECUSED)
        )

    def choose(self, wanted: int | None, fewest: int, seed: str) -> dict[str, set[str]]:
        """Choose the jurors of each entry, with loads as even as they can be.

        Each entry is put in a place of its own, from which those who are not free are recused: so
        a declared interest in one entry counts as well as a unit does.

        Raises:
            GateShut: naming each entry that cannot get enough.
        """
        least = wanted or fewest
        short = [
            Lack("%(entry)s 的评委 %(count)s", entry=number, count=f"{len(codes)}/{least}")
            for number, codes in self.free.items()
            if len(codes) < least
        ]
        if short:
            raise GateShut(Act.ASSIGN, missing=short)
        if wanted is None:
            return self.free
        given_now = {
            (entry.number, juror.code): known
            for entry in self.entries
            for juror in self.jurors
            if (known := self.known.get((entry.pk, juror.pk))) is not None
        }
        kept = [pair for pair, known in given_now.items() if known.stays]
        before = [p for p, known in given_now.items() if known.state == Assignment.State.OPEN]
        rows = [EntryRow(entry.number, entry.category, (entry.number,)) for entry in self.entries]
        judges = [
            JudgeRow(
                juror.code,
                recuse=tuple((n,) for n, codes in self.free.items() if juror.code not in codes),
            )
            for juror in self.jurors
        ]
        try:
            given = assign(rows, judges, wanted, seed=seed, kept=kept, before=before)
        except NoAssignment as refusal:
            missing = [
                Lack(
                    "%(entry)s 的评委 %(count)s", entry=s.entry.entry, count=f"{s.free}/{s.wanted}"
                )
                for s in refusal.shortages
            ]
            raise GateShut(Act.ASSIGN, missing=missing) from None
        chosen: dict[str, set[str]] = {entry.number: set() for entry in self.entries}
        for number, _, code in given:
            chosen[number].add(code)
        return chosen


def _write(table: _Table, chosen: Mapping[str, set[str]]) -> tuple[int, int]:
    """Write what is new, take back what nobody has touched; give how many of each."""
    made: list[Assignment] = []
    again: list[UUID] = []
    freed: list[UUID] = []
    for entry in table.entries:
        for juror in table.jurors:
            known = table.known.get((entry.pk, juror.pk))
            is_chosen = juror.code in chosen[entry.number]
            if known is None and juror.left_at is None:
                if _judges(juror, entry.category) and is_recused(juror, entry.unit):
                    made.append(_recused(juror, entry))
                elif is_chosen:
                    made.append(Assignment(juror=juror, entry=entry))
            elif known and is_chosen and known.state == Assignment.State.RELEASED:
                again.append(known.pk)
            elif known and not is_chosen and not known.stays:
                freed += [known.pk] if known.state == Assignment.State.OPEN else []
    Assignment.objects.filter(pk__in=freed).delete()
    Assignment.objects.filter(pk__in=again).update(state=Assignment.State.OPEN)
    Assignment.objects.bulk_create(made)
    return len(made) + len(again), len(freed)


def _recused(juror: Juror, entry: Entry) -> Assignment:
    return Assignment(
        juror=juror, entry=entry, state=Assignment.State.RECUSED, recusal_reason=OWN_UNIT
    )
