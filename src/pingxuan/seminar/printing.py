"""Badges and the list to sign, as PDF."""

from __future__ import annotations

from datetime import datetime

import segno

from pingxuan.papers.typesetting import typeset
from pingxuan.seminar.models import Seminar
from pingxuan.seminar.queries import guests_of


def badges(seminar: Seminar, *, now: datetime) -> bytes:
    """Set a badge for each guest, eight on a page: name, unit, and the code that the door reads."""
    guests = [
        {
            "name": guest.name,
            "post": guest.post,
            "unit": guest.invitation.unit.name,
            "code": guest.code,
            "qr": _rows(guest.code),
        }
        for guest in guests_of(seminar)
    ]
    return typeset("badges", {"title": seminar.title, "guests": guests}, made_at=now)


def sign_in_list(seminar: Seminar, *, now: datetime) -> bytes:
    """Set the list that guests sign at the door, by unit."""
    rows = [
        [str(number), guest.invitation.unit.name, guest.name, guest.post, ""]
        for number, guest in enumerate(guests_of(seminar), 1)
    ]
    columns = [("序号", 0), ("单位", 3), ("姓名", 1), ("职务", 2), ("签名", 2)]
    data = {
        "title": f"{seminar.title}签到表",
        "lead": seminar.place,
        "columns": [{"name": name, "width": width} for name, width in columns],
        "rows": rows,
    }
    return typeset("list", data, made_at=now)


def _rows(text: str) -> list[str]:
    """Draw a QR code as rows of 0 and 1."""
    code = segno.make(text, error="m", micro=False)
    return ["".join(str(int(bit)) for bit in row) for row in code.matrix]
