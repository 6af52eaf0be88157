"""The jury's meeting on a projector; it follows by itself. Source: G6."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from pingxuan.accounts.permissions import require
from pingxuan.campaigns.models import Campaign
from pingxuan.jury import meetings
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.meeting_desk import polls_shown


def _screen(campaign: Campaign) -> dict[str, Any]:
    meeting = meetings.meeting_of(campaign)
    jurors = meetings.jurors_at(meeting) if meeting else []
    newest = polls_shown(campaign, meeting.round)[-1:] if meeting else []
    return {
        "campaign": campaign,
        "sheet": campaign.sheet,
        "meeting": meeting,
        "is_open": meeting is not None and meeting.closed_at is None,
        "floor": meetings.floor_of(meeting, jurors) if meeting else None,
        "present": [one for one in jurors if meeting and one.code in meeting.present],
        "poll": newest[0] if newest and newest[0]["poll"].meeting_id == meeting.pk else None,  # type: ignore[union-attr]
        "names_hidden": campaign.sheet.jury.names_hidden,
        "place": meeting.at + 1 if meeting else 0,
    }


@require_safe
@in_campaign
@signed_in
def screen(request: EdgeRequest) -> HttpResponse:
    """Show the meeting on a projector; it follows by itself."""
    person, campaign = who(request)
    require(person, "jury.attend", campaign)
    return render(request, "jury/screen.html", _screen(campaign))


@require_safe
@in_campaign
@signed_in
def screen_part(request: EdgeRequest) -> HttpResponse:
    """Give the part of the projector's page that changes."""
    person, campaign = who(request)
    require(person, "jury.attend", campaign)
    return render(request, "jury/_screen.html", _screen(campaign))


_BASE = "c/<slug:slug>/jury"
urlpatterns = [
    path(f"{_BASE}/meeting/screen", screen, name="meeting_screen"),
    path(f"{_BASE}/meeting/screen/part", screen_part, name="meeting_screen_part"),
]
