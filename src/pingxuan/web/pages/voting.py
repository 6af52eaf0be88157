"""Pages: the board, an entry, and the plain form of the vote."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from pingxuan.campaigns.models import Campaign
from pingxuan.jury.seclusion import counts_for
from pingxuan.voting.ordering import DaySeed, seed_for
from pingxuan.voting.queries.board import BoardView, Card, board_of, numbers_for
from pingxuan.voting.queries.counts import Shown
from pingxuan.voting.queries.entries import visible
from pingxuan.voting.queries.own import Own, own_votes
from pingxuan.voting.queries.standing import Standing, VoteState, state_of
from pingxuan.voting.relaying import Answer, Outcome, relay
from pingxuan.voting.tokens import channel_of, token_for
from pingxuan.web.cards import cards_html
from pingxuan.web.edge import EdgeRequest, in_campaign
from pingxuan.web.entries import media_of, picture_of
from pingxuan.web.forms.voting import BoardFilter, Chosen, SlipForm
from pingxuan.web.fragments import filled, fragment

CARDS_A_PAGE = 40
ORDER_COOKIE = "px_order"
ORDER_COOKIE_LIVES = 36 * 3600


class Vote(NamedTuple):
    """The vote of one campaign as this request meets it."""

    view: BoardView
    state: VoteState
    own: Own
    channel: str


def _vote_of(request: EdgeRequest, campaign: Campaign) -> Vote:
    if campaign.sheet.voting is None:
        raise Http404
    view = board_of(campaign)
    channel = channel_of(campaign, request.session.get("channel"))
    return Vote(
        view,
        state_of(campaign, view, request.now, channel=channel),
        own_votes(campaign, request.person, request.now),
        channel,
    )


def _in(request: EdgeRequest) -> Campaign:
    assert request.campaign is not None  # set by in_campaign
    return request.campaign


def _common(request: EdgeRequest, vote: Vote, category: str = "") -> dict[str, Any]:
    """Give what the vote bar and the vote sheet need on every page of the vote.

    Args:
        category: of the one entry that the page is about.
    """
    own, rule = vote.own, _in(request).sheet.voting
    pool = own.of(category)
    assert rule is not None  # _vote_of has looked
    return {
        "vote": vote.state,
        "own": own,
        "rule": rule,
        "pool": pool,
        "left": pool.left if own.voter else None,
        "sheet_left": pool.left,
        "total": pool.limit,
        "used": pool.used if pool.category else own.used,
        "most": rule.max_per_request,
    }


@require_safe
@in_campaign
def board(request: EdgeRequest) -> HttpResponse:
    """Show the entries in this visitor's order of the day, with filters that live in the address."""
    campaign = _in(request)
    vote = _vote_of(request, campaign)
    seed = seed_for(request.COOKIES.get(ORDER_COOKIE, ""), request.moment.date())
    asked = BoardFilter(request.GET, categories=[each.code for each in campaign.sheet.categories])
    chosen = asked.chosen()
    numbers = numbers_for(
        campaign,
        vote.view,
        seed.seed,
        category=chosen.category,
        query=chosen.query,
        among=vote.own.numbers if chosen.is_mine else None,
    )
    page = Paginator(numbers, CARDS_A_PAGE).get_page(request.GET.get("page"))
    counts = counts_for(request.person, campaign, request.now)
    common = _common(request, vote)
    response = filled(
        request,
        "voting/board.html",
        key=vote.state,
        context=common,
        holes={
            "top": _top(request, vote, chosen, counts, found=len(numbers)),
            "items": _items(campaign, vote, page, chosen, counts),
            "bar": _bar(campaign, vote, common),
        },
    )
    return with_order(response, seed)


