"""Page: figures for everyone: who took part on which day, and where the entries come from.

Source:
    A6, E4.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.disclosure import FEWEST
from pingxuan.jury.seclusion import counts_for
from pingxuan.units.models import Unit
from pingxuan.voting.queries.board import board_of
from pingxuan.voting.queries.counts import Shown
from pingxuan.voting.queries.origins import Origin, Origins, origins_of
from pingxuan.voting.queries.standing import state_of
from pingxuan.voting.queries.turnout import VotingDay, days_of
from pingxuan.voting.tokens import channel_of
from pingxuan.web.charts import bars, columns
from pingxuan.web.edge import EdgeRequest, in_campaign

CHARTED_PLACES = 24


@require_GET
@in_campaign
def figures(request: EdgeRequest) -> HttpResponse:
    """Show participation by day and entries by place, as tables and as charts."""
    campaign = request.campaign
    assert campaign is not None  # set by in_campaign
    if campaign.sheet.voting is None:
        raise Http404
    view = board_of(campaign)
    channel = channel_of(campaign, request.session.get("channel"))
    counts = counts_for(request.person, campaign, request.now)
    context: dict[str, Any] = {
        "vote": state_of(campaign, view, request.now, channel=channel),
        "rule": campaign.sheet.voting,
        "counts": counts,
        "entry_count": len(view.cards),
        "fewest": FEWEST,
    }
    context |= _by_day(days_of(campaign, counts, request.now), counts)
    context |= _by_place(campaign, origins_of(campaign, request.now))
    response = render(request, "home/figures.html", context)
    response["Cache-Control"] = "private, no-cache"
    return response


def _by_day(days: tuple[VotingDay, ...], counts: Shown) -> dict[str, Any]:
    chart = columns(
        [day.votes for day in days],
        [f"{day.on:%m-%d}" for day in days],
        is_open=[not day.is_over for day in days],
    )
    most = max(days, key=lambda day: day.votes, default=None)
    return {
        "days": days,
        "total": counts.total,
        "day_chart": chart,
        "busiest": most,
        "has_open": any(not day.is_over for day in days),
        "has_untold": any(day.is_over and day.people is None for day in days),
    }


def _by_place(campaign: Campaign, origins: Origins) -> dict[str, Any]:
    language = get_language() or ""
    places = [(one.name or _("直属单位"), one) for one in origins.places]
    tiers = [(Unit.LevelChoice(one.name).label, one) for one in origins.tiers]
    most: tuple[str, Origin] | None = max(places, key=lambda one: one[1].entries, default=None)
    charted = places[:CHARTED_PLACES]
    return {
        "categories": [one.name.get(language) for one in campaign.sheet.categories],
        "places": places,
        "tiers": tiers,
        "origins": origins,
        "place_chart": bars([name for name, _one in charted], [one.entries for _n, one in charted]),
        "foremost": most,
        "has_hidden_places": origins.has_forwarded
        and any(one.forwarded is None for one in origins.places),
    }


urlpatterns: list[URLPattern] = [path("c/<slug:slug>/figures", figures, name="figures")]
