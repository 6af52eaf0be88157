"""Who may do what with a campaign as a whole."""

from __future__ import annotations

from typing import Any

import rules

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.campaigns.queries import holds
from pingxuan.domain.vocabulary import Role


def holding(*roles: Role) -> Any:
    """Make a predicate (of `rules`, which has no types): the person holds one of `roles` in the campaign (or on the whole site)."""
    name = "holds:" + "|".join(role.value for role in roles)

    @rules.predicate(name)
    def predicate(person: Person, campaign: Campaign | None = None) -> bool:
        return holds(person, campaign, *roles)

    return predicate


is_manager = holding(Role.MANAGER)
is_administrator = holding(Role.ADMINISTRATOR)

rules.add_perm("campaigns.load_sheet", is_manager | is_administrator)
rules.add_perm("campaigns.give_post", is_manager | is_administrator)
rules.add_perm("campaigns.set_deadline", is_manager)
rules.add_perm("campaigns.reorganise", is_manager)
rules.add_perm("campaigns.manage", is_manager | holding(Role.SUPERVISOR))
rules.add_perm("campaigns.set_face", holding(Role.EDITOR, Role.MANAGER))
rules.add_perm("campaigns.write_page", holding(Role.EDITOR, Role.MANAGER))
rules.add_perm("campaigns.audit", holding(Role.AUDITOR, Role.SUPERVISOR, Role.MANAGER))