def _items(
    campaign: Campaign, vote: Vote, page: Page[str], chosen: Chosen, counts: Shown
) -> SafeString:
    """Draw the cards of one page of the board and its pager, or say why there are none."""
    if not page.object_list:
        context = {"filter": chosen, "campaign": campaign}
        asked = (bool(chosen.category), bool(chosen.query), chosen.is_mine)
        return fragment("voting/_board_empty.html", (campaign.slug, asked), lambda: context)
    has_begun = vote.state.standing is not Standing.NOT_OPEN
    cards = cards_html(
        [vote.view.cards[number] for number in page.object_list],
        campaign.slug,
        version=vote.view.version,
        counts=counts if has_begun else None,
        today=vote.own.today,
        is_open=vote.state.is_open,
    )
    pager = _pager(page, _query_text(chosen))
    return format_html('<ul class="entries mt-3">{}</ul>\n{}', cards, pager)


def _top(
    request: EdgeRequest, vote: Vote, chosen: Chosen, counts: Shown, *, found: int
) -> SafeString:
    """Draw the head of the board, the same for everyone who asks alike within a minute."""
    campaign, own = _in(request), vote.own
    context = {
        "campaign": campaign,
        "vote": vote.state,
        "is_voter": own.voter is not None,
        "filter": chosen,
        "tabs": _tabs(campaign, vote.view, own, chosen),
        "counts": counts,
        "found": found,
        "now": request.moment,
    }
    if chosen.query:
        return render_to_string("voting/_board_top.html", context)
    key = (
        campaign.slug,
        vote.view.version,
        request.moment.replace(second=0, microsecond=0),
        vote.state,
        own.voter is not None,
        len(own.numbers),
        chosen,
        (counts.as_of if counts.is_final or counts.is_hidden else _minute(counts), counts.until),
        counts.is_hidden,
        counts.is_secluded,
    )
    return fragment("voting/_board_top.html", key, lambda: context)


def _minute(counts: Shown) -> datetime | None:
    """Give the date of a count as it is written: to the minute."""
    return None if counts.as_of is None else counts.as_of.replace(second=0, microsecond=0)


def _pager(page: Page[str], query_text: str) -> SafeString:
    if page.paginator.num_pages < 2:
        return SafeString("")
    context = {"page_obj": page, "query": query_text}
    if "q=" in query_text:
        return render_to_string("components/_pager.html", context)
    key = (page.number, page.paginator.count, query_text)
    return fragment("components/_pager.html", key, lambda: context)


def _bar(
    campaign: Campaign, vote: Vote, common: Mapping[str, Any], card: Card | None = None
) -> SafeString:
    """Draw the vote bar and the vote sheet, the same for everyone who has as much left.

    Args:
        card: the entry that the bar's button votes for, on the entry's own page.
    """
    own = vote.own
    known = (own.voter is None, own.left, own.pools, own.day)
    key = (campaign.slug, vote.view.version, vote.state, known, card)
    context = {**common, "campaign": campaign, "card": card}
    return fragment("voting/_bar.html", key, lambda: context)


def _query_text(chosen: Chosen) -> str:
    """Write the filters as they stand before `page=` in the pager's links."""
    given = {"cat": chosen.category, "q": chosen.query, "mine": "1" if chosen.is_mine else ""}
    text = urlencode({key: value for key, value in given.items() if value})
    return text + "&" if text else ""


