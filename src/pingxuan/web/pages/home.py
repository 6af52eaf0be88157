"""Pages: the way in, a campaign's home, its rules and its fixed pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from pingxuan.campaigns.models import Campaign, PageVersion
from pingxuan.campaigns.queries import page_version, running
from pingxuan.domain.rules.entry import Category
from pingxuan.domain.rules.text import Text
from pingxuan.jury.seclusion import counts_for
from pingxuan.showcase.queries import bulletins_shown
from pingxuan.voting.ordering import seed_for
from pingxuan.voting.queries.board import BoardView, Card, board_of, numbers_for
from pingxuan.voting.queries.own import own_votes
from pingxuan.voting.queries.standing import state_of
from pingxuan.voting.tokens import channel_of
from pingxuan.web.edge import EdgeRequest, in_campaign
from pingxuan.web.facing import pages_of
from pingxuan.web.pages.voting import ORDER_COOKIE, with_order
from pingxuan.web.phases import calendar_of, hero_of, phases_of

IN_THE_REEL = 5
NEWEST_NOTICES = 5


class CategoryLine(NamedTuple):
    """A category of the campaign with how many entries stand in it."""

    category: Category
    number: int


@require_safe
def home(request: EdgeRequest) -> HttpResponse:
    """Lead to the one campaign that is open, or list them all."""
    campaigns = list(running())
    is_open = [each for each in campaigns if each.open_stages(request.now)]
    only = is_open if len(is_open) == 1 else campaigns
    if len(only) == 1:
        return HttpResponseRedirect(reverse("campaign", args=[only[0].slug]))
    lines = [
        {"campaign": each, "hero": hero_of(each, each.at(request.now)), "is_open": each in is_open}
        for each in campaigns
    ]
    return render(request, "home/campaigns.html", {"lines": lines})


@require_safe
@in_campaign
def campaign_home(request: EdgeRequest) -> HttpResponse:
    """Show where the campaign stands, its categories, its rules, its calendar and its news."""
    campaign = request.campaign
    assert campaign is not None  # set by in_campaign
    moment = request.moment
    phases = phases_of(campaign, moment)
    context: dict[str, Any] = {
        "hero": hero_of(campaign, moment),
        "phases": phases,
        "calendar": calendar_of(phases, moment),
        "notices": list(bulletins_shown(campaign, moment)[:NEWEST_NOTICES]),
        "lines": [CategoryLine(each, 0) for each in campaign.sheet.categories],
    }
    if campaign.sheet.voting is None:
        return render(request, "home/campaign.html", context)
    view = board_of(campaign)
    seed = seed_for(request.COOKIES.get(ORDER_COOKIE, ""), moment.date())
    context |= _of_the_vote(request, campaign, view, seed.seed)
    return with_order(render(request, "home/campaign.html", context), seed)


def _of_the_vote(
    request: EdgeRequest, campaign: Campaign, view: BoardView, seed: str
) -> dict[str, Any]:
    counts = view.count_by_category()
    channel = channel_of(campaign, request.session.get("channel"))
    own = own_votes(campaign, request.person, request.now)
    first: Sequence[str] = numbers_for(campaign, view, seed)[:IN_THE_REEL]
    reel: list[Card] = [view.cards[number] for number in first]
    return {
        "vote": state_of(campaign, view, request.now, channel=channel),
        "own": own,
        "rule": campaign.sheet.voting,
        "counts": counts_for(request.person, campaign, request.now),
        "entry_count": len(view.cards),
        "unit_count": len({card.unit for card in view.cards.values()}),
        "reel": reel,
        "lines": [
            CategoryLine(each, counts.get(each.code, 0)) for each in campaign.sheet.categories
        ],
    }


@require_safe
@in_campaign
def rules(request: EdgeRequest) -> HttpResponse:
    """Show the rules of the campaign in full, as they stand in its sheet."""
    campaign = request.campaign
    assert campaign is not None  # set by in_campaign
    phases = phases_of(campaign, request.moment)
    return render(request, "home/rules.html", {"rule": campaign.sheet.voting, "phases": phases})


@require_safe
@in_campaign
def page(request: EdgeRequest, code: str) -> HttpResponse:
    """Show one of the sheet's fixed pages."""
    campaign = request.campaign
    assert campaign is not None  # set by in_campaign
    language = get_language() or ""
    asked = request.GET.get("v", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else None
    written = page_version(campaign, code, number)
    if written is not None:
        title, body = Text(written.title, written.title_en), Text(written.body, written.body_en)
        context = {
            "title": title.get(language),
            "body": body.get(language),
            "written": written,
            "is_earlier": number is not None
            and PageVersion.objects.filter(campaign=campaign, code=code).count() != number,
        }
        return render(request, "home/page.html", context)
    for one in campaign.sheet.pages if number is None else ():
        if one.code == code:
            context = {"title": one.title.get(language), "body": one.body.get(language)}
            return render(request, "home/page.html", context)
    raise Http404


@require_safe
def privacy(request: EdgeRequest) -> HttpResponse:
    """Lead to the privacy page of the newest campaign that has one."""
    for campaign in running():
        if any(code == "privacy" for code, _title in pages_of(campaign)):
            return HttpResponseRedirect(reverse("page", args=[campaign.slug, "privacy"]))
    raise Http404


urlpatterns: list[URLPattern] = [
    path("", home, name="home"),
    path("privacy", privacy, name="privacy"),
    path("c/<slug:slug>/", campaign_home, name="campaign"),
    path("c/<slug:slug>/rules", rules, name="rules"),
    path("c/<slug:slug>/p/<slug:code>", page, name="page"),
]
