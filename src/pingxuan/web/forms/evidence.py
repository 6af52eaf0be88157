"""Evidence tables as they are typed: rows of plain inputs, with their errors and sums."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language

from pingxuan.domain.rules.entry import Field
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.nominations.content.choosing import platform_of
from pingxuan.nominations.content.cleaning import text_of
from pingxuan.nominations.content.evidence import (
    FOLLOWERS,
    MOST_ROWS,
    CellKind,
    Column,
    columns_of,
    is_empty,
    sums_of,
    typed_rows,
)
from pingxuan.nominations.models import Attachment
from pingxuan.web.forms.files import ProofCell
from pingxuan.web.link_states import LinkSeen, Seen
from pingxuan.web.sentences import code_sentence

PLACE = "__i__"


@dataclass(frozen=True)
class Cell:
    """One input of a row."""

    id: str
    name: str
    key: str
    label: str
    kind: CellKind
    value: str
    choices: Sequence[tuple[str, str]]
    errors: Sequence[str]
    needed: bool
    proof: ProofCell | None = None
    seen: tuple[LinkSeen, ...] = ()

    @property
    def summed(self) -> bool:
        """Whether it adds to a sum; one person may follow several accounts."""
        return self.kind is CellKind.COUNT and self.key != FOLLOWERS


@dataclass(frozen=True)
class Row:
    """One row of inputs; `at` is its place in the names of its inputs."""

    at: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A table of evidence on the form.

    Attributes:
        blank: the row that a script copies.
        sums: label, key and sum of each count that can be added up.
    """

    key: str
    label: str
    hint: str
    rows: tuple[Row, ...]
    blank: Row
    sums: tuple[tuple[str, str, int], ...]
    errors: tuple[str, ...]

    @property
    def filled(self) -> int:
        """How many rows hold anything."""
        return sum(any(cell.value for cell in row.cells) for row in self.rows)


def table_of(
    sheet: RuleSheet,
    field: Field,
    raw: Any,
    problems: Mapping[str, Sequence[str]],
    *,
    proofs: Mapping[str, Attachment] | None = None,
    file_errors: Mapping[str, Sequence[str]] | None = None,
    seen: Seen | None = None,
) -> Table:
    """Lay out a table with what was typed, an empty row at its end, and the errors by cell.

    Args:
        proofs: the proof pictures that lie beside the form, by SHA-256.
        file_errors: what was wrong with pictures just chosen, by the name of their input.
        seen: what was found of the links, by place.
    """
    lang = get_language() or ""
    columns = columns_of(sheet, field.kind)
    typed = typed_rows(raw)
    kept = [*typed, {}] if not typed or not is_empty(typed[-1]) else typed
    rows = tuple(
        _with_proof(
            _with_links(_row(sheet, field.key, str(place), columns, row, problems, lang), seen),
            proofs or {},
            file_errors or {},
        )
        for place, row in enumerate(kept[: MOST_ROWS + 1])
    )
    sums = sums_of(sheet, field.kind, typed)
    return Table(
        key=field.key,
        label=field.label.get(lang),
        hint=field.hint.get(lang),
        rows=rows,
        blank=_with_proof(_row(sheet, field.key, PLACE, columns, {}, {}, lang), {}, {}),
        sums=tuple(
            (column.label.get(lang), column.key, sums[column.key])
            for column in columns
            if column.kind is CellKind.COUNT and column.key != FOLLOWERS
        ),
        errors=tuple(code_sentence(code) for code in problems.get(field.key, ())),
    )


def _with_links(row: Row, seen: Seen | None) -> Row:
    """Give each cell with a link what was found of it."""
    if not seen:
        return row
    found = [seen.get(cell.name.replace("-", "."), ()) for cell in row.cells]
    cells = zip(row.cells, found, strict=True)
    return Row(row.at, tuple(replace(cell, seen=links) for cell, links in cells))


def _with_proof(
    row: Row, proofs: Mapping[str, Attachment], file_errors: Mapping[str, Sequence[str]]
) -> Row:
    """Give the cell of the proof picture the picture that it names."""
    cells = []
    for cell in row.cells:
        if cell.kind is CellKind.PROOF:
            file = proofs.get(cell.value)
            said = (*cell.errors, *file_errors.get(cell.name, ()))
            value = file.sha256 if file else ""
            cell = replace(cell, proof=ProofCell(cell.name, value, file, said))
        cells.append(cell)
    return Row(row.at, tuple(cells))


def rows_in(sheet: RuleSheet, field: Field, posted: QueryDict) -> list[dict[str, str]]:
    """Take the rows of a table from a posted form: `works-0-link`, in the order of their places."""
    keys = {column.key for column in columns_of(sheet, field.kind)}
    pattern = re.compile(rf"{re.escape(field.key)}-(\d{{1,4}})-(\w+)")
    found: dict[int, dict[str, str]] = {}
    for name in posted:
        match = pattern.fullmatch(name)
        if match and match[2] in keys:
            found.setdefault(int(match[1]), {})[match[2]] = str(posted.get(name, "")).strip()
    return [found[place] for place in sorted(found) if not is_empty(found[place])]


def flat(sheet: RuleSheet, key: str, raw: Any) -> dict[str, str]:
    """Name each cell of a table as its input is named, with the platform that is meant."""
    return {
        f"{key}-{place}-{name}": (name == "platform" and platform_of(sheet, text_of(value)))
        or text_of(value)
        for place, row in enumerate(typed_rows(raw))
        for name, value in row.items()
    }


def _row(
    sheet: RuleSheet,
    key: str,
    at: str,
    columns: Sequence[Column],
    row: Mapping[str, Any],
    problems: Mapping[str, Sequence[str]],
    lang: str,
) -> Row:
    platforms = [(one.code, one.name.get(lang)) for one in sheet.evidence.platforms]
    cells = []
    for column in columns:
        value = text_of(row.get(column.key))
        is_platform = column.kind is CellKind.PLATFORM
        if is_platform and value:
            value = platform_of(sheet, value) or value
        strange = [(value, value)] if is_platform and value not in dict(platforms) else []
        cells.append(
            Cell(
                id=f"id_{key}-{at}-{column.key}",
                name=f"{key}-{at}-{column.key}",
                key=column.key,
                label=column.label.get(lang),
                kind=column.kind,
                value=value,
                choices=[*strange, *platforms] if is_platform else (),
                errors=[code_sentence(c) for c in problems.get(f"{key}.{at}.{column.key}", ())],
                needed=column.required,
            )
        )
    return Row(at, tuple(cells))
