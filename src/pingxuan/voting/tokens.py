"""Voter tokens for the pages: a quarter of an hour, for one voter, campaign and channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pingxuan.ballotbox import tokens as ballot_tokens
from pingxuan.campaigns.models import Campaign
from pingxuan.voting import ballots

LIVES = timedelta(minutes=15)


@dataclass(frozen=True)
class VoterToken:
    """A signed token and when it ends, by the real clock."""

    token: str
    expires_at: datetime


def token_for(campaign: Campaign, voter: bytes, channel: str, *, now: datetime) -> VoterToken:
    """Sign the token by which the ballot box knows a voter.

    Source:
        architecture, "Tokens".
    """
    expires_at = (now + LIVES).replace(microsecond=0)
    signed = ballot_tokens.issue(
        ballots.keys(),
        campaign=str(campaign.pk),
        channel=channel,
        voter=voter,
        expires_at=expires_at,
    )
    return VoterToken(signed, expires_at)


def channel_of(campaign: Campaign, wanted: str | None) -> str:
    """Give the channel that a session came through if the sheet has it, else the sheet's first."""
    rule = campaign.sheet.voting
    codes = [channel.code for channel in rule.channels] if rule else []
    return wanted if wanted in codes else next(iter(codes), "")
