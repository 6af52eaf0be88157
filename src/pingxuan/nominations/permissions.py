"""Who may do what with a nomination; neither time nor state is asked here.

Each act of the table in `domain/transitions.py` is a permission `nominations.<act>`, held by
whoever is one of the roles that the table names. Docs: `docs/reference/permissions.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

import rules

from pingxuan.accounts.models import Person
from pingxuan.campaigns.queries import holds, posts_of
from pingxuan.domain.transitions import acts, roles_for
from pingxuan.domain.vocabulary import Act, Role
from pingxuan.nominations.models import IncomingForm, Nomination
from pingxuan.nominations.queries.own import FILING
from pingxuan.nominations.queries.places import holder


@rules.predicate
def is_nominee(person: Person, nomination: Nomination) -> bool:
    """Nominated themselves (自荐); needs no post, so phone and code are enough."""
    return nomination.is_self_nominated and nomination.writer_id == person.pk


@rules.predicate
def files_for_the_unit(person: Person, nomination: Nomination) -> bool:
    """Is the filler of the recommending unit, or wrote it down at an office above the unit."""
    if nomination.is_self_nominated:
        return False
    if _works_at(person, nomination, nomination.unit_id, Role.UNIT_FILLER):
        return True
    is_writer = nomination.writer_id == person.pk
    return is_writer and holds(person, nomination.campaign, *FILING, unit=nomination.unit)


@rules.predicate
def reviews_for_the_holder(person: Person, nomination: Nomination) -> bool:
    """Reviews for the very unit or office on whose desk it lies."""
    return _works_at(person, nomination, holder(nomination).pk, Role.OFFICE_REVIEWER)


@rules.predicate
def seals_for_the_holder(person: Person, nomination: Nomination) -> bool:
    """Keeps the seal of the very unit or office on whose desk it lies."""
    return _works_at(person, nomination, holder(nomination).pk, Role.OFFICE_SEALER)


@rules.predicate
def manages(person: Person, nomination: Nomination) -> bool:
    """Manages the campaign."""
    return holds(person, nomination.campaign, Role.MANAGER, unit=nomination.unit)


@rules.predicate
def supervises(person: Person, nomination: Nomination) -> bool:
    """Is the second person of the campaign's two-person acts."""
    return holds(person, nomination.campaign, Role.SUPERVISOR, unit=nomination.unit)


@rules.predicate
def wrote_it(person: Person, nomination: Nomination) -> bool:
    """Wrote the nomination, or the revision that lies on the desk."""
    revision = nomination.revision
    return person.pk in (nomination.writer_id, revision.made_by_id if revision else None)


@rules.predicate
def lies_at_the_top(person: Person, nomination: Nomination) -> bool:
    """The campaign's topmost office holds it, which accepts. Source: C16a."""
    office, root_id = holder(nomination), nomination.campaign.root_id
    return office.pk == root_id or (root_id is None and office.parent_id is None)


@rules.predicate
def takes_in(person: Person, incoming: IncomingForm) -> bool:
    """Files for the unit under which a paper form came in, or for an office above it."""
    return holds(person, incoming.campaign, *FILING, unit=incoming.unit)


def _works_at(person: Person, nomination: Nomination, unit_id: UUID, role: Role) -> bool:
    return any(
        post.role == role
        and post.unit_id == unit_id
        and post.campaign_id in (None, nomination.campaign_id)
        for post in posts_of(person)
    )


IS: Mapping[Role, Any] = {
    Role.NOMINEE: is_nominee,
    Role.UNIT_FILLER: files_for_the_unit,
    Role.OFFICE_REVIEWER: reviews_for_the_holder,
    Role.OFFICE_SEALER: seals_for_the_holder,
    Role.MANAGER: manages,
    Role.SUPERVISOR: supervises,
}
is_writer = is_nominee | files_for_the_unit

# Split duties (B2): whoever wrote the text neither seals nor accepts it.
_BESIDES: Mapping[Act, Any] = {
    Act.ENDORSE: ~wrote_it,
    Act.ACCEPT: ~wrote_it & (manages | lies_at_the_top),
}

for _act in sorted(acts()):
    _who = reduce(or_, [IS[role] for role in sorted(roles_for(_act))])
    rules.add_perm(f"nominations.{_act}", _who & _BESIDES[_act] if _act in _BESIDES else _who)

rules.add_perm("nominations.draft", is_writer)
rules.add_perm(
    "nominations.ask_late", is_writer | reviews_for_the_holder | seals_for_the_holder | manages
)
rules.add_perm("nominations.propose_late", manages)
rules.add_perm("nominations.admit_late", supervises)
rules.add_perm("nominations.refuse_late", supervises)
rules.add_perm("nominations.import_form", takes_in)
rules.add_perm("nominations.confirm_form", takes_in)
