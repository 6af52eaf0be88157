"""The jury's meeting and its ballots: the chair's desk, the projector, a juror's slip, the minutes. Source: G6."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import may, require
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import ContentInvalid
from pingxuan.domain.judging.polls import Majority
from pingxuan.domain.rules.contest import RoundBy
from pingxuan.jury import meetings, queries
from pingxuan.jury.actions import meeting as acts
from pingxuan.jury.actions import polling
from pingxuan.jury.models import Ballot, Meeting, MeetingLine, Poll
from pingxuan.jury.polls import barred_from, polls_of, voter_in, voters_of
from pingxuan.voting.models import Entry
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in


def _titles(campaign: Campaign) -> dict[str, Entry]:
    return {one.number: one for one in Entry.objects.filter(campaign=campaign)}


def _polls(campaign: Campaign, round_code: str) -> list[dict[str, Any]]:
    """Describe a round's ballots: how many have voted while they are open, counts afterwards."""
    titles = _titles(campaign)
    shown = []
    for poll in polls_of(campaign, round_code):
        result = poll.result
        shown.append(
            {
                "poll": poll,
                "category": campaign.sheet.category(poll.category).name,
                "voters": len(voters_of(campaign, round_code, poll.category)),
                "cast": poll.n_cast,  # type: ignore[attr-defined]  # annotated
                "rows": [
                    {
                        "number": number,
                        "title": titles[number].title if number in titles else "",
                        "votes": votes,
                        "state": "elected"
                        if number in result["elected"]
                        else "tied"
                        if number in result["tied"]
                        else "",
                    }
                    for number, votes in result.get("votes", {}).items()
                ],
                "may_again": bool(result.get("tied")) and not poll.again.exists(),
            }
        )
    return shown


@require_http_methods(["GET"])
@in_campaign
@signed_in
def desk(request: EdgeRequest) -> HttpResponse:
    """Show the meeting to its chair, with everything that can be done next; to others, what it is."""
    person, campaign = who(request)
    require(person, "jury.attend", campaign)
    return _page(request, person, campaign)


def _page(
    request: EdgeRequest, person: Person, campaign: Campaign, *, status: int = 200, said: str = ""
) -> HttpResponse:
    meeting = meetings.meeting_of(campaign)
    code = meeting.round if meeting else _current_round(campaign)
    jurors = meetings.jurors_at(meeting) if meeting else []
    context = {
        "meeting": meeting,
        "is_open": meeting is not None and meeting.closed_at is None,
        "may_lead": may(person, "jury.lead", campaign),
        "may_see_standing": may(person, "jury.lead", campaign),
        "round": queries.round_of(campaign, code),
        "rounds": campaign.sheet.jury.rounds,
        "is_by_ballot": queries.round_of(campaign, code).by is RoundBy.BALLOT,
        "jurors": jurors,
        "floor": meetings.floor_of(meeting, jurors) if meeting else None,
        "agenda": _agenda(campaign, meeting),
        "lines": list(meetings.lines_of(meeting)) if meeting else [],
        "polls": _polls(campaign, code),
        "standing": _standing(campaign, code) if may(person, "jury.lead", campaign) else [],
        "categories": [
            campaign.sheet.category(c) for c in queries.round_of(campaign, code).categories
        ],
        "majorities": Poll.MajorityChoice.choices,
        "said": said,
    }
    return render(request, "jury/meeting.html", context, status=status)


def _current_round(campaign: Campaign) -> str:
    """Name the first round that is not closed, else the last."""
    closed = queries.closings(campaign)
    rounds = campaign.sheet.jury.rounds
    return next((one.code for one in rounds if one.code not in closed), rounds[-1].code)


def _agenda(campaign: Campaign, meeting: Meeting | None) -> list[Entry]:
    if meeting is None:
        return []
    titles = _titles(campaign)
    return [titles[number] for number in meeting.agenda if number in titles]


def _standing(campaign: Campaign, code: str) -> list[dict[str, Any]]:
    titles = _titles(campaign)
    return [
        {"line": line, "title": titles[line.entry].title if line.entry in titles else ""}
        for line in meetings.standing_of(campaign, code)
    ]


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
        return _page(request, person, campaign, status=422, said=said)
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
        return _page(request, person, campaign, status=422, said=_("请写下要记录的话。"))
    return redirect("meeting", campaign.slug)


@require_POST
@in_campaign
@signed_in
def end(request: EdgeRequest) -> HttpResponse:
    """Close the meeting."""
    person, campaign, meeting = _meeting(request)
    acts.close_meeting(meeting.pk, person=person, now=request.now)
    return redirect("meeting_minutes", campaign.slug, meeting.pk)


