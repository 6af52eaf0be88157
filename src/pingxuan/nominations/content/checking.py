"""The whole form against the sheet: what keeps it from being filed, and what one might mend."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pingxuan.domain.rules.entry import Field, FieldKind
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.nominations.content.cleaning import CLEAN
from pingxuan.nominations.content.evidence import CellKind, clean_rows, columns_of
from pingxuan.papers.links import leads_inside, web_addresses
from pingxuan.papers.narrative import has_data

EVIDENCE = frozenset({FieldKind.EVIDENCE_ACCOUNTS, FieldKind.EVIDENCE_WORKS})
NOT_WRITTEN_HERE = frozenset({FieldKind.OPINION, FieldKind.ATTACHMENTS})
"""Opinions come with the seals, attachments are uploaded beside the form."""

_MOST_VAGUE = 5
_VAGUE = re.compile(
    r"大量|众多|无数|若干|许许多多|显著(?=提升|提高|增|改|成)|大幅(?=提|增|下|减)|明显(?=提|增|改|下)|"
    r"数[十百千万](?=[余多次条人件篇]|$)|[上成][百千万](?=[次条人件篇个])|不计其数|广泛好评|一致好评"
)
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=\s*(?:年|[.\-/]\s*\d{1,2}(?!\d)))")


@dataclass(frozen=True)
class Checked:
    """A form as it would be filed.

    Attributes:
        values: by field key, cleaned.
        problems: codes by field key; for a cell of a table by `works.0.link`.
        advice: codes by field key, of what is no bar.
    """

    values: dict[str, Any]
    problems: dict[str, list[str]]
    advice: dict[str, list[str]]


def written_fields(sheet: RuleSheet) -> tuple[Field, ...]:
    """List the fields that are filled in on the form itself."""
    return tuple(field for field in sheet.fields if field.kind not in NOT_WRITTEN_HERE)


def category_field(sheet: RuleSheet) -> Field:
    """Give the field that holds the category; every sheet has one."""
    return next(field for field in sheet.fields if field.kind is FieldKind.CATEGORY)


def check(sheet: RuleSheet, raw: Mapping[str, Any], *, today: date) -> Checked:
    """Clean all fields and hold them against the sheet.

    Args:
        raw: what was typed, by field key.
        today: the campaign's day; counts and birth months are not later.

    Source:
        A1, C9–C15, C24, N1, N2.
    """
    values: dict[str, Any] = {}
    problems: dict[str, list[str]] = {}
    for field in written_fields(sheet):
        if field.kind in EVIDENCE:
            table = clean_rows(sheet, field.kind, raw.get(field.key), today)
            values[field.key] = table.rows
            for place, codes in table.problems.items():
                problems[f"{field.key}.{place}".rstrip(".")] = list(codes)
        else:
            cleaned = CLEAN[field.kind](sheet, field, raw.get(field.key), today)
            values[field.key] = cleaned.value
            if cleaned.codes:
                problems[field.key] = list(cleaned.codes)
    category = values[category_field(sheet).key]
    for field in written_fields(sheet):
        if needs(field, category) and not values[field.key] and field.key not in problems:
            is_consent = field.kind is FieldKind.CONSENT
            problems[field.key] = ["not_agreed" if is_consent else "missing"]
    order = {field.key: place for place, field in enumerate(sheet.fields)}
    ordered = sorted(problems.items(), key=lambda item: order[item[0].split(".")[0]])
    return Checked(values, dict(ordered), _advice(sheet, values))


def needs(field: Field, category: str) -> bool:
    """Say whether a field has to be filled in, in a category."""
    return field.required or category in field.required_in


def _advice(sheet: RuleSheet, values: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    links = _evidence_links(sheet, values)
    for field in written_fields(sheet):
        if field.kind is FieldKind.LONG_TEXT and values[field.key]:
            codes = _advice_on(sheet, values[field.key], has_links=bool(links))
            if codes:
                found[field.key] = codes
    for place, link in links.items():
        if leads_inside(link):
            found[place] = ["unsafe_link"]
    return found | _uncounted(sheet, values)


def _advice_on(sheet: RuleSheet, text: str, *, has_links: bool) -> list[str]:
    codes = []
    addresses = [address for _, address in web_addresses(text)]
    if not addresses and not has_links:
        codes.append("no_links")
    if any(leads_inside(address) for address in addresses):
        codes.append("unsafe_link")
    if not has_data(text):
        codes.append("no_data")
    if vague := vague_words(text):
        codes.append("vague:" + "、".join(vague))
    first = sheet.evidence.before_date
    if first is not None and _is_before(text, first):
        codes.append(f"before:{first.isoformat()}")
    return codes


def _is_before(text: str, first: date) -> bool:
    """Say whether a text has years, and all of them end before `first`. Source: C15."""
    years = [int(year) for year in _YEARS.findall(unicodedata.normalize("NFKC", text))]
    return bool(years) and max(years) < first.year


def vague_words(text: str) -> tuple[str, ...]:
    """Find the words that stand where a number should: 大量, 显著, 数十.

    Source:
        C24: data rather than adjectives.
    """
    return tuple(dict.fromkeys(_VAGUE.findall(unicodedata.normalize("NFKC", text))))[:_MOST_VAGUE]


def _uncounted(sheet: RuleSheet, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Find the works and accounts of which nothing is counted, though the sheet counts. Source: C13."""
    found = {}
    for field in written_fields(sheet):
        if field.kind not in EVIDENCE:
            continue
        counts = [c.key for c in columns_of(sheet, field.kind) if c.kind is CellKind.COUNT]
        for place, row in enumerate(values[field.key]):
            if counts and not any(isinstance(row.get(key), int) for key in counts):
                found[f"{field.key}.{place}.{counts[0]}"] = ["no_counts"]
    return found


def _evidence_links(sheet: RuleSheet, values: Mapping[str, Any]) -> dict[str, str]:
    return {
        f"{field.key}.{place}.link": row["link"]
        for field in written_fields(sheet)
        if field.kind in EVIDENCE
        for place, row in enumerate(values[field.key])
        if row["link"]
    }
