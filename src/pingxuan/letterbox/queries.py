"""What can be read of mailboxes: one's own offices', and those that somebody has to look into."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.campaigns.queries import posts_of
from pingxuan.letterbox.models import Enclosure, Mail, Mailbox
from pingxuan.nominations.models import IncomingForm
from pingxuan.nominations.queries.own import FILING
from pingxuan.units.models import Unit


def offices_of(person: Person, campaign: Campaign) -> QuerySet[Unit]:
    """Give the units whose mailbox a person may set up: those at which a post is held."""
    ids = {
        post.unit_id
        for post in posts_of(person)
        if post.role in FILING and post.campaign_id in (None, campaign.pk) and post.unit_id
    }
    return Unit.objects.filter(pk__in=ids, is_active=True).order_by("path")


def mailbox_of(campaign: Campaign, unit: Unit) -> Mailbox | None:
    """Give an office's mailbox, if it has one."""
    return Mailbox.objects.filter(campaign=campaign, unit=unit).select_related("unit").first()


def mails_in(mailbox: Mailbox) -> QuerySet[Mail]:
    """List the mails that were taken in, newest first, each with how many papers as `papers`."""
    return mailbox.mails.annotate(
        papers=Count("enclosures"),
        known=Count("enclosures", filter=Q(enclosures__was_known=True)),
    ).order_by("-taken_at", "-pk")


def due(now: datetime) -> QuerySet[Mailbox]:
    """Give the mailboxes that somebody has to look into now, the longest waiting first."""
    found = Mailbox.objects.filter(is_on=True)
    return found.filter(Q(due_at=None) | Q(due_at__lte=now)).order_by("due_at")


def ready_to_answer() -> QuerySet[Mail]:
    """Give the mails whose papers are all read and that are still to be answered."""
    unread = Enclosure.objects.filter(
        mail=OuterRef("pk"), incoming__state=IncomingForm.State.RECEIVED
    )
    found = Mail.objects.filter(answer=Mail.Answer.DUE, mailbox__answers=True, mailbox__is_on=True)
    return found.exclude(Exists(unread)).order_by("taken_at")
