"""The jury's meeting: the chair's desk, its acts, the minutes. Source: G6."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import ContentInvalid
from pingxuan.jury import meetings
from pingxuan.jury.actions import meeting as acts
from pingxuan.jury.models import Meeting, MeetingLine
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.meeting_desk import desk_of, polls_shown


@require_safe
@in_campaign
@signed_in
def desk(request: EdgeRequest) -> HttpResponse:
    """Show the meeting to its chair, with everything that can be done next; to others, what it is."""
    person, campaign = who(request)
    require(person, "jury.attend", campaign)
    return show_desk(request, person, campaign)


def show_desk(
    request: EdgeRequest, person: Person, campaign: Campaign, *, status: int = 200, said: str = ""
) -> HttpResponse:
    """Show the desk, with what keeps one of its forms from being taken.

    Args:
        said: the sentence of that.
    """
    context = desk_of(person, campaign) | {"said": said}
    return render(request, "jury/meeting.html", context, status=status)


def _meeting(request: EdgeRequest) -> tuple[Person, Campaign, Meeting]:
    """Find the meeting that is open, for whoever leads it; 404 without one."""
    person, campaign = who(request)
    require(person, "jury.lead", campaign)
    return person, campaign, get_object_or_404(Meeting, campaign=campaign, closed_at=None)


@require_POST
@in_campaign
@signed_in
def begin(request: EdgeRequest) -> HttpResponse:
    """Open a meeting on the numbers that were typed, or on all."""
    person, campaign = who(request)
    require(person, "jury.lead", campaign)
    code = request.POST.get("round", "")
    if code not in {one.code for one in campaign.sheet.jury.rounds}:
        raise Http404
    agenda = request.POST.get("agenda", "").replace("，", " ").replace(",", " ").split()
    try:
        acts.open_meeting(campaign, code, agenda, person=person, now=request.now)
    except ContentInvalid:
        said = _("有的编号不在这一轮里，请核对：%(numbers)s") % {"numbers": " ".join(agenda)}
        return show_desk(request, person, campaign, status=422, said=said)
    return redirect("meeting", campaign.slug)


@require_POST
@in_campaign
@signed_in
def attendance(request: EdgeRequest) -> HttpResponse:
    """Write down who is there."""
    person, campaign, meeting = _meeting(request)
    acts.take_attendance(
        meeting.pk, request.POST.getlist("present"), person=person, now=request.now
    )
    return redirect("meeting", campaign.slug)


@require_POST
@in_campaign
@signed_in
def move(request: EdgeRequest) -> HttpResponse:
    """Bring another entry before the meeting, or let the next juror speak."""
    person, campaign, meeting = _meeting(request)
    try:
        at, turn = int(request.POST.get("at", "")), int(request.POST.get("turn", "0"))
    except ValueError:
        raise Http404 from None
    acts.go_to(meeting.pk, at, turn=turn, person=person, now=request.now)
    return redirect("meeting", campaign.slug)


@require_POST
@in_campaign
@signed_in
def minute(request: EdgeRequest) -> HttpResponse:
    """Write a line into the minutes."""
    person, campaign, meeting = _meeting(request)
    kind = request.POST.get("kind", "")
    try:
        acts.minute(
            meeting.pk,
            request.POST.get("text", ""),
            kind=MeetingLine.Kind(kind if kind in MeetingLine.Kind else "note"),
            number=request.POST.get("number", ""),
            person=person,
            now=request.now,
        )
    except ContentInvalid:
        return show_desk(request, person, campaign, status=422, said=_("请写下要记录的话。"))
    return redirect("meeting", campaign.slug)


@require_POST
@in_campaign
@signed_in
def end(request: EdgeRequest) -> HttpResponse:
    """Close the meeting."""
    person, campaign, meeting = _meeting(request)
    acts.close_meeting(meeting.pk, person=person, now=request.now)
    return redirect("meeting_minutes", campaign.slug, meeting.pk)


@require_safe
@in_campaign
@signed_in
def minutes(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Show the minutes, or give them as text."""
    person, campaign = who(request)
    require(person, "jury.attend", campaign)
    meeting = get_object_or_404(
        Meeting.objects.select_related("opened_by", "campaign__version"), pk=pk, campaign=campaign
    )
    found = meetings.minutes_of(meeting)
    context = {
        "minutes": found,
        "meeting": meeting,
        "polls": [
            p for p in polls_shown(campaign, meeting.round) if p["poll"].meeting_id == meeting.pk
        ],
        "recused": [(n, "、".join(codes)) for n, codes in found.recused.items()],
        "campaign": campaign,
    }
    if request.GET.get("as") == "text":
        text = render_to_string("jury/minutes.txt", context)
        response = HttpResponse(text, content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="minutes.txt"'
        return response
    return render(request, "jury/minutes.html", context)


_BASE = "c/<slug:slug>/jury"
urlpatterns = [
    path(f"{_BASE}/meeting", desk, name="meeting"),
    path(f"{_BASE}/meeting/begin", begin, name="meeting_begin"),
    path(f"{_BASE}/meeting/present", attendance, name="meeting_present"),
    path(f"{_BASE}/meeting/move", move, name="meeting_move"),
    path(f"{_BASE}/meeting/line", minute, name="meeting_line"),
    path(f"{_BASE}/meeting/end", end, name="meeting_end"),
    path(f"{_BASE}/meeting/<uuid:pk>/minutes", minutes, name="meeting_minutes"),
]
