"""Who has not sent enough, until when, whom to call there, and who was reminded when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pingxuan.accounts.models import Phone
from pingxuan.campaigns.models import Extension, Post
from pingxuan.campaigns.queries import deadlines_at
from pingxuan.domain.vocabulary import Role
from pingxuan.nominations.queries.office import GapCell, Pile, gap_board, piles, senders
from pingxuan.offices.models import Contact, Reminder
from pingxuan.offices.queries.desk import Seat
from pingxuan.units.models import Unit

_AT_A_UNIT = (Role.OFFICE_SEALER.value, Role.OFFICE_REVIEWER.value, Role.UNIT_FILLER.value)


@dataclass(frozen=True)
class Gap:
    """One unit right below the office: what it sent, what is missing, and until when.

    Attributes:
        phones: how many phones a text message would reach.
        reminded: the last reminder, if any.
    """

    unit: Unit
    cells: tuple[GapCell, ...]
    until: datetime | None
    extension: Extension | None
    contact: Contact | None
    phones: int
    reminded: Reminder | None

    @property
    def short(self) -> int:
        """How many are missing in all categories."""
        return sum(cell.short for cell in self.cells)

    @property
    def total(self) -> int:
        """How many came."""
        return sum(cell.have for cell in self.cells)


def gaps(seat: Seat, *, minimum: int | None = None) -> list[Gap]:
    """List the units right below an office with what is missing, in a constant number of queries.

    Args:
        minimum: asked of each in each category; by default the sheet's, where it asks for one.

    Source:
        C21, D5.
    """
    below = senders(seat.unit)
    return _with_contacts(
        seat, below, _cells(seat, below, piles(seat.campaign, seat.unit), minimum)
    )


def _cells(
    seat: Seat, below: Sequence[Unit], found: Sequence[Pile], minimum: int | None
) -> Mapping[UUID, tuple[GapCell, ...]]:
    board = gap_board(seat.campaign, seat.unit, below, found, is_folded=False)
    rows = {row.key: row.cells for row in board.rows}
    cells = {one.pk: rows.get(one.pk.hex, ()) for one in below}
    if minimum is None:
        return cells
    return {pk: tuple(GapCell(cell.have, minimum) for cell in each) for pk, each in cells.items()}


def _with_contacts(
    seat: Seat, below: Sequence[Unit], cells: Mapping[UUID, tuple[GapCell, ...]]
) -> list[Gap]:
    until = deadlines_at(seat.campaign, below, seat.unit)
    extensions = {
        one.sender_id: one
        for one in Extension.objects.filter(campaign=seat.campaign, office=seat.unit)
    }
    contacts = {
        one.unit_id: one for one in Contact.objects.filter(campaign=seat.campaign, unit__in=below)
    }
    phones: dict[UUID | None, int] = {}
    for unit_id in Post.objects.filter(
        campaign=seat.campaign,
        unit__in=below,
        role__in=_AT_A_UNIT,
        until_at=None,
        person__phones__isnull=False,
    ).values_list("unit", flat=True):
        phones[unit_id] = phones.get(unit_id, 0) + 1
    last: dict[UUID, Reminder] = {}
    for one in Reminder.objects.filter(campaign=seat.campaign, target__in=below).select_related(
        "person"
    ):
        last.setdefault(one.target_id, one)
    return [
        Gap(
            unit=unit,
            cells=cells[unit.pk],
            until=until[unit.pk],
            extension=extensions.get(unit.pk),
            contact=contacts.get(unit.pk),
            phones=1 if _has_phone(contacts.get(unit.pk)) else phones.get(unit.pk, 0),
            reminded=last.get(unit.pk),
        )
        for unit in below
    ]


def _has_phone(contact: Contact | None) -> bool:
    return contact is not None and bool(contact.phone)


def phones_of(seat: Seat, units: Sequence[Unit]) -> Mapping[UUID, list[str]]:
    """Give the numbers that a text to each unit goes to: its contact's, else its posts' own."""
    found: dict[UUID, list[str]] = {}
    for contact in Contact.objects.filter(campaign=seat.campaign, unit__in=units):
        number: str = contact.phone
        if number:
            found[contact.unit_id] = [number]
    with_contact = set(found)
    posts = Post.objects.filter(
        campaign=seat.campaign, unit__in=units, role__in=_AT_A_UNIT, until_at=None
    ).values_list("unit", "person")
    holders = list(posts)
    numbers: dict[UUID, list[str]] = {}
    for phone in Phone.objects.filter(person__in={person for _unit, person in holders}):
        number = phone.number
        numbers.setdefault(phone.person_id, []).append(number)
    for unit_id, person_id in holders:
        if unit_id is None or unit_id in with_contact:
            continue
        mine = found.setdefault(unit_id, [])
        mine += [one for one in numbers.get(person_id, []) if one not in mine]
    return found


def reminders(seat: Seat) -> list[Reminder]:
    """List who was reminded by the office, by whom and how; the newest first, at most two hundred."""
    found = Reminder.objects.filter(campaign=seat.campaign, unit=seat.unit)
    return list(found.select_related("target", "person")[:200])
