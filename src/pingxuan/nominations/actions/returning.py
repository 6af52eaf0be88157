"""Back to the writer: returned with remarks on the very fields, or declined with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.audit.actions import record
from pingxuan.domain.errors import ContentInvalid
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.actions.stepping import (
    filed_revision,
    locked,
    require_at_desk,
    stepped,
    tell_writer,
)
from pingxuan.nominations.models import Nomination, Remark
from pingxuan.nominations.queries.office import hand_in_until
from pingxuan.nominations.queries.places import holder, is_at_top
from pingxuan.units.models import Unit

LONGEST_REMARK = 500


@transaction.atomic
def return_(
    nomination_id: UUID,
    *,
    remarks: Sequence[tuple[str, str]],
    person: Person,
    now: datetime,
    due_at: datetime | None = None,
) -> Nomination:
    """Give a nomination back to its writer, with what is to be changed.

    Args:
        remarks: pairs of field key and text; an empty key is a remark on the whole.
        due_at: until when it is wanted back, in campaign time; what comes later is not refused for
            it, but the office sees that it is late.

    Raises:
        NotYourAct: `person` does not work for the office that holds it.
        AlreadyDone: a colleague sent it on in the meantime.
        StageClosed, WrongStatus: the table has no such step now.
        ContentInvalid: no remark, an empty or too long one, or one on an unknown field; a day
            that has passed, or lies after the office's own deadline.

    Source:
        N8: the nominee sees each remark at its field.
    """
    nomination = locked(nomination_id)
    require_at_desk(person, Act.RETURN, nomination)
    target = stepped(nomination, Act.RETURN, now)
    _check(nomination, remarks)
    office = holder(nomination)
    _check_due(nomination, office, due_at, now)

    _write(nomination, remarks, person=person, now=now)
    nomination.status, nomination.office, nomination.due_at = target, office, due_at
    nomination.moved_at = nomination.campaign.at(now)
    nomination.save(update_fields=["status", "office", "due_at", "moved_at"])
    said = f"《{nomination.title}》：{office.name}退回修改，有 {len(remarks)} 条意见。"
    if due_at is not None:
        local = due_at.astimezone(nomination.campaign.sheet.tz)
        said += f"请在 {local.month} 月 {local.day} 日 {local:%H:%M} 前改好再报。"
    tell_writer(nomination, "nomination_returned", said, now)
    record(
        Act.RETURN,
        nomination,
        person=person,
        now=now,
        revision=filed_revision(nomination).hash,
        unit=str(office.pk),
        fields=[field for field, _ in remarks],
        due=due_at.isoformat() if due_at else "",
    )
    return nomination


@transaction.atomic
def decline(nomination_id: UUID, *, reason: str, person: Person, now: datetime) -> Nomination:
    """End a nomination's way at this office. At the topmost one, it stays provisional.

    Raises:
        NotYourAct: `person` does not work for the office that holds it.
        AlreadyDone: a colleague sent it on in the meantime.
        StageClosed, WrongStatus: the table has no such step now.
        ContentInvalid: no reason, or too long a one.

    Source:
        C21: offices select. D6: the topmost office's decisions go out all at once.
    """
    nomination = locked(nomination_id)
    require_at_desk(person, Act.DECLINE, nomination)
    target = stepped(nomination, Act.DECLINE, now)
    _check(nomination, [("", reason)])

    office, is_provisional = holder(nomination), is_at_top(nomination)
    _write(nomination, [("", reason)], person=person, now=now)
    nomination.status, nomination.office = target, office
    nomination.is_provisional = is_provisional
    nomination.moved_at = nomination.campaign.at(now)
    nomination.save(update_fields=["status", "office", "is_provisional", "moved_at"])
    if not is_provisional:
        tell_declined(nomination, now)
    record(
        Act.DECLINE,
        nomination,
        person=person,
        now=now,
        revision=filed_revision(nomination).hash,
        unit=str(office.pk),
    )
    return nomination


def tell_declined(nomination: Nomination, now: datetime) -> None:
    """Write to the nominee that, where and why the way ended."""
    office = holder(nomination)
    remark = nomination.remarks.filter(unit=office, field="").order_by("-made_at", "-pk").first()
    reason = remark.text if remark else ""
    tell_writer(
        nomination,
        "nomination_declined",
        f"《{nomination.title}》：{office.name}未予推荐。理由：{reason}",
        now,
    )


def _write(
    nomination: Nomination, remarks: Sequence[tuple[str, str]], *, person: Person, now: datetime
) -> None:
    Remark.objects.bulk_create(
        Remark(
            nomination=nomination,
            revision=filed_revision(nomination),
            unit=holder(nomination),
            person=person,
            field=field,
            text=text.strip(),
            made_at=nomination.campaign.at(now),
        )
        for field, text in remarks
    )


def _check_due(
    nomination: Nomination, office: Unit, due_at: datetime | None, now: datetime
) -> None:
    if due_at is None:
        return
    if due_at <= nomination.campaign.at(now):
        raise ContentInvalid({"due_at": ["past"]})
    own = hand_in_until(nomination.campaign, office)
    if own is not None and due_at > own:
        raise ContentInvalid({"due_at": ["after_own"]})


def _check(nomination: Nomination, remarks: Sequence[tuple[str, str]]) -> None:
    known = {"", *(field.key for field in nomination.campaign.sheet.fields)}
    problems: dict[str, list[str]] = {} if remarks else {"remarks": ["empty"]}
    for field, text in remarks:
        codes = [
            code
            for code, is_wrong in (
                ("unknown_field", field not in known),
                ("empty", not text.strip()),
                ("too_long", len(text.strip()) > LONGEST_REMARK),
            )
            if is_wrong
        ]
        if codes:
            problems[field or "remarks"] = codes
    if problems:
        raise ContentInvalid(problems)
