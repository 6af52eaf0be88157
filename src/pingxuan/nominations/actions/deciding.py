"""What review and decision do to a nomination: the same table, the same book."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.actions.stepping import filed_revision, locked, stepped, tell_writer
from pingxuan.nominations.models import Nomination

DECIDING = frozenset(
    {
        Act.BEGIN_REVIEW,
        Act.SELECT,
        Act.PUT_ON_RESERVE,
        Act.PASS_OVER,
        Act.PROMOTE,
        Act.AWARD,
        Act.DISQUALIFY,
    }
)

_LETTERS = {
    Act.PROMOTE: ("nomination_promoted", "《{title}》已递补入选，请留意公示。"),
    Act.AWARD: ("nomination_awarded", "《{title}》已入选，结果已公布。"),
    Act.DISQUALIFY: ("nomination_disqualified", "《{title}》已取消资格，理由见公告。"),
}


@transaction.atomic
def apply(nomination: Nomination, act: Act, *, person: Person, now: datetime) -> Nomination:
    """Take one step of the decision on a nomination.

    Args:
        act: one of `DECIDING`.

    Raises:
        NotYourAct: `person` holds none of the posts that the table names for `act`.
        StageClosed, WrongStatus: the table has no such step now.

    Source:
        C27, C28.
    """
    if act not in DECIDING:
        raise ValueError(f"{act} is not decided here")
    nomination = locked(nomination.pk)
    require(person, f"nominations.{act}", nomination)
    nomination.status = stepped(nomination, act, now)

    nomination.moved_at = nomination.campaign.at(now)
    nomination.save(update_fields=["status", "moved_at"])
    if act in _LETTERS:
        template, text = _LETTERS[act]
        tell_writer(nomination, template, text.format(title=nomination.title), now)
    record(
        act,
        nomination,
        person=person,
        now=now,
        revision=filed_revision(nomination).hash,
    )
    return nomination
