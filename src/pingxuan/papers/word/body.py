"""The body of a Word document: paragraphs and tables, whatever they are wrapped in."""

from __future__ import annotations

from collections.abc import Iterator

from pingxuan.papers.document import Block, Cell, Grid, Paragraph
from pingxuan.papers.model import Unreadable
from pingxuan.papers.package import Element
from pingxuan.papers.word.lines import LineReader, Surroundings
from pingxuan.papers.word.names import MC, W, is_on, number, value

_DEEPEST = 24
_WRAPPERS = {
    W + name
    for name in ["sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "dir", "bdo"]
} | {MC + "AlternateContent", MC + "Choice"}


class BodyReader:
    """Reads blocks in order; keeps count of how deep tables stand in tables."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._depth = 0

    def blocks(self, parent: Element) -> list[Block]:
        """Read what stands in a body, a cell or a text box.

        Raises:
            Unreadable: `corrupt`, when tables or boxes are nested beyond reason.
        """
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Unreadable("corrupt")
        read: list[Block] = []
        carried: Paragraph | None = None
        for element in _unwrapped(parent):
            if element.tag == W + "tbl":
                read.append(self._grid(element))
            elif element.tag == W + "p":
                paragraph, boxes = self._paragraph(element)
                if carried is not None:
                    carried.absorb(paragraph)
                    paragraph = carried
                carried = paragraph if _mark_is_deleted(element) else None
                if carried is None:
                    read.append(paragraph)
                read.extend(boxes)
        if carried is not None:
            read.append(carried)
        self._depth -= 1
        return read

    def _paragraph(self, element: Element) -> tuple[Paragraph, list[Block]]:
        reader = LineReader(self._around)
        reader.read(element)
        boxes: list[Block] = []
        for box in reader.boxes:
            boxes.extend(block for block in self.blocks(box) if _has_words(block))
        return reader.paragraph, boxes

    def _grid(self, table: Element) -> Grid:
        grid = Grid()
        above: dict[int, Cell] = {}
        index = 0
        for row in _children(table, W + "tr"):
            properties = row.find(W + "trPr")
            if properties is not None and self._is_gone(row, properties):
                continue
            column = number(_found(properties, "gridBefore"), 0)
            starts: dict[int, Cell] = {}
            for cell in self._standing_cells(row):
                column += self._cell(cell, grid, index, column, above, starts)
            above = starts
            index += 1
        return grid

    def _is_gone(self, row: Element, properties: Element) -> bool:
        if properties.find(W + "del") is not None:
            return True
        if is_on(properties.find(W + "hidden")):
            if "".join(row.itertext(W + "t")).strip():
                self._around.warnings.add("hidden_text")
            return True
        return False

    def _standing_cells(self, row: Element) -> list[Element]:
        return [c for c in _children(row, W + "tc") if c.find(f"{W}tcPr/{W}cellDel") is None]

    def _cell(
        self,
        element: Element,
        grid: Grid,
        row: int,
        column: int,
        above: dict[int, Cell],
        starts: dict[int, Cell],
    ) -> int:
        """Place one cell; give the number of columns that it takes."""
        properties = element.find(W + "tcPr")
        span = max(1, number(_found(properties, "gridSpan"), 1))
        if _continues(properties, "hMerge") and starts:
            left = starts[max(starts)]
            left.columns += span
            for covered in range(column, column + span):
                grid.places.setdefault((row, covered), left)
            return span
        if _continues(properties, "vMerge") and column in above:
            grid.extend_down(above[column], row)
            starts[column] = above[column]
            return span
        cell = Cell(row, column, 1, span, self.blocks(element))
        grid.add(cell)
        starts[column] = cell
        return span


def _unwrapped(parent: Element) -> Iterator[Element]:
    """Give paragraphs and tables through all controls and revisions that wrap them."""
    for child in parent:
        if child.tag in _WRAPPERS:
            if child.tag == W + "sdt" and is_on(child.find(f"{W}sdtPr/{W}showingPlcHdr")):
                continue
            yield from _unwrapped(child)
        else:
            yield child


def _children(parent: Element, tag: str) -> Iterator[Element]:
    return (child for child in _unwrapped(parent) if child.tag == tag)


def _found(properties: Element | None, name: str) -> Element | None:
    return None if properties is None else properties.find(W + name)


def _continues(properties: Element | None, name: str) -> bool:
    merge = _found(properties, name)
    return merge is not None and value(merge) != "restart"


def _mark_is_deleted(paragraph: Element) -> bool:
    properties = paragraph.find(f"{W}pPr/{W}rPr")
    return properties is not None and any(
        properties.find(W + name) is not None for name in ("del", "moveFrom")
    )


def _has_words(block: Block) -> bool:
    return isinstance(block, Grid) or bool(block.text.strip())
