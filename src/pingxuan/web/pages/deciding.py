"""The decision desk: compute, propose, confirm by a second person, notice, announce."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import may, require
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.judging.awards import Standing
from pingxuan.domain.judging.inputs import read_marks
from pingxuan.domain.vocabulary import Stage
from pingxuan.results import queries
from pingxuan.results.actions import deciding, publishing
from pingxuan.results.models import Announcement, Decision, Notice, Objection
from pingxuan.web.decision_desk import bands_of, table_of
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in

FILES = {
    "rules.toml": ("rules_toml", "application/toml"),
    "marks.csv": ("marks_csv", "text/csv"),
    "votes.csv": ("votes_csv", "text/csv"),
    "results.csv": ("result_csv", "text/csv"),
}


def files_of(decision: Decision) -> list[str]:
    """Name the files that a decision has: without a public vote there is no votes.csv."""
    return [name for name, (attribute, _) in FILES.items() if getattr(decision, attribute)]


def attached(decision: Decision, name: str) -> HttpResponse:
    """Give one file of a decision to be saved; 404 for others."""
    if name not in files_of(decision):
        raise Http404
    attribute, kind = FILES[name]
    response = HttpResponse(getattr(decision, attribute), content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _here(request: EdgeRequest) -> tuple[Person, Campaign]:
    person, campaign = who(request)
    require(person, "results.see", campaign)
    return person, campaign


def _decision(campaign: Campaign, pk: UUID) -> Decision:
    return get_object_or_404(Decision, pk=pk, campaign=campaign)


@require_GET
@in_campaign
@signed_in
def desk(request: EdgeRequest) -> HttpResponse:
    """Show the result at hand: per category the ranking, the cut line and what decided."""
    person, campaign = _here(request)
    decision = queries.current(campaign)
    sheet = campaign.sheet
    asked = request.GET.get("cat", "")
    known = {category.code: category for category in sheet.categories}
    context: dict[str, object] = {
        "decision": decision,
        "chosen": known.get(asked, sheet.categories[0]),
        "may_propose": may(person, "results.propose", campaign)
        and (decision is None or decision.confirmed_at is None),
        "window": sheet.window(Stage.RESULTS),
    }
    if decision is not None:
        context |= _decided(person, campaign, decision)
        context["table"] = table_of(
            campaign, decision, known.get(asked, sheet.categories[0]), bands_of(decision)
        )
    return render(request, "deciding/desk.html", context)


def _decided(person: Person, campaign: Campaign, decision: Decision) -> dict[str, object]:
    notice = Notice.objects.filter(decision=decision).first()
    is_confirmed = decision.confirmed_at is not None
    announcement = Announcement.objects.filter(decision=decision).first()
    publishes = may(person, "results.announce", campaign) and is_confirmed
    has_notice = campaign.sheet.has_stage(Stage.NOTICE)
    return {
        "tied_count": decision.outcomes.filter(status=Standing.TIED_AT_CUT).count(),
        "seen": deciding.fingerprint_of(decision),
        "files": files_of(decision),
        "jurors": _jurors_in(decision),
        "notice": notice,
        "announcement": announcement,
        "objections": list(notice.objections.select_related("entry")) if notice else [],
        "may_confirm": may(person, "results.confirm", campaign)
        and not is_confirmed
        and person.pk != decision.proposed_by_id,
        "may_open_notice": publishes and has_notice and notice is None,
        "may_announce": publishes and announcement is None and (notice or not has_notice),
        "may_rule": may(person, "results.rule_on_objection", campaign),
        "states": [state for state in Objection.State if state != Objection.State.RECEIVED],
    }


def _jurors_in(decision: Decision) -> dict[str, int]:
    """Count the jurors whose marks count, and the recusals, from the decision's own file."""
    rows, _ = read_marks(decision.marks_csv.encode())
    return {
        "marking": len({row.judge for row in rows if row.mark is not None}),
        "recused": sum(row.mark is None for row in rows),
    }


@require_POST
@in_campaign
@signed_in
def propose(request: EdgeRequest) -> HttpResponse:
    """Compute the result and put it up for the second person."""
    person, campaign = _here(request)
    deciding.propose(campaign, person=person, now=request.now)
    messages.success(request, gettext("已算出结果，等待第二人确认。"))
    return redirect("decide", campaign.slug)


@require_POST
@in_campaign
@signed_in
def confirm(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Confirm what was read, as the second person."""
    person, campaign = _here(request)
    decision = _decision(campaign, pk)
    seen = request.POST.get("seen", "")
    deciding.confirm(decision.pk, seen=seen, person=person, now=request.now)
    messages.success(request, gettext("已定案，所用的全部材料按哈希冻结。"))
    return redirect("decide", campaign.slug)


@require_POST
@in_campaign
@signed_in
def open_notice(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Put the list up for public notice."""
    person, campaign = _here(request)
    publishing.open_notice(_decision(campaign, pk).pk, person=person, now=request.now)
    messages.success(request, gettext("公示已发布。"))
    return redirect("decide", campaign.slug)


@require_POST
@in_campaign
@signed_in
def announce(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Announce the results."""
    person, campaign = _here(request)
    publishing.announce(_decision(campaign, pk).pk, person=person, now=request.now)
    messages.success(request, gettext("结果已公布。"))
    return redirect("decide", campaign.slug)


@require_POST
@in_campaign
@signed_in
def rule(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Answer an objection."""
    person, campaign = _here(request)
    objection = get_object_or_404(Objection, pk=pk, notice__decision__campaign=campaign)
    state = request.POST.get("state", "")
    if state not in Objection.State.values or state == Objection.State.RECEIVED:
        raise Http404
    publishing.rule_on(
        objection.pk,
        Objection.State(state),
        answer=request.POST.get("answer", ""),
        person=person,
        now=request.now,
    )
    messages.success(request, gettext("答复已记录。"))
    return redirect("decide", campaign.slug)


@require_GET
@in_campaign
@signed_in
def file(request: EdgeRequest, pk: UUID, name: str) -> HttpResponse:
    """Give one of the files from which anybody can compute the same result."""
    _, campaign = _here(request)
    return attached(_decision(campaign, pk), name)


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
