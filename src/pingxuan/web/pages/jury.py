"""The juror's desk, and how far the jury is. Source: G1, G2, G3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import may, require
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import ContentInvalid, GateShut, NotYourAct, StageClosed
from pingxuan.domain.vocabulary import Act, Stage
from pingxuan.jury import queries
from pingxuan.jury.actions import judging
from pingxuan.jury.actions.assigning import assign_round
from pingxuan.jury.actions.recusing import declare_interests
from pingxuan.jury.actions.rounds import close_round
from pingxuan.jury.flags import questions_to
from pingxuan.jury.models import Assignment, Juror
from pingxuan.jury.polls import open_polls_for
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.forms.jury import InterestsForm
from pingxuan.web.jury_desk import (
    DeskList,
    compared,
    dossier_of,
    jurors_files,
    lines_of,
    list_of,
    scale_of,
)
from pingxuan.web.templatetags.pingxuan_format import listed


class Seat(NamedTuple):
    """Whose desk it is, and in which campaign."""

    person: Person
    campaign: Campaign
    juror: Juror


def _seat(request: EdgeRequest) -> Seat:
    """Find the seat of whoever asks; 403 for those who have none."""
    person, campaign = who(request)
    juror = queries.seat_of(person, campaign)
    if juror is None:
        raise NotYourAct("jury.mark")
    require(person, "jury.pledge", juror)
    return Seat(person, campaign, juror)


def _check_stage(request: EdgeRequest, campaign: Campaign) -> None:
    """Show entries to the jury only while it is its stage, or after it."""
    window = campaign.sheet.window(Stage.REVIEW)
    if request.moment < window.opens_at:
        raise StageClosed(Act.MARK, Stage.REVIEW, window.opens_at, window.closes_at)


def open_seat(request: EdgeRequest) -> Seat:
    """Find the seat of a juror who may see entries now: the stage has begun, the pledge is taken.

    Raises:
        NotYourAct: no seat.
        StageClosed: the jury's stage has not begun.
        GateShut: no pledge yet.
    """
    seat = _seat(request)
    _check_stage(request, seat.campaign)
    if not queries.has_pledged(seat.juror):
        raise GateShut(Act.PLEDGE, missing=["保密承诺"])
    return seat


def _list(seat: Seat) -> DeskList:
    return list_of(seat.campaign, list(queries.desk(seat.juror)))


@require_safe
@in_campaign
@signed_in
def desk(request: EdgeRequest) -> HttpResponse:
    """Show a juror's own list, or the pledge that comes before it; a chair sees the progress."""
    person, campaign = who(request)
    if queries.seat_of(person, campaign) is None and may(person, "jury.progress", campaign):
        return redirect("jury_progress", campaign.slug)
    seat = _seat(request)
    _check_stage(request, campaign)
    if not queries.has_pledged(seat.juror):
        return _pledge_page(request, seat, InterestsForm(campaign=campaign))
    context = {
        "juror": seat.juror,
        "round": queries.round_of(campaign, seat.juror.round),
        "list": _list(seat),
        "window": campaign.sheet.window(Stage.REVIEW),
        "questions": questions_to(seat.juror),
        "polls": open_polls_for(seat.juror),
        "is_closed": seat.juror.round in queries.closings(campaign),
    }
    return render(request, "jury/desk.html", context)


def _assignment(seat: Seat, number: str) -> Assignment:
    return get_object_or_404(queries.desk(seat.juror), entry__number=number)


@require_safe
@in_campaign
@signed_in
def entry(request: EdgeRequest, number: str) -> HttpResponse:
    """Show one entry with its qualities; never another's marks, never the vote."""
    seat = _seat(request)
    _check_stage(request, seat.campaign)
    if not queries.has_pledged(seat.juror):
        return redirect("jury", seat.campaign.slug)
    return _render_entry(request, seat, _assignment(seat, number))


