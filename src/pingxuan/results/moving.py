"""Move outcomes and their nominations to where a decision, a meeting or a removal puts them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pingxuan.accounts.models import Person
from pingxuan.domain.judging.awards import Standing
from pingxuan.domain.vocabulary import Act, Status
from pingxuan.nominations.actions.deciding import apply
from pingxuan.results.models import Decision, Outcome

DISQUALIFIED = "disqualified"
PROMOTED = "promoted"
BY_MEETING = "meeting"

# A tie across the cut has no act: it stays open until a meeting decides (C28).
ACT_OF: dict[tuple[str, str], Act] = {
    (Status.IN_REVIEW, Standing.WINNER): Act.SELECT,
    (Status.IN_REVIEW, Standing.RESERVE): Act.PUT_ON_RESERVE,
    (Status.IN_REVIEW, Standing.NOT_SELECTED): Act.PASS_OVER,
    (Status.RESERVE, Standing.WINNER): Act.PROMOTE,
}


def move_nomination(outcome: Outcome, *, person: Person, now: datetime) -> None:
    """Take the step of the table that belongs to an outcome, if there is one."""
    nomination = outcome.entry.nomination
    act = ACT_OF.get((nomination.status, outcome.status))
    if act is not None:
        apply(nomination, act, person=person, now=now)


def fallen(decision: Decision, category: str) -> list[str]:
    """Name the disqualified of a category by number."""
    gone = decision.outcomes.filter(category=category, status=DISQUALIFIED)
    return list(gone.values_list("entry__number", flat=True))


def differences(
    decision: Decision, category: str, standings: Mapping[str, Standing]
) -> list[tuple[Outcome, Standing]]:
    """List the outcomes of a category that `standings` would change, in order of rank.

    Whoever is disqualified stays it, and whoever has been promoted by name is never taken back.
    """
    outcomes = (
        decision.outcomes.filter(category=category)
        .exclude(status=DISQUALIFIED)
        .select_related("entry__nomination", "entry__unit")
        .order_by("rank", "entry__number")
    )
    found = ((one, standings.get(one.entry.number)) for one in outcomes)
    return [
        (one, to)
        for one, to in found
        if to is not None and one.status != to and one.status != Standing.WINNER
    ]


def write(
    changes: list[tuple[Outcome, Standing]], why: str, *, person: Person, now: datetime
) -> None:
    """Carry changes out: outcome, nomination, and for who comes in by it the reason."""
    for outcome, to in changes:
        was_tied = outcome.status == Standing.TIED_AT_CUT
        outcome.status = to.value
        if was_tied or to is Standing.WINNER:
            outcome.decided_by = why
        outcome.save(update_fields=["status", "decided_by"])
        move_nomination(outcome, person=person, now=now)
