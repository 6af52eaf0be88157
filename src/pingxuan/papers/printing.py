"""The two papers as PDF, in the office's own layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from pingxuan.papers.model import CATEGORY_NAMES, Field, Row, TableHeader
from pingxuan.papers.table import COLUMNS, TITLE, head_lines, texts_of
from pingxuan.papers.typesetting import typeset, unprintable
from pingxuan.papers.values import one_line
from pingxuan.papers.writing import checked_content, lines_of

_FORM_TITLE = "“走好网上群众路线”典型案例推荐表"
_NOTE = "（注：材料请多用数据说明，少用形容性词句，并附相关账号、作品、案例的网上链接。）"
_POST_HINT = "XX省XX市XX单位XXXX职务"
_NO_DAY = "    年    月    日"


def form_pdf(content: dict[str, Any] | None, *, made_at: datetime) -> bytes:
    """Print the recommendation form, blank or filled in.

    Raises:
        ValueError: a member of `content` is not of the kind that its place takes.
        CannotTypeset: there is no Chinese font here.

    Source:
        C24.
    """
    fields = checked_content(content or {})
    plain = {
        name.value: one_line(fields[name])
        for name in Field
        if name not in (Field.NARRATIVE, Field.UNIT_OPINION, Field.OFFICE_OPINION)
    }
    plain["birth"] = plain["birth"].replace("-", ".")
    plain["post"] = plain["post"] or _POST_HINT
    boxes = [
        {"name": name, "ticked": key == fields[Field.CATEGORY]}
        for key, name in CATEGORY_NAMES.items()
    ]
    opinions = []
    for name in (Field.UNIT_OPINION, Field.OFFICE_OPINION):
        text, day = fields[name]
        opinions.append({"lines": lines_of(text), "day": day or _NO_DAY})
    data = {
        "title": _FORM_TITLE,
        "fields": plain,
        "boxes": boxes,
        "note": _NOTE,
        "narrative": lines_of(fields[Field.NARRATIVE]),
        "opinions": opinions,
    }
    return typeset("form", _shown(data), made_at=made_at)


def table_pdf(header: TableHeader, rows: Iterable[Row], *, made_at: datetime) -> bytes:
    """Print the statistics table; its headings come again on each page.

    Raises:
        CannotTypeset: there is no Chinese font here.

    Source:
        C23.
    """
    listed = [[str(at), *texts_of(row)] for at, row in enumerate(rows, start=1)]
    data = {"title": TITLE, "head": head_lines(header), "columns": COLUMNS, "rows": listed}
    return typeset("statistics", _shown(data), made_at=made_at)


def _shown(data: dict[str, Any]) -> dict[str, Any]:
    """Put 〓 for each character that the fonts lack, as printers do, so that nothing is left blank."""
    lacking = unprintable(_texts(data))
    table = str.maketrans(dict.fromkeys(lacking, "〓"))
    shown: dict[str, Any] = _translated(data, table)
    return shown


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for one in data.values() if isinstance(data, dict) else data:
            yield from _texts(one)


def _translated(data: Any, table: dict[int, str]) -> Any:
    if isinstance(data, str):
        return data.translate(table)
    if isinstance(data, dict):
        return {key: _translated(one, table) for key, one in data.items()}
    return [_translated(one, table) for one in data] if isinstance(data, list) else data
