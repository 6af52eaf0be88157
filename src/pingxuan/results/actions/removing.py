"""Take an entry off the list after an objection: the manager proposes, a supervisor confirms.

Source:
    H5, C28; two people, the second never the first nor of the unit concerned.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.domain.errors import AlreadyDone, ContentInvalid, SecondPersonNeeded, WrongStatus
from pingxuan.domain.judging.awards import Standing
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.actions.deciding import apply
from pingxuan.results import moving, noticing, seconding
from pingxuan.results.actions.certifying import revoke_of
from pingxuan.results.actions.objecting import close
from pingxuan.results.computing import standings_of
from pingxuan.results.models import Decision, Objection, Outcome, Removal


@transaction.atomic
def propose_removal(objection_id: UUID, *, reason: str, person: Person, now: datetime) -> Removal:
    """Put up for a second person that the entry of an objection is disqualified.

    Args:
        reason: the answer that the author of the objection will read.

    Raises:
        NotYourAct: `person` does not manage the campaign.
        SecondPersonNeeded: `person` made the objection, or is of the entry's unit.
        WrongStatus: the objection was answered. AlreadyDone: such a proposal waits, or the entry
            is off the list already.
        ContentInvalid: no reason.
    """
    objection = Objection.objects.select_for_update(of=("self",)).get(pk=objection_id)
    decision = _locked(objection.notice.decision_id)
    require(person, "results.propose_removal", decision.campaign)
    if objection.state != Objection.State.RECEIVED:
        raise WrongStatus(Act.PROPOSE_REMOVAL, objection.get_state_display())
    if not seconding.has_no_part(person, objection, decision.campaign):
        raise SecondPersonNeeded(Act.PROPOSE_REMOVAL)
    if Removal.objects.filter(entry=objection.entry, refused_at=None).exists():
        raise AlreadyDone(Act.PROPOSE_REMOVAL)
    if not reason.strip():
        raise ContentInvalid({"answer": ["missing"]})
    removal = Removal.objects.create(
        decision=decision,
        objection=objection,
        entry=objection.entry,
        reason=reason.strip(),
        proposed_by=person,
        proposed_at=now,
    )
    _book(Act.PROPOSE_REMOVAL, removal, person=person, now=now)
    return removal


@transaction.atomic
def confirm_removal(removal_id: UUID, *, seen: str, person: Person, now: datetime) -> Removal:
    """Disqualify the entry, move up whoever is next (递补), and answer the objection.

    Args:
        seen: the fingerprint of what `person` has read (`fingerprint_of_matter`).

    Raises:
        NotYourAct: `person` is no supervisor.
        SecondPersonNeeded: the first person, the objector, or of a unit concerned.
        WrongStatus: confirmed or refused before.
        StaleRevision: something else was read, or it would have other effects by now.
    """
    removal, decision = _taken(removal_id, Act.CONFIRM_REMOVAL, seen=seen, person=person)
    effects, changes = effects_of_removal(removal), _changes(decision, removal.objection)
    seconding.confirm(removal, effects, person=person, now=now)
    apply(removal.entry.nomination, Act.DISQUALIFY, person=person, now=now)
    fallen = decision.outcomes.get(entry=removal.entry)
    fallen.status = moving.DISQUALIFIED
    fallen.save(update_fields=["status"])
    revoke_of(fallen, "取消资格", person=person, now=now)
    moving.write(changes, moving.PROMOTED, person=person, now=now)
    promoted = [one for one, to in changes if to is Standing.WINNER]
    noticing.put_up_promoted(decision, promoted, person=person, now=now)
    close(
        removal.objection,
        Objection.State.DISQUALIFIED,
        removal.reason,
        person=person,
        now=now,
    )
    _book(Act.CONFIRM_REMOVAL, removal, person=person, now=now, effects=effects)
    return removal


@transaction.atomic
def refuse_removal(
    removal_id: UUID, *, seen: str, why: str, person: Person, now: datetime
) -> Removal:
    """Say no as the second person; the objection waits again for its answer.

    Raises:
        NotYourAct, SecondPersonNeeded, WrongStatus, StaleRevision: as for the confirmation.
        ContentInvalid: no reason.
    """
    removal, _ = _taken(removal_id, Act.REFUSE_REMOVAL, seen=seen, person=person)
    if not why.strip():
        raise ContentInvalid({"why": ["missing"]})
    seconding.refuse(removal, why, person=person, now=now)
    _book(Act.REFUSE_REMOVAL, removal, person=person, now=now)
    return removal


def _locked(decision_id: UUID) -> Decision:
    return Decision.objects.select_for_update(of=("self",)).get(pk=decision_id)


def _taken(removal_id: UUID, act: Act, *, seen: str, person: Person) -> tuple[Removal, Decision]:
    decision = _locked(Removal.objects.get(pk=removal_id).decision_id)
    removal = Removal.objects.select_for_update(of=("self",)).get(pk=removal_id)
    require(person, "results.confirm_removal", decision.campaign)
    seconding.check_second(
        removal,
        act,
        seen=seen,
        effects=effects_of_removal(removal),
        person=person,
        campaign=decision.campaign,
        entries=[removal.entry],
    )
    if person.pk == removal.objection.person_id:
        raise SecondPersonNeeded(act)
    return removal, decision


def _changes(decision: Decision, objection: Objection) -> list[tuple[Outcome, Standing]]:
    """Say who moves when the entry falls; computed from the decision's own files."""
    category = objection.entry.category
    gone = {*moving.fallen(decision, category), objection.entry.number}
    standings = standings_of(decision, category, fallen=gone)
    changes = moving.differences(decision, category, standings)
    return [(one, to) for one, to in changes if one.entry_id != objection.entry_id]


def effects_of_removal(removal: Removal) -> seconding.Effects:
    """Say what a removal does: as it was done, or as it would be done now."""
    if removal.confirmed_at is not None:
        return [list(one) for one in removal.effects]
    objection = removal.objection
    changes = _changes(removal.decision, objection)
    own = [objection.entry.number, moving.DISQUALIFIED]
    return [own, *([one.entry.number, to.value] for one, to in changes)]


def _book(act: Act, removal: Removal, *, person: Person, now: datetime, **facts: object) -> None:
    record(
        act,
        removal,
        person=person,
        now=now,
        campaign_id=removal.decision.campaign_id,
        entry=removal.entry.number,
        **facts,
    )
