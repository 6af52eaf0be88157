"""催报: a unit is told what is missing, never at night and never twice a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.accounts.phones import NotAPhone, normalise
from pingxuan.audit.actions import record
from pingxuan.domain.errors import AlreadyDone, ContentInvalid, QuietHours, Refusal
from pingxuan.domain.quiet import is_quiet, morning_after
from pingxuan.domain.vocabulary import Act
from pingxuan.messages.actions import queue
from pingxuan.messages.models import Letter
from pingxuan.offices.models import Contact, Reminder
from pingxuan.offices.queries.desk import Seat
from pingxuan.offices.queries.gaps import Gap, phones_of
from pingxuan.offices.wording import filled
from pingxuan.units.models import Unit


@dataclass(frozen=True)
class Reached:
    """What became of one reminder: the row, or the refusal that stood in the way."""

    unit: Unit
    reminder: Reminder | None = None
    refusal: Refusal | None = None


def remind(
    seat: Seat,
    gaps: Sequence[Gap],
    *,
    way: Reminder.Way,
    template: tuple[str, str],
    person: Person,
    now: datetime,
) -> list[Reached]:
    """Remind each of several units, or write down that one was called; each by itself.

    Args:
        template: subject and text with braces, see `offices/wording.py`.

    Raises:
        NotYourAct: `person` does not work at the office.
        QuietHours: it is night in the campaign's zone.

    Source:
        D5, C21: a gap is shown and reminded of; nobody at night or twice a day.
    """
    require(person, "offices.remind", seat)
    zone, moment = seat.campaign.sheet.tz, seat.campaign.at(now)
    if is_quiet(moment, zone):
        raise QuietHours(morning_after(moment, zone))
    numbers = phones_of(seat, [gap.unit for gap in gaps]) if way == Reminder.Way.SMS else {}
    reached = []
    for gap in gaps:
        try:
            to = _addresses(gap, way, numbers.get(gap.unit.pk, []))
            done = _remind_one(seat, gap, way, template, to, person=person, now=now)
        except Refusal as refusal:
            reached.append(Reached(gap.unit, refusal=refusal))
        else:
            reached.append(Reached(gap.unit, done))
    return reached


@transaction.atomic
def keep_contact(
    seat: Seat,
    unit: Unit,
    *,
    name: str,
    phone: str,
    email: str,
    person: Person,
    now: datetime,
) -> Contact:
    """Write down whom to call at a unit of the office's branch, or at the office itself.

    Raises:
        NotYourAct: `person` does not work at the office.
        ContentInvalid: the unit is not of the branch; no name; a number or address that is none.

    Source:
        C23: 填报联系人及联系方式.
    """
    require(person, "offices.remind", seat)
    problems: dict[str, list[str]] = {}
    if not unit.is_within(seat.unit):
        problems["unit"] = ["unknown_unit"]
    if not name.strip():
        problems["name"] = ["missing"]
    number = ""
    try:
        number = normalise(phone) if phone.strip() else ""
    except NotAPhone as fault:
        problems["phone"] = [f"bad_phone:{fault.digits}"]
    address = email.strip()
    if address and (address.count("@") != 1 or len(address) > 200 or len(address.split()) != 1):
        problems["email"] = ["bad_email"]
    if problems:
        raise ContentInvalid(problems)
    kept, _is_new = Contact.objects.update_or_create(
        campaign=seat.campaign,
        unit=unit,
        defaults={
            "name": name.strip()[:40],
            "phone": number,
            "email": address,
            "set_by": person,
            "set_at": now,
        },
    )
    record(Act.KEEP_CONTACT, kept, person=person, now=now, unit=str(unit.pk))
    return kept


def facts_of(seat: Seat, gap: Gap) -> dict[str, str]:
    """Give what a text may say of one unit."""
    sheet = seat.campaign.sheet
    until = gap.until.astimezone(sheet.tz) if gap.until else None
    missing = [
        f"{category.name}{cell.short}件"
        for category, cell in zip(sheet.categories, gap.cells, strict=False)
        if cell.short
    ]
    return {
        "单位": gap.unit.name,
        "姓名": gap.contact.name if gap.contact else "",
        "活动": str(sheet.title),
        "截止": f"{until.month}月{until.day}日{until:%H:%M}" if until else "截止时间",
        "还差": "、".join(missing) or "材料",
    }


def _addresses(gap: Gap, way: Reminder.Way, numbers: Sequence[str]) -> list[str]:
    if way == Reminder.Way.CALL:
        return []
    email: str = gap.contact.email if gap.contact else ""
    found = list(numbers) if way == Reminder.Way.SMS else [email] if email else []
    if not found:
        raise ContentInvalid({"contact": ["no_address"]})
    return found


def _remind_one(
    seat: Seat,
    gap: Gap,
    way: Reminder.Way,
    template: tuple[str, str],
    to: Sequence[str],
    *,
    person: Person,
    now: datetime,
) -> Reminder:
    moment = seat.campaign.at(now)
    day = moment.astimezone(seat.campaign.sheet.tz).date()
    subject, text = (filled(each, facts_of(seat, gap)) for each in template)
    before = Reminder.objects.filter(campaign=seat.campaign, target=gap.unit, on=day).first()
    if before is not None:
        raise AlreadyDone(Act.REMIND, before.at)
    try:
        with transaction.atomic():
            reminder = Reminder.objects.create(
                campaign=seat.campaign,
                unit=seat.unit,
                target=gap.unit,
                way=way,
                person=person,
                text=text[:500],
                reached=len(to),
                on=day,
                at=moment,
            )
            for address in to:
                queue(
                    "reminder",
                    text[:500],
                    way=Letter.Way(way),
                    now=now,
                    to=address,
                    subject=subject[:120],
                    about=f"units.unit:{gap.unit.pk}",
                )
            record(
                Act.REMIND,
                reminder,
                person=person,
                now=now,
                unit=str(gap.unit.pk),
                way=str(way),
                reached=len(to),
            )
    except IntegrityError:
        # Two offices at the same moment: the other one was first.
        raise AlreadyDone(Act.REMIND) from None
    return reminder


def unit_ids(values: Sequence[str]) -> set[UUID]:
    """Read ids of units as they stand in a form; what is none is passed over."""
    found = set()
    for value in values:
        try:
            found.add(UUID(hex=value))
        except ValueError:
            continue
    return found
