"""What the worker does for the vote: tell the ballot box of what changed elsewhere, keep its heads.

A new version of the sheet, a post given or ended, an account that was retired: rooms below this one
know nothing of the vote. So the ballot box is told again whenever what it was told last is no
longer what holds.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from django.db import transaction

from pingxuan.ballotbox import reading
from pingxuan.ballotbox import snapshot as ballot_snapshot
from pingxuan.ballotbox.store import StorageUnavailableError
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Stage
from pingxuan.voting import ballots
from pingxuan.voting.actions.keeping_heads import keep_heads
from pingxuan.voting.actions.publishing import refresh_snapshot, snapshot_of
from pingxuan.voting.models import Board
from pingxuan.voting.queries import heads

EVERY_SECONDS = 5
# What a vote is told of is still wanted for late retries and for the count, but not for years.
AFTERWARDS = timedelta(days=2)


def keep_ballot_box_told(now: datetime) -> int:
    """Publish a new snapshot for each running vote whose last one no longer holds; say for how many."""
    if int(now.timestamp()) % EVERY_SECONDS:
        return 0
    told = 0
    for board in Board.objects.select_related("campaign__version"):
        told += _is_stale(board.campaign, now) and _tell(board.campaign, now)
    return told


def keep_new_heads(now: datetime) -> int:
    """Write new signed heads of each vote's log into the book; say how many these were."""
    if int(now.timestamp()) % EVERY_SECONDS:
        return 0
    written = 0
    for board in Board.objects.select_related("campaign"):
        try:
            written += keep_heads(board.campaign, now=now) if _has_new(board.campaign) else 0
        except StorageUnavailableError:
            continue
    return written


def _has_new(campaign: Campaign) -> bool:
    return len(reading.heads(ballots.url(), str(campaign.pk))) > heads.count(campaign)


def _is_stale(campaign: Campaign, now: datetime) -> bool:
    rule = campaign.sheet.voting
    if (
        rule is None
        or campaign.at(now) > campaign.sheet.window(Stage.INTERACTION).closes_at + AFTERWARDS
    ):
        return False
    try:
        last = ballot_snapshot.latest(ballots.url(), str(campaign.pk))
    except StorageUnavailableError:
        return False
    if last is None:
        return False  # nothing was published yet
    return msgspec.structs.replace(last, version=0) != snapshot_of(campaign, rule)


def _tell(campaign: Campaign, now: datetime) -> bool:
    with transaction.atomic():
        return refresh_snapshot(campaign, now) > 0
