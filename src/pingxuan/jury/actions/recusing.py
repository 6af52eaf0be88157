"""Who is recused from what: by the tree of units, and by what a juror declares. Source: G1."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.domain.vocabulary import Act
from pingxuan.jury.models import Assignment, Juror
from pingxuan.jury.recusals import OWN_UNIT, is_recused
from pingxuan.units.models import Unit


def recuse_late(juror: Juror) -> int:
    """Put down as recused what was given before the juror's unit or declared units were known.

    Locked marks stay where they are, and the checks show them as a conflict.
    """
    given = Assignment.objects.filter(
        juror=juror, state__in=[Assignment.State.OPEN, Assignment.State.RELEASED]
    ).select_related("entry__unit")
    late = [one.pk for one in given if is_recused(juror, one.entry.unit)]
    return Assignment.objects.filter(pk__in=late).update(
        state=Assignment.State.RECUSED, recusal_reason=OWN_UNIT
    )


@transaction.atomic
def declare_interests(
    juror_id: UUID, units: Sequence[Unit], *, statement: str, person: Person, now: datetime
) -> int:
    """Take a juror's declaration of interests; what these units sent is recused from now on.

    A declaration adds: what was declared once is taken back by the manager only. Gives how many of
    the juror's open entries became recused.

    Raises:
        NotYourAct: it is not the seat of `person`.

    Source:
        G1.
    """
    juror = Juror.objects.select_for_update(of=("self",)).select_related("unit").get(pk=juror_id)
    require(person, "jury.pledge", juror)
    juror.recused_units.add(*units)
    juror.interests, juror.declared_at = statement.strip(), now
    juror.save(update_fields=["interests", "declared_at"])
    recused = recuse_late(juror)
    record(
        Act.DECLARE_INTEREST,
        juror,
        person=person,
        now=now,
        units=[str(one.pk) for one in units],
        recused=recused,
    )
    return recused
