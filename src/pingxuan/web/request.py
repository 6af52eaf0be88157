"""The request as pages see it, once it has passed the edge."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign


class EdgeRequest(HttpRequest):
    """A request that has passed the edge.

    Attributes:
        now: the real moment of the request, UTC, read once.
        person: who is signed in, or None.
        campaign: the campaign of the address, or None outside `/c/<slug>/`.
        htmx: whether a fragment is asked for (truthy), from django-htmx.
    """

    now: datetime
    person: Person | None
    campaign: Campaign | None
    htmx: Any

    @property
    def moment(self) -> datetime:
        """The campaign's time in the campaign's zone; the real time outside a campaign."""
        campaign = self.campaign
        if campaign is None:
            return self.now
        return campaign.at(self.now).astimezone(campaign.sheet.tz)
