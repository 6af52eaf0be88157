"""The juror's desk, and how far the jury is. Source: G1, G2, G3."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pingxuan.accounts.permissions import require
from pingxuan.domain.errors import ContentInvalid, NotYourAct, StageClosed
from pingxuan.domain.vocabulary import Act, Stage
from pingxuan.jury import queries
from pingxuan.jury.actions import judging
from pingxuan.jury.actions.seating import assign_round
from pingxuan.jury.models import Assignment, Juror
from pingxuan.voting.models import Entry
from pingxuan.web.edge import EdgeRequest, answer, in_campaign, signed_in


def _seat(request: EdgeRequest) -> Juror:
    """Find the seat of whoever asks; 403 for those who have none."""
    if request.person is None or request.campaign is None:
        raise Http404
    juror = queries.seat_of(request.person, request.campaign)
    if juror is None:
        raise NotYourAct("jury.mark")
    require(request.person, "jury.pledge", juror)
    return juror


def _check_stage(request: EdgeRequest) -> None:
    """Show entries to the jury only while it is its stage, or after it."""
    campaign = request.campaign
    if campaign is None or not campaign.sheet.has_stage(Stage.REVIEW):
        raise Http404
    window = campaign.sheet.window(Stage.REVIEW)
    if request.moment < window.opens_at:
        raise StageClosed(Act.MARK, Stage.REVIEW, window.opens_at, window.closes_at)


@require_GET
@in_campaign
@signed_in
def desk(request: EdgeRequest) -> HttpResponse:
    """Show a juror's own list, or the pledge that comes before it."""
    juror = _seat(request)
    _check_stage(request)
    if juror.pledged_at is None:
        return render(request, "jury/pledge.html", {"juror": juror})
    assignments = list(queries.desk(juror))
    return render(request, "jury/desk.html", _list_context(request, juror, assignments))


def _list_context(
    request: EdgeRequest, juror: Juror, assignments: list[Assignment]
) -> dict[str, Any]:
    criteria = len(request.campaign.sheet.jury.criteria) if request.campaign else 0
    rows = [
        {
            "assignment": one,
            "is_full": len(one.marks.all()) == criteria,
            "sum": sum(mark.mark for mark in one.marks.all()),
        }
        for one in assignments
    ]
    open_ones = [row for row in rows if row["assignment"].state == Assignment.State.OPEN]  # type: ignore[attr-defined]
    return {
        "juror": juror,
        "rows": rows,
        "waiting": [row for row in open_ones if not row["is_full"]],
        "ready": [row for row in open_ones if row["is_full"]],
        "locked": sum(one.state == Assignment.State.LOCKED for one in assignments),
        "window": request.campaign.sheet.window(Stage.REVIEW) if request.campaign else None,
    }


def _assignment(request: EdgeRequest, juror: Juror, number: str) -> Assignment:
    return get_object_or_404(queries.desk(juror), entry__number=number)


@require_GET
@in_campaign
@signed_in
def entry(request: EdgeRequest, number: str) -> HttpResponse:
    """Show one entry with the five qualities; never another's marks, never the vote."""
    juror = _seat(request)
    _check_stage(request)
    if juror.pledged_at is None:
        return redirect("jury", request.campaign.slug if request.campaign else "")
    assignment = _assignment(request, juror, number)
    return _render_entry(request, juror, assignment)


def _render_entry(
    request: EdgeRequest,
    juror: Juror,
    assignment: Assignment,
    *,
    problems: dict[str, Any] | None = None,
) -> HttpResponse:
    if request.campaign is None:
        raise Http404
    sheet = request.campaign.sheet
    given = {mark.criterion: mark.mark for mark in assignment.marks.all()}
    context = _list_context(request, juror, list(queries.desk(juror))) | {
        "assignment": assignment,
        "entry": assignment.entry,
        "fields": assignment.entry.revision.content,
        "category": sheet.category(assignment.entry.category),
        "most": int(sheet.jury.max_mark),
        "names_hidden": sheet.jury.names_hidden,
        "is_open": assignment.state == Assignment.State.OPEN,
        "criteria": [
            {
                "rule": criterion,
                "value": int(given[criterion.code]) if criterion.code in given else None,
                "problems": (problems or {}).get(criterion.code, ()),
            }
            for criterion in sheet.jury.criteria
        ],
        "problems": problems,
    }
    return render(request, "jury/entry.html", context, status=422 if problems else 200)


@require_POST
@in_campaign
@signed_in
def take_pledge(request: EdgeRequest) -> HttpResponse:
    """Take the pledge, then go on to the list."""
    juror = _seat(request)
    if request.person is not None and request.POST.get("agree"):
        judging.pledge(juror.pk, person=request.person, now=request.now)
    return redirect("jury", juror.campaign.slug)


def _marks_in(request: EdgeRequest) -> dict[str, str]:
    criteria = request.campaign.sheet.jury.criteria if request.campaign else ()
    return {c.code: request.POST[c.code] for c in criteria if c.code in request.POST}


