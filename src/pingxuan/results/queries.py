"""What the public, a participant and the desk may see of a result, and when."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q, QuerySet

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.judging.awards import Standing
from pingxuan.results.models import Announcement, Decision, Notice, Outcome


def current(campaign: Campaign) -> Decision | None:
    """Give the decision at hand: the confirmed one, else the newest proposal."""
    return (
        Decision.objects.filter(campaign=campaign, dropped_at=None)
        .select_related("proposed_by", "confirmed_by")
        .order_by(F("confirmed_at").desc(nulls_last=True), "-proposed_at")
        .first()
    )


def notice_shown(campaign: Campaign, moment: datetime) -> Notice | None:
    """Give the notice that the public may see at `moment` (campaign time)."""
    return (
        Notice.objects.filter(decision__campaign=campaign, opens_at__lte=moment)
        .select_related("decision")
        .first()
    )


def announced(campaign: Campaign, moment: datetime) -> Announcement | None:
    """Give the announcement, once its minute has come."""
    return (
        Announcement.objects.filter(decision__campaign=campaign, announced_at__lte=moment)
        .select_related("decision")
        .first()
    )


def selected(decision: Decision) -> QuerySet[Outcome]:
    """Give the outcomes that stand on the list of the selected."""
    return decision.outcomes.filter(status=Standing.WINNER).select_related("entry__unit")


def look_up(decision: Decision, text: str) -> QuerySet[Outcome]:
    """Find outcomes by the public number, or by the whole name of nominee or unit. Source: C29."""
    wanted = text.strip()
    return decision.outcomes.filter(
        Q(entry__number__iexact=wanted)
        | Q(entry__by__contains=wanted)
        | Q(entry__title__contains=wanted)
    ).select_related("entry")
