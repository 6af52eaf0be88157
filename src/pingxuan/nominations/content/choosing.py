"""What can be chosen in a field with a code list, and which choice some words mean."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping

from pingxuan.domain.codelists import (
    ETHNICITIES,
    IN_ENGLISH,
    POLITICAL_STATUSES,
    ethnicity_of,
    political_status_of,
)
from pingxuan.domain.rules.entry import Category, Choice, Field, FieldKind, Named, Nominator
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.domain.rules.text import Text

GENDERS = (
    Choice("男", Text("男", "Male"), ("男性",)),
    Choice("女", Text("女", "Female"), ("女性",)),
)
_WORD_LISTS: Mapping[str, tuple[tuple[str, ...], Callable[[str], str | None]]] = {
    "ethnicity": (ETHNICITIES, ethnicity_of),
    "political": (POLITICAL_STATUSES, political_status_of),
}


def choices_of(sheet: RuleSheet, field: Field) -> tuple[Choice, ...]:
    """List what may be chosen in a field; none for a field that is written."""
    if field.kind is FieldKind.CATEGORY or field.choices == "category":
        return tuple(Choice(one.code, one.name) for one in sheet.categories)
    if field.kind is not FieldKind.CODE:
        return ()
    if field.choices in _WORD_LISTS:
        return tuple(
            Choice(word, Text(word, IN_ENGLISH[word])) for word in _WORD_LISTS[field.choices][0]
        )
    if field.choices == "gender":
        return GENDERS
    return sheet.code_list(field.choices).choices


def chosen(sheet: RuleSheet, field: Field, text: str) -> str | None:
    """Give the code that some words mean; None when no choice is meant.

    Source:
        C24: 汉 is 汉族, 党员 is 中共党员.
    """
    if field.choices in _WORD_LISTS:
        return _WORD_LISTS[field.choices][1](text)
    wanted = _bare(text)
    for choice in choices_of(sheet, field):
        words = (choice.code, choice.label.zh, choice.label.en, *choice.aliases)
        if wanted in {_bare(word) for word in words if word}:
            return choice.code
    return None


def platform_of(sheet: RuleSheet, text: str) -> str | None:
    """Give the code of the platform that is named by code or by name. Source: C12."""
    return _named(sheet.evidence.platforms, text)


def categories_for(sheet: RuleSheet, nominator: Nominator) -> tuple[Category, ...]:
    """List the categories that are open to a unit or to a person. Source: C6–C8."""
    return tuple(one for one in sheet.categories if nominator in one.nominators)


def _named(names: tuple[Named, ...], text: str) -> str | None:
    wanted = _bare(text)
    for one in names:
        if wanted in {_bare(word) for word in (one.code, one.name.zh, one.name.en) if word}:
            return one.code
    return None


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
