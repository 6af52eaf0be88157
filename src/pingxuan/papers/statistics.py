"""The statistics table (C23) out of sheets: its head, its headings, its lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

from pingxuan.papers.duplicates import mark_duplicate_rows
from pingxuan.papers.labels import Extra, Label, column_label
from pingxuan.papers.limits import Limits
from pingxuan.papers.model import Field, Table, TableHeader
from pingxuan.papers.tablerows import RowReader
from pingxuan.papers.workbook import Sheet, Workbook

_DEEPEST_HEADING = 40
_FEWEST_COLUMNS = 3
_MOST_COLUMNS = 60
_MOST_LINES = 5000
_LABELS = Field.TITLE, Field.NAME
_HEAD = {
    "contact": re.compile(
        r"(?:填\s*报)?\s*联\s*系\s*人\s*(?:及|和|、|与)?\s*(?:联\s*系\s*(?:方\s*式|电\s*话)|电\s*话|手\s*机号?)?\s*[:：]?"
    ),
    "unit": re.compile(
        r"(?:填\s*报|报\s*送|推\s*荐|上\s*报)\s*单\s*位\s*(?:名称)?\s*(?:[(（][^()（）]*[)）])?\s*[:：]?"
    ),
    "when": re.compile(r"(?:填\s*报|报\s*送|填\s*表|上\s*报)\s*(?:时\s*间|日\s*期)\s*[:：]?"),
}
_SEAL = re.compile(
    r"[(（【\[]?\s*(?:加盖)?(?:单位)?(?:盖\s*章|公\s*章|签\s*章|印\s*章)\s*[)）】\]]?"
)


@dataclass(slots=True)
class Heading:
    """The headings of a table: their first row, the first row below them, and the columns."""

    top: int
    below: int
    columns: dict[Label, list[int]] = field(default_factory=dict)


def table_of_sheets(book: Workbook, warn: Callable[[str], None], limits: Limits) -> Table | None:
    """Read the statistics table of a workbook; the lines of several sheets follow one another.

    Returns:
        None when no sheet has the headings of such a table.
    """
    table: Table | None = None
    for sheet in book.sheets:
        heading = find_heading(sheet)
        if heading is None:
            continue
        if table is None:
            table = Table(_header(sheet, heading))
        rows = RowReader(sheet, heading.columns, heading.below).rows()
        table.rows += rows[: limits.rows]
    if table is None:
        return None
    if any("hidden" in row.warnings for row in table.rows):
        warn("hidden_rows")
    mark_duplicate_rows(table.rows)
    return table


def find_heading(sheet: Sheet) -> Heading | None:
    """Find the row, or the two rows, that name the columns."""
    best: Heading | None = None
    for row in range(min(sheet.height, _DEEPEST_HEADING)):
        for storeys in (1, 2, 3):
            heading = _heading_at(sheet, row, storeys)
            if heading and (best is None or _is_better(heading, best)):
                best = heading
        if best is not None and row > best.top + 1:
            break
    return best


def _is_better(heading: Heading, best: Heading) -> bool:
    """Say whether a heading names more columns, or as many without a row above that adds none."""
    more = len(heading.columns) - len(best.columns)
    return more > 0 or (more == 0 and best.top < heading.top < best.below)


def _heading_at(sheet: Sheet, row: int, storeys: int) -> Heading | None:
    if not _may_be_heading(sheet, row):
        return None
    if not all(_is_second_storey(sheet, row + below) for below in range(1, storeys)):
        return None
    columns: dict[Label, list[int]] = {}
    for column in range(_MOST_COLUMNS):
        label = _label_at(sheet, row, storeys, column)
        if label is not None:
            columns.setdefault(label, []).append(column)
    known = [label for label in columns if label is not Extra.FOREIGN]
    if len(known) < _FEWEST_COLUMNS or not any(label in columns for label in _LABELS):
        return None
    if Field.TITLE not in columns and Field.CATEGORY not in columns:
        return None
    return Heading(row, row + storeys, {label: columns[label] for label in known})


def _label_at(sheet: Sheet, row: int, storeys: int, column: int) -> Label | None:
    """Name a column by its lowest heading, else by all its storeys together, else by the upper."""
    texts = [sheet.text(row + storey, column) for storey in range(storeys)]
    joined = "".join(texts)
    for text in (texts[-1], joined, *reversed(texts[:-1])):
        if text and (label := column_label(text)) is not None:
            return label
    return None


def _may_be_heading(sheet: Sheet, row: int) -> bool:
    """Say whether a row could begin a heading: several short words, no sentence, no number."""
    texts = _row_texts(sheet, row)
    return len(texts) > 1 and not any(
        len(text) > 24 or re.search(r"[:：]\s*\S", text) for text in texts
    )


def _is_second_storey(sheet: Sheet, row: int) -> bool:
    """Say whether a row below a heading goes on with it: words of headings, no data."""
    texts = _row_texts(sheet, row)
    if not texts or any(cell.is_number for cell in sheet.rows.get(row, {}).values()):
        return False
    named = sum(column_label(text) is not None for text in texts)
    return named * 2 >= len(texts) and not any(len(text) > 24 for text in texts)


def _row_texts(sheet: Sheet, row: int) -> list[str]:
    cells = sheet.rows.get(row, {})
    return [text for column in sorted(cells) if (text := cells[column].text.strip())]


def _header(sheet: Sheet, heading: Heading) -> TableHeader:
    """Read what stands above the headings: who fills the table in, when, and whom to ask."""
    lines = list(sheet.above)
    below = (row for row in sorted(sheet.rows) if row >= heading.below)
    for row in [*range(heading.top), *islice(below, _MOST_LINES)]:
        texts = _row_texts(sheet, row)
        if row < heading.top or len(texts) <= _FEWEST_COLUMNS:
            lines += "\t".join(texts).split("\n")
    found = {"unit": "", "when": "", "contact": ""}
    for line in lines:
        for name, value in _header_values(line).items():
            found[name] = found[name] or value
    return TableHeader(**found)


def _header_values(line: str) -> dict[str, str]:
    """Part a line at the labels in it; several of them may share one line."""
    marks = []
    for name, pattern in _HEAD.items():
        match = pattern.search(line)
        if match is None:
            continue
        has_colon = match.group().rstrip().endswith((":", "："))
        if has_colon or not line[: match.start()].strip() or _stands_apart(line, match):
            marks.append((match.start(), match.end(), name))
    marks.sort()
    values = {}
    for number, (_, end, name) in enumerate(marks):
        stop = marks[number + 1][0] if number + 1 < len(marks) else len(line)
        value = line[end:stop]
        if name == "unit":
            value = _SEAL.sub("", value)
        values[name] = value.strip(" \t\u3000:：_")
    if "when" in values:
        values["when"] = _tidy_date(values["when"])
    return values


def _stands_apart(line: str, match: re.Match[str]) -> bool:
    """Say whether a label without a colon has a gap before it and no word stuck to its end."""
    before, rest = line[: match.start()][-1:], line[match.end() :]
    has_end = not rest or rest[0].isspace() or match.group()[-1].isspace()
    return (not before or before.isspace()) and has_end


def _tidy_date(text: str) -> str:
    bare = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    return "" if not re.search(r"\d|[一二三四五六七八九]", bare) else text.strip()
