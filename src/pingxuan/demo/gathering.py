"""Gather a folder of filled forms and a statistics table for a rehearsal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pingxuan.papers.model import Field, Form, Kind, Table
from pingxuan.papers.reading import read_file

# What lies beside forms in such folders, and is none.
BESIDE = {".json", ".md", ".csv", ".toml", ".html"}


@dataclass
class Gathered:
    """What a folder gave.

    Attributes:
        forms: (file name, form) that can be taken on.
        held: (file name and part, codes) of forms with errors.
        refused: (file name, codes) of files in which no form could be read.
        table: the statistics table, if one was given and could be read.
    """

    forms: list[tuple[str, Form]] = field(default_factory=list)
    held: list[tuple[str, list[str]]] = field(default_factory=list)
    refused: list[tuple[str, list[str]]] = field(default_factory=list)
    table: Table | None = None


def gather(folder: Path, table: Path | None) -> Gathered:
    """Read every form of `folder`, in the order of their names; a bad one never stops the others."""
    found = Gathered()
    if table is not None:
        read = read_file(table.name, table.read_bytes())
        found.table = read.table
        if read.table is None:
            found.refused.append((table.name, read.errors or ["not_a_form"]))
    for path in _papers(folder, table):
        _take(found, path)
    return found


def _papers(folder: Path, table: Path | None) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        is_table = table is not None and path.resolve() == table.resolve()
        is_beside = path.name.startswith((".", "~$")) or path.suffix.lower() in BESIDE
        if path.is_file() and not is_table and not is_beside:
            yield path


def _take(found: Gathered, path: Path) -> None:
    read = read_file(path.name, path.read_bytes())
    if read.kind is Kind.TABLE:
        return
    if not read.forms:
        found.refused.append((path.name, read.errors or ["not_a_form"]))
        return
    for form in read.forms:
        errors = [*read.errors, *form.errors]
        if errors:
            found.held.append((f"{path.name}#{form.part}", errors))
        else:
            found.forms.append((path.name, form))


def office_named(form: Form, table: Table | None) -> str:
    """Give the office that the table says sends a form on (推荐层级/单位), or nothing."""
    if table is None:
        return ""
    phone, title = form.values.get(Field.PHONE), form.values.get(Field.TITLE)
    for row in table.rows:
        if (row.phone and row.phone == phone) or (row.title and row.title == title):
            return row.level or ""
    return ""


def form_values(form: Form) -> dict[str, object]:
    """Give a form's values by field key; consent is taken as given in a rehearsal."""
    values: dict[str, object] = {
        key.value: value for key, value in form.values.items() if value is not None
    }
    return values | {"narrative": form.narrative, "consent": True}
