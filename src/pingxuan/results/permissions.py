"""Who may decide, object and announce. Two people decide; the second is never the first."""

from __future__ import annotations

import rules

from pingxuan.accounts.models import Person
from pingxuan.campaigns.permissions import holding
from pingxuan.domain.vocabulary import Role
from pingxuan.results.models import Notice


@rules.predicate
def is_somebody(person: Person, notice: Notice) -> bool:
    """Has signed in under a verified phone or a staff account."""
    return person.is_active


rules.add_perm("results.propose", holding(Role.MANAGER))
rules.add_perm("results.confirm", holding(Role.SUPERVISOR))
rules.add_perm("results.see", holding(Role.MANAGER, Role.SUPERVISOR, Role.JURY_CHAIR))
rules.add_perm("results.open_notice", holding(Role.MANAGER))
rules.add_perm("results.rule_on_objection", holding(Role.SUPERVISOR))
rules.add_perm("results.propose_removal", holding(Role.MANAGER))
rules.add_perm("results.confirm_removal", holding(Role.SUPERVISOR))
rules.add_perm("results.propose_tie", holding(Role.JURY_CHAIR))
rules.add_perm("results.confirm_tie", holding(Role.SUPERVISOR))
rules.add_perm("results.announce", holding(Role.MANAGER))
rules.add_perm("results.object", is_somebody)
rules.add_perm("results.certify", holding(Role.MANAGER))
rules.add_perm("results.revoke_certificate", holding(Role.SUPERVISOR))
rules.add_perm("results.package", holding(Role.MANAGER, Role.SUPERVISOR))
rules.add_perm("results.papers", holding(Role.MANAGER, Role.SUPERVISOR, Role.JURY_CHAIR))
