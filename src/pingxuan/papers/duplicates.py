"""The same case again among what was read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from pingxuan.papers.model import Field, Form, Row

_ALIKE = re.compile(
    r"[\s\u200b\ufeff\"'“”‘’「」『』《》〈〉＂＇`´:：,，.。、;；!！?？·•\-—–―‐‑－_()（）\[\]【】]+"
)


def alike(text: str | None) -> str:
    """Give a text as it is compared: quotes, colons, width and spaces make no difference."""
    if not text:
        return ""
    return _ALIKE.sub("", unicodedata.normalize("NFKC", text)).lower()


def mark_duplicate_forms(forms: Iterable[Form]) -> None:
    """Warn on each form whose case was already there, by title and person."""
    seen: set[tuple[str, str]] = set()
    for form in forms:
        title = alike(form.values.get(Field.TITLE))
        keys = _keys(title, form.values.get(Field.NAME), form.values.get(Field.PHONE))
        if keys & seen and "duplicate" not in form.warnings:
            form.warnings.append("duplicate")
        seen |= keys


def mark_duplicate_rows(rows: Iterable[Row]) -> None:
    """Warn on each line whose case was already there."""
    seen: set[tuple[str, str]] = set()
    for row in rows:
        keys = _keys(alike(row.title), row.name, row.phone)
        if keys & seen and "duplicate" not in row.warnings:
            row.warnings.append("duplicate")
        seen |= keys


def _keys(title: str, name: str | None, phone: str | None) -> set[tuple[str, str]]:
    if not title:
        return set()
    keys = set()
    if name:
        keys.add((title, alike(name)))
    if phone:
        keys.add((title, phone))
    return keys
