"""The statistics table as a file: read from any kind, written as .xlsx."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from copy import copy
from importlib.resources import files

from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet

from pingxuan.papers.limits import DEFAULT_LIMITS, Limits
from pingxuan.papers.model import CATEGORY_NAMES, FormFile, Row, TableHeader
from pingxuan.papers.reading import read_file

TITLE = "“走好网上群众路线”典型案例征集统计表"
COLUMNS = [
    "序号",
    "类别",
    "案例名称",
    "报送人/单位",
    "单位及职务",
    "手机号",
    "推荐层级/单位",
    "备注",
]
_FIRST_ROW = 7
_FILLED_BY_BLANK = 6
_COLUMNS = 8
_RUNS = re.compile(r"[=+\-@]")
_DAY = (2021, 1, 1, 0, 0, 0)


def read_table(name: str, data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> FormFile:
    """Read a statistics table; like `read_file`, it tells bad content in codes.

    A file that holds something else has the error `not_a_form` and no table.
    """
    file = read_file(name, data, limits=limits)
    if file.table is None and not file.errors:
        file.refuse("not_a_form")
    return file


def write_table_xlsx(header: TableHeader, rows: Iterable[Row]) -> bytes:
    """Write the statistics table on the office's blank: head, headings, a line for each case.

    Texts that a spreadsheet would run stay texts, and phone numbers keep all their figures.

    Source:
        C23: 填报单位（盖章）, 填报时间, 填报联系人及联系方式, then the list.
    """
    blank = files("pingxuan.papers").joinpath("blanks/tongjibiao.xlsx").read_bytes()
    book = load_workbook(io.BytesIO(blank))
    sheet = book.worksheets[0]
    for at, line in enumerate(head_lines(header), start=3):
        _put(sheet, at, 1, line)
    plain, quoted = _styles(sheet)
    height = sheet.row_dimensions[_FIRST_ROW].height
    last = _FIRST_ROW - 1
    for number, row in enumerate(rows, start=1):
        last = _FIRST_ROW + number - 1
        sheet.row_dimensions[last].height = height
        sheet._cells[last, 1] = Cell(sheet, last, 1, number, plain[0])
        for column, text in enumerate(texts_of(row), start=2):
            style = quoted if _RUNS.match(text) else plain
            sheet._cells[last, column] = _text_cell(sheet, last, column, text, style[column - 1])
    for rule in sheet.data_validations.dataValidation:
        rule.sqref = type(rule.sqref)(f"B{_FIRST_ROW}:B{max(last, _FIRST_ROW)}")
    stream = io.BytesIO()
    book.save(stream)
    return _same_each_time(stream.getvalue())


def head_lines(header: TableHeader) -> list[str]:
    """Give what stands above the table. Source: C23."""
    return [
        f"填报单位：{header.unit}（盖章）",
        f"填报时间：{header.when}",
        f"填报联系人及联系方式：{header.contact}",
    ]


def texts_of(row: Row) -> tuple[str, ...]:
    """Give a line's cells beside its number, as they are printed."""
    category = CATEGORY_NAMES.get(row.category or "", "")
    values = (row.title, row.name, row.post, row.phone, row.level, row.note)
    return (category, *(value or "" for value in values))


def _styles(sheet: Worksheet) -> tuple[list[StyleArray], list[StyleArray]]:
    """Give the styles of the blank's first line, as they are, and for a text that looks like a formula."""
    plain, quoted = [], []
    for column in range(1, _COLUMNS + 1):
        cell = sheet.cell(_FIRST_ROW, column)
        plain.append(copy(cell._style))
        cell.quotePrefix = True
        quoted.append(cell._style)
    return plain, quoted


def _text_cell(sheet: Worksheet, row: int, column: int, text: str, style: StyleArray) -> Cell:
    """Make a cell of a text and of nothing else, without asking for each what kind of value it is."""
    cell = Cell(sheet, row, column, style_array=style)
    clean = ILLEGAL_CHARACTERS_RE.sub("", text) if text else ""
    if clean:
        cell._value, cell.data_type = clean, "s"
    return cell


def _put(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Set a cell to a text and to nothing else, whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text) or None
    if cell.value is not None:
        cell.data_type = "s"
        cell.quotePrefix = bool(_RUNS.match(text))


def _same_each_time(data: bytes) -> bytes:
    """Pack the parts with one fixed day, so that the same table gives the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for info in source.infolist():
            part = zipfile.ZipInfo(info.filename, _DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            content = source.read(info)
            if info.filename == "docProps/core.xml":
                content = re.sub(
                    rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2021-01-01T00:00:00Z", content
                )
            target.writestr(part, content)
    return stream.getvalue()
