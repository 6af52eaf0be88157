"""Ballots of the jury (票决): the chair opens and closes them, a juror casts the slip. Source: G6."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import ContentInvalid
from pingxuan.domain.judging.polls import Majority
from pingxuan.jury import queries
from pingxuan.jury.actions import polling
from pingxuan.jury.models import Ballot, Meeting, Poll
from pingxuan.jury.polls import barred_from, voter_in
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.meeting_desk import current_round, titles_of
from pingxuan.web.pages.meeting import show_desk


@require_POST
@in_campaign
@signed_in
def open_poll(request: EdgeRequest) -> HttpResponse:
    """Open a ballot."""
    person, campaign = who(request)
    require(person, "jury.lead", campaign)
    given = request.POST
    meeting = Meeting.objects.filter(campaign=campaign, closed_at=None).first()
    code = meeting.round if meeting else current_round(campaign)
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
        return show_desk(request, person, campaign, status=422, said=said)
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


@require_http_methods(["GET", "HEAD", "POST"])
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
    titles, barred = titles_of(campaign), barred_from(poll, juror)
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


_BASE = "c/<slug:slug>/jury"
urlpatterns = [
    path(f"{_BASE}/polls", open_poll, name="poll_open"),
    path(f"{_BASE}/polls/<uuid:pk>", ballot, name="poll"),
    path(f"{_BASE}/polls/<uuid:pk>/close", close_poll, name="poll_close"),
    path(f"{_BASE}/polls/<uuid:pk>/again", vote_again, name="poll_again"),
]
