"""Pages: a voter's own votes, and a receipt to look up."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple
from urllib.parse import urlencode

import segno
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from pingxuan.ballotbox import reading
from pingxuan.ballotbox.looking_up import look_up
from pingxuan.ballotbox.reading import Ballot
from pingxuan.campaigns.models import Campaign
from pingxuan.voting import ballots
from pingxuan.voting.queries.board import Card, board_of
from pingxuan.voting.queries.own import own_votes
from pingxuan.voting.queries.standing import state_of
from pingxuan.voting.tokens import channel_of
from pingxuan.web.edge import EdgeRequest, in_campaign
from pingxuan.web.forms.voting import ReceiptForm


class Given(NamedTuple):
    """One of a voter's ballots with the entry it was for; None for one that the board lost."""

    ballot: Ballot
    card: Card | None


class Day(NamedTuple):
    """A voting day with what was given on it."""

    day: object
    votes: int
    given: list[Given]


def _with_vote(request: EdgeRequest) -> Campaign:
    campaign = request.campaign
    if campaign is None or campaign.sheet.voting is None:
        raise Http404
    return campaign


@never_cache
@require_safe
@in_campaign
def me(request: EdgeRequest) -> HttpResponse:
    """Show a voter's own votes by day, newest first, with their receipts."""
    campaign = _with_vote(request)
    own = own_votes(campaign, request.person, request.now)
    if own.voter is None:
        verify = reverse("verify", args=[campaign.slug])
        return HttpResponseRedirect(f"{verify}?{urlencode({'next': request.path})}")
    view = board_of(campaign)
    cast = reading.ballots_of(ballots.url(), str(campaign.pk), own.voter, ballots.keys())
    days = []
    for day, together in groupby(reversed(cast), key=lambda ballot: ballot.day):
        given = [Given(ballot, view.cards.get(ballot.entry)) for ballot in together]
        days.append(Day(day, sum(one.ballot.votes for one in given), given))
    context = {
        "own": own,
        "days": days,
        "left": own.left,
        "used": own.used,
        "total": own.limit,
        "vote": state_of(
            campaign,
            view,
            request.now,
            channel=channel_of(campaign, request.session.get("channel")),
        ),
    }
    return render(request, "me/votes.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_campaign
def receipt(request: EdgeRequest) -> HttpResponse:
    """Look a receipt up; it is posted, so that it stands in no address and no log."""
    campaign = _with_vote(request)
    if request.method != "POST":
        return render(request, "me/receipt.html", {"form": ReceiptForm()})
    form = ReceiptForm(request.POST)
    if not form.is_valid():
        return render(request, "me/receipt.html", {"form": form}, status=422)
    looked = look_up(ballots.url(), str(campaign.pk), form.cleaned_data["receipt"], ballots.keys())
    found = looked.found
    card = board_of(campaign).cards.get(found.ballot.entry) if found else None
    context = {
        "form": form,
        "asked": True,
        "found": found.ballot if found else None,
        "looked": looked,
        "card": card,
        "qr": _code_of(request, found.ballot.receipt) if found else "",
    }
    return render(request, "me/receipt.html", context)


def _code_of(request: EdgeRequest, receipt: str) -> SafeString:
    """Draw a receipt as a QR code that leads here.

    The receipt stands behind the #, which no server ever sees.
    """
    code = segno.make(f"{request.build_absolute_uri(request.path)}#{receipt}", micro=False)
    return SafeString(code.svg_inline(scale=4, light="#fff"))


urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/me", me, name="me"),
    path("c/<slug:slug>/receipt", receipt, name="receipt"),
]
