"""What all text formats are read into: paragraphs, and tables of cells that hold paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pingxuan.papers.model import Unreadable

_MOST_PLACES = 400_000


@dataclass(slots=True)
class Anchor:
    """A stretch of a paragraph that leads to an address."""

    start: int
    end: int
    target: str


@dataclass(slots=True)
class Paragraph:
    """A paragraph as one sees it; lines within it end with a line feed.

    Attributes:
        text: without hidden and deleted text; ticks of every kind as ☑ and □.
        anchors: its links, by position.
        struck: stretches that are struck through.
        marked: stretches set apart from the others, by underline, colour or shading.
    """

    text: str = ""
    anchors: list[Anchor] = field(default_factory=list)
    struck: list[tuple[int, int]] = field(default_factory=list)
    marked: list[tuple[int, int]] = field(default_factory=list)

    def absorb(self, other: Paragraph) -> None:
        """Set another paragraph's text after one's own, with all that belongs to it."""
        shift = len(self.text)
        self.text += other.text
        self.anchors += [Anchor(a.start + shift, a.end + shift, a.target) for a in other.anchors]
        self.struck += [(start + shift, end + shift) for start, end in other.struck]
        self.marked += [(start + shift, end + shift) for start, end in other.marked]

    def stretch(self, start: int, end: int) -> Paragraph:
        """Give a part of the paragraph, with the links that touch it."""
        anchors = [
            Anchor(max(a.start, start) - start, min(a.end, end) - start, a.target)
            for a in self.anchors
            if a.start < end and a.end > start
        ]
        return Paragraph(self.text[start:end], anchors)

    def lines(self) -> list[Paragraph]:
        """Part the paragraph at its line ends."""
        parts, start = [], 0
        for line in self.text.split("\n"):
            parts.append(self.stretch(start, start + len(line)))
            start += len(line) + 1
        return parts

    def standing_text(self) -> str:
        """Give the text without what is struck through."""
        standing, last = [], 0
        for start, end in self.struck:
            standing.append(self.text[last:start])
            last = max(last, end)
        return "".join([*standing, self.text[last:]])


@dataclass(slots=True, eq=False)
class Cell:
    """A cell of a table, with the rows and columns that it covers."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    blocks: list[Paragraph | Grid] = field(default_factory=list)

    def paragraphs(self) -> Iterator[Paragraph]:
        """Give all paragraphs, those of tables within the cell in their order."""
        yield from paragraphs_of(self.blocks)

    def text(self) -> str:
        """Give the whole text, a line for each paragraph."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs())

    def grids(self) -> list[Grid]:
        """Give the tables that stand within the cell."""
        return [block for block in self.blocks if isinstance(block, Grid)]


@dataclass(slots=True, eq=False)
class Grid:
    """A table; a merged cell stands once, at its upper left corner."""

    cells: list[Cell] = field(default_factory=list)
    places: dict[tuple[int, int], Cell] = field(default_factory=dict)

    def add(self, cell: Cell) -> None:
        """Put a cell in its place.

        Raises:
            Unreadable: `too_large`, when the table has more places than any form or list.
        """
        if len(self.places) + cell.rows * cell.columns > _MOST_PLACES:
            raise Unreadable("too_large")
        self.cells.append(cell)
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                self.places.setdefault((row, column), cell)

    def extend_down(self, cell: Cell, row: int) -> None:
        """Let a cell cover the same columns of one row more."""
        if len(self.places) + cell.columns > _MOST_PLACES:
            raise Unreadable("too_large")
        cell.rows = row - cell.row + 1
        for column in range(cell.column, cell.column + cell.columns):
            self.places.setdefault((row, column), cell)

    @property
    def height(self) -> int:
        """The number of rows."""
        return max((cell.row + cell.rows for cell in self.cells), default=0)

    @property
    def width(self) -> int:
        """The number of columns."""
        return max((cell.column + cell.columns for cell in self.cells), default=0)

    def row(self, index: int) -> list[Cell]:
        """Give the cells that begin in a row, from left to right."""
        return sorted((c for c in self.cells if c.row == index), key=lambda c: c.column)

    def by_rows(self) -> list[list[Cell]]:
        """Give the cells that begin in each row, from left to right."""
        rows: list[list[Cell]] = [[] for _ in range(self.height)]
        for cell in sorted(self.cells, key=lambda c: (c.row, c.column)):
            rows[cell.row].append(cell)
        return rows


Block = Paragraph | Grid


@dataclass(slots=True)
class Document:
    """A text document of any format.

    Attributes:
        blocks: paragraphs and tables in their order.
        warnings: codes that hold for the file as a whole.
        errors: the same, of the kind that holds it back.
        has_pictures: whether it shows pictures, so that one without words is a scan.
    """

    blocks: list[Block] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    has_pictures: bool = False

    def warn(self, code: str) -> None:
        """Add a warning once."""
        if code not in self.warnings:
            self.warnings.append(code)

    def text(self) -> str:
        """Give the whole text, tables cell by cell."""
        return "\n".join(paragraph.text for paragraph in paragraphs_of(self.blocks))


def paragraphs_of(blocks: list[Block]) -> Iterator[Paragraph]:
    """Give all paragraphs in reading order; the cells of one row share a line, parted by tabs."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
            continue
        for row in block.by_rows():
            line = Paragraph()
            for cell in row:
                if line.text:
                    line.absorb(Paragraph("\t"))
                for number, paragraph in enumerate(paragraphs_of(cell.blocks)):
                    line.absorb(Paragraph("\n" * (number > 0)))
                    line.absorb(paragraph)
            yield line
