"""Which nominations may go their way after the deadline, and what waits for an answer."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Stage
from pingxuan.nominations.models import LateAdmission, Nomination


def is_admitted_late(nomination: Nomination, moment: datetime) -> bool:
    """Whether two people gave it leave that still holds at `moment`, in campaign time. Source: N9."""
    return LateAdmission.objects.filter(
        nomination=nomination, is_admitted=True, until_at__gt=moment
    ).exists()


def stages_for(nomination: Nomination, now: datetime) -> frozenset[Stage]:
    """Name the stages that are open for one nomination: collection too, if it was admitted late."""
    campaign = nomination.campaign
    stages = campaign.open_stages(now)
    if Stage.COLLECTION in stages or not is_admitted_late(nomination, campaign.at(now)):
        return stages
    return stages | {Stage.COLLECTION}


def late_questions(campaign: Campaign) -> QuerySet[LateAdmission]:
    """List what was asked in a campaign, newest first; what waits for an answer has no decision."""
    found = LateAdmission.objects.filter(nomination__campaign=campaign)
    return found.select_related(
        "nomination__unit", "asked_by", "proposed_by", "decided_by"
    ).order_by("-asked_at")


def open_question(nomination: Nomination) -> LateAdmission | None:
    """Give what was asked for a nomination and is not decided."""
    return LateAdmission.objects.filter(nomination=nomination, decided_at=None).first()
