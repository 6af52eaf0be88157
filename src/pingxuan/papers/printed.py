"""The form exactly as it is printed: its labels in their places, so that any value is a value."""

from __future__ import annotations

from pingxuan.papers.document import Cell, Grid
from pingxuan.papers.labels import Label, form_label
from pingxuan.papers.model import Field

PRINTED_ROWS: tuple[tuple[Field, ...], ...] = (
    (Field.NAME, Field.ETHNICITY, Field.BIRTH),
    (Field.POLITICAL, Field.GENDER, Field.PHONE),
    (Field.POST,),
    (Field.CATEGORY,),
    (Field.TITLE,),
    (Field.NARRATIVE,),
    (Field.UNIT_OPINION,),
    (Field.OFFICE_OPINION,),
)


def is_printed_order(grid: Grid) -> list[tuple[Label, Cell]] | None:
    """Give label and value of each place when a table is the printed one, else None.

    A title may be the very word of a label; where the printed labels are all in their places,
    the place decides and not the word.
    """
    rows = grid.by_rows()
    if len(rows) != len(PRINTED_ROWS):
        return None
    pairs: list[tuple[Label, Cell]] = []
    for cells, fields in zip(rows, PRINTED_ROWS, strict=True):
        if len(cells) != 2 * len(fields) or any(cell.rows != 1 for cell in cells):
            return None
        for index, field in enumerate(fields):
            if form_label(cells[2 * index].text().strip()) is not field:
                return None
            pairs.append((field, cells[2 * index + 1]))
    return pairs
