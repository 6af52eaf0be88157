"""The signed heads that the book has, and whether the vote's log still goes on from them.

Source:
    architecture, "Public log"; L4.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pingxuan.audit.models import Record
from pingxuan.ballotbox import reading
from pingxuan.ballotbox.log import Head
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Act
from pingxuan.voting import ballots
from pingxuan.voting.models import Board


@dataclass(frozen=True)
class Departure:
    """The first head that the book has and the log has not, or has otherwise.

    Attributes:
        is_missing: the log ends before it; else another one stands in its place.
    """

    head: int
    day: str
    tree_size: int
    is_missing: bool


def kept(campaign: Campaign) -> list[dict[str, Any]]:
    """Give the facts of all heads in the campaign's book, in order."""
    lines = Record.objects.filter(chain=str(campaign.pk), act=Act.KEEP_HEAD.value)
    return list(lines.order_by("number").values_list("facts", flat=True))


def count(campaign: Campaign) -> int:
    """Say how many heads the campaign's book has."""
    return Record.objects.filter(chain=str(campaign.pk), act=Act.KEEP_HEAD.value).count()


def departure(kept: Sequence[dict[str, Any]], made: Sequence[Head]) -> Departure | None:
    """Find the first kept head that the log does not have in its place; None when all is well."""
    for number, facts in enumerate(kept):
        is_missing = number >= len(made)
        if is_missing or hashlib.sha256(made[number].line.encode()).hexdigest() != facts["sha256"]:
            return Departure(number, facts["day"], facts["tree_size"], is_missing)
    return None


def departures() -> dict[str, Departure]:
    """Compare the books of all votes with their logs as both are now; name those that differ."""
    found: dict[str, Departure] = {}
    for board in Board.objects.select_related("campaign").order_by("campaign__slug"):
        campaign = board.campaign
        made = reading.heads(ballots.url(), str(campaign.pk))
        departed = departure(kept(campaign), made)
        if departed is not None:
            found[campaign.slug] = departed
    return found
