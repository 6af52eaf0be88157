"""Sheets of an .ods."""

from __future__ import annotations

from pingxuan.papers.limits import Limits
from pingxuan.papers.model import Unreadable
from pingxuan.papers.opendocument.guard import OFFICE, TABLE, TEXT, open_content, open_warnings
from pingxuan.papers.package import Element, Package
from pingxuan.papers.workbook import MOST_CELLS, Merge, Sheet, SheetCell, Workbook, number_text

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_LAST_COLUMN = 200


def read_ods(package: Package, limits: Limits) -> Workbook:
    """Read all visible sheets.

    Raises:
        Unreadable: `encrypted`, `macro`, `xxe`, `too_large` or `corrupt`.
    """
    root = open_content(package)
    book = Workbook(warnings=sorted(open_warnings(package, root, limits)))
    hidden_styles = {
        style.get(_STYLE + "name")
        for style in root.iter(_STYLE + "style")
        if any(one.get(TABLE + "display") == "false" for one in style)
    }
    for table in root.iter(TABLE + "table"):
        if table.getparent().tag != OFFICE + "spreadsheet":
            continue
        if table.get(TABLE + "style-name") in hidden_styles:
            if "hidden_sheet" not in book.warnings:
                book.warnings.append("hidden_sheet")
            continue
        book.sheets.append(_sheet(table, limits))
    return book


def _sheet(table: Element, limits: Limits) -> Sheet:
    sheet = Sheet(table.get(TABLE + "name", ""))
    at = 0
    for row in table.iter(TABLE + "table-row"):
        repeated = int(row.get(TABLE + "number-rows-repeated", "1"))
        cells = _cells(row, at, sheet)
        if cells:
            if len(sheet.rows) + repeated > limits.rows or len(cells) * repeated > MOST_CELLS:
                raise Unreadable("too_large")
            for index in range(at, at + repeated):
                sheet.rows[index] = dict(cells)
                if row.get(TABLE + "visibility") in ("collapse", "filter"):
                    sheet.hidden_rows.add(index)
        at += repeated
    return sheet


def _cells(row: Element, at: int, sheet: Sheet) -> dict[int, SheetCell]:
    cells: dict[int, SheetCell] = {}
    column = 0
    for element in row:
        if element.tag not in (TABLE + "table-cell", TABLE + "covered-table-cell"):
            continue
        repeated = int(element.get(TABLE + "number-columns-repeated", "1"))
        cell = _cell(element)
        if cell.text or cell.lacks_value:
            for index in range(column, min(column + repeated, _LAST_COLUMN)):
                cells[index] = cell
        rows = int(element.get(TABLE + "number-rows-spanned", "1"))
        columns = int(element.get(TABLE + "number-columns-spanned", "1"))
        if rows > 1 or columns > 1:
            sheet.merges.append(Merge(at, column, at + rows - 1, column + columns - 1))
        column += repeated
    return cells


def _cell(element: Element) -> SheetCell:
    kind = element.get(OFFICE + "value-type", "")
    value = element.get(OFFICE + "value")
    has_formula = element.get(TABLE + "formula") is not None
    if kind in ("float", "currency") and value:
        mantissa = value.lower().partition("e")[0].replace(".", "")
        text = number_text(float(value))
        is_rough = "e" in value.lower() and len(mantissa) < 11 <= len(text)
        return SheetCell(text, is_number=True, is_rough=is_rough)
    lines = ["".join(paragraph.itertext()) for paragraph in element.iter(TEXT + "p")]
    text = "\n".join(lines)
    return SheetCell(text, lacks_value=has_formula and not text)
