"""Entries one by one, with what the public may read of them."""

from __future__ import annotations

from django.db.models import QuerySet

from pingxuan.campaigns.models import Campaign
from pingxuan.voting.models import Entry


def visible(campaign: Campaign) -> QuerySet[Entry]:
    """Give the published entries of a campaign: everyone may see them, the withdrawn ones too."""
    return Entry.objects.filter(campaign=campaign).select_related("revision", "unit", "nomination")
