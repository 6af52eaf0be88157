"""Paper that came in: who sees it, what is still to be done with it, how far its reading is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Count, Min, Q, QuerySet, Value, When

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.campaigns.queries import posts_of
from pingxuan.nominations.models import IncomingForm
from pingxuan.nominations.queries.own import FILING

_State = IncomingForm.State
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


def incoming_of(person: Person, campaign: Campaign) -> QuerySet[IncomingForm]:
    """Give the paper forms that came in under a person's unit or below it, newest first."""
    branches = Q(pk__in=[])
    for post in posts_of(person):
        if post.campaign_id in (None, campaign.pk) and post.role in FILING and post.unit:
            branches |= Q(unit__path__startswith=post.unit.path)
    found = IncomingForm.objects.filter(branches, campaign=campaign)
    return found.select_related("unit", "nomination", "uploaded_by").order_by("-arrived_at", "part")


def to_do_first(found: QuerySet[IncomingForm]) -> QuerySet[IncomingForm]:
    """Order by what a person has to do: held ones, then those to confirm, then the others."""
    places = [When(state=state, then=Value(place)) for place, state in enumerate(_ORDER)]
    return found.order_by(Case(*places, default=Value(9)), "-arrived_at", "part")


def reading_now(found: QuerySet[IncomingForm]) -> Progress | None:
    """Count the files since the oldest one that is not read yet; None when all are read."""
    oldest = found.filter(state=_State.RECEIVED).aggregate(at=Min("arrived_at"))["at"]
    if oldest is None:
        return None
    counted = found.filter(arrived_at__gte=oldest).aggregate(
        total=Count("sha256", distinct=True),
        left=Count("sha256", filter=Q(state=_State.RECEIVED), distinct=True),
    )
    return Progress(counted["total"], counted["left"])