def _render_entry(
    request: EdgeRequest,
    seat: Seat,
    assignment: Assignment,
    problems: Mapping[str, Sequence[str]] | None = None,
) -> HttpResponse:
    campaign = seat.campaign
    jury, desk_list = campaign.sheet.jury, _list(seat)
    is_open = (
        assignment.state == Assignment.State.OPEN
        and seat.juror.round not in queries.closings(campaign)
        and Stage.REVIEW in campaign.open_stages(request.now)
    )
    is_recused = assignment.state == Assignment.State.RECUSED
    context = {
        "juror": seat.juror,
        "list": desk_list,
        "compared": compared(campaign, desk_list, besides=assignment),
        "criteria": jury.criteria,
        "files": jurors_files(campaign, assignment.entry) if not is_recused else [],
        "assignment": assignment,
        "entry": assignment.entry,
        "dossier": dossier_of(campaign, assignment.entry),
        "category": campaign.sheet.category(assignment.entry.category),
        "scale": scale_of(jury),
        "lines": lines_of(jury, assignment, problems or {}),
        "comments_released": jury.comments_released,
        "is_open": is_open,
        "is_shut": not is_open,
        "problems": problems,
    }
    return render(request, "jury/entry.html", context, status=422 if problems else 200)


@require_POST
@in_campaign
@signed_in
def take_pledge(request: EdgeRequest) -> HttpResponse:
    """Take the pledge, then go on to the list."""
    seat = _seat(request)
    form = InterestsForm(request.POST, campaign=seat.campaign)
    if not form.is_valid():
        return _pledge_page(request, seat, form, status=422)
    if request.POST.get("agree"):
        _declare(seat, form, request.now)
        judging.pledge(seat.juror.pk, person=seat.person, now=request.now)
    return redirect("jury", seat.campaign.slug)


def _pledge_page(
    request: EdgeRequest, seat: Seat, form: InterestsForm, *, status: int = 200
) -> HttpResponse:
    return render(request, "jury/pledge.html", {"juror": seat.juror, "form": form}, status=status)


def _declare(seat: Seat, form: InterestsForm, now: datetime) -> None:
    given = form.cleaned_data
    declare_interests(
        seat.juror.pk, given["units"], statement=given["statement"], person=seat.person, now=now
    )


def _marks_in(request: EdgeRequest, campaign: Campaign) -> dict[str, str]:
    criteria = campaign.sheet.jury.criteria
    return {one.code: request.POST[one.code] for one in criteria if one.code in request.POST}


@require_POST
@in_campaign
@signed_in
def save(request: EdgeRequest, number: str) -> HttpResponse:
    """Save a draft at each stroke; JSON for the script, the next entry for a plain form."""
    seat = _seat(request)
    assignment = _assignment(seat, number)
    wants_json = request.headers.get("Accept", "").startswith("application/json")
    try:
        judging.save_marks(
            assignment.pk,
            _marks_in(request, seat.campaign),
            comment=request.POST.get("comment"),
            note=request.POST.get("note"),
            person=seat.person,
            now=request.now,
        )
    except ContentInvalid as refusal:
        if wants_json:
            return JsonResponse({"problems": refusal.problems}, status=422)
        return _render_entry(request, seat, assignment, refusal.problems)
    if wants_json:
        return JsonResponse({"saved_at": f"{request.moment:%H:%M:%S}"})
    return _on_to_the_next(seat, assignment)


def _on_to_the_next(seat: Seat, done: Assignment) -> HttpResponse:
    """Go on to the next entry without all marks, else to the list."""
    following = _list(seat).after(done)
    if following is None:
        return redirect("jury", seat.campaign.slug)
    return redirect("jury_entry", seat.campaign.slug, following.entry.number)


@require_POST
@in_campaign
@signed_in
def lock(request: EdgeRequest, number: str) -> HttpResponse:
    """Lock one entry's marks; they are on record from then on."""
    seat = _seat(request)
    assignment = _assignment(seat, number)
    try:
        judging.lock(assignment.pk, person=seat.person, now=request.now)
    except ContentInvalid as refusal:
        return _render_entry(request, seat, assignment, refusal.problems)
    return _on_to_the_next(seat, assignment)


@require_POST
@in_campaign
@signed_in
def lock_all(request: EdgeRequest) -> HttpResponse:
    """Lock all that is fully marked, and say what is left."""
    seat = _seat(request)
    left = judging.lock_all(seat.juror.pk, person=seat.person, now=request.now)
    if left:
        messages.warning(request, _("还有没打完的：%(numbers)s") % {"numbers": listed(left)})
    else:
        messages.success(request, _("全部已锁定。谢谢。"))
    return redirect("jury", seat.campaign.slug)


