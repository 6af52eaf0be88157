"""Copy the signed heads of the vote's log into the book: a second place, in the other database.

Whoever exchanges the ballot database for another one, or sets it back, is then seen by whoever looks
into the book.

Source:
    architecture, "Public log": each head is kept in the main database too.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from pingxuan.audit.actions import lock_chain, record
from pingxuan.ballotbox import reading
from pingxuan.ballotbox.log import Head
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Act
from pingxuan.voting import ballots
from pingxuan.voting.queries import heads as kept_heads


@transaction.atomic
def keep_heads(campaign: Campaign, *, now: datetime) -> int:
    """Write each head that the book does not have yet into it, and say how many these were.

    Nothing is written once the log does not go on from what the book has: that stays to be seen.
    """
    lock_chain(str(campaign.pk))
    kept = kept_heads.kept(campaign)
    made = reading.heads(ballots.url(), str(campaign.pk))
    if kept_heads.departure(kept, made) is not None:
        return 0
    for number, head in enumerate(made[len(kept) :], len(kept)):
        record(
            Act.KEEP_HEAD,
            campaign,
            person=None,
            now=now,
            campaign_id=campaign.pk,
            **_facts(number, head),
        )
    return len(made) - len(kept)


def _facts(number: int, head: Head) -> dict[str, object]:
    return {
        "day": head.day.isoformat(),
        "head": number,
        "root": head.root,
        "sha256": hashlib.sha256(head.line.encode()).hexdigest(),
        "tree_size": head.tree_size,
    }