def with_order(response: HttpResponse, seed: DaySeed) -> HttpResponse:
    """Give a new visitor the seed of the day; the board is theirs alone and kept by no proxy."""
    if seed.is_new:
        response.set_cookie(
            ORDER_COOKIE,
            seed.cookie,
            max_age=ORDER_COOKIE_LIVES,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    response["Cache-Control"] = "private, no-cache"
    return response


class Tab(NamedTuple):
    """A filter above the board; `label` is empty for all, None for one's own."""

    label: Any
    query: str
    number: int
    is_current: bool


def _tabs(campaign: Campaign, view: BoardView, own: Own, chosen: Chosen) -> list[Tab]:
    counts, category, is_mine = view.count_by_category(), chosen.category, chosen.is_mine
    tabs = [Tab("", "", len(view.cards), not category and not is_mine)]
    tabs += [
        Tab(each.name, f"cat={each.code}", counts.get(each.code, 0), category == each.code)
        for each in campaign.sheet.categories
    ]
    if own.voter is not None:
        tabs.append(Tab(None, "mine=1", len(own.numbers), is_mine))
    return tabs


@require_safe
@in_campaign
def entry(request: EdgeRequest, number: str) -> HttpResponse:
    """Show one entry: its story, its evidence, who vouches for it, and the vote."""
    campaign = _in(request)
    found = get_object_or_404(visible(campaign), number=number)
    vote = _vote_of(request, campaign)
    counts = counts_for(request.person, campaign, request.now)
    common = _common(request, vote, found.category)
    response = render(
        request,
        "voting/entry.html",
        {
            **common,
            "bar": _bar(campaign, vote, common, _votable(vote, number)),
            "entry": found,
            "picture": picture_of(campaign, found),
            "media": media_of(campaign, found),
            "votes": counts.of(number),
            "counts": counts,
            "mine": vote.own.today.get(number, 0),
            "address": request.build_absolute_uri(request.path),
            "card_address": request.build_absolute_uri(
                reverse("entry_piece", args=[campaign.slug, number, "card.png"])
            ),
        },
    )
    response["Cache-Control"] = "private, no-cache"
    return response


def _votable(vote: Vote, number: str) -> Card | None:
    """Give the card of an entry that takes votes now."""
    card = vote.view.cards.get(number)
    return card if card is not None and vote.state.is_open and not card.paused else None


@require_http_methods(["GET", "HEAD", "POST"])
@in_campaign
def entry_vote(request: EdgeRequest, number: str) -> HttpResponse:
    """Take a vote by a plain form, and say what became of it; works without any script."""
    campaign = _in(request)
    card = board_of(campaign).cards.get(number)
    if card is None:
        raise Http404
    vote = _vote_of(request, campaign)
    if vote.own.voter is None:
        verify = reverse("verify", args=[campaign.slug])
        return HttpResponseRedirect(f"{verify}?{urlencode({'next': request.path})}")
    context = {**_common(request, vote, card.category), "card": card}
    if request.method == "POST":
        form = SlipForm(request.POST, rule=context["rule"])
        if not form.is_valid():
            return render(request, "voting/vote.html", {**context, "form": form}, status=422)
        key, votes = str(form.cleaned_data["key"]), form.cleaned_data["votes"]
        answer = _give(request, vote, entry=number, votes=votes, key=key)
        context |= {"answer": answer, "asked": votes, "key": key, "status": answer.outcome.value}
        if answer.left is not None:
            context |= {"left": answer.left, "used": context["total"] - answer.left}
        return render(request, "voting/answer.html", context, status=_http_status(answer))
    choices = range(
        context["rule"].min_per_request, min(context["most"], context["sheet_left"]) + 1
    )
    form = SlipForm(initial={"key": uuid4(), "votes": choices.start}, rule=context["rule"])
    return render(request, "voting/vote.html", {**context, "form": form, "choices": choices})


def _give(request: EdgeRequest, vote: Vote, *, entry: str, votes: int, key: str) -> Answer:
    assert vote.own.voter is not None  # entry_vote has looked
    signed = token_for(_in(request), vote.own.voter, vote.channel, now=request.now)
    return relay(_ballotbox_url(request), signed.token, entry=entry, votes=votes, key=key)


def _ballotbox_url(request: EdgeRequest) -> str:
    """Say where the ballot box answers: `serve` says it; else the port that this request came to.

    Never the host that the request names: who sends it chooses that name.
    """
    given = os.environ.get("PINGXUAN_BALLOTBOX_URL")
    return given or f"http://127.0.0.1:{request.META.get('SERVER_PORT') or '80'}"


def _http_status(answer: Answer) -> int:
    match answer.outcome:
        case Outcome.GIVEN | Outcome.REPLAYED:
            return 200
        case Outcome.UNKNOWN:
            return 202
        case Outcome.NOT_ELIGIBLE:
            return 403
        case Outcome.UNKNOWN_ENTRY:
            return 404
        case Outcome.TOO_MANY:
            return 429
        case _:
            return 409


urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/vote", board, name="vote"),
    path("c/<slug:slug>/e/<str:number>", entry, name="entry"),
    path("c/<slug:slug>/e/<str:number>/vote", entry_vote, name="entry_vote"),
]
