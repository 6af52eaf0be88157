"""A spreadsheet as the reader of tables wants it: cells with their kind, and hidden rows."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_CELLS = 400_000  # of one sheet; more is no list of cases


@dataclass(slots=True)
class SheetCell:
    """One cell.

    Attributes:
        text: what it says; a whole number without a point.
        is_number: whether it is stored as a number.
        lacks_value: whether it is a formula that has no stored result.
        is_rough: whether the stored number has lost figures (1.38E+10).
    """

    text: str = ""
    is_number: bool = False
    lacks_value: bool = False
    is_rough: bool = False


@dataclass(slots=True)
class Merge:
    """A merged area; its text stands in the upper left cell."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """A sheet; rows and columns count from 0.

    Attributes:
        rows: the cells by row and column; missing ones are empty.
        hidden_rows: rows that one does not see.
        above: lines of text that stand before the table, in a document.
    """

    name: str = ""
    rows: dict[int, dict[int, SheetCell]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    above: list[str] = field(default_factory=list)

    def cell(self, row: int, column: int) -> SheetCell:
        """Give a cell, an empty one where there is none."""
        return self.rows.get(row, {}).get(column) or SheetCell()

    def text(self, row: int, column: int) -> str:
        """Give a cell's text without space around it."""
        return self.cell(row, column).text.strip()

    @property
    def height(self) -> int:
        """The number of rows down to the last one with a cell."""
        return max(self.rows, default=-1) + 1

    @property
    def width(self) -> int:
        """The number of columns up to the last one with a cell."""
        return max((max(cells, default=-1) for cells in self.rows.values()), default=-1) + 1


@dataclass(slots=True)
class Workbook:
    """The visible sheets of a file, and what is to be said of it."""

    sheets: list[Sheet] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def number_text(value: float) -> str:
    """Write a number as a person would: whole ones without a point or an exponent."""
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    return str(int(value)) if value == int(value) else repr(value)
