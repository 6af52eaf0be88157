"""A list of units in a spreadsheet: its columns by their heads, its lines as they stand."""

from __future__ import annotations

from dataclasses import dataclass

from pingxuan.papers.duplicates import alike
from pingxuan.papers.limits import DEFAULT_LIMITS, Limits
from pingxuan.papers.model import Unreadable
from pingxuan.papers.sheets.reading import read_sheets
from pingxuan.papers.sniff import MACRO_ENDINGS, Content, content_of, ending_of

_HEADS = {
    "name": ("名称", "单位名称", "单位", "机构名称", "name", "unit"),
    "parent": ("上级", "上级单位", "主管单位", "隶属", "parent"),
    "level": ("层级", "级别", "类型", "level"),
    "short_name": ("简称", "地区", "shortname", "short"),
    "code": ("编码", "代码", "单位编码", "机构代码", "code"),
    "former": ("原名称", "原名", "曾用名", "former", "formername"),
    "into": ("并入", "合并到", "并入单位", "into", "mergedinto"),
    "state": ("状态", "备注", "state", "note"),
}
_LEVELS = {
    "province": ("省", "省级", "province"),
    "city": ("市", "市级", "省辖市", "示范区", "city"),
    "county": ("县", "县级", "区", "县区", "区县", "county"),
    "unit": ("单位", "基层单位", "直属单位", "unit", ""),
}
_CLOSED = ("停用", "撤销", "关闭", "closed")
_SHEETS = {Content.EXCEL, Content.OLD_EXCEL, Content.ODS, Content.TEXT}
_HEAD_WITHIN = 10


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One line of the list, by what its columns mean; `line` is its number in the sheet."""

    line: int
    name: str
    parent: str = ""
    level: str = ""
    short_name: str = ""
    code: str = ""
    former: str = ""
    into: str = ""
    is_closed: bool = False


def read_unit_list(name: str, data: bytes, limits: Limits = DEFAULT_LIMITS) -> list[UnitLine]:
    """Read the first sheet that has a head with a name column.

    Args:
        name: the file's name as it came; only an ending that promises macros is held against it.

    Raises:
        Unreadable: `wrong_type` for what is no spreadsheet, `no_head` without such a column, and
            the codes of its kind; `corrupt` for whatever else a broken file upsets.
    """
    try:
        return _read(name, data, limits)
    except Unreadable:
        raise
    except Exception as broken:
        # What a broken file can upset in a parser is not known beforehand.
        raise Unreadable("corrupt") from broken


def _read(name: str, data: bytes, limits: Limits) -> list[UnitLine]:
    if not data:
        raise Unreadable("empty")
    if len(data) > limits.packed:
        raise Unreadable("too_large")
    if ending_of(name) in MACRO_ENDINGS:
        raise Unreadable("macro")
    content = content_of(data)
    if content is Content.LOCKED:
        raise Unreadable("encrypted")
    if content not in _SHEETS:
        raise Unreadable("wrong_type")
    for sheet in read_sheets(content, data, limits).sheets:
        width = sheet.width
        rows = [
            [sheet.text(row, column) for column in range(width)]
            for row in range(min(sheet.height, limits.rows))
        ]
        for at, cells in enumerate(rows[:_HEAD_WITHIN]):
            columns = _columns(cells)
            if "name" in columns:
                return [
                    _line(number, row, columns)
                    for number, row in enumerate(rows[at + 1 :], at + 2)
                    if any(row)
                ]
    raise Unreadable("no_head")


def _columns(cells: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, text in enumerate(cells):
        bare = alike(text)
        for key, heads in _HEADS.items():
            if bare in heads:
                found.setdefault(key, column)
    return found


def _line(number: int, row: list[str], columns: dict[str, int]) -> UnitLine:
    named = {key: row[column] for key, column in columns.items() if column < len(row)}
    cells = {key: " ".join(text.split()) for key, text in named.items()}
    state = alike(cells.get("state", ""))
    return UnitLine(
        line=number,
        name=cells.get("name", ""),
        parent=cells.get("parent", "").replace("／", "/").replace("\\", "/"),
        level=_level(cells.get("level", "")),
        short_name=cells.get("short_name", ""),
        code=cells.get("code", ""),
        former=cells.get("former", ""),
        into=cells.get("into", ""),
        is_closed=any(word in state for word in _CLOSED),
    )


def _level(text: str) -> str:
    """Give the tier that a word means; the word itself when it means none. Empty stays open."""
    if not text:
        return ""
    bare = alike(text)
    return next((level for level, words in _LEVELS.items() if bare in words), text)
