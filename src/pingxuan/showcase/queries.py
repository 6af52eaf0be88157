"""What the showcase and the announcements area show at a moment of the campaign's time."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from pingxuan.campaigns.models import Campaign
from pingxuan.showcase.models import Bulletin, Story


def stories_shown(campaign: Campaign, moment: datetime) -> QuerySet[Story]:
    """Give the stories that are out at `moment` (campaign time), newest first. Source: C30, I1."""
    out = Story.objects.filter(
        campaign=campaign, publish_at__lte=moment, version__gt=0, is_withdrawn=False
    )
    return out.select_related("entry").order_by("-publish_at", "id")


def bulletins_shown(campaign: Campaign, moment: datetime) -> QuerySet[Bulletin]:
    """Give the notices that are out at `moment` (campaign time): pinned first. Source: C29, I2."""
    return Bulletin.objects.filter(campaign=campaign, publish_at__lte=moment).order_by(
        "-is_pinned", "-publish_at", "id"
    )
