"""Where the vote stands at a moment: not yet open, open, standing still, or over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from pingxuan.campaigns.models import Campaign, SheetVersion
from pingxuan.campaigns.reading import sheet_of
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
        was_to_close_at: when the vote was to close by an earlier version of the rules, if it was
            extended since; None otherwise.
    """

    standing: Standing
    opens_at: datetime
    closes_at: datetime
    reason: str = ""
    was_to_close_at: datetime | None = None

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
    earlier = _closed_earlier(campaign.pk, campaign.version_id, window.closes_at)
    return VoteState(standing, window.opens_at, window.closes_at, reason, earlier)


# A version of the rules never changes, nor do those before it.
@lru_cache(maxsize=32)
def _closed_earlier(
    campaign_id: UUID, version_id: int | None, closes_at: datetime
) -> datetime | None:
    """Give the last other closing time of the rules before this version, if it was earlier."""
    before = SheetVersion.objects.filter(campaign=campaign_id, pk__lt=version_id)
    for version in before.order_by("-pk"):
        sheet = sheet_of(version.hash, version.text)
        if not sheet.has_stage(Stage.INTERACTION):
            continue
        then = sheet.window(Stage.INTERACTION).closes_at
        if then != closes_at:
            return then if then < closes_at else None
    return None
