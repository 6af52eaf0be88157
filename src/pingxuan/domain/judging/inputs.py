"""The four tables of judging, read into plain rows: marks, votes, entries and judges.

Source:
    interfaces-judging 2 and 6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from pingxuan.domain.judging.numbers import WHOLE_FORM, read_decimal
from pingxuan.domain.judging.problems import Problem, Trouble, in_table
from pingxuan.domain.judging.recusal import Unit, read_unit, read_units
from pingxuan.domain.judging.tables import Table, read_table

MARK_COLUMNS: Final = ("category", "entry", "judge", "criterion", "mark")
VOTE_COLUMNS: Final = ("category", "entry", "votes")
ENTRY_COLUMNS: Final = ("entry", "category", "unit")
JUDGE_COLUMNS: Final = ("judge", "unit", "recuse")

Votes = Mapping[tuple[str, str], int]


class MarkRow(NamedTuple):
    """One mark, or with `mark` None the sign that a judge gave none; `line` serves messages."""

    category: str
    entry: str
    judge: str
    criterion: str
    mark: Decimal | None
    line: int = 0


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry that waits for judges, with the unit it comes from (empty: none)."""

    entry: str
    category: str
    unit: Unit = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class JudgeRow:
    """A judge, with the own unit and the other units from which the judge is recused."""

    judge: str
    unit: Unit = ()
    recuse: tuple[Unit, ...] = ()


def read_marks(data: bytes) -> tuple[list[MarkRow], list[Problem]]:
    """Read a MARKS.csv; what a mark may be worth is asked later, of the rules."""
    table = read_table(data, MARK_COLUMNS)
    first_lines: dict[tuple[str, ...], int] = {}
    known: dict[str, Decimal | None] = {"": None}
    rows = []
    for line, fields in table.records:
        category, entry, judge, criterion, text = fields
        if not (category and entry and judge and criterion):
            _note_empty_names(table, line, MARK_COLUMNS[:4], fields)
            continue
        if first_lines.setdefault((category, entry, judge, criterion), line) != line:
            first = first_lines[category, entry, judge, criterion]
            _note(table, line, "criterion", Trouble.REPEATED_RECORD, first=first)
        if text not in known:
            known[text] = read_decimal(text)
        mark = known[text]
        if mark is None and text:
            _note(table, line, "mark", Trouble.NOT_A_DECIMAL, value=text)
        rows.append(MarkRow(category, entry, judge, criterion, mark, line))
    return rows, table.problems


def read_votes(data: bytes) -> tuple[dict[tuple[str, str], int], list[Problem]]:
    """Read a VOTES.csv."""
    table = read_table(data, VOTE_COLUMNS)
    first_lines: dict[tuple[str, str], int] = {}
    votes = {}
    for line, fields in table.records:
        category, entry, text = fields
        if not (category and entry):
            _note_empty_names(table, line, VOTE_COLUMNS[:2], fields)
            continue
        if first_lines.setdefault((category, entry), line) != line:
            first = first_lines[category, entry]
            _note(table, line, "entry", Trouble.REPEATED_RECORD, first=first)
        if not WHOLE_FORM.fullmatch(text):
            _note(table, line, "votes", Trouble.NOT_A_COUNT, value=text)
        votes[category, entry] = int(text) if WHOLE_FORM.fullmatch(text) else 0
    return votes, table.problems


def read_entries(data: bytes) -> tuple[list[EntryRow], list[Problem]]:
    """Read an ENTRIES.csv; the unit may be empty."""
    table = read_table(data, ENTRY_COLUMNS)
    first_lines: dict[str, int] = {}
    rows = []
    for line, fields in table.records:
        entry, category, unit = fields
        _note_empty_names(table, line, ENTRY_COLUMNS[:2], fields)
        _note_repeated(table, line, "entry", entry, first_lines)
        rows.append(EntryRow(entry, category, read_unit(unit), line))
    return rows, table.problems


def read_judges(data: bytes) -> tuple[list[JudgeRow], list[Problem]]:
    """Read a JUDGES.csv; unit and recuse may be empty."""
    table = read_table(data, JUDGE_COLUMNS)
    first_lines: dict[str, int] = {}
    rows = []
    for line, fields in table.records:
        judge, unit, recuse = fields
        _note_empty_names(table, line, JUDGE_COLUMNS[:1], fields)
        _note_repeated(table, line, "judge", judge, first_lines)
        rows.append(JudgeRow(judge, read_unit(unit), read_units(recuse)))
    return rows, table.problems


def _note(table: Table, line: int, column: str, trouble: Trouble, **facts: object) -> None:
    table.problems.append(in_table(line, column, trouble, **facts))


def _note_empty_names(table: Table, line: int, names: Sequence[str], fields: Sequence[str]) -> None:
    for column, value in zip(names, fields, strict=False):
        if not value:
            _note(table, line, column, Trouble.EMPTY_NAME)


def _note_repeated(
    table: Table, line: int, column: str, name: str, first_lines: dict[str, int]
) -> None:
    if name and first_lines.setdefault(name, line) != line:
        _note(table, line, column, Trouble.REPEATED_RECORD, first=first_lines[name])
