"""One opinion under many: kept as a run, worked off one by one, never one of them twice."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.domain.errors import ContentInvalid, Refusal
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.actions.accepting import accept
from pingxuan.nominations.actions.sealing import LONGEST_OPINION, endorse
from pingxuan.nominations.queries.office import filed_within
from pingxuan.offices.actions.stamping import as_scan, require_second_factor
from pingxuan.offices.models import Run, RunItem, SealPicture
from pingxuan.offices.queries.desk import Seat
from pingxuan.offices.refusals import kept

_log = logging.getLogger("pingxuan.offices")
MOST_AT_ONCE = 500
STEP = 10
_DOES = {Act.ENDORSE: endorse, Act.ACCEPT: accept}


@transaction.atomic
def begin(
    seat: Seat,
    items: Sequence[tuple[UUID, str]],
    *,
    act: Act,
    opinion: str,
    opinion_on: date,
    person: Person,
    now: datetime,
    picture: SealPicture | None = None,
    proved_at: datetime | None = None,
) -> Run:
    """Write down what is to be sealed; `advance` then does it, one nomination at a time.

    Args:
        items: each nomination with the fingerprint that was shown beside it; what is not of the
            office's branch is left out.
        act: `Act.ENDORSE`, or at the topmost office `Act.ACCEPT`.
        picture: the office's electronic seal, to be set under each.
        proved_at: when `person` showed the second factor, which that seal asks for.

    Raises:
        NotYourAct: `person` does not keep the office's seal.
        SecondFactorNeeded: an electronic seal, and the second factor was not shown lately.
        ContentInvalid: no opinion, too long a one, nothing ticked, or too many.

    Source:
        D3: bulk forward.
    """
    require(person, "offices.forward_many", seat)
    if picture is not None:
        require_second_factor(person, act, proved_at, now)
    text = opinion.strip()
    if not text or len(text) > LONGEST_OPINION:
        raise ContentInvalid({"opinion": ["too_long" if text else "missing"]})
    if not items or len(items) > MOST_AT_ONCE:
        raise ContentInvalid({"pick": [f"too_many:{MOST_AT_ONCE}" if items else "missing"]})
    known = set(
        filed_within(seat.campaign, [seat.unit])
        .filter(pk__in=[pk for pk, _revision in items])
        .values_list("pk", flat=True)
    )
    run = Run.objects.create(
        campaign=seat.campaign,
        unit=seat.unit,
        person=person,
        act=act.value,
        opinion=text,
        opinion_on=opinion_on,
        began_at=now,
        picture=picture,
    )
    RunItem.objects.bulk_create(
        RunItem(run=run, nomination_id=pk, revision=revision)
        for pk, revision in dict(items).items()
        if pk in known
    )
    record(
        Act.FORWARD_MANY,
        run,
        person=person,
        now=now,
        unit=str(seat.unit.pk),
        what=act.value,
        count=len(items),
    )
    return run


def advance(run: Run, *, now: datetime, limit: int = STEP) -> Run:
    """Work off the next items of a run, each in a transaction of its own.

    Whoever calls, it is done in the name of whoever began it, as of the moment it arrived: a
    deadline that passes while the server works takes nothing from what came in before it.
    """
    waiting = run.items.filter(state=RunItem.State.WAITING).values_list("pk", flat=True)
    for pk in list(waiting[:limit]):
        _work_off(pk, run)
    if not run.items.filter(state=RunItem.State.WAITING).exists() and run.finished_at is None:
        run.finished_at = now
        run.save(update_fields=["finished_at"])
    return run


def finish_left(now: datetime) -> int:
    """Work on the oldest run that is not finished: its page was closed, or the server killed."""
    left = Run.objects.filter(finished_at=None).select_related("campaign__version", "unit")
    run = left.order_by("began_at").first()
    if run is None:
        return 0
    advance(run, now=now)
    return 1


@transaction.atomic
def _work_off(pk: int, run: Run) -> None:
    """Do one item; its act and its mark are in one transaction, so a kill leaves both or none.

    What breaks unexpectedly holds the item, which has then no seal, and goes into the log.
    """
    item = RunItem.objects.select_for_update().get(pk=pk)
    if item.state != RunItem.State.WAITING:
        return
    person = Person.objects.get(pk=run.person_id)
    person.acting_at = run.began_at
    try:
        with transaction.atomic():
            _DOES[Act(run.act)](
                item.nomination_id,
                revision=item.revision,
                opinion=run.opinion,
                opinion_on=run.opinion_on,
                person=person,
                now=run.began_at,
                scan=as_scan(run.picture) if run.picture else None,
            )
    except Refusal as refusal:
        item.state, item.refusal = RunItem.State.REFUSED, kept(refusal)
    except (OperationalError, InterfaceError):
        raise  # the database itself: the item goes on waiting, and the worker comes back to it
    except Exception:
        # One bad nomination must not keep all that are ticked after it from their seals.
        _log.exception("run %s: nomination %s was not sealed", run.pk, item.nomination_id)
        item.state = RunItem.State.HELD
    else:
        item.state = RunItem.State.DONE
    item.save(update_fields=["state", "refusal"])
