"""A statistics table beside the forms that came with it: what is missing, and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from pingxuan.papers.duplicates import alike
from pingxuan.papers.model import CATEGORY_NAMES, Difference, Field, Form, Row, Table

_TITLE, _NAME, _PHONE, _NEAR_TITLE = 4, 2, 3, 2
_ENOUGH = 4
_NEAR = 0.6


def reconcile(forms: Sequence[Form], table: Table) -> list[Difference]:
    """Compare forms with the lines of a table, in the order of the forms, then of the table.

    A line and a form belong together by title, name and phone. Quotes, colons, width and white
    space make no difference; what one of the two does not say is none either.
    """
    partners = paired(forms, table.rows)
    differences: list[Difference] = []
    for index, form in enumerate(forms):
        row = partners.get(index)
        if row is None:
            name, title = form.values.get(Field.NAME), form.values.get(Field.TITLE)
            differences.append(Difference("not_in_table", name, title, in_form=title))
        else:
            differences += compared(form, table.rows[row])
    taken = set(partners.values())
    for index, line in enumerate(table.rows):
        if index not in taken:
            differences.append(
                Difference("not_in_forms", line.name, line.title, in_table=line.title)
            )
    return differences


def paired(forms: Sequence[Form], rows: Sequence[Row]) -> dict[int, int]:
    """Join each form with the line that agrees most, the surest pairs first."""
    lines = [_Line(row) for row in rows]
    by_key: dict[str, set[int]] = {}
    for at, line in enumerate(lines):
        for key in (f"t{line.title}", f"n{line.name}", f"p{line.phone}"):
            if len(key) > 1:
                by_key.setdefault(key, set()).add(at)
    scored: list[tuple[int, int, int]] = []
    for index, form in enumerate(forms):
        title = alike(form.values.get(Field.TITLE))
        name = alike(form.values.get(Field.NAME))
        phone = form.values.get(Field.PHONE) or ""
        near = set().union(
            *(by_key.get(key, set()) for key in (f"t{title}", f"n{name}", f"p{phone}"))
        )
        for at in near:
            score = lines[at].score(title, name, phone)
            if score >= _ENOUGH:
                scored.append((-score, index, at))
    partners: dict[int, int] = {}
    taken: set[int] = set()
    for _, index, at in sorted(scored):
        if index not in partners and at not in taken:
            partners[index] = at
            taken.add(at)
    return partners


class _Line:
    """A line as it is compared."""

    def __init__(self, row: Row) -> None:
        self.title = alike(row.title)
        self.name = alike(row.name)
        self.phone = row.phone or ""

    def score(self, title: str, name: str, phone: str) -> int:
        """Say how much speaks for a form being this line's."""
        points = _NAME * bool(name and name == self.name)
        points += _PHONE * bool(phone and phone == self.phone)
        if title and title == self.title:
            contradicts = name and self.name and phone and self.phone and not points
            points += 0 if contradicts else _TITLE
        elif title and self.title and points:
            is_near = SequenceMatcher(None, title, self.title).ratio() >= _NEAR
            points += _NEAR_TITLE * is_near
        return points


def compared(form: Form, row: Row) -> list[Difference]:
    """Say in which places a form and its line differ; what one of them does not say is none."""
    name, title = form.values.get(Field.NAME), form.values.get(Field.TITLE)
    found = []
    pairs = (
        ("title_differs", title, row.title, alike(title) != alike(row.title)),
        (
            "category_differs",
            CATEGORY_NAMES.get(form.values.get(Field.CATEGORY) or ""),
            CATEGORY_NAMES.get(row.category or ""),
            form.values.get(Field.CATEGORY) != row.category,
        ),
        (
            "phone_differs",
            form.values.get(Field.PHONE),
            row.phone,
            form.values.get(Field.PHONE) != row.phone,
        ),
        (
            "unit_differs",
            form.values.get(Field.POST),
            row.post,
            alike(form.values.get(Field.POST)) != alike(row.post),
        ),
    )
    for code, in_form, in_table, differs in pairs:
        if differs and in_form and in_table:
            found.append(Difference(code, name, title, in_form, in_table))
    return found
