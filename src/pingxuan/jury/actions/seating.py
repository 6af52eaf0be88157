"""Seat jurors: the manager does it, or an invitation that was accepted. Source: G1."""

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
from pingxuan.domain.errors import AlreadyDone, ContentInvalid
from pingxuan.domain.vocabulary import Act, Role
from pingxuan.jury import queries
from pingxuan.jury.actions.recusing import recuse_late
from pingxuan.jury.models import Assignment, Juror
from pingxuan.units.models import Unit


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
    is_outside: bool = False,
) -> Juror:
    """Seat `holder` in a round's jury, or correct the seat that `holder` has in it.

    Args:
        categories: what the juror judges; none: all of the round.
        unit: where the juror works; recusal follows from it. None blocks the assignment later,
            unless `is_outside`.
        recused_units: further units with which the juror has declared ties.
        is_outside: the juror works nowhere in the tree of units.

    Raises:
        NotYourAct: `person` does not manage the campaign.
        ContentInvalid: the sheet has no such round, or the round no such category.
        AlreadyDone: the round is closed.
    """
    require(person, "jury.seat", campaign)
    juror = place(
        campaign,
        holder,
        round_code=round_code,
        categories=categories,
        unit=unit,
        is_outside=is_outside,
        now=now,
    )
    juror.recused_units.set(recused_units)
    recuse_late(juror)
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


def place(
    campaign: Campaign,
    holder: Person,
    *,
    round_code: str,
    categories: Sequence[str],
    unit: Unit | None,
    is_outside: bool,
    now: datetime,
) -> Juror:
    """Make or correct a seat, with its post; callers have asked who may, and write the record.

    Whoever had left and is seated again takes up the old seat.

    Raises:
        ContentInvalid, AlreadyDone: as for `seat_juror`.
    """
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    check_seat(campaign, round_code, categories)
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
    juror.is_outside = is_outside and unit is None
    juror.left_at, juror.left_reason = None, ""
    juror.save()
    give_post(holder, Role.JUROR, campaign=campaign, unit=None, person=None, now=now)
    return juror


def check_seat(campaign: Campaign, round_code: str, categories: Collection[str]) -> None:
    """Refuse a seat that the sheet does not have.

    Raises:
        ContentInvalid: the sheet has no such round, or the round no such category.
        AlreadyDone: the round is closed.
    """
    rounds = {one.code: one for one in campaign.sheet.jury.rounds}
    if round_code not in rounds:
        raise ContentInvalid({"round": ["unknown_round"]})
    if not set(categories) <= set(rounds[round_code].categories):
        raise ContentInvalid({"categories": ["unknown_category"]})
    if round_code in queries.closings(campaign):
        raise AlreadyDone(Act.SEAT_JUROR)


@transaction.atomic
def release_juror(juror_id: UUID, *, reason: str, person: Person, now: datetime) -> int:
    """Let a juror leave: what was not locked goes back, drafts are kept, what was locked stays.

    Gives how many entries went back; the next assignment gives them to others.

    Raises:
        NotYourAct: `person` does not manage the campaign.
        ContentInvalid: no reason.
        AlreadyDone: the juror has left, or the round is closed.

    Source:
        G2.
    """
    juror = (
        Juror.objects.select_for_update(of=("self",))
        .select_related("campaign__version")
        .get(pk=juror_id)
    )
    require(person, "jury.seat", juror.campaign)
    if juror.left_at is not None:
        raise AlreadyDone(Act.RELEASE_JUROR, juror.left_at)
    if juror.round in queries.closings(juror.campaign):
        raise AlreadyDone(Act.RELEASE_JUROR)
    if not reason.strip():
        raise ContentInvalid({"reason": ["missing"]})
    given_back = Assignment.objects.filter(juror=juror, state=Assignment.State.OPEN).update(
        state=Assignment.State.RELEASED
    )
    juror.left_at, juror.left_reason = now, reason.strip()[:200]
    juror.save(update_fields=["left_at", "left_reason"])
    record(Act.RELEASE_JUROR, juror, person=person, now=now, code=juror.code, given_back=given_back)
    return given_back
