"""One field's value as it was typed, into the value that is filed, or the codes that say why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from pingxuan.domain.counting import character_count
from pingxuan.domain.rules.entry import Field, FieldKind
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.nominations.content.choosing import choices_of, chosen
from pingxuan.papers.values import one_line, read_birth, read_name

PHONE_DIGITS = 11
NAME = "name"
_COUNTRY = re.compile(r"^(?:00)?86(?=1\d{10}$)")
_TRUE = frozenset({"1", "true", "on", "yes"})


@dataclass(frozen=True)
class Cleaned:
    """A value, and the codes of what is wrong with it; facts stand behind a colon: `too_long:1012`."""

    value: Any
    codes: tuple[str, ...] = ()


def text_of(raw: Any) -> str:
    """Take what was typed as text; nothing for what is no text."""
    return "" if raw is None or isinstance(raw, list | dict | bool) else str(raw).strip()


def clean_text(sheet: RuleSheet, field: Field, raw: Any, today: date) -> Cleaned:
    """Clean a text of one line; a hint that was left in place is no value."""
    text = one_line(text_of(raw))
    if field.key == NAME:
        text = read_name(text).value or ""
    if text in (field.hint.zh, field.hint.en):
        return Cleaned("")
    return _measured(field, text)


def clean_long_text(sheet: RuleSheet, field: Field, raw: Any, today: date) -> Cleaned:
    """Clean a text of many lines: line ends of one kind, none around it."""
    text = text_of(raw).replace("\r\n", "\n").replace("\r", "\n")
    return _measured(field, "\n".join(line.rstrip() for line in text.split("\n")))


def _measured(field: Field, text: str) -> Cleaned:
    """Hold a text against the field's limits, counted as a word processor counts.

    Source:
        C24: at most 1000 字.
    """
    if text and len(text) < field.min_length:
        return Cleaned(text, (f"too_short:{field.min_length}",))
    count = character_count(text)
    if field.limit is not None and count > field.limit:
        return Cleaned(text, (f"too_long:{count}/{field.limit}",))
    return Cleaned(text)


def clean_code(sheet: RuleSheet, field: Field, raw: Any, today: date) -> Cleaned:
    """Find the choice that is meant."""
    text = text_of(raw)
    if not text:
        return Cleaned("")
    code = chosen(sheet, field, text)
    return Cleaned(text, ("unknown_choice",)) if code is None else Cleaned(code)


def clean_category(sheet: RuleSheet, field: Field, raw: Any, today: date) -> Cleaned:
    """Find the one category that is ticked. Source: C24: exactly one."""
    ticked = [text_of(one) for one in raw] if isinstance(raw, list) else [text_of(raw)]
    named = list(dict.fromkeys(one for one in ticked if one))
    if len(named) > 1:
        return Cleaned("", ("two_categories_ticked",))
    if not named:
        return Cleaned("")
    known = {choice.code for choice in choices_of(sheet, field)}
    code = named[0] if named[0] in known else chosen(sheet, field, named[0])
    return Cleaned(named[0], ("unknown_category",)) if code is None else Cleaned(code)


def clean_phone(sheet: RuleSheet, field: Field, raw: Any, today: date) -> Cleaned:
    """Clean a mobile number to eleven digits, the first of them 1. Source: C24."""
    text = text_of(raw)
    if not text:
        return Cleaned("")
    digits = _COUNTRY.sub("", re.sub(r"\D", "", unicodedata.normalize("NFKC", text)))
    if len(digits) != PHONE_DIGITS or not digits.startswith("1"):
        return Cleaned(text, (f"bad_phone:{len(digits)}",))
    return Cleaned(digits)


def clean_year_month(sheet: RuleSheet, field: Field, raw: Any, today: date) -> Cleaned:
    """Clean a month to YYYY-MM; online nobody guesses the century. Source: C24."""
    text = text_of(raw)
    if not text:
        return Cleaned("")
    read = read_birth(text)
    if read.value is None or read.warnings or read.value > today.isoformat()[:7]:
        return Cleaned(text, ("bad_birth",))
    return Cleaned(read.value)


def clean_date(sheet: RuleSheet, field: Field, raw: Any, today: date) -> Cleaned:
    """Clean a day to YYYY-MM-DD."""
    return day_of(text_of(raw))


def day_of(text: str, *, latest: date | None = None) -> Cleaned:
    """Read a day, not after `latest`."""
    if not text:
        return Cleaned("")
    parts = re.findall(r"\d+", unicodedata.normalize("NFKC", text))
    try:
        day = date(*(int(part) for part in parts[:3]))
    except (TypeError, ValueError):
        return Cleaned(text, ("bad_date",))
    if len(parts[0]) != len("2021") or len(parts) > len("ymd"):
        return Cleaned(text, ("bad_date",))
    if latest is not None and day > latest:
        return Cleaned(text, ("not_yet",))
    return Cleaned(day.isoformat())


def clean_number(sheet: RuleSheet, field: Field, raw: Any, today: date) -> Cleaned:
    """Clean a number to plain decimal digits; it is kept as text, so that nothing is rounded."""
    text = text_of(raw)
    if not text:
        return Cleaned("")
    try:
        number = Decimal(re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", text)))
    except InvalidOperation:
        return Cleaned(text, ("bad_number",))
    return Cleaned(f"{number:f}") if number.is_finite() else Cleaned(text, ("bad_number",))


def clean_consent(sheet: RuleSheet, field: Field, raw: Any, today: date) -> Cleaned:
    """Take a consent as given or not. Source: N11."""
    return Cleaned(raw is True or str(raw).lower() in _TRUE)


CLEAN: Mapping[FieldKind, Callable[[RuleSheet, Field, Any, date], Cleaned]] = {
    FieldKind.TEXT: clean_text,
    FieldKind.LONG_TEXT: clean_long_text,
    FieldKind.CODE: clean_code,
    FieldKind.CATEGORY: clean_category,
    FieldKind.PHONE: clean_phone,
    FieldKind.YEAR_MONTH: clean_year_month,
    FieldKind.DATE: clean_date,
    FieldKind.NUMBER: clean_number,
    FieldKind.CONSENT: clean_consent,
}
