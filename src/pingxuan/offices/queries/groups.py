"""Whom a message goes to: a group, narrowed, with what it says to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from pingxuan.accounts.models import Phone
from pingxuan.messages.models import Letter
from pingxuan.nominations.queries.office import in_trays
from pingxuan.offices.models import Mailing
from pingxuan.offices.queries.desk import Seat
from pingxuan.offices.queries.gaps import Gap, gaps, phones_of

MOST = 2000


@dataclass(frozen=True)
class Recipient:
    """Somebody who gets a message; `to` is empty where no address is known.

    Attributes:
        about: what it is about, as the outbox keeps it.
    """

    name: str
    to: tuple[str, ...]
    about: str
    person_id: UUID | None = None
    gap: Gap | None = None
    facts: dict[str, str] = field(default_factory=dict)


def recipients(
    seat: Seat, group: str, way: str, *, tray: str = "", category: str = ""
) -> list[Recipient]:
    """List a group, in a constant number of queries; at most two thousand."""
    if group == Mailing.Group.WRITERS:
        return _writers(seat, way, tray, category)
    found = gaps(seat)
    if group == Mailing.Group.SHORT:
        found = [gap for gap in found if gap.short]
    return _units(seat, found[:MOST], way)


def _units(seat: Seat, found: Sequence[Gap], way: str) -> list[Recipient]:
    numbers = phones_of(seat, [gap.unit for gap in found]) if way == Letter.Way.SMS else {}
    listed = []
    for gap in found:
        email: str = gap.contact.email if gap.contact else ""
        to = numbers.get(gap.unit.pk, []) if way == Letter.Way.SMS else [email] if email else []
        about = f"units.unit:{gap.unit.pk}"
        listed.append(Recipient(gap.unit.name, tuple(to), about, gap=gap))
    return listed


def _writers(seat: Seat, way: str, tray: str, category: str) -> list[Recipient]:
    rows = in_trays(seat.campaign, seat.unit).select_related("writer", "unit")
    if tray:
        rows = rows.filter(tray=tray)
    if category:
        rows = rows.filter(category=category)
    cases = list(rows.defer("draft", "draft_personal").order_by("file_number")[:MOST])
    numbers: dict[UUID, str] = {}
    if way == Letter.Way.SMS:
        for phone in Phone.objects.filter(person__in={case.writer_id for case in cases}):
            number: str = phone.number
            numbers.setdefault(phone.person_id, number)
    listed = []
    for case in cases:
        to = (numbers[case.writer_id],) if case.writer_id in numbers else ()
        facts = {
            "姓名": case.writer.name,
            "单位": case.unit.name,
            "标题": case.title,
            "编号": case.file_number,
            "活动": str(seat.campaign.sheet.title),
        }
        about = f"nominations.nomination:{case.pk}"
        name = f"{case.writer.name}　{case.title}"
        listed.append(Recipient(name, to, about, person_id=case.writer_id, facts=facts))
    return listed
