"""Voting for programs: the voter's token, and the counts as everyone may see them.

Votes themselves are taken by the ballot box at `POST /api/v1/votes`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from pingxuan.api.door import Problem, asked, campaign_of
from pingxuan.jury.seclusion import counts_for
from pingxuan.voting.queries.own import own_votes
from pingxuan.voting.tokens import channel_of, token_for

router = Router(tags=["voting"])


class VoterTokenOut(Schema):
    """A voter's token and what is left today; without a verified phone there is no token.

    `pools`: what is left of each category's own votes; null where all votes are one pool.
    """

    token: str | None
    expires_at: datetime | None
    left: int
    pools: dict[str, int] | None
    used: int
    day: date
    channel: str
    voter: Literal["ready", "verify"]


class CountsOut(Schema):
    """Counts as the sheet's rule shows them; `counts` is null while they are hidden.

    `is_secluded`: hidden from the signed-in person alone, a juror who has still to mark.
    """

    rule: str
    is_hidden: bool
    is_secluded: bool
    is_final: bool
    as_of: datetime | None
    shown_again_at: datetime | None
    counts: dict[str, int] | None


@router.get("/voter-token", response=VoterTokenOut, summary="A token for the ballot box")
def voter_token(request: HttpRequest, response: HttpResponse, campaign: str) -> VoterTokenOut:
    """Give the signed-in person a token of 15 minutes for one campaign's vote; 401 without session."""
    edge = asked(request)
    if edge.person is None:
        raise Problem(401, "not_signed_in", "还没有登录")
    found = campaign_of(campaign)
    if found.sheet.voting is None:
        raise Problem(404, "no_vote", "这个活动没有公众投票")
    response["Cache-Control"] = "no-store"
    own = own_votes(found, edge.person, edge.now)
    channel = channel_of(found, edge.session.get("channel"))
    signed = token_for(found, own.voter, channel, now=edge.now) if own.voter else None
    return VoterTokenOut(
        token=signed.token if signed else None,
        expires_at=signed.expires_at if signed else None,
        left=own.left,
        pools={pool.category: pool.left for pool in own.pools} or None,
        used=own.used,
        day=own.day,
        channel=channel,
        voter="ready" if signed else "verify",
    )


@router.get("/campaigns/{slug}/counts", response=CountsOut, summary="Counts of the board")
def counts(request: HttpRequest, response: HttpResponse, slug: str) -> CountsOut:
    """Give the votes of each entry by public number, exactly as the pages show them."""
    edge = asked(request)
    campaign = campaign_of(slug)
    rule = campaign.sheet.voting
    if rule is None:
        raise Problem(404, "no_vote", "这个活动没有公众投票")
    found = counts_for(edge.person, campaign, edge.now)
    # What one person may not see, no cache on the way may hand over.
    response["Cache-Control"] = "no-store" if edge.person else "public, max-age=2"
    response["Vary"] = "Cookie"
    return CountsOut(
        rule=rule.counts_shown.value,
        is_hidden=found.is_hidden,
        is_secluded=found.is_secluded,
        is_final=found.is_final,
        as_of=found.as_of,
        shown_again_at=found.until,
        counts=None if found.votes is None else dict(found.votes),
    )
