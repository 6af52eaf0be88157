"""Who may do what in the jury."""

from __future__ import annotations

import rules

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.campaigns.permissions import holding
from pingxuan.campaigns.queries import holds
from pingxuan.domain.vocabulary import Role
from pingxuan.jury.models import Assignment, Juror


@rules.predicate
def is_the_juror(person: Person, juror: Juror) -> bool:
    """Sits on this very seat, and still holds the post."""
    return (
        juror.person_id == person.pk
        and juror.left_at is None
        and holds(person, juror.campaign, Role.JUROR, Role.JURY_CHAIR)
    )


@rules.predicate
def is_given_to(person: Person, assignment: Assignment) -> bool:
    """Was given this entry to judge, and still holds the post."""
    return is_the_juror(person, assignment.juror)


@rules.predicate
def sits_on_the_jury(person: Person, campaign: Campaign) -> bool:
    """Has a seat in a round of the campaign, has not left it, and still holds the post."""
    return (
        holds(person, campaign, Role.JUROR, Role.JURY_CHAIR)
        and Juror.objects.filter(campaign=campaign, person=person, left_at=None).exists()
    )


LEADERS = (Role.JURY_CHAIR, Role.MANAGER, Role.SUPERVISOR)

rules.add_perm("jury.seat", holding(Role.MANAGER))
rules.add_perm("jury.invite", holding(Role.MANAGER))
rules.add_perm("jury.remind", holding(Role.MANAGER, Role.JURY_CHAIR))
rules.add_perm("jury.assign", holding(Role.MANAGER))
rules.add_perm("jury.progress", holding(Role.MANAGER, Role.JURY_CHAIR, Role.SUPERVISOR))
rules.add_perm("jury.close_round", holding(Role.JURY_CHAIR, Role.MANAGER))
rules.add_perm("jury.type", holding(Role.MANAGER, Role.SUPERVISOR))
rules.add_perm("jury.lead", holding(Role.JURY_CHAIR))
rules.add_perm("jury.attend", holding(*LEADERS) | sits_on_the_jury)
rules.add_perm("jury.checks", holding(Role.JURY_CHAIR))
rules.add_perm("jury.pledge", is_the_juror)
rules.add_perm("jury.mark", is_given_to)
