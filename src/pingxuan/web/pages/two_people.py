"""What one proposes and another confirms on a page of its own: removals, and ties by a meeting.

Source:
    H5, C28; the second person sees exactly what will be done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import may
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import ContentInvalid
from pingxuan.results.actions import removing, settling
from pingxuan.results.models import Decision, Objection, Outcome, Removal, TieRuling
from pingxuan.results.seconding import Effects, fingerprint_of_matter, is_second
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.pages.deciding import here, show_desk, signed_at


@dataclass(frozen=True)
class Effect:
    """One entry that a matter moves, from where to where."""

    outcome: Outcome
    status: str


@require_POST
@in_campaign
@signed_in
def propose_removal(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Put up for a supervisor that the entry of an objection is disqualified."""
    person, campaign = here(request)
    objection = get_object_or_404(Objection, pk=pk, notice__decision__campaign=campaign)
    try:
        removal = removing.propose_removal(
            objection.pk, reason=request.POST.get("answer", ""), person=person, now=request.now
        )
    except ContentInvalid as refusal:
        return show_desk(request, refusal, about=str(pk))
    messages.success(request, gettext("已提出取消资格，等待监督员确认。"))
    return redirect("removal", campaign.slug, removal.pk)


@require_POST
@in_campaign
@signed_in
def propose_tie(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Record a meeting's order of the entries that are tied at the cut."""
    person, campaign = here(request)
    decision = get_object_or_404(Decision, pk=pk, campaign=campaign)
    category = request.POST.get("category", "")
    try:
        ruling = settling.propose_tie_ruling(
            decision.pk,
            category,
            order=_order(request, decision, category),
            held_on=_day(request.POST.get("held_on", "")),
            reason=request.POST.get("reason", ""),
            person=person,
            now=request.now,
        )
    except ContentInvalid as refusal:
        return show_desk(request, refusal, about="tie")
    messages.success(request, gettext("会议决定已记录，等待监督员确认。"))
    return redirect("tie_ruling", campaign.slug, ruling.pk)


def _order(request: EdgeRequest, decision: Decision, category: str) -> list[str]:
    """Read the places typed beside the tied entries; equal or missing places name no order."""
    places: dict[str, str] = {}
    for outcome in settling.tied(decision, category):
        places[outcome.entry.number] = request.POST.get(f"place-{outcome.entry.number}", "").strip()
    whole = [place for place in places.values() if place.isascii() and place.isdigit()]
    if len({int(place) for place in whole}) < len(places):
        return []
    return sorted(places, key=lambda number: int(places[number]))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ContentInvalid({"held_on": ["missing"]}) from None


@require_safe
@in_campaign
@signed_in
def removal(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Show what a disqualification does, to whoever has to confirm it."""
    person, campaign = here(request)
    return _page(request, person, campaign, _removal(campaign, pk))


@require_safe
@in_campaign
@signed_in
def tie_ruling(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Show what a meeting's order does, to whoever has to confirm it."""
    person, campaign = here(request)
    return _page(request, person, campaign, _ruling(campaign, pk))


@require_POST
@in_campaign
@signed_in
def answer_removal(request: EdgeRequest, pk: UUID, word: str) -> HttpResponse:
    """Take the second person's yes or no on a disqualification."""
    person, campaign = here(request)
    matter, seen = _removal(campaign, pk), request.POST.get("seen", "")
    try:
        if word == "confirm":
            removing.confirm_removal(matter.pk, seen=seen, person=person, now=request.now)
        else:
            why = request.POST.get("why", "")
            removing.refuse_removal(matter.pk, seen=seen, why=why, person=person, now=request.now)
    except ContentInvalid as refusal:
        return _page(request, person, campaign, matter, refusal)
    messages.success(request, _said(word))
    return redirect("removal", campaign.slug, pk)


@require_POST
@in_campaign
@signed_in
def answer_tie(request: EdgeRequest, pk: UUID, word: str) -> HttpResponse:
    """Take the second person's yes or no on a meeting's order."""
    person, campaign = here(request)
    matter, seen = _ruling(campaign, pk), request.POST.get("seen", "")
    try:
        if word == "confirm":
            settling.confirm_tie_ruling(matter.pk, seen=seen, person=person, now=request.now)
        else:
            why = request.POST.get("why", "")
            settling.refuse_tie_ruling(
                matter.pk, seen=seen, why=why, person=person, now=request.now
            )
    except ContentInvalid as refusal:
        return _page(request, person, campaign, matter, refusal)
    messages.success(request, _said(word))
    return redirect("tie_ruling", campaign.slug, pk)


def _said(word: str) -> str:
    if word == "confirm":
        return gettext("已由两人确认并执行。")
    return gettext("已记录不同意，这件事没有执行。")


def _removal(campaign: Campaign, pk: UUID) -> Removal:
    known = Removal.objects.filter(decision__campaign=campaign)
    return get_object_or_404(
        known.select_related(
            "objection", "decision", "entry__unit", "entry__nomination", "proposed_by"
        ),
        pk=pk,
    )


def _ruling(campaign: Campaign, pk: UUID) -> TieRuling:
    known = TieRuling.objects.filter(decision__campaign=campaign)
    return get_object_or_404(known.select_related("decision", "proposed_by"), pk=pk)


def _page(
    request: EdgeRequest,
    person: Person,
    campaign: Campaign,
    matter: Removal | TieRuling,
    refusal: ContentInvalid | None = None,
) -> HttpResponse:
    is_removal = isinstance(matter, Removal)
    effects = (
        removing.effects_of_removal(matter)
        if isinstance(matter, Removal)
        else settling.effects_of_ruling(matter)
    )
    listed = _listed(matter, effects)
    permission = "results.confirm_removal" if is_removal else "results.confirm_tie"
    can = may(person, permission, campaign) and matter.is_waiting
    concerned = [one.outcome.entry for one in listed]
    concerned = [matter.entry] if isinstance(matter, Removal) else concerned
    context = {
        "matter": matter,
        "is_removal": is_removal,
        "effects": listed,
        "signed": signed_at(campaign, matter),
        "seen": fingerprint_of_matter(matter, effects),
        "may_answer": can and is_second(person, matter.proposed_by, campaign, concerned),
        "is_kept_out": can and not is_second(person, matter.proposed_by, campaign, concerned),
        "problems": refusal.problems if refusal else {},
        "typed": request.POST,
    }
    return render(request, "deciding/matter.html", context, status=422 if refusal else 200)


def _listed(matter: Removal | TieRuling, effects: Effects) -> list[Effect]:
    numbers = [number for number, _ in effects]
    outcomes = {
        one.entry.number: one
        for one in Outcome.objects.filter(
            decision=matter.decision, entry__number__in=numbers
        ).select_related("entry__unit", "entry__nomination")
    }
    return [Effect(outcomes[number], status) for number, status in effects]


_BASE = "c/<slug:slug>/decide"
urlpatterns = [
    path(f"{_BASE}/objections/<uuid:pk>/removal", propose_removal, name="propose_removal"),
    path(f"{_BASE}/<uuid:pk>/ties", propose_tie, name="propose_tie"),
    path(f"{_BASE}/removals/<uuid:pk>", removal, name="removal"),
    path(f"{_BASE}/ties/<uuid:pk>", tie_ruling, name="tie_ruling"),
]
urlpatterns += [
    path(f"{_BASE}/{kind}/<uuid:pk>/{word}", view, {"word": word}, name=f"{word}_{name}")
    for kind, name, view in (
        ("removals", "removal", answer_removal),
        ("ties", "tie", answer_tie),
    )
    for word in ("confirm", "refuse")
]
