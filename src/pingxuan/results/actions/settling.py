"""A meeting's recorded decision on ties at the cut: the chair records it, a supervisor confirms.

Source:
    C28: exactly 10, 15 and 15; what computing leaves tied, a meeting decides, and it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.domain.errors import AlreadyDone, ContentInvalid, GateShut, Lack
from pingxuan.domain.judging.awards import Standing
from pingxuan.domain.judging.meeting import misplaced
from pingxuan.domain.vocabulary import Act
from pingxuan.results import moving, noticing, seconding
from pingxuan.results.computing import confirmed_orders, standings_of
from pingxuan.results.models import Decision, Outcome, TieRuling
from pingxuan.voting.models import Entry

LEAST_REASON = 10


def tied(decision: Decision, category: str | None = None) -> list[Outcome]:
    """Give what lies tied at the cut, by category and rank."""
    found = decision.outcomes.filter(status=Standing.TIED_AT_CUT)
    if category is not None:
        found = found.filter(category=category)
    related = found.select_related("entry__nomination", "entry__unit")
    return list(related.order_by("category", "rank", "entry__number"))


@transaction.atomic
def propose_tie_ruling(
    decision_id: UUID,
    category: str,
    *,
    order: Sequence[str],
    held_on: date,
    reason: str,
    person: Person,
    now: datetime,
) -> TieRuling:
    """Record in which order a meeting has placed the entries tied at the cut.

    Args:
        order: their public numbers, best first.

    Raises:
        NotYourAct: `person` does not chair the jury.
        GateShut: the computed result is not confirmed, or nothing is tied there.
        AlreadyDone: another record waits for its second person.
        ContentInvalid: not every tied entry once, against the computed rank, a meeting in the
            future, or less than ten characters on record.
    """
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision_id)
    campaign = decision.campaign
    require(person, "results.propose_tie", campaign)
    if decision.confirmed_at is None:
        raise GateShut(Act.PROPOSE_TIE, missing=[Lack("第二人确认")])
    if decision.tie_rulings.filter(category=category, confirmed_at=None, refused_at=None).exists():
        raise AlreadyDone(Act.PROPOSE_TIE)
    lying = tied(decision, category)
    if not lying:
        raise GateShut(Act.PROPOSE_TIE, missing=[Lack("线上并列的作品")])
    problems = {}
    wrong = misplaced({one.entry.number: one.rank or 0 for one in lying}, list(order))
    if wrong:
        problems["order"] = wrong
    if held_on > campaign.at(now).astimezone(campaign.sheet.tz).date():
        problems["held_on"] = ["in_the_future"]
    if len(reason.strip()) < LEAST_REASON:
        problems["reason"] = ["too_short"]
    if problems:
        raise ContentInvalid(problems)
    ruling = TieRuling.objects.create(
        decision=decision,
        category=category,
        order=list(order),
        held_on=held_on,
        reason=reason.strip(),
        proposed_by=person,
        proposed_at=now,
    )
    _book(Act.PROPOSE_TIE, ruling, person=person, now=now)
    return ruling


@transaction.atomic
def confirm_tie_ruling(ruling_id: UUID, *, seen: str, person: Person, now: datetime) -> TieRuling:
    """Confirm a meeting's order as the second person; seats and reserve are filled by it.

    Args:
        seen: the fingerprint of what `person` has read (`fingerprint_of_matter`).

    Raises:
        NotYourAct: `person` is no supervisor.
        SecondPersonNeeded: the first person, or of a unit concerned.
        WrongStatus: confirmed or refused before.
        StaleRevision: something else was read, or it would have other effects by now.
    """
    ruling = _taken(ruling_id, Act.CONFIRM_TIE, seen=seen, person=person)
    effects, changes = effects_of_ruling(ruling), _changes(ruling)
    seconding.confirm(ruling, effects, person=person, now=now)
    moving.write(changes, moving.BY_MEETING, person=person, now=now)
    promoted = [one for one, to in changes if to is Standing.WINNER]
    noticing.put_up_promoted(ruling.decision, promoted, person=person, now=now)
    _book(Act.CONFIRM_TIE, ruling, person=person, now=now, effects=effects)
    return ruling


@transaction.atomic
def refuse_tie_ruling(
    ruling_id: UUID, *, seen: str, why: str, person: Person, now: datetime
) -> TieRuling:
    """Say no as the second person; the tie stays open.

    Raises:
        NotYourAct, SecondPersonNeeded, WrongStatus, StaleRevision: as for the confirmation.
        ContentInvalid: no reason.
    """
    ruling = _taken(ruling_id, Act.REFUSE_TIE, seen=seen, person=person)
    if not why.strip():
        raise ContentInvalid({"why": ["missing"]})
    seconding.refuse(ruling, why, person=person, now=now)
    _book(Act.REFUSE_TIE, ruling, person=person, now=now)
    return ruling


def _taken(ruling_id: UUID, act: Act, *, seen: str, person: Person) -> TieRuling:
    decision_id = TieRuling.objects.get(pk=ruling_id).decision_id
    Decision.objects.select_for_update(of=("self",)).get(pk=decision_id)
    ruling = TieRuling.objects.select_for_update(of=("self",)).get(pk=ruling_id)
    campaign = ruling.decision.campaign
    require(person, "results.confirm_tie", campaign)
    entries = Entry.objects.filter(campaign=campaign, number__in=ruling.order)
    concerned = entries.select_related("unit", "nomination")
    seconding.check_second(
        ruling,
        act,
        seen=seen,
        effects=effects_of_ruling(ruling),
        person=person,
        campaign=campaign,
        entries=concerned,
    )
    return ruling


def _changes(ruling: TieRuling) -> list[tuple[Outcome, Standing]]:
    decision, category = ruling.decision, ruling.category
    standings = standings_of(
        decision,
        category,
        fallen=moving.fallen(decision, category),
        orders=[*confirmed_orders(decision, category), ruling.order],
    )
    return moving.differences(decision, category, standings)


def effects_of_ruling(ruling: TieRuling) -> seconding.Effects:
    """Say what a ruling does: as it was done, or as it would be done now."""
    if ruling.confirmed_at is not None:
        return [list(one) for one in ruling.effects]
    return [[one.entry.number, to.value] for one, to in _changes(ruling)]


def _book(act: Act, ruling: TieRuling, *, person: Person, now: datetime, **facts: object) -> None:
    record(
        act,
        ruling,
        person=person,
        now=now,
        campaign_id=ruling.decision.campaign_id,
        category=ruling.category,
        order=ruling.order,
        **facts,
    )
