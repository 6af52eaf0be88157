"""The vote's desk: what stands still and why, who may vote, and what every ballot box goes by.

Source:
    E7, E9.
"""

from __future__ import annotations

from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pingxuan.accounts.permissions import may, require
from pingxuan.ballotbox import reading, snapshot
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.rules.contest import Voters, Voting
from pingxuan.voting import ballots
from pingxuan.voting.actions import pausing
from pingxuan.voting.actions.listing import replace_voter_list
from pingxuan.voting.models import Entry, ListedVoter, Pause
from pingxuan.voting.queries.own import full_pools
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.forms.vote_desk import EntryForm, PauseForm, VoterListForm


class Part(NamedTuple):
    """The whole vote (code is empty) or one channel of it, with what keeps it still."""

    code: str
    name: object
    pause: Pause | None
    form: PauseForm


def _rule(campaign: Campaign) -> Voting:
    if campaign.sheet.voting is None:
        raise Http404
    return campaign.sheet.voting


@require_safe
def show(request: EdgeRequest) -> HttpResponse:
    """Show what stands still, and who may vote."""
    return _page(request)


@require_POST
def pause(request: EdgeRequest) -> HttpResponse:
    """Let the vote or a channel stand still."""
    person, campaign = who(request)
    require(person, "voting.pause", campaign)
    channel = request.POST.get("channel", "")
    if channel and channel not in {one.code for one in _rule(campaign).channels}:
        raise Http404
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _page(request, pause_form=form, status=422)
    reason = form.cleaned_data["reason"]
    pausing.pause(campaign, reason=reason, person=person, now=request.now, channel=channel)
    return _done(request, campaign, _("已暂停。几秒内在每个投票箱生效。"))


@require_POST
def resume(request: EdgeRequest) -> HttpResponse:
    """Let the vote or a channel go on."""
    person, campaign = who(request)
    channel = request.POST.get("channel", "")
    pausing.resume(campaign, person=person, now=request.now, channel=channel)
    return _done(request, campaign, _("已恢复投票。"))


@require_POST
def entry(request: EdgeRequest) -> HttpResponse:
    """Let one entry stand still, or take it out of the vote."""
    person, campaign = who(request)
    require(person, "voting.pause", campaign)
    form = EntryForm(request.POST, campaign=campaign)
    if not form.is_valid():
        return _page(request, entry_form=form, status=422)
    act = {"pause": pausing.pause_entry, "withdraw": pausing.withdraw_entry}[
        form.cleaned_data["act"]
    ]
    act(
        form.cleaned_data["number"],
        reason=form.cleaned_data["reason"],
        person=person,
        now=request.now,
    )
    return _done(request, campaign, _("已记下，访客会看到理由。"))


@require_POST
def resume_entry(request: EdgeRequest, number: str) -> HttpResponse:
    """Let one entry take votes again."""
    person, campaign = who(request)
    found = get_object_or_404(Entry, campaign=campaign, number=number)
    pausing.resume_entry(found, person=person, now=request.now)
    return _done(request, campaign, _("已恢复投票。"))


@require_POST
def voters(request: EdgeRequest) -> HttpResponse:
    """Replace the list of those who may vote."""
    person, campaign = who(request)
    require(person, "voting.list_voters", campaign)
    form = VoterListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, list_form=form, status=422)
    count = replace_voter_list(
        campaign, form.cleaned_data["phones"], person=person, now=request.now
    )
    return _done(request, campaign, _("名单已换，共 %(n)s 人。") % {"n": count})


def _done(request: EdgeRequest, campaign: Campaign, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse("vote_desk", args=[campaign.slug]))


def _page(
    request: EdgeRequest,
    *,
    pause_form: PauseForm | None = None,
    entry_form: EntryForm | None = None,
    list_form: VoterListForm | None = None,
    status: int = 200,
) -> HttpResponse:
    person, campaign = who(request)
    require(person, "voting.pause", campaign)
    rule = _rule(campaign)
    still = Entry.objects.filter(campaign=campaign).exclude(paused_at=None, withdrawn_at=None)
    latest = snapshot.latest(ballots.url(), str(campaign.pk))
    context = {
        "parts": _parts(campaign, rule, pause_form),
        "still": still.order_by("number"),
        "entry_form": entry_form or EntryForm(campaign=campaign),
        "rule": rule,
        "pools": full_pools(campaign),
        "who": rule.who.value,
        "listed": ListedVoter.objects.filter(campaign=campaign).count(),
        "eligible": None if latest is None or latest.eligible is None else len(latest.eligible),
        "blocked": len(latest.blocked) if latest else 0,
        "may_list": rule.who is Voters.LIST and may(person, "voting.list_voters", campaign),
        "may_film": may(person, "voting.lay_film", campaign),
        "list_form": list_form or VoterListForm(),
        "version": latest.version if latest else 0,
        "in_force": latest is not None
        and reading.in_force(
            ballots.url(), str(campaign.pk), latest.version, now=request.now.timestamp()
        ),
    }
    return render(request, "voting/desk.html", context, status=status)


def _parts(campaign: Campaign, rule: Voting, bound: PauseForm | None) -> list[Part]:
    pauses = {
        one.channel: one
        for one in Pause.objects.filter(campaign=campaign, ended_at=None).select_related("begun_by")
    }
    names = [("", None), *((one.code, one.name) for one in rule.channels)]
    wanted = bound.data.get("channel", "") if bound else None
    return [
        Part(
            code,
            name,
            pauses.get(code),
            bound if bound and wanted == code else PauseForm(auto_id=f"id_{code or 'all'}_%s"),
        )
        for code, name in names
    ]


_AT = "c/<slug:slug>/manage/vote"

urlpatterns: list[URLPattern] = [
    path(_AT, in_campaign(signed_in(show)), name="vote_desk"),
    path(f"{_AT}/pause", in_campaign(signed_in(pause)), name="vote_pause"),
    path(f"{_AT}/resume", in_campaign(signed_in(resume)), name="vote_resume"),
    path(f"{_AT}/entry", in_campaign(signed_in(entry)), name="vote_entry"),
    path(
        f"{_AT}/entry/<str:number>/resume",
        in_campaign(signed_in(resume_entry)),
        name="vote_entry_resume",
    ),
    path(f"{_AT}/voters", in_campaign(signed_in(voters)), name="vote_list"),
]
