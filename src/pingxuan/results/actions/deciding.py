"""Propose a result and confirm it: two people, and everything it rests on by hash. Source: H1, H2."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.cipher import lookup
from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.ballotbox.places import ballots_url
from pingxuan.ballotbox.reading import is_settled
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import (
    AlreadyDone,
    GateShut,
    Lack,
    SecondPersonNeeded,
    StaleRevision,
    WrongStatus,
)
from pingxuan.domain.judging.awards import Standing
from pingxuan.domain.judging.numbers import fixed_text
from pingxuan.domain.revision import fingerprint
from pingxuan.domain.rules.entry import FieldKind
from pingxuan.domain.vocabulary import Act, Stage
from pingxuan.jury.actions.rounds import check_quorum
from pingxuan.jury.polls import elected_in, is_by_ballot
from pingxuan.jury.queries import closings, entries_of, is_complete, mark_rows, round_of
from pingxuan.results.computing import Computation, compute
from pingxuan.results.models import Decision, Outcome
from pingxuan.results.moving import move_nomination
from pingxuan.results.seconding import is_second
from pingxuan.voting.models import Entry

CHINESE_DIGITS = 11


def last_round(campaign: Campaign) -> str:
    """Name the round whose marks decide."""
    return campaign.sheet.jury.rounds[-1].code


@transaction.atomic
def propose(campaign: Campaign, *, person: Person, now: datetime) -> Decision:
    """Compute the result and put it up for a second person.

    Raises:
        NotYourAct: `person` does not manage the campaign.
        GateShut: the vote is still open or being written down, marks are missing in a round that
            nobody closed, a ballot was not held, or fewer jurors than the quorum have marked.
        AlreadyDone: a result was confirmed before.
    """
    require(person, "results.propose", campaign)
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    _check_gate(campaign, now=now)
    computed = compute(campaign, last_round(campaign))
    Decision.objects.filter(campaign=campaign, confirmed_at=None, dropped_at=None).update(
        dropped_at=now
    )
    decision = Decision.objects.create(
        campaign=campaign,
        round=last_round(campaign),
        inputs=computed.inputs,
        rules_toml=computed.rules_toml,
        marks_csv=computed.marks_csv,
        votes_csv=computed.votes_csv,
        raw_votes_csv=computed.raw_votes_csv,
        result_csv=computed.result_csv,
        explanation=computed.explanation,
        proposed_by=person,
        proposed_at=now,
    )
    _write_outcomes(decision, computed)
    record(Act.PROPOSE, decision, person=person, now=now, inputs=computed.inputs)
    return decision


def _check_gate(campaign: Campaign, *, now: datetime) -> None:
    confirmed = Decision.objects.filter(campaign=campaign).exclude(confirmed_at=None).first()
    if confirmed is not None:
        raise AlreadyDone(Act.PROPOSE, confirmed.confirmed_at)
    missing = []
    if campaign.sheet.has_stage(Stage.INTERACTION):
        if campaign.at(now) < campaign.sheet.window(Stage.INTERACTION).closes_at:
            missing.append(Lack("投票还没有结束"))
        elif not is_settled(ballots_url(), str(campaign.pk), now=now.timestamp()):
            missing.append(Lack("最后的票还在入账"))
    code = last_round(campaign)
    closed = closings(campaign)
    earlier = [one for one in campaign.sheet.jury.rounds if one.code != code]
    missing += [
        Lack("%(round)s还没有结束", round=one.name) for one in earlier if one.code not in closed
    ]
    if is_by_ballot(campaign, code):
        missing += _unelected(campaign, code)
    elif code not in closed and not is_complete(campaign, code):
        missing.append(Lack("还有评委没有锁定打分"))
    if missing:
        raise GateShut(Act.PROPOSE, missing=missing)
    if not is_by_ballot(campaign, code):
        check_quorum(round_of(campaign, code), mark_rows(campaign, code), Act.PROPOSE)


def _unelected(campaign: Campaign, code: str) -> list[Lack]:
    """Name the categories whose ballot decides nothing yet; tied again, a meeting decides."""
    found = elected_in(campaign, code)
    return [
        Lack("%(category)s的票决", category=campaign.sheet.category(one).name)
        for one in found.waiting
        if one not in found.again
    ]


def _write_outcomes(decision: Decision, computed: Computation) -> None:
    """Write where each entry came out; those that an earlier round let go as well."""
    campaign = decision.campaign
    found = Entry.objects.filter(campaign=campaign).select_related("revision", "campaign__version")
    entries = {e.number: e for e in found}
    gone = _gone_by_round(campaign)
    outcomes = [
        Outcome(
            decision=decision,
            entry=entries[row.entry],
            category=row.category,
            rank=row.rank,
            jury=fixed_text(row.jury),
            vote=fixed_text(row.vote),
            total=fixed_text(row.total),
            status=row.status.value,
            decided_by=row.decided_by,
            phone_lookup=_phone_lookup(entries[row.entry]),
        )
        for row in computed.result.rows
        if row.entry not in gone
    ]
    outcomes += [
        Outcome(
            decision=decision,
            entry=entries[number],
            category=entries[number].category,
            status=Standing.NOT_SELECTED.value,
            decided_by=f"round:{code}",
            phone_lookup=_phone_lookup(entries[number]),
        )
        for number, code in sorted(gone.items())
    ]
    Outcome.objects.bulk_create(outcomes)


def _phone_lookup(entry: Entry) -> str:
    """Give the look-up HMAC of the phone that the form names; empty if it names none."""
    for one in entry.campaign.sheet.fields:
        digits = (
            str(entry.revision.personal.get(one.key, "")) if one.kind is FieldKind.PHONE else ""
        )
        if len(digits) == CHINESE_DIGITS and digits.isdigit():
            return lookup(f"+86{digits}")
    return ""


def _gone_by_round(campaign: Campaign) -> dict[str, str]:
    """Name the entries that a round let go, by number, with the round."""
    gone: dict[str, str] = {}
    closed = closings(campaign)
    for one in campaign.sheet.jury.rounds[:-1]:
        judged = entries_of(campaign, one.code).values_list("number", flat=True)
        gone |= {n: one.code for n in judged if n not in closed[one.code].goes_on}
    return gone


@transaction.atomic
def confirm(decision_id: UUID, *, seen: str, person: Person, now: datetime) -> Decision:
    """Confirm a proposed result as the second person; it is frozen from here on.

    Args:
        seen: the fingerprint of the result that `person` has read (`fingerprint_of`).

    Raises:
        NotYourAct: `person` is no supervisor of the campaign.
        SecondPersonNeeded: the same person proposed it, or sits in the same unit.
        WrongStatus: dropped, or confirmed before.
        StaleRevision: another result was read, or what it rests on has changed since.
    """
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision_id)
    campaign = decision.campaign
    require(person, "results.confirm", campaign)
    if decision.confirmed_at is not None or decision.dropped_at is not None:
        raise WrongStatus(Act.CONFIRM, Lack("已定案") if decision.confirmed_at else Lack("已作废"))
    if not is_second(person, decision.proposed_by, campaign):
        raise SecondPersonNeeded(Act.CONFIRM)
    current = compute(campaign, decision.round)
    if seen != fingerprint_of(decision) or current.inputs != decision.inputs:
        raise StaleRevision(seen=seen, current=fingerprint(current.inputs))
    decision.confirmed_by, decision.confirmed_at = person, now
    decision.save(update_fields=["confirmed_by", "confirmed_at"])
    for outcome in decision.outcomes.select_related("entry__nomination"):
        move_nomination(outcome, person=person, now=now)
    record(Act.CONFIRM, decision, person=person, now=now, inputs=decision.inputs)
    return decision


def fingerprint_of(decision: Decision) -> str:
    """Give the hex SHA-256 over the hashes of all that a decision rests on."""
    return fingerprint(decision.inputs)
