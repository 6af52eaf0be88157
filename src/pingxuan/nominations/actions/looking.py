"""A look at personal fields: allowed to the offices on the way, and always in the book."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.audit.actions import record
from pingxuan.domain.errors import NotYourAct
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.models import Nomination
from pingxuan.nominations.queries.office import readable_by


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
