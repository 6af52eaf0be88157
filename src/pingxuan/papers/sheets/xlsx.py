"""Sheets of an .xlsx, read from its XML: only there one sees formulas and hidden rows."""

from __future__ import annotations

import posixpath
import re
from datetime import datetime, timedelta
from itertools import islice

from pingxuan.papers.limits import Limits
from pingxuan.papers.model import Unreadable
from pingxuan.papers.package import Element, Package
from pingxuan.papers.word.names import R
from pingxuan.papers.word.risks import package_warnings, refuse_macros, relations
from pingxuan.papers.workbook import MOST_CELLS, Merge, Sheet, SheetCell, Workbook, number_text

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE = re.compile(r"^\$?([A-Z]{1,3})\$?([0-9]{1,7})$")
_LAST_COLUMN = 200
_MOST_MERGES = 2000
_DATE_FORMATS = {*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)}
_DATE_LETTERS = re.compile(r"[yd]|m{3,}|年|月|日", re.IGNORECASE)
_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001  a sheet's days have no zone


def read_xlsx(package: Package, limits: Limits) -> Workbook:
    """Read all visible sheets.

    Raises:
        Unreadable: `macro`, `xxe`, `too_large` or `corrupt`.
    """
    refuse_macros(package)
    package.refuse_entities()
    main = _main_part(package)
    targets = relations(package, main)
    folder = posixpath.dirname(main)
    reader = _SheetReader(_shared_strings(package, folder), _date_styles(package, folder), limits)
    book = Workbook(warnings=sorted(package_warnings(package, limits)))
    for entry in package.xml(main).iter(_S + "sheet"):
        relation = targets.get(entry.get(R + "id", ""))
        if relation is None or relation.kind != "worksheet":
            continue
        if entry.get("state", "visible") != "visible":
            if "hidden_sheet" not in book.warnings:
                book.warnings.append("hidden_sheet")
            continue
        target = relation.target
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        book.sheets.append(
            reader.read(package.xml(posixpath.normpath(path)), entry.get("name", ""))
        )
    return book


def _main_part(package: Package) -> str:
    for relation in relations(package, "").values():
        if relation.kind == "officeDocument" and package.has(relation.target.lstrip("/")):
            return relation.target.lstrip("/")
    if package.has("xl/workbook.xml"):
        return "xl/workbook.xml"
    raise Unreadable("corrupt")


def _shared_strings(package: Package, folder: str) -> list[str]:
    path = posixpath.join(folder, "sharedStrings.xml")
    if not package.has(path):
        return []
    return [_rich_text(item) for item in package.xml(path).iter(_S + "si")]


def _rich_text(item: Element) -> str:
    """Join a text from its runs, without the reading aids above them."""
    pieces = []
    for text in item.iter(_S + "t"):
        if text.getparent().tag != _S + "rPh":
            pieces.append(text.text or "")
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m.group(1), 16)), "".join(pieces))


def _date_styles(package: Package, folder: str) -> set[int]:
    """Give the cell styles that show a number as a day."""
    path = posixpath.join(folder, "styles.xml")
    if not package.has(path):
        return set()
    root = package.xml(path)
    formats = {
        int(one.get("numFmtId", "0")): re.sub(r'"[^"]*"|\[[^\]]*\]', "", one.get("formatCode", ""))
        for one in root.iter(_S + "numFmt")
    }
    days = _DATE_FORMATS | {key for key, code in formats.items() if _DATE_LETTERS.search(code)}
    styles = root.find(_S + "cellXfs")
    entries = [] if styles is None else list(styles)
    return {at for at, one in enumerate(entries) if int(one.get("numFmtId", "0") or 0) in days}


class _SheetReader:
    """Reads the cells of one sheet after another with what all sheets share."""

    def __init__(self, strings: list[str], dates: set[int], limits: Limits) -> None:
        self._strings = strings
        self._dates = dates
        self._limits = limits

    def read(self, root: Element, name: str) -> Sheet:
        """Read one sheet's XML."""
        sheet = Sheet(name)
        row_at, count = -1, 0
        for row in root.iter(_S + "row"):
            row_at = int(row.get("r") or row_at + 2) - 1
            if len(sheet.rows) > self._limits.rows:
                raise Unreadable("too_large")
            cells = self._cells(row)
            if not cells:
                continue
            count += len(cells)
            if count > MOST_CELLS:
                raise Unreadable("too_large")
            sheet.rows[row_at] = cells
            if row.get("hidden") in ("1", "true") or _is_flat(row.get("ht")):
                sheet.hidden_rows.add(row_at)
        for merge in islice(root.iter(_S + "mergeCell"), _MOST_MERGES):
            if area := _area(merge.get("ref", "")):
                sheet.merges.append(area)
        return sheet

    def _cells(self, row: Element) -> dict[int, SheetCell]:
        cells: dict[int, SheetCell] = {}
        column = -1
        for element in row:
            if element.tag != _S + "c":
                continue
            place = _place(element.get("r", ""))
            column = place[1] if place else column + 1
            if column <= _LAST_COLUMN:
                cell = self._cell(element)
                if cell.text or cell.lacks_value:
                    cells[column] = cell
        return cells

    def _cell(self, element: Element) -> SheetCell:
        kind = element.get("t", "n")
        value = element.find(_S + "v")
        raw = "" if value is None else (value.text or "")
        if kind == "inlineStr":
            return SheetCell(_rich_text(element))
        if not raw:
            return SheetCell(lacks_value=element.find(_S + "f") is not None)
        if kind == "s":
            index = int(raw)
            return SheetCell(self._strings[index] if 0 <= index < len(self._strings) else "")
        if kind in ("str", "d"):
            return SheetCell(raw)
        if kind == "e":
            return SheetCell(raw, lacks_value=element.find(_S + "f") is not None)
        if kind == "b":
            return SheetCell("TRUE" if raw == "1" else "FALSE")
        return self._number(raw, int(element.get("s") or 0))

    def _number(self, raw: str, style: int) -> SheetCell:
        try:
            value = float(raw)
        except ValueError:
            return SheetCell(raw)
        if style in self._dates and 1 <= value < 2_958_466:
            day = _FIRST_DAY + timedelta(days=int(value))
            return SheetCell(f"{day.year}年{day.month}月{day.day}日", is_number=True)
        mantissa = re.sub(r"\D", "", re.split("[eE]", raw)[0])
        is_rough = "e" in raw.lower() and len(mantissa) < 11 <= len(number_text(value))
        return SheetCell(number_text(value), is_number=True, is_rough=is_rough)


def _is_flat(height: str | None) -> bool:
    return height is not None and not height.strip("0.")


def _place(reference: str) -> tuple[int, int] | None:
    match = _REFERENCE.match(reference)
    if not match:
        return None
    column = 0
    for letter in match.group(1):
        column = column * 26 + ord(letter) - 64
    return int(match.group(2)) - 1, column - 1


def _area(reference: str) -> Merge | None:
    first, _, last = reference.partition(":")
    start, end = _place(first), _place(last or first)
    if start is None or end is None:
        return None
    return Merge(start[0], start[1], end[0], end[1])
