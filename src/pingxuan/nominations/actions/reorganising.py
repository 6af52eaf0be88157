"""Bring the tree of units to what a list asks, in one act. Source: B1, C4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import ContentInvalid, StaleRevision
from pingxuan.domain.revision import fingerprint
from pingxuan.domain.trees import ChangeKind, Plan, Wanted, plan
from pingxuan.domain.vocabulary import Act, Status
from pingxuan.nominations.models import Nomination
from pingxuan.units.actions import reshape
from pingxuan.units.models import Unit
from pingxuan.units.queries import nodes_of

MOST_TOLD = 500
_AT_ITS_UNIT = (Status.DRAFT, Status.RETURNED, Status.AT_UNIT)


def planned(campaign: Campaign, wanted: Sequence[Wanted], *, is_whole: bool) -> Plan:
    """Work out what a list asks of a campaign's branch; nothing is changed.

    Raises:
        ContentInvalid: the campaign has no tree yet.
    """
    return plan(nodes_of(_root(campaign)), wanted, is_whole=is_whole)


def plan_code(made: Plan) -> str:
    """Give the fingerprint by which a person says which plan they have seen."""
    return fingerprint([asdict(change) for change in made.changes])


@transaction.atomic
def reorganise(
    campaign: Campaign,
    wanted: Sequence[Wanted],
    *,
    is_whole: bool,
    seen: str,
    person: Person,
    now: datetime,
) -> Plan:
    """Change the tree as it was previewed, or not at all.

    What lies on the desk of a unit that was merged goes on at the one that it went into; what was
    sealed keeps the name under which it was sealed.

    Args:
        seen: the fingerprint of the plan that `person` has read.

    Raises:
        NotYourAct: `person` does not manage the campaign.
        ContentInvalid: the list cannot be followed, or asks for nothing.
        StaleRevision: the tree was changed after the plan was read.

    Source:
        B1.
    """
    require(person, "campaigns.reorganise", campaign)
    root = Unit.objects.select_for_update().get(pk=_root(campaign).pk)
    made = plan(nodes_of(root), wanted, is_whole=is_whole)
    if made.faults:
        raise ContentInvalid({"list": [one.code for one in made.faults]})
    if not made.changes:
        raise ContentInvalid({"list": ["nothing_to_do"]})
    if plan_code(made) != seen:
        raise StaleRevision(seen=seen, current=plan_code(made))

    units = reshape(root, made.changes, now=now)
    for change in made.changes:
        if change.kind is ChangeKind.MERGED:
            _carry_over(units[change.key], units[change.into], person, now)
    record(
        Act.REORGANISE,
        campaign,
        person=person,
        now=now,
        campaign_id=campaign.pk,
        plan=seen,
        changes=[
            [one.kind.value, str(units[one.key].pk), one.before, one.after]
            for one in made.changes[:MOST_TOLD]
        ],
        count=len(made.changes),
    )
    return made


def _carry_over(gone: Unit, heir: Unit, person: Person, now: datetime) -> None:
    """Give what lies at a merged unit to the one that it went into; each leaves a line."""
    at_unit = Nomination.objects.select_for_update().filter(unit=gone, status__in=_AT_ITS_UNIT)
    at_desk = Nomination.objects.select_for_update().filter(office=gone, status=Status.AT_OFFICE)
    for nomination in [*at_unit.order_by("pk"), *at_desk.order_by("pk")]:
        if nomination.unit_id == gone.pk and nomination.status in _AT_ITS_UNIT:
            nomination.unit = heir
        if nomination.office_id == gone.pk:
            nomination.office = heir
        nomination.save(update_fields=["unit", "office"])
        record(
            Act.REORGANISE,
            nomination,
            person=person,
            now=now,
            unit=str(gone.pk),
            to=str(heir.pk),
        )


def _root(campaign: Campaign) -> Unit:
    if campaign.root is None:
        raise ContentInvalid({"list": ["no_tree"]})
    return campaign.root
