"""What the showcase and the announcements area show at a moment of the campaign's time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import QuerySet

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.blocks import BlockKind
from pingxuan.showcase.models import Bulletin, Film, Story


def stories_shown(campaign: Campaign, moment: datetime) -> QuerySet[Story]:
    """Give the stories that are out at `moment` (campaign time), newest first. Source: C30, I1."""
    out = Story.objects.filter(
        campaign=campaign, publish_at__lte=moment, version__gt=0, is_withdrawn=False
    )
    return out.select_related("entry").order_by("-publish_at", "id")


def films_of(story: Story, blocks: Iterable[Mapping[str, str]]) -> Mapping[str, Film]:
    """Give the films that blocks of a story show, by id; one query, or none without such blocks."""
    if not any(block["kind"] == BlockKind.FILM for block in blocks):
        return {}
    return {str(film.pk): film for film in Film.objects.filter(story=story)}


def bulletins_shown(campaign: Campaign, moment: datetime) -> QuerySet[Bulletin]:
    """Give the notices that are out at `moment` (campaign time): pinned first. Source: C29, I2."""
    return Bulletin.objects.filter(campaign=campaign, publish_at__lte=moment).order_by(
        "-is_pinned", "-publish_at", "id"
    )
