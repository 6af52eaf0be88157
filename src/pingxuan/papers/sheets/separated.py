"""Sheets of .csv, in the encodings that offices write."""

from __future__ import annotations

import csv
import io

from pingxuan.papers.limits import Limits
from pingxuan.papers.model import Unreadable
from pingxuan.papers.workbook import MOST_CELLS, Sheet, SheetCell, Workbook

_LAST_COLUMN = 200
_SEPARATORS = ",\t;，|"


def read_csv(data: bytes, limits: Limits) -> Workbook:
    """Read separated values: UTF-8 with or without a mark, UTF-16 with one, else GB18030.

    Raises:
        Unreadable: `corrupt` or `too_large`.
    """
    text = decoded(data)
    sheet, count = Sheet(), 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        for index, values in enumerate(reader):
            count += min(len(values), _LAST_COLUMN)
            if index > limits.rows or count > MOST_CELLS:
                raise Unreadable("too_large")
            cells = {
                at: SheetCell(value) for at, value in enumerate(values[:_LAST_COLUMN]) if value
            }
            if cells:
                sheet.rows[index] = cells
    except csv.Error as broken:
        raise Unreadable("corrupt") from broken
    return Workbook([sheet])


def decoded(data: bytes) -> str:
    """Decode a text file.

    Raises:
        Unreadable: `corrupt`, when no encoding fits.
    """
    encodings = ["utf-8-sig", "gb18030"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("corrupt")


def _separator(text: str) -> str:
    """Choose the sign that parts most in the line with the headings."""
    lines = text.split("\n")[:30]
    best = max(lines, key=lambda line: max(line.count(sign) for sign in _SEPARATORS), default="")
    return max(_SEPARATORS, key=best.count)
