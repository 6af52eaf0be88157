"""Write notices; they come out by the clock, whatever worker runs."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Act
from pingxuan.showcase.models import Bulletin


@transaction.atomic
def write_bulletin(
    campaign: Campaign,
    *,
    title: str,
    body: str,
    publish_at: datetime,
    person: Person,
    now: datetime,
    is_pinned: bool = False,
) -> Bulletin:
    """Write a notice in Markdown that is out from `publish_at` (campaign time) on. Source: I2.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
    """
    require(person, "showcase.write", campaign)
    bulletin = Bulletin.objects.create(
        campaign=campaign,
        title=title,
        body=body,
        publish_at=publish_at,
        is_pinned=is_pinned,
        written_by=person,
    )
    record(Act.ANNOUNCE, bulletin, person=person, now=now, title=title)
    return bulletin


@transaction.atomic
def correct_bulletin(
    bulletin: Bulletin, *, body: str, correction: str, person: Person, now: datetime
) -> Bulletin:
    """Correct a notice in the open: what was changed, and when, stands under it from now on.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
    """
    require(person, "showcase.write", bulletin.campaign)
    before = bulletin.body
    bulletin.body, bulletin.correction = body, correction
    bulletin.corrected_at = bulletin.campaign.at(now)
    bulletin.save(update_fields=["body", "correction", "corrected_at"])
    record(Act.ANNOUNCE, bulletin, person=person, now=now, correction=correction, before=before)
    return bulletin
