"""Totals opened into their parts, and how firmly the ranking stands. Source: H1, H2, H3."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_safe

from pingxuan.campaigns.models import Campaign
from pingxuan.results import queries
from pingxuan.results.elections import is_elected
from pingxuan.results.firmness import Finding, Kind, findings_of
from pingxuan.results.models import Decision, Outcome
from pingxuan.results.parts import parts_of
from pingxuan.voting.models import Entry
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.pages.deciding import here


@require_safe
@in_campaign
@signed_in
def entry(request: EdgeRequest, number: str) -> HttpResponse:
    """Open a total at the desk, down to the single mark and vote."""
    _, campaign = here(request)
    decision = queries.current(campaign)
    if decision is None:
        raise Http404
    return _opened(request, campaign, decision, number, "deciding/entry.html")


@require_safe
@in_campaign
def public_entry(request: EdgeRequest, number: str) -> HttpResponse:
    """Open an announced total to everybody; jurors stand by their codes."""
    campaign = request.campaign
    announcement = queries.announced(campaign, request.moment) if campaign else None
    if campaign is None or announcement is None:
        raise Http404
    return _opened(request, campaign, announcement.decision, number, "results/entry.html")


def _opened(
    request: EdgeRequest, campaign: Campaign, decision: Decision, number: str, template: str
) -> HttpResponse:
    outcomes = Outcome.objects.filter(decision=decision).select_related("entry__unit")
    outcome = get_object_or_404(outcomes, entry__number=number)
    labels = {one.code: one.name for one in campaign.sheet.jury.criteria}
    parts = parts_of(decision, outcome.category, number)
    context = {
        "outcome": outcome,
        "category": campaign.sheet.category(outcome.category),
        "parts": parts,
        "criteria": [(labels.get(one.name), one) for one in parts.criteria] if parts else [],
    }
    return render(request, template, context)


@require_safe
@in_campaign
@signed_in
def firmness(request: EdgeRequest) -> HttpResponse:
    """Say in words who would win or lose a seat if something were otherwise."""
    _, campaign = here(request)
    decision = queries.current(campaign)
    if decision is None:
        raise Http404
    found = findings_of(decision)
    entries = {
        one.entry.number: one.entry for one in decision.outcomes.select_related("entry__unit")
    }
    context = {
        "decision": decision,
        "is_elected": is_elected(decision),
        "has_votes": bool(decision.votes_csv),
        "weights": _lines(found, Kind.WEIGHTS, entries),
        "jurors": _lines(found, Kind.JUROR, entries),
        "trimming": _lines(found, Kind.TRIMMING, entries),
        "votes": _lines(found, Kind.VOTES, entries),
    }
    return render(request, "deciding/firmness.html", context)


def _lines(
    found: Iterable[Finding], kind: Kind, entries: Mapping[str, Entry]
) -> list[tuple[Finding, Entry | None]]:
    return [(one, entries.get(one.entry)) for one in found if one.kind is kind]


_BASE = "c/<slug:slug>"
urlpatterns = [
    path(f"{_BASE}/decide/entries/<slug:number>", entry, name="decided_entry"),
    path(f"{_BASE}/decide/firmness", firmness, name="firmness"),
    path(f"{_BASE}/results/entries/<slug:number>", public_entry, name="result_entry"),
]
