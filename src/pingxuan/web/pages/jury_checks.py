"""What the checks found in the jury's marks: the chair looks and asks, the juror answers. Source: G5."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import ContentInvalid
from pingxuan.jury.actions.asking import answer, ask, require_checks
from pingxuan.jury.flags import Finding, findings_of
from pingxuan.jury.models import Question
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.plots import plot_of


def _round_of(campaign: Campaign, code: str) -> str:
    known = [one.code for one in campaign.sheet.jury.rounds]
    if code and code not in known:
        raise Http404
    return code or known[-1]


@require_safe
@in_campaign
@signed_in
def checks(request: EdgeRequest) -> HttpResponse:
    """Show the chair what to look at, in pictures; locked marks only, and no vote."""
    person, campaign = who(request)
    require_checks(campaign, person, request.now)
    return _page(request, campaign, _round_of(campaign, request.GET.get("round", "")))


def _page(
    request: EdgeRequest, campaign: Campaign, code: str, *, status: int = 200
) -> HttpResponse:
    found = [_shown(campaign, one) for one in findings_of(campaign, code)]
    context = {
        "findings": found,
        "rounds": campaign.sheet.jury.rounds,
        "code": code,
        "is_refused": status == 422,
    }
    return render(request, "jury/checks.html", context, status=status)


def _shown(campaign: Campaign, one: Finding) -> dict[str, Any]:
    flag = one.flag
    names = {c.code: c.name for c in campaign.sheet.categories}
    return {
        "key": one.key,
        "kind": flag.kind,
        "judge": flag.judge,
        "other": flag.other,
        "category": names.get(flag.category),
        "score": f"{flag.score:.2f}",
        "entries": flag.entries,
        "plot": plot_of(flag.kind, one.points),
        "points": [(p.label, f"{float(p.y):.2f}", f"{float(p.x):.2f}") for p in one.points],
        "questions": one.questions,
    }


@require_POST
@in_campaign
@signed_in
def ask_juror(request: EdgeRequest) -> HttpResponse:
    """Ask the juror about a finding."""
    person, campaign = who(request)
    code = _round_of(campaign, request.POST.get("round", ""))
    given = request.POST
    try:
        ask(
            campaign,
            code,
            given.get("key", ""),
            given.get("text", ""),
            person=person,
            now=request.now,
        )
    except ContentInvalid:
        return _page(request, campaign, code, status=422)
    messages.success(request, _("已发给评委，答复会显示在这里。"))
    return redirect("jury_checks", campaign.slug)


@require_POST
@in_campaign
@signed_in
def answer_chair(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Answer the chair."""
    person, campaign = who(request)
    found = get_object_or_404(Question, pk=pk, juror__campaign=campaign, juror__person=person)
    try:
        answer(found.pk, request.POST.get("text", ""), person=person, now=request.now)
        messages.success(request, _("已答复评审组长。"))
    except ContentInvalid:
        messages.error(request, _("请写下答复。"))
    return redirect("jury", campaign.slug)


_BASE = "c/<slug:slug>/jury/checks"
urlpatterns = [
    path(_BASE, checks, name="jury_checks"),
    path(f"{_BASE}/ask", ask_juror, name="jury_ask"),
    path(f"{_BASE}/<uuid:pk>/answer", answer_chair, name="jury_answer"),
]
