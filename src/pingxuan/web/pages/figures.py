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
from django.views.decorators.http import require_safe

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
from pingxuan.web.downloads import csv_response
from pingxuan.web.edge import EdgeRequest, in_campaign

CHARTED_PLACES = 24


@require_safe
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


@require_safe
@in_campaign
def figures_file(request: EdgeRequest, name: str) -> HttpResponse:
    """Give one of the page's tables as CSV; what the page does not tell is empty there, too."""
    campaign = request.campaign
    if campaign is None or campaign.sheet.voting is None:
        raise Http404
    if name == "days":
        counts = counts_for(request.person, campaign, request.now)
        rows = _day_rows(days_of(campaign, counts, request.now))
    else:
        origins = origins_of(campaign, request.now)
        rows = _place_rows(campaign, origins) if name == "places" else _tier_rows(campaign, origins)
    response = csv_response(rows, f"{campaign.slug}-{name}.csv")
    response["Cache-Control"] = "private, no-cache"
    return response


def _day_rows(days: tuple[VotingDay, ...]) -> list[list[object]]:
    rows: list[list[object]] = [[_("投票日"), _("有效票"), _("投票次数"), _("投票人数")]]
    rows += [[one.on.isoformat(), one.votes, one.ballots, one.people] for one in days]
    return rows


def _place_rows(campaign: Campaign, origins: Origins) -> list[list[object]]:
    forwarded = [_("推荐上来")] if origins.has_forwarded else []
    rows: list[list[object]] = [[_("地方"), *forwarded, *_categories(campaign), _("进入投票")]]
    for name, one in _places(origins):
        told = [one.forwarded] if origins.has_forwarded else []
        rows.append([name, *told, *one.by_category, one.entries])
    return rows


def _tier_rows(campaign: Campaign, origins: Origins) -> list[list[object]]:
    rows: list[list[object]] = [[_("推荐单位所在层级"), *_categories(campaign), _("进入投票")]]
    return rows + [[name, *one.by_category, one.entries] for name, one in _tiers(origins)]


def _categories(campaign: Campaign) -> list[str]:
    language = get_language() or ""
    return [one.name.get(language) for one in campaign.sheet.categories]


def _places(origins: Origins) -> list[tuple[str, Origin]]:
    return [(one.name or _("直属单位"), one) for one in origins.places]


def _tiers(origins: Origins) -> list[tuple[str, Origin]]:
    return [(str(Unit.LevelChoice(one.name).label), one) for one in origins.tiers]


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
    places = _places(origins)
    most: tuple[str, Origin] | None = max(places, key=lambda one: one[1].entries, default=None)
    charted = places[:CHARTED_PLACES]
    return {
        "categories": _categories(campaign),
        "places": places,
        "tiers": _tiers(origins),
        "origins": origins,
        "place_chart": bars([name for name, _one in charted], [one.entries for _n, one in charted]),
        "foremost": most,
        "has_hidden_places": origins.has_forwarded
        and any(one.forwarded is None for one in origins.places),
    }


_AT = "c/<slug:slug>/figures"

urlpatterns: list[URLPattern] = [
    path(_AT, figures, name="figures"),
    *(
        path(f"{_AT}/{name}.csv", figures_file, {"name": name}, name="figures_file")
        for name in ("days", "places", "tiers")
    ),
]
