"""Where the vote stands at a moment: not yet open, open, standing still, or over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Stage
from pingxuan.voting.queries.board import BoardView


class Standing(StrEnum):
    """What the vote is doing."""

    NOT_OPEN = "not_open"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True)
class VoteState:
    """Where the vote stands, in campaign time, and why.

    Attributes:
        reason: the public reason of a pause; empty otherwise.
    """

    standing: Standing
    opens_at: datetime
    closes_at: datetime
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Whether a vote could be given now."""
        return self.standing is Standing.OPEN


def state_of(campaign: Campaign, view: BoardView, now: datetime, *, channel: str) -> VoteState:
    """Say where the vote stands at the real `now`, for a visitor through `channel`.

    Source:
        C18, E7.
    """
    window = campaign.sheet.window(Stage.INTERACTION)
    moment = campaign.at(now)
    reason = ""
    if moment < window.opens_at:
        standing = Standing.NOT_OPEN
    elif moment >= window.closes_at:
        standing = Standing.CLOSED
    elif view.paused is not None or channel in view.paused_channels:
        standing = Standing.PAUSED
        reason = view.paused if view.paused is not None else view.paused_channels[channel]
    else:
        standing = Standing.OPEN
    return VoteState(standing, window.opens_at, window.closes_at, reason)
