"""What a writer reads: one's own nominations, and those of the unit that one files for."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.campaigns.queries import posts_of
from pingxuan.domain.vocabulary import Role, Status
from pingxuan.nominations.models import Nomination
from pingxuan.nominations.queries.office import readable_by
from pingxuan.units.models import Unit

FILING = frozenset({Role.UNIT_FILLER, Role.OFFICE_REVIEWER, Role.OFFICE_SEALER})
"""Posts that write down what a unit, or a unit below an office, has handed in on paper."""


def mine(person: Person, campaign: Campaign) -> QuerySet[Nomination]:
    """Give what a person may write: one's own, those of one's unit, and what one typed for others.

    Newest first, with all that a list shows.
    """
    own = Q(writer=person, is_self_nominated=True)
    for post in posts_of(person):
        if post.campaign_id not in (None, campaign.pk) or post.role not in FILING:
            continue
        if post.role == Role.UNIT_FILLER and post.unit_id:
            own |= Q(unit=post.unit_id, is_self_nominated=False)
        branch = post.unit.path if post.unit else ""
        own |= Q(writer=person, is_self_nominated=False, unit__path__startswith=branch)
    found = Nomination.objects.filter(own, campaign=campaign)
    return found.select_related(
        "campaign__version", "unit", "office", "revision", "writer"
    ).order_by("-created_at")


def next_draft(person: Person, nomination: Nomination) -> Nomination | None:
    """Give the draft that a clerk takes up after this one: the next begun, then from the front."""
    clerks = mine(person, nomination.campaign).filter(is_self_nominated=False)
    drafts = clerks.filter(status=Status.DRAFT).exclude(pk=nomination.pk)
    ordered = drafts.order_by("created_at", "pk")
    later = ordered.filter(created_at__gt=nomination.created_at).first()
    return later or ordered.first()


def visible_to(person: Person, campaign: Campaign) -> QuerySet[Nomination]:
    """Give what a person may know of: what they may write, and what reached their desk."""
    ids = Q(pk__in=mine(person, campaign).order_by().values("pk"))
    at_desk = Q(pk__in=readable_by(person, campaign).values("pk"))
    found = Nomination.objects.filter(ids | at_desk)
    return found.select_related("campaign__version", "unit", "office", "revision", "writer")


def by_id(person: Person, campaign: Campaign, nomination_id: UUID) -> Nomination | None:
    """Give one nomination that a person may know of; None hides all others."""
    return visible_to(person, campaign).filter(pk=nomination_id).first()


def units_to_file_for(person: Person, campaign: Campaign) -> QuerySet[Unit]:
    """Give the units in whose name a person may write: one's own, and those below one's office."""
    branches = Q(pk__in=[])
    for post in posts_of(person):
        if post.campaign_id in (None, campaign.pk) and post.role in FILING and post.unit:
            branches |= Q(path__startswith=post.unit.path)
    return Unit.objects.filter(branches, is_active=True).order_by("path")


def campaigns_written_in(person: Person) -> set[UUID]:
    """Name the campaigns in which a person has written a nomination, whatever its state."""
    own = Nomination.objects.filter(writer=person).order_by()
    return set(own.values_list("campaign_id", flat=True).distinct())
