"""A look at personal fields: allowed to the offices on the way, and always in the book."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import NotYourAct
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.models import Nomination
from pingxuan.nominations.queries.office import desks, readable_by
from pingxuan.nominations.queries.table import statistics_rows
from pingxuan.papers.model import Row
from pingxuan.units.models import Unit


@transaction.atomic
def look(nomination_id: UUID, *, person: Person, now: datetime) -> None:
    """Write into the book that `person` looked at a nomination's personal fields.

    Raises:
        NotYourAct: no desk of the person's reads this nomination.

    Source:
        L1: masked by default, each look logged.
    """
    nomination = Nomination.objects.get(pk=nomination_id)
    if not readable_by(person, nomination.campaign).filter(pk=nomination_id).exists():
        raise NotYourAct("nominations.look")
    record(Act.LOOK, nomination, person=person, now=now)


@transaction.atomic
def take_table(campaign: Campaign, office: Unit, *, person: Person, now: datetime) -> list[Row]:
    """Give the lines of an office's statistics table, phone numbers in plain; the book says who.

    Raises:
        NotYourAct: `person` has no desk at the office.

    Source:
        C23, N4, L1.
    """
    if office not in desks(person, campaign):
        raise NotYourAct("nominations.look")
    rows = statistics_rows(campaign, office)
    record(Act.LOOK, office, person=person, now=now, campaign_id=campaign.pk, lines=len(rows))
    return rows
