"""Ruled lines into tables: boxes that no line parts are one cell."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

from pingxuan.papers.document import Cell, Grid
from pingxuan.papers.pdf.lines import VisualLine, paragraphs_of_lines, visual_lines
from pingxuan.papers.pdf.page import Glyph, PageContent, Rule

_NEAR = 2.5
_OPEN_END = 8.0
_MOST_EDGES = 120


@dataclass(slots=True)
class RuledCell(Cell):
    """A cell that still knows its lines as they were set, for when it goes on overleaf."""

    lines: list[VisualLine] = field(default_factory=list)
    edge: float = 0.0

    def set_text(self) -> None:
        """Make paragraphs of the lines."""
        self.blocks = list(paragraphs_of_lines(self.lines, self.edge))


class RuledTable:
    """The table that a page's lines make, if they make one."""

    def __init__(self, page: PageContent) -> None:
        self.columns = _edges([rule.at for rule in page.upright], page.level)
        self.rows = _edges([rule.at for rule in page.level], page.upright)
        self._page = page
        self._owner: dict[tuple[int, int], tuple[int, int]] = {}

    @property
    def is_table(self) -> bool:
        """Whether there are at least two boxes beside or above one another."""
        edges = len(self.columns), len(self.rows)
        return min(edges) > 1 and max(edges) > 2 and max(edges) <= _MOST_EDGES

    def holds(self, glyph: Glyph) -> bool:
        """Say whether a character stands within the table's outline."""
        x, y = glyph.middle
        return self.columns[0] <= x <= self.columns[-1] and self.rows[0] <= y <= self.rows[-1]

    def grid(self) -> Grid:
        """Give the cells with their text; rows count from the top."""
        self._join_boxes()
        inside: dict[tuple[int, int], list[Glyph]] = {}
        for glyph in self._page.glyphs:
            if self.holds(glyph):
                inside.setdefault(self._box_of(glyph), []).append(glyph)
        members: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for box, owner in self._owner.items():
            members.setdefault(self._root(owner), []).append(box)
        grid = Grid()
        for owner, boxes in sorted(members.items(), key=lambda item: min(item[1])):
            grid.add(self._cell(boxes, inside.get(owner, [])))
        return grid

    def _cell(self, boxes: list[tuple[int, int]], glyphs: list[Glyph]) -> RuledCell:
        rows, columns = [box[0] for box in boxes], [box[1] for box in boxes]
        right = self.columns[max(columns) + 1]
        lines = visual_lines(glyphs, self._page.links)
        furthest = max((line.right for line in lines), default=right)
        height, breadth = max(rows) - min(rows) + 1, max(columns) - min(columns) + 1
        cell = RuledCell(min(rows), min(columns), height, breadth)
        cell.lines = lines
        cell.edge = min(right, max(furthest, right - 24))
        cell.set_text()
        return cell

    def _box_of(self, glyph: Glyph) -> tuple[int, int]:
        x, y = glyph.middle
        column = min(max(bisect_right(self.columns, x) - 1, 0), len(self.columns) - 2)
        from_bottom = min(max(bisect_right(self.rows, y) - 1, 0), len(self.rows) - 2)
        return self._root((len(self.rows) - 2 - from_bottom, column))

    def _join_boxes(self) -> None:
        """Make one cell of neighbours between which no line is drawn."""
        height, breadth = len(self.rows) - 1, len(self.columns) - 1
        self._owner = {(r, c): (r, c) for r in range(height) for c in range(breadth)}
        upright = [_rules_at(self._page.upright, column) for column in self.columns]
        level = [_rules_at(self._page.level, row) for row in self.rows]
        for row in range(height):
            top, bottom = self.rows[height - row], self.rows[height - row - 1]
            for column in range(breadth):
                left, right = self.columns[column], self.columns[column + 1]
                if column + 1 < breadth and not _is_drawn(upright[column + 1], (top + bottom) / 2):
                    self._unite((row, column), (row, column + 1))
                below = level[height - row - 1]
                if row + 1 < height and not _is_drawn(below, (left + right) / 2):
                    self._unite((row, column), (row + 1, column))

    def _root(self, box: tuple[int, int]) -> tuple[int, int]:
        while self._owner[box] != box:
            box = self._owner[box]
        return box

    def _unite(self, one: tuple[int, int], other: tuple[int, int]) -> None:
        first, second = sorted((self._root(one), self._root(other)))
        self._owner[second] = first


def tables_of(page: PageContent) -> list[RuledTable]:
    """Part a page's lines into tables, from the top down: where no line stands upright, one ends."""
    tables = []
    for low, high in reversed(_covered(page.upright)):
        part = PageContent(
            glyphs=[g for g in page.glyphs if low <= g.middle[1] <= high],
            level=[rule for rule in page.level if low - _NEAR <= rule.at <= high + _NEAR],
            upright=[r for r in page.upright if r.start >= low - _NEAR and r.end <= high + _NEAR],
            links=page.links,
        )
        table = RuledTable(part)
        if table.is_table:
            tables.append(table)
    return tables


def _covered(rules: list[Rule]) -> list[tuple[float, float]]:
    """Give the stretches that upright lines cover without a break, from the bottom up."""
    stretches: list[tuple[float, float]] = []
    for rule in sorted(rules, key=lambda one: one.start):
        if stretches and rule.start <= stretches[-1][1] + _NEAR:
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], rule.end))
        else:
            stretches.append((rule.start, rule.end))
    return stretches


def share_columns(tables: list[RuledTable]) -> None:
    """Give tables that go on from page to page the same columns, so that their cells agree."""
    for table, following in pairwise(tables):
        ends = table.columns[0], table.columns[-1]
        if all(
            abs(one - other) <= 2 * _NEAR
            for one, other in zip(ends, (following.columns[0], following.columns[-1]), strict=True)
        ):
            following.columns = table.columns = _merged([*table.columns, *following.columns])
    for table, following in pairwise(reversed(tables)):
        if set(following.columns) < set(table.columns):
            following.columns = table.columns


def _edges(places: list[float], across: list[Rule]) -> list[float]:
    """Give the places of lines once each, and the ends of the lines that cross them.

    A row that goes on over the page's end has no line there, a table may have none at its sides.
    """
    edges = _merged(places)
    ends = [end for rule in across for end in (rule.start, rule.end)]
    if edges and ends:
        if min(ends) < edges[0] - _OPEN_END:
            edges.insert(0, min(ends))
        if max(ends) > edges[-1] + _OPEN_END:
            edges.append(max(ends))
    return edges


def _merged(places: list[float]) -> list[float]:
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > _NEAR:
            edges.append(place)
    return edges


def _rules_at(rules: list[Rule], at: float) -> list[Rule]:
    return [rule for rule in rules if abs(rule.at - at) <= _NEAR]


def _is_drawn(rules: list[Rule], through: float) -> bool:
    return any(rule.start - _NEAR <= through <= rule.end + _NEAR for rule in rules)
