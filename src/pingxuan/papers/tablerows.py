"""The lines of a statistics table: which rows are lines, and what their cells say."""

from __future__ import annotations

import re
from bisect import bisect_right

from pingxuan.papers.labels import Column, Extra, Label, column_label
from pingxuan.papers.model import Field, Row
from pingxuan.papers.values import (
    folded,
    mobile_numbers,
    one_line,
    read_category,
    read_name,
    read_post,
)
from pingxuan.papers.workbook import Sheet, SheetCell

_TOTAL = re.compile(r"^(?:合\s*计|总\s*计|小\s*计|共\s*计|总\s*数|累\s*计|合计数)")
_REMARK = re.compile(
    r"^(?:注|备\s*注|说\s*明|填\s*表\s*说\s*明|填\s*报\s*说\s*明|注\s*意|附\s*注|填\s*表\s*人|填\s*报\s*人|审\s*核\s*人"
    r"|制\s*表\s*人|负\s*责\s*人|联\s*系\s*人|单位负责人|填\s*报\s*单\s*位|填\s*报\s*时\s*间)\s*(?:[:：]|$|\d)"
)
_RUNS = re.compile(r"^\s*[=+\-@＝＋－＠]")
_HARMLESS = re.compile(r"^\s*[+\-－＋]?[\d\s\-.,%()（）]*$")
_LOST = re.compile(r"^\s*\d(?:[.,]\d+)?\s*[eE]\s*\+?\s*\d{1,2}\s*$")
_MOST_FILLED = 200_000
_TEXT_LABELS = (Field.TITLE, Field.NAME, Field.POST, Field.PHONE)
_PRINTED: dict[Label, str] = {
    Field.CATEGORY: "类别",
    Field.TITLE: "案例名称",
    Field.NAME: "报送人/单位",
    Field.POST: "单位及职务",
    Field.PHONE: "手机号",
}


