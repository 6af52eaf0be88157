"""The evidence tables: accounts and works, their columns, their cells, their sums."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from pingxuan.domain.rules.entry import FieldKind
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.domain.rules.text import Text
from pingxuan.nominations.content.choosing import platform_of
from pingxuan.nominations.content.cleaning import Cleaned, day_of, text_of

MOST_ROWS = 60
LONGEST_CELL = 500
MOST_COUNTED = 10**15
FOLLOWERS = "followers"
PROOF = "proof"


class CellKind(StrEnum):
    """What a column of an evidence table holds."""

    PLATFORM = "platform"
    TEXT = "text"
    LINK = "link"
    COUNT = "count"
    DATE = "date"
    PROOF = "proof"


@dataclass(frozen=True)
class Column:
    """A column of an evidence table."""

    key: str
    kind: CellKind
    label: Text
    required: bool = False


_PLATFORM = Column("platform", CellKind.PLATFORM, Text("平台", "Platform"), required=True)
_LINK = Column("link", CellKind.LINK, Text("链接", "Link"))
_AS_OF = Column("as_of", CellKind.DATE, Text("统计日期", "As of"))
_PROOF = Column(PROOF, CellKind.PROOF, Text("截图", "Proof picture"))
_SHA256 = re.compile(r"[0-9a-f]{64}")


def columns_of(sheet: RuleSheet, kind: FieldKind) -> tuple[Column, ...]:
    """List the columns: an account has followers, a work all other counts, their day, a proof.

    Source:
        C12, C13, N2.
    """
    is_account = kind is FieldKind.EVIDENCE_ACCOUNTS
    counts = [
        Column(one.code, CellKind.COUNT, one.name)
        for one in sheet.evidence.counts
        if (one.code == FOLLOWERS) is is_account
    ]
    if is_account:
        name = Column("name", CellKind.TEXT, Text("账号名称", "Account"), required=True)
        return (_PLATFORM, name, _LINK, *counts)
    title = Column("title", CellKind.TEXT, Text("作品名称", "Work"), required=True)
    return (_PLATFORM, title, _LINK, *counts, _AS_OF, _PROOF)


@dataclass(frozen=True)
class CleanedRows:
    """Rows as they are filed; problems by place, `0.link`; `sums` of the counts that were given."""

    rows: list[dict[str, Any]]
    problems: Mapping[str, tuple[str, ...]]


def clean_rows(sheet: RuleSheet, kind: FieldKind, raw: Any, today: date) -> CleanedRows:
    """Clean the rows of a table; rows without anything in them are left out.

    The places of the problems are those of the rows as they were typed.
    """
    columns = columns_of(sheet, kind)
    rows: list[dict[str, Any]] = []
    problems: dict[str, tuple[str, ...]] = {}
    typed = typed_rows(raw)
    for place, row in enumerate(typed[:MOST_ROWS]):
        if is_empty(row):
            continue
        cells = {column.key: _cell(sheet, column, row, today) for column in columns}
        if _lacks_its_day(columns, cells):
            cells[_AS_OF.key] = Cleaned("", ("missing",))
        problems |= {f"{place}.{key}": cell.codes for key, cell in cells.items() if cell.codes}
        # A work without a proof picture names none: the fingerprint has no empty place for it.
        rows.append({k: cell.value for k, cell in cells.items() if k != PROOF or cell.value})
    if len(typed) > MOST_ROWS:
        problems[""] = (f"too_many_rows:{MOST_ROWS}",)
    return CleanedRows(rows, problems)


def typed_rows(raw: Any) -> list[Mapping[str, Any]]:
    """Take what was typed as rows; nothing for what is no list of rows."""
    return [row for row in raw if isinstance(row, Mapping)] if isinstance(raw, list) else []


def is_empty(row: Mapping[str, Any]) -> bool:
    """Say whether nothing was typed into a row."""
    return not any(text_of(value) for value in row.values())


def sums_of(sheet: RuleSheet, kind: FieldKind, rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Add up each count over the rows as they were typed; what is no count adds nothing."""
    keys = [column.key for column in columns_of(sheet, kind) if column.kind is CellKind.COUNT]
    kept = list(rows)
    found = {key: [_count(text_of(row.get(key))).value for row in kept] for key in keys}
    return {key: sum(n for n in numbers if isinstance(n, int)) for key, numbers in found.items()}


def _lacks_its_day(columns: tuple[Column, ...], cells: Mapping[str, Cleaned]) -> bool:
    """Every count says when it was taken."""
    day = cells.get(_AS_OF.key)
    counted = [cells[one.key].value for one in columns if one.kind is CellKind.COUNT]
    is_counted = any(value is not None for value in counted)
    return day is not None and not day.value and not day.codes and is_counted


def _cell(sheet: RuleSheet, column: Column, row: Mapping[str, Any], today: date) -> Cleaned:
    text = text_of(row.get(column.key))
    if column.required and not text:
        return Cleaned("", ("missing",))
    if len(text) > LONGEST_CELL:
        return Cleaned(text[:LONGEST_CELL], (f"too_long:{len(text)}/{LONGEST_CELL}",))
    match column.kind:
        case CellKind.PLATFORM:
            code = platform_of(sheet, text)
            return Cleaned(text, ("unknown_choice",)) if code is None else Cleaned(code)
        case CellKind.LINK:
            return _link(text)
        case CellKind.COUNT:
            return _count(text)
        case CellKind.DATE:
            return day_of(text, latest=today)
        case CellKind.PROOF:
            return Cleaned(text if _SHA256.fullmatch(text) else "")
        case _:
            return Cleaned(text)


def _link(text: str) -> Cleaned:
    try:
        parts = urlsplit(text)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_web = False
    return Cleaned(text) if is_web or not text else Cleaned(text, ("bad_link",))


def _count(text: str) -> Cleaned:
    """Read a count; None when it was left empty. 1.2万 is 12000."""
    plain = re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", text))
    if not plain:
        return Cleaned(None)
    whole = re.fullmatch(r"(\d{1,15})(?:\.(\d+))?(万|亿)?", plain)
    if whole is None:
        return Cleaned(text, ("bad_count",))
    zeros = {None: 0, "万": 4, "亿": 8}[whole[3]]
    places = (whole[2] or "").rstrip("0")
    if len(places) > zeros:
        return Cleaned(text, ("bad_count",))
    number = int(whole[1] + places + "0" * (zeros - len(places)))
    return Cleaned(number) if number < MOST_COUNTED else Cleaned(text, ("bad_count",))