@require_POST
@in_campaign
@signed_in
def save(request: EdgeRequest, number: str) -> HttpResponse:
    """Save a draft at each stroke; JSON for the script, the next entry for a plain form."""
    juror = _seat(request)
    assignment = _assignment(request, juror, number)
    wants_json = request.headers.get("Accept", "").startswith("application/json")
    try:
        judging.save_marks(
            assignment.pk,
            _marks_in(request),
            comment=request.POST.get("comment"),
            note=request.POST.get("note"),
            person=juror.person,
            now=request.now,
        )
    except ContentInvalid as refusal:
        if wants_json:
            return JsonResponse({"problems": refusal.problems}, status=422)
        return _render_entry(request, juror, assignment, problems=dict(refusal.problems))
    if wants_json:
        return JsonResponse({"saved_at": date_format(localtime(request.now), "H:i:s")})
    return redirect(_next_after(request, juror, assignment))


def _next_after(request: EdgeRequest, juror: Juror, done: Assignment) -> str:
    """Give the address of the next entry without all marks, else of the list."""
    rows = _list_context(request, juror, list(queries.desk(juror)))["waiting"]
    slug = juror.campaign.slug
    later = [r["assignment"] for r in rows if r["assignment"].entry.number > done.entry.number]
    others = [r["assignment"] for r in rows if r["assignment"].pk != done.pk]
    for one in [*later, *others]:
        return f"/c/{slug}/jury/{one.entry.number}"
    return f"/c/{slug}/jury"


@require_POST
@in_campaign
@signed_in
def lock(request: EdgeRequest, number: str) -> HttpResponse:
    """Lock one entry's marks; they are on record from then on."""
    juror = _seat(request)
    assignment = _assignment(request, juror, number)
    try:
        judging.lock(assignment.pk, person=juror.person, now=request.now)
    except ContentInvalid as refusal:
        return _render_entry(request, juror, assignment, problems=dict(refusal.problems))
    return redirect(_next_after(request, juror, assignment))


@require_POST
@in_campaign
@signed_in
def lock_all(request: EdgeRequest) -> HttpResponse:
    """Lock all that is fully marked, and say what is left."""
    juror = _seat(request)
    left = judging.lock_all(juror.pk, person=juror.person, now=request.now)
    if left:
        messages.warning(request, _("还有没打完的：%(numbers)s") % {"numbers": "、".join(left)})
    else:
        messages.success(request, _("全部已锁定。谢谢。"))
    return redirect("jury", juror.campaign.slug)


@require_POST
@in_campaign
@signed_in
def skip(request: EdgeRequest, number: str) -> HttpResponse:
    """Put an entry off; it comes back after the others."""
    juror = _seat(request)
    assignment = _assignment(request, juror, number)
    judging.skip(assignment.pk, person=juror.person, now=request.now)
    return redirect(_next_after(request, juror, assignment))


@require_POST
@in_campaign
@signed_in
def recuse(request: EdgeRequest, number: str) -> HttpResponse:
    """Declare an interest in an entry, with its reason."""
    juror = _seat(request)
    assignment = _assignment(request, juror, number)
    try:
        judging.recuse(
            assignment.pk,
            reason=request.POST.get("reason", ""),
            person=juror.person,
            now=request.now,
        )
    except ContentInvalid as refusal:
        return _render_entry(request, juror, assignment, problems=dict(refusal.problems))
    return redirect(_next_after(request, juror, assignment))


@require_GET
@in_campaign
@signed_in
def progress(request: EdgeRequest) -> HttpResponse:
    """Show who is how far, and never a mark."""
    campaign = request.campaign
    if campaign is None:
        raise Http404
    require(request.person, "jury.progress", campaign)
    rounds = [(one, queries.progress(campaign, one.code)) for one in campaign.sheet.jury.rounds]
    context = {
        "rounds": rounds,
        "is_review_open": Stage.REVIEW in campaign.open_stages(request.now),
        "window": campaign.sheet.window(Stage.REVIEW),
    }
    return render(request, "jury/progress.html", context)


@require_POST
@in_campaign
@signed_in
def assign(request: EdgeRequest) -> HttpResponse:
    """Give the jurors of a round their entries."""
    campaign = request.campaign
    known = {one.code for one in campaign.sheet.jury.rounds} if campaign else set()
    round_code = request.POST.get("round", "")
    if campaign is None or round_code not in known or request.person is None:
        raise Http404
    entries = list(
        Entry.objects.filter(campaign=campaign, withdrawn_at=None).select_related(
            "unit", "nomination"
        )
    )
    assign_round(campaign, round_code, entries, person=request.person, now=request.now)
    return answer(request, "jury/progress.html", page=f"/c/{campaign.slug}/jury/progress")


_BASE = "c/<slug:slug>/jury"
urlpatterns = [
    path(_BASE, desk, name="jury"),
    path(f"{_BASE}/pledge", take_pledge, name="jury_pledge"),
    path(f"{_BASE}/lock", lock_all, name="jury_lock_all"),
    path(f"{_BASE}/progress", progress, name="jury_progress"),
    path(f"{_BASE}/assign", assign, name="jury_assign"),
    path(f"{_BASE}/<slug:number>", entry, name="jury_entry"),
    path(f"{_BASE}/<slug:number>/marks", save, name="jury_marks"),
    path(f"{_BASE}/<slug:number>/lock", lock, name="jury_lock"),
    path(f"{_BASE}/<slug:number>/skip", skip, name="jury_skip"),
    path(f"{_BASE}/<slug:number>/recuse", recuse, name="jury_recuse"),
]