@require_POST
@in_campaign
@signed_in
def open_poll(request: EdgeRequest) -> HttpResponse:
    """Open a ballot."""
    person, campaign = who(request)
    require(person, "jury.lead", campaign)
    given = request.POST
    meeting = Meeting.objects.filter(campaign=campaign, closed_at=None).first()
    code = meeting.round if meeting else _current_round(campaign)
    majority = given.get("majority", "")
    numbers = given.get("candidates", "").replace("，", " ").replace(",", " ").split()
    try:
        polling.open_poll(
            campaign,
            code,
            given.get("category", ""),
            candidates=numbers,
            seats=int(given["seats"]) if given.get("seats", "").isdecimal() else None,
            majority=Majority(majority) if majority in set(Poll.MajorityChoice.values) else None,
            person=person,
            now=request.now,
        )
    except ContentInvalid:
        said = _("票决没有发起：请核对类别、编号和名额，名额不能多于候选。")
        return _page(request, person, campaign, status=422, said=said)
    messages.success(request, _("票决已发起，评委可以投了。"))
    return redirect("meeting", campaign.slug)


def _poll(request: EdgeRequest, pk: UUID) -> tuple[Person, Campaign, Poll]:
    person, campaign = who(request)
    require(person, "jury.attend", campaign)
    return person, campaign, get_object_or_404(Poll, pk=pk, campaign=campaign)


@require_POST
@in_campaign
@signed_in
def close_poll(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Close a ballot and count it."""
    person, campaign, poll = _poll(request, pk)
    polling.close_poll(poll.pk, person=person, now=request.now)
    return redirect("meeting", campaign.slug)


@require_POST
@in_campaign
@signed_in
def vote_again(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Open a second vote among those tied."""
    person, campaign, poll = _poll(request, pk)
    polling.vote_again(poll.pk, person=person, now=request.now)
    messages.success(request, _("第二次票决已发起。"))
    return redirect("meeting", campaign.slug)


@require_http_methods(["GET", "POST"])
@in_campaign
@signed_in
def ballot(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Show a juror the slip, and take it once."""
    person, campaign, poll = _poll(request, pk)
    juror = voter_in(poll, person)
    if not queries.has_pledged(juror):
        return redirect("jury", campaign.slug)
    named = request.POST.getlist("names")
    problems: list[str] = []
    if request.method == "POST":
        try:
            polling.cast(poll.pk, named, person=person, now=request.now)
        except ContentInvalid as refusal:
            problems = list(refusal.problems["names"])
        else:
            return redirect("poll", campaign.slug, poll.pk)
    titles, barred = _titles(campaign), barred_from(poll, juror)
    given = Ballot.objects.filter(poll=poll, juror=juror).first()
    context = {
        "poll": poll,
        "juror": juror,
        "category": campaign.sheet.category(poll.category),
        "given": given,
        "rows": [
            {
                "number": number,
                "title": titles[number].title,
                "is_barred": number in barred,
                "is_named": number in (given.names if given else named),
            }
            for number in poll.candidates
        ],
        "problems": problems,
        "too_many": "too_many_names" in problems,
    }
    return render(request, "jury/poll.html", context, status=422 if problems else 200)


def _screen(campaign: Campaign) -> dict[str, Any]:
    meeting = meetings.meeting_of(campaign)
    jurors = meetings.jurors_at(meeting) if meeting else []
    newest = _polls(campaign, meeting.round)[-1:] if meeting else []
    return {
        "campaign": campaign,
        "sheet": campaign.sheet,
        "meeting": meeting,
        "is_open": meeting is not None and meeting.closed_at is None,
        "floor": meetings.floor_of(meeting, jurors) if meeting else None,
        "present": [one for one in jurors if meeting and one.code in meeting.present],
        "poll": newest[0] if newest and newest[0]["poll"].meeting_id == meeting.pk else None,  # type: ignore[union-attr]
        "names_hidden": campaign.sheet.jury.names_hidden,
        "place": meeting.at + 1 if meeting else 0,
    }


@require_GET
@in_campaign
@signed_in
def screen(request: EdgeRequest) -> HttpResponse:
    """Show the meeting on a projector; it follows by itself."""
    person, campaign = who(request)
    require(person, "jury.attend", campaign)
    return render(request, "jury/screen.html", _screen(campaign))


@require_GET
@in_campaign
@signed_in
def screen_part(request: EdgeRequest) -> HttpResponse:
    """Give the part of the projector's page that changes."""
    person, campaign = who(request)
    require(person, "jury.attend", campaign)
    return render(request, "jury/_screen.html", _screen(campaign))


@require_GET
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
        "polls": [p for p in _polls(campaign, meeting.round) if p["poll"].meeting_id == meeting.pk],
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
    path(f"{_BASE}/meeting/screen", screen, name="meeting_screen"),
    path(f"{_BASE}/meeting/screen/part", screen_part, name="meeting_screen_part"),
    path(f"{_BASE}/meeting/<uuid:pk>/minutes", minutes, name="meeting_minutes"),
    path(f"{_BASE}/polls", open_poll, name="poll_open"),
    path(f"{_BASE}/polls/<uuid:pk>", ballot, name="poll"),
    path(f"{_BASE}/polls/<uuid:pk>/close", close_poll, name="poll_close"),
    path(f"{_BASE}/polls/<uuid:pk>/again", vote_again, name="poll_again"),
]