class RowReader:
    """Reads the lines below a heading."""

    def __init__(self, sheet: Sheet, columns: dict[Label, list[int]], below: int) -> None:
        self._sheet = sheet
        self._columns = columns
        self._below = below
        self._carried: dict[Label, str] = {}
        self._rows = sorted(at for at in sheet.rows if at >= below)
        self._lines: list[int] = []
        self._has_categories = False

    def rows(self) -> list[Row]:
        """Give the lines in order; totals, notes, empty and repeated heading rows are none."""
        self._fill_merges()
        self._lines = [at for at in self._rows if self._is_line(at)]
        self._has_categories = any(self._text(at, Field.CATEGORY) for at in self._lines)
        lines = set(self._lines)
        grouped: set[Label] = {
            label for label in (Field.CATEGORY, Column.LEVEL) if self._is_grouped(label)
        }
        rows: list[Row] = []
        for at in self._rows:
            band = self._band(at)
            if band:
                self._carried[Field.CATEGORY] = band
            elif at in lines:
                rows.append(self._row(at, grouped))
        return rows

    def _fill_merges(self) -> None:
        """Let what is merged over several lines stand in each of them."""
        columns = {at for label in self._columns for at in self._columns[label]}
        budget = _MOST_FILLED
        for merge in self._sheet.merges:
            if merge.bottom <= merge.top or merge.left not in columns or merge.top < self._below:
                continue
            origin = self._sheet.cell(merge.top, merge.left)
            first, last = (bisect_right(self._rows, row) for row in (merge.top, merge.bottom))
            budget -= last - first
            if budget < 0:
                return
            for row in self._rows[first:last]:
                self._sheet.rows[row].setdefault(merge.left, origin)

    def _is_grouped(self, label: Label) -> bool:
        """Say whether a column names each group once, in its first line, and is empty below."""
        said = [self._text(at, label) for at in self._lines]
        filled = [text for text in said if text]
        return (
            bool(said)
            and bool(said[0])
            and len(filled) == len(set(filled))
            and len(said) - len(filled) >= max(1, len(filled) // 2)
        )

    def _cell(self, at: int, label: Label) -> SheetCell:
        cells = [self._sheet.cell(at, column) for column in self._columns.get(label, [])]
        return next((cell for cell in cells if cell.text.strip() or cell.lacks_value), SheetCell())

    def _text(self, at: int, label: Label) -> str:
        return self._cell(at, label).text.strip()

    def _texts(self, at: int) -> list[str]:
        cells = self._sheet.rows.get(at, {})
        return [text for column in sorted(cells) if (text := cells[column].text.strip())]

    def _band(self, at: int) -> str:
        """Give the category that a row across the whole table names for the lines below it."""
        texts = set(self._texts(at))
        if len(texts) != 1 or self._text(at, Field.PHONE):
            return ""
        text = texts.pop()
        bare = re.sub(r"^[(（]?[一二三四五六七八九十\d]+[)）]?[、.．\s]*", "", text)
        reading = read_category(bare)
        is_short = len(bare) <= 16 and not self._text(at, Field.CATEGORY)
        return text if is_short and reading.value else ""

    def _is_line(self, at: int) -> bool:
        texts = self._texts(at)
        cells = self._sheet.rows.get(at, {})
        if not texts and not any(cell.lacks_value for cell in cells.values()):
            return False
        if not any(
            self._text(at, label) or self._cell(at, label).lacks_value for label in _TEXT_LABELS
        ):
            return False
        first = texts[0] if texts else ""
        if _TOTAL.match(first) or _REMARK.match(first):
            return False
        if any(_TOTAL.match(text) and len(text) <= 8 for text in texts[:3]):
            return False
        labels = [label for text in texts if (label := column_label(text)) is not None]
        return len(labels) < 3 or len(labels) * 2 <= len(texts)

    def _row(self, at: int, grouped: set[Label]) -> Row:
        row = Row(place=str(at + 1))
        if at in self._sheet.hidden_rows:
            row.warnings.append("hidden")
        row.category = self._category(at, row, is_grouped=Field.CATEGORY in grouped)
        row.title = self._plain(at, Field.TITLE, row)
        row.name = self._plain(at, Field.NAME, row)
        if row.name:
            row.name = read_name(row.name).value
        row.post = self._post(at, row)
        row.phone = self._phone(at, row)
        row.level = self._level(at, row, is_grouped=Column.LEVEL in grouped)
        row.note = self._plain(at, Column.NOTE, row)
        return row

    def _plain(self, at: int, label: Label, row: Row) -> str | None:
        cell = self._cell(at, label)
        if cell.lacks_value:
            _warn(row, "formula_without_value")
            return None
        text = one_line(cell.text)
        if text and not cell.is_number and _RUNS.match(text) and not _HARMLESS.match(text):
            _warn(row, "formula_like")
        if not text:
            self._say_missing(label, row)
        return text

    def _say_missing(self, label: Label, row: Row) -> None:
        if label in _PRINTED and label in self._columns:
            _warn(row, f"missing:{_PRINTED[label]}")

    def _category(self, at: int, row: Row, *, is_grouped: bool) -> str | None:
        cell = self._cell(at, Field.CATEGORY)
        text = cell.text.strip()
        if cell.lacks_value:
            _warn(row, "formula_without_value")
            return None
        if text:
            self._carried[Field.CATEGORY] = text
        elif is_grouped or Field.CATEGORY not in self._columns:
            text = self._carried.get(Field.CATEGORY, "")
        elif Field.CATEGORY in self._carried and not self._has_categories:
            text = self._carried[Field.CATEGORY]
        if not text:
            self._say_missing(Field.CATEGORY, row)
            return None
        if _RUNS.match(text) and not _HARMLESS.match(text):
            _warn(row, "formula_like")
        reading = read_category(text)
        for code in reading.errors:
            _warn(row, code)
        return reading.value

    def _post(self, at: int, row: Row) -> str | None:
        if Field.POST not in self._columns and Extra.UNIT in self._columns:
            parts = [self._plain(at, label, row) for label in (Extra.UNIT, Extra.DUTY)]
            return "".join(part for part in parts if part)
        text = self._plain(at, Field.POST, row)
        return read_post(text).value or "" if text else text

    def _phone(self, at: int, row: Row) -> str | None:
        cell = self._cell(at, Field.PHONE)
        if cell.lacks_value:
            _warn(row, "formula_without_value")
            return None
        text = folded(cell.text)
        if not text:
            self._say_missing(Field.PHONE, row)
            return ""
        if cell.is_rough or (not cell.is_number and _LOST.match(text)):
            _warn(row, "phone_lost_digits")
            return None
        numbers = mobile_numbers(re.sub(r"\.0+$", "", text))
        if not cell.is_number and _RUNS.match(text) and not _HARMLESS.match(text):
            _warn(row, "formula_like")
        if not numbers:
            _warn(row, "bad_phone")
            return None
        return numbers[0]

    def _level(self, at: int, row: Row, *, is_grouped: bool) -> str | None:
        text = self._plain(at, Column.LEVEL, row)
        if text:
            self._carried[Column.LEVEL] = text
        elif is_grouped:
            text = self._carried.get(Column.LEVEL, "")
        return text


def _warn(row: Row, code: str) -> None:
    if code not in row.warnings:
        row.warnings.append(code)
