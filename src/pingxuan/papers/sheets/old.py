"""Sheets of .xls and of .et with such content."""

from __future__ import annotations

import io
import struct
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from pingxuan.papers.limits import Limits
from pingxuan.papers.model import Unreadable
from pingxuan.papers.ole import CompoundFile, refuse_locked_and_macros
from pingxuan.papers.sheets.sheet import Merge, Sheet, SheetCell, Workbook, number_text

_BOF, _BOUND_SHEET, _ROW, _FORMULA, _FILE_PASS = 0x809, 0x85, 0x208, 0x06, 0x2F
_STRING_FOLLOWS, _EMPTY_RESULT = 0, 3


def read_xls(data: bytes, limits: Limits) -> Workbook:
    """Read all visible sheets.

    Raises:
        Unreadable: `encrypted`, `macro`, `too_large` or `corrupt`.
    """
    compound = CompoundFile(data)
    refuse_locked_and_macros(compound)
    stream = compound.read("workbook" if "workbook" in compound.names else "book")
    hidden, lacking = _row_facts(stream)
    try:
        source = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return _workbook(source, hidden, lacking, limits)
    except (CalamineError, ValueError, OSError) as broken:
        raise Unreadable("corrupt") from broken


def _workbook(
    source: CalamineWorkbook,
    hidden: list[set[int]],
    lacking: list[set[tuple[int, int]]],
    limits: Limits,
) -> Workbook:
    book = Workbook()
    for index, entry in enumerate(source.sheets_metadata):
        if entry.visible is not SheetVisibleEnum.Visible:
            if "hidden_sheet" not in book.warnings:
                book.warnings.append("hidden_sheet")
            continue
        if entry.typ is not SheetTypeEnum.WorkSheet:
            continue
        origin = source.get_sheet_by_name(entry.name)
        sheet = Sheet(entry.name)
        if origin.height > limits.rows:
            raise Unreadable("too_large")
        for row, values in enumerate(origin.to_python(skip_empty_area=False)):
            cells = {at: cell for at, value in enumerate(values) if (cell := _cell(value)).text}
            if cells:
                sheet.rows[row] = cells
        for top_left, bottom_right in origin.merged_cell_ranges or []:
            sheet.merges.append(Merge(*top_left, *bottom_right))
        if index < len(hidden):
            sheet.hidden_rows = hidden[index]
            for row, column in lacking[index]:
                if not sheet.text(row, column):
                    sheet.rows.setdefault(row, {})[column] = SheetCell(lacks_value=True)
        book.sheets.append(sheet)
    return book


def _cell(value: Any) -> SheetCell:
    if isinstance(value, bool):
        return SheetCell("TRUE" if value else "FALSE")
    if isinstance(value, int | float):
        return SheetCell(number_text(float(value)), is_number=True)
    if isinstance(value, datetime | date):
        return SheetCell(f"{value.year}年{value.month}月{value.day}日", is_number=True)
    return SheetCell("" if value is None else str(value))


def _row_facts(stream: bytes) -> tuple[list[set[int]], list[set[tuple[int, int]]]]:
    """Find hidden rows and formulas without result, sheet by sheet in their order.

    Raises:
        Unreadable: `encrypted`, for a workbook behind a password.
    """
    starts: list[int] = []
    hidden: list[set[int]] = []
    lacking: list[set[tuple[int, int]]] = []
    at = 0
    facts: dict[int, tuple[set[int], set[tuple[int, int]]]] = {}
    current: tuple[set[int], set[tuple[int, int]]] = (set(), set())
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        if kind == _BOF:
            current = (set(), set())
            facts[at] = current
        elif kind == _FILE_PASS:
            raise Unreadable("encrypted")
        elif kind == _BOUND_SHEET and length >= 4:
            starts.append(struct.unpack_from("<I", body)[0])
        elif kind == _ROW and length >= 16:
            if struct.unpack_from("<H", body, 12)[0] & 0x20:
                current[0].add(struct.unpack_from("<H", body)[0])
        elif kind == _FORMULA and length >= 14:
            if body[12:14] == b"\xff\xff" and body[6] == _EMPTY_RESULT:
                current[1].add(struct.unpack_from("<HH", body))
        at += 4 + length
    for start in starts:
        rows, cells = facts.get(start, (set(), set()))
        hidden.append(rows)
        lacking.append(cells)
    return hidden, lacking
