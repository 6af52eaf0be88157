"""Sheets of .xls and of .et with such content."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from pingxuan.papers.limits import Limits
from pingxuan.papers.model import Unreadable
from pingxuan.papers.ole import CompoundFile, refuse_locked_and_macros
from pingxuan.papers.workbook import MOST_CELLS, Merge, Sheet, SheetCell, Workbook, number_text

_BOF, _BOUND_SHEET, _ROW, _FORMULA, _FILE_PASS = 0x809, 0x85, 0x208, 0x06, 0x2F
_ROW_IS_HIDDEN, _EMPTY_RESULT = 0x20, 3


@dataclass(slots=True)
class _SheetFacts:
    """What calamine does not tell of a sheet: hidden rows, and formulas that have no result."""

    hidden_rows: set[int] = field(default_factory=set)
    lacking: set[tuple[int, int]] = field(default_factory=set)

    def note(self, kind: int, body: bytes) -> None:
        """Take in one record of the sheet's stream."""
        if kind == _ROW and len(body) >= 16:
            if struct.unpack_from("<H", body, 12)[0] & _ROW_IS_HIDDEN:
                self.hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _FORMULA and len(body) >= 14:
            has_no_result = body[12:14] == b"\xff\xff" and body[6] == _EMPTY_RESULT
            if has_no_result:
                self.lacking.add(struct.unpack_from("<HH", body))


def read_xls(data: bytes, limits: Limits) -> Workbook:
    """Read all visible sheets.

    Raises:
        Unreadable: `encrypted`, `macro`, `too_large` or `corrupt`.
    """
    compound = CompoundFile(data)
    refuse_locked_and_macros(compound)
    stream = compound.read("workbook" if "workbook" in compound.names else "book")
    facts = _sheet_facts(stream)
    try:
        source = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return _workbook(source, facts, limits)
    except (CalamineError, ValueError, OSError) as broken:
        raise Unreadable("corrupt") from broken


def _workbook(source: CalamineWorkbook, facts: list[_SheetFacts], limits: Limits) -> Workbook:
    book = Workbook()
    for index, entry in enumerate(source.sheets_metadata):
        if entry.visible is not SheetVisibleEnum.Visible:
            if "hidden_sheet" not in book.warnings:
                book.warnings.append("hidden_sheet")
        elif entry.typ is SheetTypeEnum.WorkSheet:
            origin = source.get_sheet_by_name(entry.name)
            if origin.height > limits.rows or origin.height * origin.width > MOST_CELLS:
                raise Unreadable("too_large")
            sheet = _sheet(entry.name, origin)
            if index < len(facts):
                _add_facts(sheet, facts[index])
            book.sheets.append(sheet)
    return book


def _sheet(name: str, origin: CalamineSheet) -> Sheet:
    sheet = Sheet(name)
    for row, values in enumerate(origin.to_python(skip_empty_area=False)):
        cells = {at: cell for at, value in enumerate(values) if (cell := _cell(value)).text}
        if cells:
            sheet.rows[row] = cells
    for top_left, bottom_right in origin.merged_cell_ranges or []:
        sheet.merges.append(Merge(*top_left, *bottom_right))
    return sheet


def _add_facts(sheet: Sheet, facts: _SheetFacts) -> None:
    sheet.hidden_rows = facts.hidden_rows & set(sheet.rows)
    for row, column in facts.lacking:
        if not sheet.text(row, column):
            sheet.rows.setdefault(row, {})[column] = SheetCell(lacks_value=True)


def _cell(value: Any) -> SheetCell:
    if isinstance(value, bool):
        return SheetCell("TRUE" if value else "FALSE")
    if isinstance(value, int | float):
        return SheetCell(number_text(float(value)), is_number=True)
    if isinstance(value, datetime | date):
        return SheetCell(f"{value.year}年{value.month}月{value.day}日", is_number=True)
    return SheetCell("" if value is None else str(value))


def _sheet_facts(stream: bytes) -> list[_SheetFacts]:
    """Find hidden rows and formulas without result, sheet by sheet in their order.

    Raises:
        Unreadable: `encrypted`, for a workbook behind a password.
    """
    starts: list[int] = []
    facts: dict[int, _SheetFacts] = {}
    current = _SheetFacts()
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        if kind == _FILE_PASS:
            raise Unreadable("encrypted")
        if kind == _BOF:
            current = facts[at] = _SheetFacts()
        elif kind == _BOUND_SHEET and len(body) >= 4:
            starts.append(struct.unpack_from("<I", body)[0])
        else:
            current.note(kind, body)
        at += 4 + length
    return [facts.get(start, _SheetFacts()) for start in starts]
