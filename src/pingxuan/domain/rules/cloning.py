"""A new rule sheet from an old one: another name, another title, and all days moved together."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

_DAY = re.compile(r"(=[ \t]*)(\d{4}-\d{2}-\d{2})(?=[T \t,}\r\n]|$)")
_FIRST_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)


def cloned(text: str, *, slug: str, title: str, moved_by: timedelta) -> str:
    """Give the text of `text` under another name, with every date moved; comments stay.

    The English title goes: it belonged to the old one.

    Args:
        text: a rule sheet that can be read.
        moved_by: whole days.

    Source:
        A1: by cloning last year's.
    """
    first = _FIRST_TABLE.search(text)
    end = first.start() if first else len(text)
    head = re.sub(r"^title_en[ \t]*=.*\n", "", text[:end], flags=re.MULTILINE)
    for key, value in (("slug", slug), ("title", title)):
        line = f"{key} = {json.dumps(value, ensure_ascii=False)}".replace("\\", r"\\")
        head = re.sub(rf"^{key}[ \t]*=.*$", line, head, flags=re.MULTILINE)
    return _DAY.sub(lambda found: found[1] + _moved(found[2], moved_by), head + text[end:])


def _moved(day: str, by: timedelta) -> str:
    try:
        return (date.fromisoformat(day) + by).isoformat()
    except (ValueError, OverflowError):
        return day
