"""The conditions of a category one by one: what a machine finds of each, and what it has to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pingxuan.domain.rules.entry import Condition, Finds
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.nominations.content.addresses import placed_addresses
from pingxuan.nominations.content.checking import EVIDENCE
from pingxuan.nominations.content.cleaning import text_of
from pingxuan.nominations.content.evidence import CellKind, columns_of
from pingxuan.papers.narrative import has_data


class Standing(StrEnum):
    """How a condition stands, as far as a machine can say: it never passes what it cannot judge."""

    LACKING = "lacking"
    ASKED = "asked"
    MET = "met"


@dataclass(frozen=True)
class Judged:
    """One condition held against a form; `found` is how much of what it looks for is there."""

    condition: Condition
    found: int

    @property
    def standing(self) -> Standing:
        """Too little is lacking; enough is met only where the sheet lets what is found decide."""
        rule = self.condition
        if rule.finds is not None and self.found < rule.least:
            return Standing.LACKING
        return Standing.ASKED if rule.confirm or rule.finds is None else Standing.MET


def judge(sheet: RuleSheet, category: str, values: Mapping[str, Any]) -> tuple[Judged, ...]:
    """Hold a form's cleaned values against each condition of a category, in the sheet's order.

    Source:
        C9–C11, N7.
    """
    chosen = next((one for one in sheet.categories if one.code == category), None)
    rules = chosen.conditions if chosen else ()
    return tuple(Judged(rule, _found(sheet, rule, values)) for rule in rules)


def _found(sheet: RuleSheet, rule: Condition, values: Mapping[str, Any]) -> int:
    match rule.finds:
        case Finds.FILLED:
            return sum(_filled(values.get(key)) for key in rule.fields)
        case Finds.COUNTED:
            return len(set().union(*(_counted(sheet, key, values) for key in rule.fields)))
        case Finds.LINKED:
            placed = placed_addresses(sheet, values)
            return len({link for place, link in placed if place.partition(".")[0] in rule.fields})
        case Finds.FIGURES:
            return sum(has_data(text_of(values.get(key))) for key in rule.fields)
        case None:
            return 0


def _filled(value: Any) -> int:
    """Count the rows of a table; any other value is one, if there is one."""
    return len(value) if isinstance(value, list) else int(bool(text_of(value)))


def _counted(sheet: RuleSheet, key: str, values: Mapping[str, Any]) -> set[str]:
    """Name the counts of which a table gives at least one number above nought. Source: C13."""
    field = sheet.field(key)
    rows = values.get(key)
    if field.kind not in EVIDENCE or not isinstance(rows, list):
        return set()
    columns = [one.key for one in columns_of(sheet, field.kind) if one.kind is CellKind.COUNT]
    return {
        column
        for column in columns
        for row in rows
        if isinstance(number := row.get(column), int) and number > 0
    }
