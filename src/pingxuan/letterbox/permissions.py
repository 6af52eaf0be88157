"""Who may do what with an office's mailbox; the subject is a `Mailbox`, which need not exist yet."""

from __future__ import annotations

import rules

from pingxuan.accounts.models import Person
from pingxuan.campaigns.queries import posts_of
from pingxuan.letterbox.models import Mailbox
from pingxuan.nominations.queries.own import FILING


@rules.predicate
def works_there(person: Person, mailbox: Mailbox) -> bool:
    """Files, reviews or seals for the very unit whose mailbox it is."""
    return any(
        post.role in FILING
        and post.unit_id == mailbox.unit_id
        and post.campaign_id in (None, mailbox.campaign_id)
        for post in posts_of(person)
    )


rules.add_perm("letterbox.set_up_mailbox", works_there)
rules.add_perm("letterbox.read", works_there)
