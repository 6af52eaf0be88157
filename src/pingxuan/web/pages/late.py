"""Late but justified: what was asked, a manager's proposal, a supervisor's decision."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pingxuan.accounts.permissions import require
from pingxuan.campaigns.queries import holds
from pingxuan.domain.errors import ContentInvalid
from pingxuan.domain.vocabulary import Role, Stage
from pingxuan.nominations.actions.admitting import ask_late, decide_late, propose_late
from pingxuan.nominations.models import LateAdmission
from pingxuan.nominations.queries.late import late_questions
from pingxuan.nominations.queries.office import readable_by
from pingxuan.nominations.queries.own import by_id
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.sentences import code_sentence


class UntilForm(forms.Form):
    """Until when it may go its way."""

    until_at = forms.DateTimeField()


@require_safe
def show(request: EdgeRequest) -> HttpResponse:
    """List what was asked, for those who propose and decide."""
    person, campaign = who(request)
    require(person, "campaigns.manage", campaign)
    sheet = campaign.sheet
    has_end = sheet.has_stage(Stage.SCREENING)
    latest = sheet.window(Stage.SCREENING).closes_at if has_end else None
    context = {
        "questions": late_questions(campaign),
        "may_propose": holds(person, campaign, Role.MANAGER),
        "may_decide": holds(person, campaign, Role.SUPERVISOR),
        "latest": latest,
        "is_too_late": latest is not None and request.moment >= latest,
    }
    return render(request, "managing/late.html", context)


@require_POST
def ask(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Ask for one nomination, from its own page or from an office's desk."""
    person, campaign = who(request)
    at_desk = readable_by(person, campaign).filter(pk=pk).exists()
    if by_id(person, campaign, pk) is None and not at_desk:
        raise Http404
    try:
        ask_late(pk, reason=str(request.POST.get("reason", "")), person=person, now=request.now)
    except ContentInvalid as refusal:
        _say(request, refusal)
    else:
        messages.success(request, _("已申请逾期受理，由活动管理员和监督员两人决定。"))
    name = "review" if at_desk else "nomination"
    return HttpResponseRedirect(reverse(name, args=[campaign.slug, pk]))


@require_POST
def propose(request: EdgeRequest, pk: int) -> HttpResponse:
    """Propose to admit it until a moment."""
    person, campaign = who(request)
    question = _question(request, pk)
    form = UntilForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明到什么时候。"))
        return _back(campaign.slug)
    until_at = form.cleaned_data["until_at"]
    try:
        propose_late(question.pk, until_at=until_at, person=person, now=request.now)
    except ContentInvalid as refusal:
        _say(request, refusal)
    else:
        messages.success(request, _("已提出，等监督员决定。"))
    return _back(campaign.slug)


@require_POST
def decide(request: EdgeRequest, pk: int) -> HttpResponse:
    """Admit it, or not."""
    person, campaign = who(request)
    question = _question(request, pk)
    is_admitted = request.POST.get("say") == "yes"
    try:
        decide_late(
            question.pk,
            is_admitted=is_admitted,
            answer=str(request.POST.get("answer", "")),
            person=person,
            now=request.now,
        )
    except ContentInvalid as refusal:
        _say(request, refusal)
    else:
        messages.success(request, _("已同意逾期受理。") if is_admitted else _("已答复不同意。"))
    return _back(campaign.slug)


def _question(request: EdgeRequest, pk: int) -> LateAdmission:
    person, campaign = who(request)
    require(person, "campaigns.manage", campaign)
    return get_object_or_404(late_questions(campaign), pk=pk)


def _say(request: EdgeRequest, refusal: ContentInvalid) -> None:
    codes = [code for each in refusal.problems.values() for code in each]
    messages.error(request, " ".join(code_sentence(code) for code in codes))


def _back(slug: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("late", args=[slug]))


urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/manage/late", in_campaign(signed_in(show)), name="late"),
    path("c/<slug:slug>/late/<uuid:pk>/ask", in_campaign(signed_in(ask)), name="ask_late"),
    path(
        "c/<slug:slug>/manage/late/<int:pk>/propose",
        in_campaign(signed_in(propose)),
        name="propose_late",
    ),
    path(
        "c/<slug:slug>/manage/late/<int:pk>/decide",
        in_campaign(signed_in(decide)),
        name="decide_late",
    ),
]
