"""Who may do what at an office's desk; the subject is a `Seat`."""

from __future__ import annotations

import rules

from pingxuan.accounts.models import Person
from pingxuan.campaigns.queries import holds, posts_of
from pingxuan.domain.vocabulary import Role
from pingxuan.offices.queries.desk import Seat

_DESK = frozenset({Role.OFFICE_REVIEWER, Role.OFFICE_SEALER})


@rules.predicate
def works_there(person: Person, seat: Seat) -> bool:
    """Reviews or seals at this very office."""
    return any(
        Role(post.role) in _DESK
        and post.unit_id == seat.unit.pk
        and post.campaign_id in (None, seat.campaign.pk)
        for post in posts_of(person)
    )


@rules.predicate
def seals_there(person: Person, seat: Seat) -> bool:
    """Keeps the seal of this very office."""
    return any(
        post.role == Role.OFFICE_SEALER
        and post.unit_id == seat.unit.pk
        and post.campaign_id in (None, seat.campaign.pk)
        for post in posts_of(person)
    )


@rules.predicate
def manages_from_the_top(person: Person, seat: Seat) -> bool:
    """Manages the campaign, and sits at its topmost office."""
    is_top = seat.unit.pk == seat.campaign.root_id
    return is_top and holds(person, seat.campaign, Role.MANAGER)


@rules.predicate
def holding_manager(person: Person, seat: Seat) -> bool:
    """Manages the campaign."""
    return holds(person, seat.campaign, Role.MANAGER)


rules.add_perm("offices.organise", works_there | manages_from_the_top)
rules.add_perm("offices.extend", works_there | manages_from_the_top)
rules.add_perm("offices.keep_seal", seals_there)
rules.add_perm("offices.remind", works_there | manages_from_the_top)
rules.add_perm("offices.write_message", works_there | manages_from_the_top)
rules.add_perm("offices.set_template", holding_manager)
rules.add_perm("offices.forward_many", seals_there | manages_from_the_top)
