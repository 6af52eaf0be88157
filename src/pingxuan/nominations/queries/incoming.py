"""Paper that came in: who sees it, what is still to be done with it, how far its reading is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.db.models import Case, Count, Min, Q, QuerySet, Value, When

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.campaigns.queries import posts_of
from pingxuan.nominations.models import IncomingForm
from pingxuan.nominations.queries.own import FILING
from pingxuan.units.models import Unit

_State = IncomingForm.State
TO_CONFIRM = (_State.HELD, _State.WAITING)
TOGETHER = timedelta(minutes=10)
"""Files that arrived within this time before the oldest unread one count as arrived with it."""

_ORDER = (_State.HELD, _State.WAITING, _State.RECEIVED, _State.REFUSED, _State.CONFIRMED)


@dataclass(frozen=True)
class Progress:
    """How far the files that arrived together are read.

    Attributes:
        total: how many there are.
        left: how many are still to be read.
    """

    total: int
    left: int

    @property
    def done(self) -> int:
        """How many are read."""
        return self.total - self.left


@dataclass(frozen=True)
class Turn:
    """Where one stands among the papers that wait for a person.

    Attributes:
        before: the one before it in the order of the list; None at the only one.
        after: the one after it; after the last one comes the first, so that none is out of reach.
        others: how many wait besides this one.
    """

    before: UUID | None
    after: UUID | None
    others: int


def incoming_of(person: Person, campaign: Campaign) -> QuerySet[IncomingForm]:
    """Give the paper forms that came in under a person's unit or below it, newest first."""
    branches = Q(pk__in=[])
    for post in posts_of(person):
        if post.campaign_id in (None, campaign.pk) and post.role in FILING and post.unit:
            branches |= Q(unit__path__startswith=post.unit.path)
    found = IncomingForm.objects.filter(branches, campaign=campaign)
    return found.select_related("unit", "nomination", "uploaded_by").order_by("-arrived_at", "part")


def same_file(campaign: Campaign, unit: Unit, data: bytes) -> QuerySet[IncomingForm]:
    """Give the rows of a file with the same bytes that came in before under a unit."""
    known = IncomingForm.objects.filter(campaign=campaign, unit=unit)
    return known.filter(sha256=sha256(data).hexdigest()).order_by("pk")


def to_do_first(found: QuerySet[IncomingForm]) -> QuerySet[IncomingForm]:
    """Order by what a person has to do: held ones, then those to confirm, then the others."""
    places = [When(state=state, then=Value(place)) for place, state in enumerate(_ORDER)]
    return found.order_by(Case(*places, default=Value(9)), "-arrived_at", "part", "pk")


def turn_of(found: QuerySet[IncomingForm], pk: UUID) -> Turn:
    """Say which papers come before and after one, in the order in which they are to be done."""
    waiting = to_do_first(found.filter(state__in=TO_CONFIRM))
    order = list(waiting.values_list("pk", flat=True))
    others = len(order) - (pk in order)
    if not others:
        return Turn(None, None, 0)
    at = order.index(pk) if pk in order else -1
    return Turn(order[at - 1], order[(at + 1) % len(order)], others)


def reading_now(found: QuerySet[IncomingForm]) -> Progress | None:
    """Count the files that arrived with the oldest unread one or after it; None when all are read.

    Those that were read meanwhile stay in the count, so that what is done grows.
    """
    oldest = found.filter(state=_State.RECEIVED).aggregate(at=Min("arrived_at"))["at"]
    if oldest is None:
        return None
    counted = found.filter(arrived_at__gte=oldest - TOGETHER).aggregate(
        total=Count("sha256", distinct=True),
        left=Count("sha256", filter=Q(state=_State.RECEIVED), distinct=True),
    )
    return Progress(counted["total"], counted["left"])
