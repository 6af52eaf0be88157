"""Two nominations of one case: one of them stands for both from now on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.domain.errors import ContentInvalid
from pingxuan.domain.vocabulary import Act, Status
from pingxuan.nominations.actions.stepping import (
    filed_revision,
    locked,
    require_at_desk,
    stepped,
    tell_writer,
)
from pingxuan.nominations.models import Nomination
from pingxuan.nominations.queries.office import readable_by
from pingxuan.nominations.queries.own import mine

LONGEST_REASON = 500
STANDING = frozenset({Status.AT_UNIT, Status.AT_OFFICE, Status.ACCEPTED, Status.PUBLISHED})


@transaction.atomic
def merge(
    nomination_id: UUID, *, into: str, reason: str, person: Person, now: datetime
) -> Nomination:
    """Let another nomination stand for this one too: both tell the same case.

    Args:
        into: the file number of the one that stays.

    Raises:
        NotYourAct: `person` does not work for the office that holds it.
        AlreadyDone: a colleague sent it on in the meantime.
        StageClosed, WrongStatus: the table has no such step now.
        ContentInvalid: no such nomination of the branch that is still on its way, itself, or no
            reason.

    Source:
        N9.
    """
    nomination = locked(nomination_id)
    require_at_desk(person, Act.MERGE, nomination)
    other = readable_by(person, nomination.campaign).filter(file_number=into.strip()).first()
    return _join(nomination, other, Act.MERGE, reason, person=person, now=now)


@transaction.atomic
def replace(
    nomination_id: UUID, *, into: str, reason: str, person: Person, now: datetime
) -> Nomination:
    """Put another nomination of one's own, already handed in, in the place of this one.

    Raises:
        NotYourAct: `person` may not write this nomination.
        StageClosed, WrongStatus: the table has no such step now.
        ContentInvalid: no such nomination of one's own, another category, itself, or no reason.

    Source:
        N9.
    """
    nomination = locked(nomination_id)
    require(person, "nominations.replace", nomination)
    other = mine(person, nomination.campaign).filter(file_number=into.strip()).first()
    if other is not None and other.category != nomination.category:
        raise ContentInvalid({"into": ["other_category"]})
    return _join(nomination, other, Act.REPLACE, reason, person=person, now=now)


def _join(
    nomination: Nomination,
    other: Nomination | None,
    act: Act,
    reason: str,
    *,
    person: Person,
    now: datetime,
) -> Nomination:
    target = stepped(nomination, act, now)
    said = reason.strip()
    if not said or len(said) > LONGEST_REASON:
        raise ContentInvalid({"reason": ["too_long" if said else "missing"]})
    if other is None or other.pk == nomination.pk or other.status not in STANDING:
        raise ContentInvalid({"into": ["unknown_case"]})

    nomination.status, nomination.merged_into = target, other
    nomination.moved_at = nomination.campaign.at(now)
    nomination.save(update_fields=["status", "merged_into", "moved_at"])
    what = "并入" if act is Act.MERGE else "换成"
    text = f"《{nomination.title}》已{what} {other.file_number}《{other.title}》。理由：{said}"
    tell_writer(nomination, "nomination_merged", text, now)
    record(
        act,
        nomination,
        person=person,
        now=now,
        revision=filed_revision(nomination).hash,
        into=str(other.pk),
        reason=said,
    )
    return nomination
