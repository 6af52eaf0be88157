"""An office's own words and order on what lies in its inbox; nobody else sees them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.domain.errors import ContentInvalid, StaleRevision
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.models import Nomination
from pingxuan.nominations.queries.office import filed_within
from pingxuan.offices.models import Confirmation, Glance, Label, Note, Preference, SavedFilter
from pingxuan.offices.queries.desk import Seat

LONGEST_NAME = 20
LONGEST_FILTER_NAME = 40
LONGEST_QUERY = 400
LONGEST_NOTE = 500
MOST_FILTERS = 20
MOST_LABELS = 40


@transaction.atomic
def save_filter(seat: Seat, name: str, query: str, *, person: Person, now: datetime) -> SavedFilter:
    """Keep a search under a name; the same name again replaces it.

    Raises:
        NotYourAct: `person` does not work at the office.
        ContentInvalid: no name, too long a name or search, or too many of them.

    Source:
        D3.
    """
    require(person, "offices.organise", seat)
    mine = SavedFilter.objects.filter(person=person, campaign=seat.campaign, unit=seat.unit)
    text = name.strip()
    if not text or len(text) > LONGEST_FILTER_NAME:
        raise ContentInvalid({"name": ["too_long" if text else "missing"]})
    if len(query) > LONGEST_QUERY:
        raise ContentInvalid({"query": ["too_long"]})
    if mine.exclude(name=text).count() >= MOST_FILTERS:
        raise ContentInvalid({"name": [f"too_many:{MOST_FILTERS}"]})
    saved, _is_new = SavedFilter.objects.update_or_create(
        person=person,
        campaign=seat.campaign,
        unit=seat.unit,
        name=text,
        defaults={"query": query},
    )
    _write_down(saved, seat, person, now, what="filter")
    return saved


@transaction.atomic
def drop_filter(seat: Seat, pk: int, *, person: Person, now: datetime) -> SavedFilter | None:
    """Forget one of one's own searches, and give it; None when it was forgotten already.

    Raises:
        NotYourAct: `person` does not work at the office.
    """
    require(person, "offices.organise", seat)
    found = SavedFilter.objects.filter(
        pk=pk, person=person, campaign=seat.campaign, unit=seat.unit
    ).first()
    if found is not None:
        _write_down(found, seat, person, now, what="filter dropped")
        found.delete()
    return found


@transaction.atomic
def set_labels(
    seat: Seat, nomination: Nomination, names: Sequence[str], *, person: Person, now: datetime
) -> list[str]:
    """Hang exactly these labels of the office on a nomination; new words become labels.

    Raises:
        NotYourAct: `person` does not work at the office, or the nomination is not of its branch.
        ContentInvalid: too long a word, or too many labels.
    """
    _require_within(seat, nomination, person)
    wanted = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    if any(len(name) > LONGEST_NAME for name in wanted):
        raise ContentInvalid({"labels": [f"too_long:{LONGEST_NAME}"]})
    mine = Label.objects.filter(campaign=seat.campaign, unit=seat.unit)
    known = {label.name: label for label in mine}
    if len({*known, *wanted}) > MOST_LABELS:
        raise ContentInvalid({"labels": [f"too_many:{MOST_LABELS}"]})
    for name in wanted:
        if name not in known:
            known[name] = Label.objects.create(campaign=seat.campaign, unit=seat.unit, name=name)
    for name, label in known.items():
        (label.nominations.add if name in wanted else label.nominations.remove)(nomination)
    mine.filter(nominations=None).delete()
    _write_down(nomination, seat, person, now, what="labels", count=len(wanted))
    return wanted


@transaction.atomic
def write_note(
    seat: Seat, nomination: Nomination, text: str, *, person: Person, now: datetime
) -> Note:
    """Write a note of the office on a nomination.

    Raises:
        NotYourAct: `person` does not work at the office, or the nomination is not of its branch.
        ContentInvalid: no text, or too long a one.
    """
    _require_within(seat, nomination, person)
    said = text.strip()
    if not said or len(said) > LONGEST_NOTE:
        raise ContentInvalid({"note": ["too_long" if said else "missing"]})
    note = Note.objects.create(
        campaign=seat.campaign,
        unit=seat.unit,
        nomination=nomination,
        person=person,
        text=said,
        made_at=seat.campaign.at(now),
    )
    _write_down(nomination, seat, person, now, what="note")
    return note


@transaction.atomic
def confirm_conditions(
    seat: Seat,
    nomination: Nomination,
    keys: Sequence[str],
    *,
    seen: str,
    person: Person,
    now: datetime,
) -> frozenset[str]:
    """Say of exactly these conditions that the office holds them to be met; give them.

    Args:
        seen: the fingerprint of the text that `person` has read.

    Raises:
        NotYourAct: `person` does not work at the office, or the nomination is not of its branch.
        StaleRevision: the text was changed in between.

    Source:
        C9–C11, N7: what no machine can judge.
    """
    _require_within(seat, nomination, person)
    revision = nomination.revision
    if revision is None or revision.hash != seen:
        raise StaleRevision(seen=seen, current=revision.hash if revision else "")
    known = {one.key for one in seat.campaign.sheet.category(nomination.category).conditions}
    wanted = frozenset(keys) & known
    Confirmation.objects.filter(unit=seat.unit, revision=revision).exclude(
        condition__in=wanted
    ).delete()
    Confirmation.objects.bulk_create(
        (
            Confirmation(
                unit=seat.unit,
                revision=revision,
                condition=key,
                person=person,
                made_at=seat.campaign.at(now),
            )
            for key in sorted(wanted)
        ),
        ignore_conflicts=True,
    )
    _write_down(nomination, seat, person, now, what="conditions", conditions=sorted(wanted))
    return wanted


@transaction.atomic
def put_in_order(seat: Seat, ids: Sequence[UUID], *, person: Person, now: datetime) -> int:
    """Put an office's first selection in order of preference; give how many have a place.

    What is not named loses its place.

    Raises:
        NotYourAct: `person` does not work at the office, or one is not of its branch.
        ContentInvalid: one is named twice.

    Source:
        C21, D3: offices select, and send on the best.
    """
    require(person, "offices.organise", seat)
    if len(set(ids)) != len(ids):
        raise ContentInvalid({"order": ["duplicate"]})
    known = set(
        filed_within(seat.campaign, [seat.unit]).filter(pk__in=ids).values_list("pk", flat=True)
    )
    if known != set(ids):
        raise ContentInvalid({"order": ["unknown_choice"]})
    mine = Preference.objects.select_for_update().filter(campaign=seat.campaign, unit=seat.unit)
    mine.delete()
    Preference.objects.bulk_create(
        Preference(campaign=seat.campaign, unit=seat.unit, nomination_id=pk, position=place)
        for place, pk in enumerate(ids, 1)
    )
    _write_down(seat.unit, seat, person, now, what="order", order=[str(pk) for pk in ids])
    return len(ids)


def glance(nomination: Nomination, *, person: Person, now: datetime) -> None:
    """Remember which text somebody has seen now, and which before it. Source: N8.

    It is no act: nothing changes for anybody else, and the book says nothing of it.
    """
    if nomination.revision_id is None:
        return
    seen, is_new = Glance.objects.get_or_create(
        person=person,
        nomination=nomination,
        defaults={"revision_id": nomination.revision_id, "seen_at": now},
    )
    if not is_new and seen.revision_id != nomination.revision_id:
        seen.before_id, seen.revision_id, seen.seen_at = (
            seen.revision_id,
            nomination.revision_id,
            now,
        )
        seen.save(update_fields=["before", "revision", "seen_at"])


def _require_within(seat: Seat, nomination: Nomination, person: Person) -> None:
    require(person, "offices.organise", seat)
    if not filed_within(seat.campaign, [seat.unit]).filter(pk=nomination.pk).exists():
        raise ContentInvalid({"nomination": ["unknown_choice"]})


def _write_down(
    subject: Nomination | SavedFilter | object,
    seat: Seat,
    person: Person,
    now: datetime,
    **facts: object,
) -> None:
    record(
        Act.ORGANISE,
        subject,  # type: ignore[arg-type]  # any row
        person=person,
        now=now,
        campaign_id=seat.campaign.pk,
        unit=str(seat.unit.pk),
        **facts,
    )
