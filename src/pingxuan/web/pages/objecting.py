"""Objections: made under one's own name, answered at the desk, seen by their author. Source: H5."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from pingxuan.accounts.permissions import may
from pingxuan.domain.errors import ContentInvalid, StageClosed
from pingxuan.domain.vocabulary import Act, Stage
from pingxuan.nominations.content.files import Kept
from pingxuan.results import noticing, queries
from pingxuan.results.actions.objecting import MOST_FILES, object_to, read_files, rule_on
from pingxuan.results.models import Notice, Objection, ObjectionFile, Outcome
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.pages.deciding import here, show_desk


@in_campaign
@signed_in
def objection(request: EdgeRequest) -> HttpResponse:
    """Take an objection to an entry of a notice, and show one's own with their answers."""
    person, campaign = who(request)
    if not campaign.sheet.has_stage(Stage.NOTICE):
        raise Http404
    notice = queries.notice_shown(campaign, request.moment)
    if notice is None:
        window = campaign.sheet.window(Stage.NOTICE)
        raise StageClosed(Act.OBJECT, Stage.NOTICE, window.opens_at, window.closes_at)
    problems: dict[str, Any] = {}
    if request.method == "POST":
        try:
            made = _object(request, notice)
        except ContentInvalid as refusal:
            problems = dict(refusal.problems)
        else:
            said = gettext("异议 %(number)s 已收到，答复会出现在这一页。")
            messages.success(request, said % {"number": made.number})
            return redirect("objection", campaign.slug)
    promotions = queries.promotions_shown(notice.decision, request.moment)
    running = [one for one in [notice, *promotions] if request.moment < one.closes_at]
    mine = Objection.objects.filter(notice__decision=notice.decision, person=person)
    context = {
        "notice": notice,
        "problems": problems,
        "typed": request.POST or {"entry": request.GET.get("entry", "")},
        "is_open": bool(running),
        "until": max((one.closes_at for one in running), default=notice.closes_at),
        "most_files": MOST_FILES,
        "mine": mine.select_related("entry").prefetch_related("files").order_by("-made_at"),
    }
    return render(request, "results/objection.html", context, status=422 if problems else 200)


def _object(request: EdgeRequest, notice: Notice) -> Objection:
    person, _ = who(request)
    wanted = queries.number_in(request.POST.get("entry", ""))
    outcomes = Outcome.objects.filter(decision=notice.decision, entry__number=wanted)
    outcome = outcomes.select_related("entry").first()
    if outcome is None:
        raise ContentInvalid({"entry": ["unknown_entry"]})
    return object_to(
        noticing.of_entry(notice.decision, outcome.entry) or notice,
        outcome.entry,
        name=request.POST.get("name", ""),
        unit=request.POST.get("unit", ""),
        text=request.POST.get("text", ""),
        files=_files(request),
        person=person,
        now=request.now,
    )


def _files(request: EdgeRequest) -> list[Kept]:
    given = request.FILES.getlist("files")
    return read_files([(one.name or "", one.read()) for one in given[: MOST_FILES + 1]])


@require_safe
@in_campaign
@signed_in
def objection_file(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Give a file beside an objection to its author and to whoever answers it; 404 for others."""
    person, campaign = who(request)
    found = get_object_or_404(
        ObjectionFile.objects.select_related("objection"),
        pk=pk,
        objection__notice__decision__campaign=campaign,
    )
    answers = any(
        may(person, name, campaign)
        for name in ("results.rule_on_objection", "results.propose_removal")
    )
    if found.objection.person_id != person.pk and not answers:
        raise Http404
    with found.file.open() as file:
        response = HttpResponse(file.read(), content_type=found.media_type)
    response["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    return response


@require_POST
@in_campaign
@signed_in
def rule(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Answer an objection."""
    person, campaign = here(request)
    objection = get_object_or_404(Objection, pk=pk, notice__decision__campaign=campaign)
    state = request.POST.get("state", "")
    if state not in Objection.State.values or state == Objection.State.RECEIVED:
        raise Http404
    try:
        rule_on(
            objection.pk,
            Objection.State(state),
            answer=request.POST.get("answer", ""),
            person=person,
            now=request.now,
        )
    except ContentInvalid as refusal:
        return show_desk(request, refusal, about=str(pk))
    messages.success(request, gettext("答复已记录。"))
    return redirect("decide", campaign.slug)


_BASE = "c/<slug:slug>"
urlpatterns = [
    path(f"{_BASE}/objection", objection, name="objection"),
    path(f"{_BASE}/objection/files/<uuid:pk>", objection_file, name="objection_file"),
    path(f"{_BASE}/decide/objections/<uuid:pk>", rule, name="rule_on_objection"),
]
