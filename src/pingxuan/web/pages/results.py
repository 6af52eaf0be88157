"""Announcements area, public notice, results, look-up and objections. Source: C29, H5, H6."""

from __future__ import annotations

import random
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Stage
from pingxuan.results import queries
from pingxuan.results.elections import is_elected
from pingxuan.results.models import Decision, Notice, Outcome
from pingxuan.results.noticing import pending
from pingxuan.showcase.queries import bulletins_shown
from pingxuan.web.edge import EdgeRequest, in_campaign
from pingxuan.web.pace import refuse_too_fast
from pingxuan.web.pages.deciding import attached, files_of
from pingxuan.web.templatetags.pingxuan_format import listed

BULLETINS = 100
FOUND = 20


def _campaign(request: EdgeRequest) -> Campaign:
    if request.campaign is None:
        raise Http404
    return request.campaign


@require_safe
@in_campaign
def notices(request: EdgeRequest) -> HttpResponse:
    """Show the announcements area: notices, the public notice, the way to the results."""
    campaign = _campaign(request)
    moment = request.moment
    notice = queries.notice_shown(campaign, moment)
    promotions = queries.promotions_shown(notice.decision, moment) if notice else []
    groups = _listed(campaign, notice.decision, promotions) if notice else []
    context = {
        "bulletins": bulletins_shown(campaign, moment)[:BULLETINS],
        "notice": notice,
        "listed": groups,
        "chosen": _how_many(groups),
        "rulings": _rulings(campaign, notice.decision) if notice else [],
        "is_notice_open": notice is not None and notice.opens_at <= moment < notice.closes_at,
        "announcement": queries.announced(campaign, moment),
        "objections": queries.objection_counts(notice) if notice else [],
        "promotions": promotions,
        "results_window": campaign.sheet.window(Stage.RESULTS)
        if campaign.sheet.has_stage(Stage.RESULTS)
        else None,
    }
    return render(request, "results/notices.html", context)


def _listed(
    campaign: Campaign, decision: Decision, promotions: list[Notice]
) -> list[dict[str, Any]]:
    """Give the selected of each category in an order that says nothing of their rank.

    Whoever moved up later stands in a notice of their own, not on this list.
    """
    later = {one.entry_id for one in promotions}
    chosen = [one for one in queries.selected(decision) if one.entry_id not in later]
    random.Random(str(decision.pk)).shuffle(chosen)  # noqa: S311 - an order, not a secret
    return _by_category(campaign, chosen)


def _how_many(groups: list[dict[str, Any]]) -> str:
    """Say how many of each category are to be selected."""
    return listed(
        _("%(category)s %(n)s 个")
        % {
            "category": group["category"].name.get(get_language() or ""),
            "n": len(group["outcomes"]),
        }
        for group in groups
    )


def _rulings(campaign: Campaign, decision: Decision) -> list[dict[str, Any]]:
    """Give what meetings have decided on ties, to stand above the computed result. Source: C28."""
    return [
        {
            "pk": one.pk,
            "category_name": campaign.sheet.category(one.category).name,
            "held_on": one.held_on,
            "effects": one.effects,
            "reason": one.reason,
        }
        for one in decision.tie_rulings.exclude(confirmed_at=None).order_by("confirmed_at")
    ]


def _by_category(campaign: Campaign, outcomes: list[Outcome]) -> list[dict[str, Any]]:
    """Group outcomes; categories in which nobody was selected are left out."""
    groups = [
        {"category": category, "outcomes": [o for o in outcomes if o.category == category.code]}
        for category in campaign.sheet.categories
    ]
    return [group for group in groups if group["outcomes"]]


@require_safe
@in_campaign
def results(request: EdgeRequest) -> HttpResponse:
    """Show the results once they are announced, and look one up."""
    campaign = _campaign(request)
    announcement = queries.announced(campaign, request.moment)
    if announcement is None:
        window = (
            campaign.sheet.window(Stage.RESULTS)
            if campaign.sheet.has_stage(Stage.RESULTS)
            else None
        )
        return render(request, "results/not_yet.html", {"window": window})
    decision = announcement.decision
    wanted = request.GET.get("q", "").strip()
    if wanted:
        refuse_too_fast("results", request.META.get("REMOTE_ADDR", ""), now=request.now)
    context = {
        "announcement": announcement,
        "decision": decision,
        "rulings": _rulings(campaign, decision),
        "listed": _by_category(campaign, list(queries.selected(decision))),
        "pending": pending(decision, request.moment),
        "wanted": wanted,
        "found": list(queries.look_up(decision, wanted)[:FOUND]) if wanted else None,
        "files": files_of(decision),
        "is_elected": is_elected(decision),
    }
    return render(request, "results/results.html", context)


@require_safe
@in_campaign
def result_file(request: EdgeRequest, name: str) -> HttpResponse:
    """Give what anybody needs to compute the announced result again, once it is announced."""
    announcement = queries.announced(_campaign(request), request.moment)
    if announcement is None:
        raise Http404
    return attached(announcement.decision, name)


urlpatterns = [
    path("c/<slug:slug>/notices", notices, name="notices"),
    path("c/<slug:slug>/results", results, name="results"),
    path("c/<slug:slug>/results/<str:name>", result_file, name="result_file"),
]
