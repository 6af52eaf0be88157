"""One sender gets more time at one office, with a reason that stays on record."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Extension
from pingxuan.campaigns.queries import deadline_for
from pingxuan.domain.errors import ContentInvalid
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.queries.office import hand_in_until
from pingxuan.offices.queries.desk import Seat
from pingxuan.units.models import Unit

LONGEST_REASON = 200


@transaction.atomic
def extend(
    seat: Seat, sender: Unit, ends_at: datetime, *, reason: str, person: Person, now: datetime
) -> Extension:
    """Give a unit right below the office a later deadline of its own, in campaign time.

    Raises:
        NotYourAct: `person` does not work at the office.
        ContentInvalid: the unit is not right below the office; no reason; the moment has passed,
            or lies after the office's own deadline.

    Source:
        D2: each office's deadline lies at or before the one above; an extension for one unit is
        recorded with its reason.
    """
    require(person, "offices.extend", seat)
    moment, own = seat.campaign.at(now), hand_in_until(seat.campaign, seat.unit)
    said = reason.strip()
    problems = {}
    if sender.parent_id != seat.unit.pk:
        problems["sender"] = ["unknown_unit"]
    if not said or len(said) > LONGEST_REASON:
        problems["reason"] = ["too_long" if said else "missing"]
    if ends_at <= moment:
        problems["ends_at"] = ["past"]
    elif own is not None and ends_at > own:
        problems["ends_at"] = ["after_own"]
    if problems:
        raise ContentInvalid(problems)
    before = deadline_for(seat.campaign, sender, seat.unit)
    given, _is_new = Extension.objects.update_or_create(
        campaign=seat.campaign,
        sender=sender,
        office=seat.unit,
        defaults={"ends_at": ends_at, "reason": said, "given_by": person, "given_at": moment},
    )
    record(
        Act.EXTEND,
        given,
        person=person,
        now=now,
        unit=str(sender.pk),
        before=before.isoformat() if before else "",
        after=ends_at.isoformat(),
        reason=said,
    )
    return given
