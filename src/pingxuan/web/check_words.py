"""What the check says of a form, in words: a list to mend by, and a note beside each field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pingxuan.domain.rules.entry import FieldKind
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.nominations.content.checking import EVIDENCE
from pingxuan.nominations.content.evidence import columns_of
from pingxuan.web.sentences import code_sentence


@dataclass(frozen=True)
class Line:
    """One line of the check: what it is about, where to mend it, how much it weighs."""

    tone: str
    text: str
    href: str


@dataclass(frozen=True)
class Note:
    """What the check says beside one field while one types; nothing where all is well."""

    key: str
    lines: tuple[tuple[str, str], ...]


def lines_of(
    sheet: RuleSheet, problems: Mapping[str, list[str]], advice: Mapping[str, list[str]]
) -> tuple[Line, ...]:
    """List what is wrong first, then what one might mend, each with the place to do it."""
    return tuple(
        Line(
            tone,
            _("%(label)s：%(sentence)s")
            % {"label": _label(sheet, place), "sentence": code_sentence(code)},
            _anchor(sheet, place),
        )
        for tone, found in (("bad", problems), ("due", advice))
        for place, codes in found.items()
        for code in codes
    )


def notes_of(
    sheet: RuleSheet, problems: Mapping[str, list[str]], advice: Mapping[str, list[str]]
) -> tuple[Note, ...]:
    """Gather by field what the check says, so that each field has its note, be it empty."""
    said: dict[str, list[tuple[str, str]]] = {}
    for tone, found in (("bad", problems), ("due", advice)):
        for place, codes in found.items():
            key, _dot, rest = place.partition(".")
            head = f"{_label(sheet, place)}：" if rest else ""
            said.setdefault(key, []).extend((tone, head + code_sentence(code)) for code in codes)
    return tuple(
        Note(field.key, tuple(said.get(field.key, ())))
        for field in sheet.fields
        if field.kind is not FieldKind.OPINION
    )


def unquiet(problems: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Leave out what is merely not there yet: nobody is told off for a field not reached."""
    quiet = {"missing", "not_agreed"}
    return {key: codes for key, codes in problems.items() if not quiet & set(codes)}


def _label(sheet: RuleSheet, place: str) -> str:
    """Name a field, or a cell of a table: 相关作品第 2 行 链接."""
    lang = get_language() or ""
    key, _dot, rest = place.partition(".")
    field = sheet.field(key)
    row, _dot, column = rest.partition(".")
    if not row:
        return field.label.get(lang)
    heads = {one.key: one.label.get(lang) for one in columns_of(sheet, field.kind)}
    return _("%(label)s第 %(n)s 行　%(column)s") % {
        "label": field.label.get(lang),
        "n": int(row) + 1,
        "column": heads.get(column, ""),
    }


def _anchor(sheet: RuleSheet, place: str) -> str:
    key, _dot, rest = place.partition(".")
    if sheet.field(key).kind in EVIDENCE:
        return f"#id_{key}-{rest.replace('.', '-')}" if rest else f"#table-{key}"
    return "#files" if sheet.field(key).kind is FieldKind.ATTACHMENTS else f"#id_{key}"
