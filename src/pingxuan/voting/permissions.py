"""Who may publish entries, pause the vote, and register a host app's key; loaded in `ready()`."""

from __future__ import annotations

from typing import Any

import rules

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.campaigns.queries import holds
from pingxuan.domain.vocabulary import Role


def _campaign_of(subject: Any) -> Campaign | None:
    """Take the campaign of an entry or a pause; a campaign is its own."""
    return subject if isinstance(subject, Campaign) else getattr(subject, "campaign", None)


@rules.predicate
def manages_the_vote(person: Person, subject: Any = None) -> bool:
    """Manages the campaign that the subject belongs to."""
    return holds(person, _campaign_of(subject), Role.MANAGER)


@rules.predicate
def watches_the_vote(person: Person, subject: Any = None) -> bool:
    """Supervises the campaign, or reviews the integrity of its vote."""
    roles = (Role.SUPERVISOR, Role.INTEGRITY_REVIEWER)
    return holds(person, _campaign_of(subject), *roles)


rules.add_perm("voting.publish", manages_the_vote)
rules.add_perm("voting.pause", manages_the_vote | watches_the_vote)
rules.add_perm("voting.resume", manages_the_vote | watches_the_vote)
rules.add_perm("voting.register_key", manages_the_vote)
rules.add_perm("voting.list_voters", manages_the_vote)
rules.add_perm("voting.lay_film", manages_the_vote)
rules.add_perm("voting.take_film", manages_the_vote)
rules.add_perm("voting.withdraw_entry", manages_the_vote | watches_the_vote)
