"""What the board says of a nomination: who it is by, one line of facts, and how it is found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pypinyin import Style, lazy_pinyin

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.rules.entry import Category, Field, FieldKind, Nominator
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.nominations.models import Nomination
from pingxuan.units.queries import place_of
from pingxuan.voting.models import Entry
from pingxuan.voting.queries.board import folded

FACT_LENGTH = 40
_SENTENCES = re.compile(r"[^。！？；;\n]+")
_CLAUSES = re.compile(r"[^，,、]+[，,、]?")
_DATE = re.compile(r"\d{4}\s*年|\d{1,2}\s*月|\d{1,2}\s*日|\d{4}[-./]\d{1,2}([-./]\d{1,2})?")
_FIGURE = re.compile(r"\d")


def field_of(sheet: RuleSheet, kind: FieldKind) -> Field | None:
    """Find the first public field of a kind."""
    return next((field for field in sheet.public_fields() if field.kind is kind), None)


def narrative_of(sheet: RuleSheet, content: Mapping[str, Any]) -> str:
    """Give the public story of a nomination: its first long text."""
    field = field_of(sheet, FieldKind.LONG_TEXT)
    return str(content.get(field.key) or "") if field else ""


def rows_of(sheet: RuleSheet, content: Mapping[str, Any], kind: FieldKind) -> list[dict[str, Any]]:
    """Give the rows of an evidence table that is public; none when there is no such field."""
    field = field_of(sheet, kind)
    rows = content.get(field.key) if field else None
    return [row for row in rows or [] if isinstance(row, dict)]


def number_in(row: Mapping[str, Any], code: str) -> int | None:
    """Read one count of an evidence row; None when it was left empty or is no number."""
    value = row.get(code)
    try:
        return int(value) if value not in (None, "") else None
    except (TypeError, ValueError):
        return None


def sums_of(sheet: RuleSheet, rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Add up each count over rows; counts that no row gives are left out. Source: C13, N2."""
    found: dict[str, int] = {}
    for row in rows:
        for count in sheet.evidence.counts:
            number = number_in(row, count.code)
            if number is not None:
                found[count.code] = found.get(count.code, 0) + number
    return found


def fact_line(sheet: RuleSheet, content: Mapping[str, Any]) -> str:
    """Give one line of facts: the story's first sentence with a figure other than a date, else the evidence's sums."""
    for sentence in _SENTENCES.findall(narrative_of(sheet, content)):
        if _has_figure(sentence):
            return _shortened(sentence.strip(), FACT_LENGTH)
    sums = sums_of(sheet, rows_of(sheet, content, FieldKind.EVIDENCE_WORKS))
    names = {count.code: str(count.name) for count in sheet.evidence.counts}
    return _shortened("，".join(f"{names[code]} {n:,}" for code, n in sums.items()), FACT_LENGTH)


def _has_figure(text: str) -> bool:
    """Whether a text has a figure that is not merely a date."""
    return bool(_FIGURE.search(_DATE.sub("", text)))


def _shortened(sentence: str, limit: int) -> str:
    """Keep whole clauses up to `limit` characters, beginning with the first that has a figure."""
    if len(sentence) <= limit:
        return sentence
    clauses = _CLAUSES.findall(sentence)
    start = next((i for i, clause in enumerate(clauses) if _has_figure(clause)), 0)
    kept = ""
    for clause in clauses[start:]:
        if kept and len(kept) + len(clause) > limit:
            break
        kept += clause
    kept = kept.strip("，,、 ")
    return kept if len(kept) <= limit else kept[: limit - 1] + "…"


def by_line(sheet: RuleSheet, category: Category, content: Mapping[str, Any], *, unit: str) -> str:
    """Say who an entry is by: the person and post where persons may be nominated, else the unit.

    Source:
        C6–C8.
    """
    if Nominator.PERSON not in category.nominators:
        return unit
    public = {field.key for field in sheet.public_fields()}
    name, post = (str(content.get(key) or "") if key in public else "" for key in ("name", "post"))
    return f"{name}　{post or unit}".strip("　") if name else unit


def entry_of(
    campaign: Campaign,
    nomination: Nomination,
    content: Mapping[str, Any],
    *,
    category: str,
    title: str,
) -> Entry:
    """Describe a nomination as an entry that is not kept yet: what it is published as, and shown as before.

    Args:
        content: values by field key.
        category: its code; empty while a draft has none.
    """
    sheet, unit = campaign.sheet, nomination.unit
    chosen = next((one for one in sheet.categories if one.code == category), None)
    return Entry(
        campaign=campaign,
        nomination=nomination,
        unit=unit,
        category=category,
        title=title,
        by=by_line(sheet, chosen, content, unit=unit.name) if chosen else unit.name,
        place=place_of(unit),
        fact=fact_line(sheet, content),
    )


# Surnames that the pinyin table reads as the common word: name → initial of the surname.
_READ = "曾z仇q解x单s区o查z翟z乐y种c重c折s召s祭z秘b覃q隗w郇x佴n繁p参s厘x粘n适k句g乜n"
SURNAMES = dict(zip(_READ[::2], _READ[1::2], strict=True))


def search_text(*texts: str) -> str:
    """Write what a search is compared with: the texts folded, then their pinyin initials.

    A text that begins with a surname is found by the surname's reading as well as by the word's.
    """
    lines = [*map(folded, texts)]
    for text in texts:
        initials = _initials(text)
        lines.append(folded(initials))
        if text[:1] in SURNAMES:
            lines.append(folded(SURNAMES[text[0]] + initials[1:]))
    return "\n".join(lines)


def _initials(text: str) -> str:
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors=_keep_plain))


def _keep_plain(text: str) -> str:
    return "".join(ch for ch in text if ch.isalnum() and ch.isascii())