@require_POST
@in_campaign
@signed_in
def skip(request: EdgeRequest, number: str) -> HttpResponse:
    """Put an entry off; it comes back after the others."""
    seat = _seat(request)
    assignment = _assignment(seat, number)
    judging.skip(assignment.pk, person=seat.person, now=request.now)
    return _on_to_the_next(seat, assignment)


@require_POST
@in_campaign
@signed_in
def recuse(request: EdgeRequest, number: str) -> HttpResponse:
    """Declare an interest in an entry, with its reason."""
    seat = _seat(request)
    assignment = _assignment(seat, number)
    try:
        judging.recuse(
            assignment.pk,
            reason=request.POST.get("reason", ""),
            person=seat.person,
            now=request.now,
        )
    except ContentInvalid as refusal:
        return _render_entry(request, seat, assignment, refusal.problems)
    return _on_to_the_next(seat, assignment)


@require_safe
@in_campaign
@signed_in
def progress(request: EdgeRequest) -> HttpResponse:
    """Show who is how far, and never a mark."""
    person, campaign = who(request)
    require(person, "jury.progress", campaign)
    rows, closed = queries.progress(campaign), queries.closings(campaign)
    rounds = [
        {
            "rule": one,
            "rows": rows[one.code],
            "closing": closed.get(one.code),
            "given": sum(row.locked + row.open for row in rows[one.code]),
            "locked": sum(row.locked for row in rows[one.code]),
            "behind": sum(row.is_behind and row.juror.left_at is None for row in rows[one.code]),
        }
        for one in campaign.sheet.jury.rounds
    ]
    context = {
        "rounds": rounds,
        "is_review_open": Stage.REVIEW in campaign.open_stages(request.now),
        "window": campaign.sheet.window(Stage.REVIEW),
        "may_assign": may(person, "jury.assign", campaign),
        "may_close": may(person, "jury.close_round", campaign),
        "may_type": may(person, "jury.type", campaign),
        "may_check": may(person, "jury.checks", campaign),
        "may_remind": may(person, "jury.remind", campaign),
    }
    return render(request, "jury/progress.html", context)


def _round_in(request: EdgeRequest, campaign: Campaign) -> str:
    """Read which round a form is about; one that the sheet does not have is not known."""
    code = request.POST.get("round", "")
    if code not in {one.code for one in campaign.sheet.jury.rounds}:
        raise Http404
    return code


@require_POST
@in_campaign
@signed_in
def assign(request: EdgeRequest) -> HttpResponse:
    """Give the jurors of a round their entries."""
    person, campaign = who(request)
    code = _round_in(request, campaign)
    entries = list(queries.entries_of(campaign, code))
    made = assign_round(campaign, code, entries, person=person, now=request.now)
    messages.success(request, _("已分派，新增 %(n)s 件次。") % {"n": made})
    return redirect("jury_progress", campaign.slug)


@require_POST
@in_campaign
@signed_in
def close(request: EdgeRequest) -> HttpResponse:
    """Close a round; what is missing goes on record with it."""
    person, campaign = who(request)
    code = _round_in(request, campaign)
    close_round(campaign, code, person=person, now=request.now)
    messages.success(request, _("本轮已结束，缺的打分已记录在案。"))
    return redirect("jury_progress", campaign.slug)


_BASE = "c/<slug:slug>/jury"
urlpatterns = [
    path(_BASE, desk, name="jury"),
    path(f"{_BASE}/pledge", take_pledge, name="jury_pledge"),
    path(f"{_BASE}/lock", lock_all, name="jury_lock_all"),
    path(f"{_BASE}/progress", progress, name="jury_progress"),
    path(f"{_BASE}/assign", assign, name="jury_assign"),
    path(f"{_BASE}/close", close, name="jury_close"),
    path(f"{_BASE}/<slug:number>", entry, name="jury_entry"),
    path(f"{_BASE}/<slug:number>/marks", save, name="jury_marks"),
    path(f"{_BASE}/<slug:number>/lock", lock, name="jury_lock"),
    path(f"{_BASE}/<slug:number>/skip", skip, name="jury_skip"),
    path(f"{_BASE}/<slug:number>/recuse", recuse, name="jury_recuse"),
]
