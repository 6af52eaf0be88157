"""The decision desk: compute, propose, confirm by a second person, notice, announce."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pingxuan.accounts.permissions import may, require
from pingxuan.campaigns.models import Campaign
from pingxuan.results import queries
from pingxuan.results.actions import deciding, publishing
from pingxuan.results.models import Announcement, Decision, Notice, Objection
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in

FILES = {
    "rules.toml": ("rules_toml", "application/toml"),
    "marks.csv": ("marks_csv", "text/csv"),
    "votes.csv": ("votes_csv", "text/csv"),
    "results.csv": ("result_csv", "text/csv"),
}


def _campaign(request: EdgeRequest) -> Campaign:
    if request.campaign is None:
        raise Http404
    require(request.person, "results.see", request.campaign)
    return request.campaign


def _decision(request: EdgeRequest, pk: UUID) -> Decision:
    return get_object_or_404(Decision, pk=pk, campaign=_campaign(request))


@require_GET
@in_campaign
@signed_in
def desk(request: EdgeRequest) -> HttpResponse:
    """Show the result at hand: per category the ranking, the cut line and what decided."""
    campaign = _campaign(request)
    decision = queries.current(campaign)
    context: dict[str, object] = {"decision": decision}
    if decision is not None:
        context |= _decided(request, campaign, decision)
    context["may_propose"] = may(request.person, "results.propose", campaign)
    return render(request, "deciding/desk.html", context)


def _decided(request: EdgeRequest, campaign: Campaign, decision: Decision) -> dict[str, object]:
    outcomes = list(decision.outcomes.select_related("entry"))
    notice = Notice.objects.filter(decision=decision).first()
    return {
        "categories": [
            {
                "category": category,
                "outcomes": [o for o in outcomes if o.category == category.code],
            }
            for category in campaign.sheet.categories
        ],
        "tied": [o for o in outcomes if o.status == "tied-at-cut"],
        "seen": deciding.fingerprint_of(decision),
        "files": FILES,
        "notice": notice,
        "announcement": Announcement.objects.filter(decision=decision).first(),
        "objections": list(notice.objections.select_related("entry")) if notice else [],
        "may_confirm": may(request.person, "results.confirm", campaign)
        and request.person is not None
        and request.person.pk != decision.proposed_by_id,
        "may_publish": may(request.person, "results.open_notice", campaign),
        "may_rule": may(request.person, "results.rule_on_objection", campaign),
        "states": [state for state in Objection.State if state != Objection.State.RECEIVED],
    }


@require_POST
@in_campaign
@signed_in
def propose(request: EdgeRequest) -> HttpResponse:
    """Compute the result and put it up for the second person."""
    campaign = _campaign(request)
    if request.person is not None:
        deciding.propose(campaign, person=request.person, now=request.now)
        messages.success(request, _("已算出结果，等待第二人确认。"))
    return redirect("decide", campaign.slug)


@require_POST
@in_campaign
@signed_in
def confirm(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Confirm what was read, as the second person."""
    decision = _decision(request, pk)
    if request.person is not None:
        deciding.confirm(
            decision.pk,
            seen=request.POST.get("seen", ""),
            person=request.person,
            now=request.now,
        )
        messages.success(request, _("已定案，所用的全部材料按哈希冻结。"))
    return redirect("decide", decision.campaign.slug)


@require_POST
@in_campaign
@signed_in
def open_notice(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Put the list up for public notice."""
    decision = _decision(request, pk)
    if request.person is not None:
        publishing.open_notice(decision.pk, person=request.person, now=request.now)
    return redirect("decide", decision.campaign.slug)


@require_POST
@in_campaign
@signed_in
def announce(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Announce the results."""
    decision = _decision(request, pk)
    if request.person is not None:
        publishing.announce(decision.pk, person=request.person, now=request.now)
    return redirect("decide", decision.campaign.slug)


@require_POST
@in_campaign
@signed_in
def rule(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Answer an objection."""
    campaign = _campaign(request)
    objection = get_object_or_404(Objection, pk=pk, notice__decision__campaign=campaign)
    state = request.POST.get("state", "")
    if state not in Objection.State.values or request.person is None:
        raise Http404
    publishing.rule_on(
        objection.pk,
        Objection.State(state),
        answer=request.POST.get("answer", ""),
        person=request.person,
        now=request.now,
    )
    return redirect("decide", campaign.slug)


@require_GET
@in_campaign
@signed_in
def file(request: EdgeRequest, pk: UUID, name: str) -> HttpResponse:
    """Give one of the files from which anybody can compute the same result."""
    decision = _decision(request, pk)
    if name not in FILES:
        raise Http404
    attribute, kind = FILES[name]
    response = HttpResponse(getattr(decision, attribute), content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


_BASE = "c/<slug:slug>/decide"
urlpatterns = [
    path(_BASE, desk, name="decide"),
    path(f"{_BASE}/propose", propose, name="propose"),
    path(f"{_BASE}/objections/<uuid:pk>", rule, name="rule_on_objection"),
    path(f"{_BASE}/<uuid:pk>/confirm", confirm, name="confirm"),
    path(f"{_BASE}/<uuid:pk>/notice", open_notice, name="open_notice"),
    path(f"{_BASE}/<uuid:pk>/announce", announce, name="announce"),
    path(f"{_BASE}/<uuid:pk>/<str:name>", file, name="decision_file"),
]
