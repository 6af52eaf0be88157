"""A juror's score sheet as a workbook that checks itself, and what comes back in one. Source: G4."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pingxuan.papers.limits import DEFAULT_LIMITS, Limits
from pingxuan.papers.model import Unreadable
from pingxuan.papers.sheets.reading import read_sheets
from pingxuan.papers.sniff import Content, content_of
from pingxuan.papers.workbook import Sheet

FIRST_ROW = 5
HEAD_ROW = 4
SPREADSHEETS = frozenset({Content.EXCEL, Content.OLD_EXCEL, Content.ODS})


@dataclass(frozen=True)
class Column:
    """One quality: its heading in the sheet, and what it weighs."""

    code: str
    name: str
    weight: Decimal


@dataclass(frozen=True)
class ScaleOf:
    """What a mark may be."""

    least: Decimal
    most: Decimal
    step: Decimal

    @property
    def is_whole(self) -> bool:
        """Whether only whole marks are asked for."""
        return self.step == 1 and self.least == int(self.least)


@dataclass(frozen=True)
class Words:
    """The sheet's own words, in the reader's language."""

    title: str
    lead: str
    number: str
    entry: str
    total: str
    comment: str
    check: str
    none: str
    lacks: str
    outside: str
    good: str
    refused: str


@dataclass(frozen=True)
class Line:
    """One entry's line, with the marks that are there already."""

    number: str
    title: str
    marks: Sequence[Decimal | None]
    comment: str


def write_score_sheet(
    words: Words, columns: Sequence[Column], scale: ScaleOf, lines: Sequence[Line]
) -> bytes:
    """Write the sheet: only marks and comments can be typed, and each line says whether it is good."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # a new workbook has one
    sheet.title = "marks"
    _text(sheet, 1, 1, words.title).font = Font(bold=True, size=14)
    _text(sheet, 2, 1, words.lead)
    heads = [words.number, words.entry, *(c.name for c in columns)]
    heads += [words.total, words.check, words.comment]
    for place, head in enumerate(heads, start=1):
        _text(sheet, HEAD_ROW, place, head).font = Font(bold=True)
    for place, line in enumerate(lines, start=FIRST_ROW):
        _line(sheet, place, words, columns, scale, line)
    last = FIRST_ROW + max(len(lines), 1) - 1
    _validate(sheet, columns, scale, words, last)
    _shape(sheet, len(columns))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _text(sheet: Worksheet, row: int, column: int, text: str) -> Any:
    """Set a cell to a text and to nothing else, whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text) or None
    if cell.value is not None:
        cell.data_type = "s"
        cell.quotePrefix = bool(re.match(r"[=+\-@]", text))
    cell.alignment = Alignment(vertical="top", wrap_text=column == 2 and row > HEAD_ROW)
    return cell


def _line(
    sheet: Worksheet,
    row: int,
    words: Words,
    columns: Sequence[Column],
    scale: ScaleOf,
    line: Line,
) -> None:
    _text(sheet, row, 1, line.number)
    _text(sheet, row, 2, line.title)
    for place, mark in enumerate(line.marks, start=3):
        cell = sheet.cell(row, place)
        cell.value = None if mark is None else (int(mark) if mark == int(mark) else float(mark))
        cell.protection = Protection(locked=False)
    first, last = f"C{row}", f"{get_column_letter(2 + len(columns))}{row}"
    span, n = f"{first}:{last}", len(columns)
    sums = "+".join(
        f"{get_column_letter(place)}{row}*{column.weight.normalize():f}"
        for place, column in enumerate(columns, start=3)
    )
    sheet.cell(row, 3 + n).value = f'=IF(COUNT({span})={n},{sums},"")'
    sheet.cell(row, 4 + n).value = (
        f'=IF(COUNTA({span})=0,"{words.none}",IF(COUNT({span})<{n},"{words.lacks}",'
        f"IF(OR(MIN({span})<{scale.least:f},MAX({span})>{scale.most:f}),"
        f'"{words.outside}","{words.good}")))'
    )
    comment = _text(sheet, row, 5 + n, line.comment)
    comment.protection = Protection(locked=False)


def _validate(
    sheet: Worksheet, columns: Sequence[Column], scale: ScaleOf, words: Words, last: int
) -> None:
    rule = DataValidation(
        type="whole" if scale.is_whole else "decimal",
        operator="between",
        formula1=f"{scale.least:f}",
        formula2=f"{scale.most:f}",
        allow_blank=True,
        showErrorMessage=True,
        error=words.refused,
        errorTitle=words.outside,
    )
    rule.add(f"C{FIRST_ROW}:{get_column_letter(2 + len(columns))}{last}")
    sheet.add_data_validation(rule)


def _shape(sheet: Worksheet, qualities: int) -> None:
    for place, width in ((1, 9), (2, 40), (4 + qualities, 14), (5 + qualities, 40)):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = f"C{FIRST_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    # Without a password: it keeps from mistakes, it hides nothing.
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False


@dataclass(frozen=True)
class ReadLine:
    """A line that came back: the number, the marks as typed by the columns' codes, the comment."""

    number: str
    marks: dict[str, str]
    comment: str


def read_score_sheet(
    data: bytes,
    columns: Sequence[Column],
    words: Words,
    limits: Limits = DEFAULT_LIMITS,
) -> list[ReadLine]:
    """Read a sheet back, whatever has been moved about in it: columns are found by their headings.

    Raises:
        Unreadable: `wrong_type`, `not_a_score_sheet`, or why the file cannot be opened.
    """
    content = content_of(data)
    if content not in SPREADSHEETS:
        raise Unreadable("wrong_type")
    for sheet in read_sheets(content, data, limits).sheets:
        heading = _heading_of(sheet, columns, words)
        if heading is not None:
            return _lines(sheet, *heading, columns, words)
    raise Unreadable("not_a_score_sheet")


def _heading_of(
    sheet: Sheet, columns: Sequence[Column], words: Words
) -> tuple[int, dict[str, int]] | None:
    for row in sorted(sheet.rows):
        heads = {sheet.text(row, place): place for place in sorted(sheet.rows[row])}
        if words.number in heads and all(column.name in heads for column in columns):
            return row, heads
    return None


def _lines(
    sheet: Sheet, row: int, heads: dict[str, int], columns: Sequence[Column], words: Words
) -> list[ReadLine]:
    found = []
    for place in sorted(one for one in sheet.rows if one > row):
        number = sheet.text(place, heads[words.number])
        if number:
            marks = {one.code: sheet.text(place, heads[one.name]) for one in columns}
            comment = sheet.text(place, heads[words.comment]) if words.comment in heads else ""
            found.append(ReadLine(number, marks, comment))
    return found
