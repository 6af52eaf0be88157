"""Where a label stands and what belongs to it: in tables of any shape, and in plain lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice

from pingxuan.papers.document import Cell, Grid, Paragraph
from pingxuan.papers.labels import Extra, Label, column_label, form_label, opening_label
from pingxuan.papers.model import Field
from pingxuan.papers.narrative import without_note
from pingxuan.papers.printed import is_printed_order

_WIDE = {
    Field.POST,
    Field.CATEGORY,
    Field.TITLE,
    Field.NARRATIVE,
    Field.UNIT_OPINION,
    Field.OFFICE_OPINION,
}
_LONG = {Field.NARRATIVE, Field.UNIT_OPINION, Field.OFFICE_OPINION}
_GOES_ON_BELOW = _WIDE - {Field.POST, Field.TITLE}
_STATISTICS_COLUMNS = 4
_LONGEST_LABEL = 40
_MOST_COLONS = 60
_MOST_WORDS = 120
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
_STAMP_ONLY = re.compile(
    r"^\s*(?:[(（]?\s*(?:单位)?(?:盖\s*章|公\s*章|签\s*章)[处]?\s*[)）]?)?\s*$"
)
_COUNTY = re.compile(r"^[县区旗、\s]+(?:级|委)")
_HEADLINE = re.compile(r"推荐表|统计表|汇总表|^\s*附\s*件")


@dataclass(slots=True)
class Spot:
    """A label that was found, with the paragraphs of its value."""

    label: Label
    value: list[Paragraph] = field(default_factory=list)

    def text(self) -> str:
        """Give the value's text, a line for each paragraph."""
        return "\n".join(paragraph.text for paragraph in self.value)


@dataclass(slots=True)
class Findings:
    """The spots of one table in reading order, and whether it has rows that the blank has not."""

    spots: list[Spot] = field(default_factory=list)
    has_extra_rows: bool = False


def is_statistics_grid(grid: Grid) -> bool:
    """Say whether a table is a list of cases, with a row of headings, and no form."""
    for row in grid.by_rows()[:8]:
        texts = [cell.text() for cell in row if cell.text().strip()]
        columns = {label for text in texts if (label := column_label(text.strip()))}
        known = columns - {Extra.FOREIGN}
        is_heading = Field.TITLE in known and len(known) >= _STATISTICS_COLUMNS
        if is_heading and len(known) * 2 > len(texts):
            return True
    return False


def spots_in_grid(grid: Grid) -> Findings:
    """Find all labels of a table and what belongs to them.

    Pure labels come first, because a value may begin with words that could be a label too. What
    is left over is looked at as cells that hold label and value together, or tables of their own.
    """
    printed = is_printed_order(grid)
    if printed is not None:
        return Findings([Spot(label, list(cell.paragraphs())) for label, cell in printed])
    return _GridSearch(grid).run()


class _GridSearch:
    """The search of one table; remembers which cells have been spoken for."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._labels: dict[int, Label] = {}
        self._used: set[int] = set()
        self._ours: set[int] = set()
        self._found: list[tuple[int, int, list[Spot]]] = []
        self._has_nested_extra_rows = False
        self._rows = grid.by_rows()
        for cell in grid.cells:
            if not cell.grids() and (label := form_label(cell.text().strip())):
                self._labels[id(cell)] = label
        self._beyond = self._further_offices()

    def run(self) -> Findings:
        for cell in self._in_order():
            label = self._labels.get(id(cell))
            if label is not None and id(cell) not in self._used:
                self._pure(cell, label)
        for cell in self._in_order():
            if id(cell) not in self._used and id(cell) not in self._labels:
                self._mixed(cell)
        found = sorted(self._found, key=lambda at: (at[0], at[1]))
        spots = [spot for _, _, group in found for spot in group]
        return Findings(spots, self._has_extra_rows() or self._has_nested_extra_rows)

    def _further_offices(self) -> set[int]:
        """Find the opinions of offices that the blank has no row for: a county's, or a second."""
        labelled = [self._labels[id(c)] for c in self._in_order() if id(c) in self._labels]
        cells = [c for c in self._in_order() if self._labels.get(id(c)) is Field.OFFICE_OPINION]
        if len(cells) < 2 or labelled.count(Field.NARRATIVE) > 1:
            return set()
        counties = [cell for cell in cells if _COUNTY.match(cell.text())]
        for cell in counties if len(counties) < len(cells) else []:
            self._labels[id(cell)] = Extra.FOREIGN
        kept = [cell for cell in cells if self._labels[id(cell)] is Field.OFFICE_OPINION]
        return {id(cell) for cell in kept[1:] if cell.row != kept[0].row}

    def _in_order(self) -> list[Cell]:
        return sorted(self._grid.cells, key=lambda cell: (cell.row, cell.column))

    def _pure(self, cell: Cell, label: Label) -> None:
        is_wide = label in _WIDE
        self._used.add(id(cell))
        cells = self._to_the_right(cell)
        if not is_wide:
            cells = self._one_of(cells, label)
        if not cells:
            cells = self._below(cell, is_wide=is_wide)
        if label in _GOES_ON_BELOW and cells:
            cells += self._continued(cell)
        if label is Field.NARRATIVE and not without_note("\n".join(c.text() for c in cells)):
            cells += self._row_of_its_own(cell)
        self._take(label, [cell, *cells])
        value = [paragraph for one in cells for paragraph in one.paragraphs()]
        if label is Field.CATEGORY and len(cells) > 1:
            value = [_side_by_side(cells)]
        self._found.append((cell.row, cell.column, [Spot(label, value)]))

    def _take(self, label: Label | None, cells: list[Cell]) -> None:
        """Note that cells have been spoken for, and whether by a field of the form."""
        self._used.update(id(cell) for cell in cells)
        if id(cells[0]) in self._beyond:
            return
        if isinstance(label, Field) or label in (Extra.UNIT, Extra.DUTY):
            self._ours.update(id(cell) for cell in cells)

    def _one_of(self, cells: list[Cell], label: Label) -> list[Cell]:
        """Of the cells beside a short field's label, take the first that says something."""
        filled = [cell for cell in cells if cell.text().strip()]
        if filled and label is not Extra.FOREIGN:
            opening = opening_label(filled[0].text().strip().split("\n"))
            if opening and opening.has_colon and isinstance(opening.label, Field):
                return []
        return filled[:1] or cells[:1]

    def _to_the_right(self, label_cell: Cell) -> list[Cell]:
        cells: list[Cell] = []
        for row in range(label_cell.row, label_cell.row + label_cell.rows):
            column = label_cell.column + label_cell.columns
            while (cell := self._grid.places.get((row, column))) is not None:
                if id(cell) in self._labels or id(cell) in self._used:
                    break
                if cell not in cells:
                    cells.append(cell)
                column = cell.column + cell.columns
        return cells

    def _below(self, label_cell: Cell, *, is_wide: bool) -> list[Cell]:
        row = label_cell.row + label_cell.rows
        columns = range(label_cell.column, label_cell.column + label_cell.columns)
        cells: list[Cell] = []
        for column in columns if is_wide else columns[:1]:
            cell = self._grid.places.get((row, column))
            if cell is None or id(cell) in self._labels or id(cell) in self._used:
                break
            if cell.row == row and cell not in cells:
                cells.append(cell)
        if any(_opens_other_label(cell) for cell in cells):
            return []
        return cells

    def _continued(self, label_cell: Cell) -> list[Cell]:
        """Go on in the rows below whose first cell is empty, as redrawn tables have them."""
        cells: list[Cell] = []
        row = label_cell.row + label_cell.rows
        while (first := self._grid.places.get((row, label_cell.column))) is not None:
            in_row = self._rows[row] if row < len(self._rows) else []
            if not _STAMP_ONLY.match(first.text()) or any(id(c) in self._labels for c in in_row):
                break
            if any(_opens_other_label(cell) for cell in in_row):
                break
            self._used.add(id(first))
            cells += [cell for cell in in_row if cell is not first and id(cell) not in self._used]
            row += 1
        return cells

    def _row_of_its_own(self, label_cell: Cell) -> list[Cell]:
        """Take the one cell of the row below, when it is as wide as the label's whole row."""
        row = label_cell.row + label_cell.rows
        in_row = self._rows[row] if row < len(self._rows) else []
        is_free = len(in_row) == 1 and not {id(in_row[0])} & (self._used | set(self._labels))
        if not is_free or _opens_other_label(in_row[0]):
            return []
        return in_row if in_row[0].columns > label_cell.columns else []

    def _mixed(self, cell: Cell) -> None:
        """Read a cell that holds label and value together, or a whole table."""
        spots: list[Spot] = []
        for nested in cell.grids():
            findings = spots_in_grid(nested)
            spots += findings.spots
            self._has_nested_extra_rows = self._has_nested_extra_rows or findings.has_extra_rows
        if not spots:
            spots = spots_in_lines(list(cell.paragraphs()))
        if spots:
            self._take(next((s.label for s in spots if isinstance(s.label, Field)), None), [cell])
            self._found.append((cell.row, cell.column, spots))

    def _has_extra_rows(self) -> bool:
        """Say whether a row holds words and nothing of it belongs to a field of the form."""
        ours = {label for label in self._labels.values() if isinstance(label, Field)}
        if len(ours) + len(self._found) < 4:
            return False
        for row in self._rows:
            filled = [cell for cell in row if cell.text().strip()]
            is_heading = any(_HEADLINE.search(cell.text()) for cell in filled)
            if filled and not is_heading and not any(id(cell) in self._ours for cell in filled):
                return True
        return False


def _side_by_side(cells: list[Cell]) -> Paragraph:
    """Join cells as one line parted by tabs; boxes and their words may stand in cells apart."""
    line = Paragraph()
    is_upright = _has_ticks_below(cells)
    if is_upright:
        cells = sorted(cells, key=lambda cell: (cell.column, cell.row))
    row = cells[0].row
    for number, cell in enumerate(cells):
        if number:
            line.absorb(Paragraph("\t" if cell.row == row or is_upright else "\n"))
        row = cell.row
        for index, paragraph in enumerate(cell.paragraphs()):
            line.absorb(Paragraph("\n" * (index > 0)))
            line.absorb(paragraph)
    return line


def _has_ticks_below(cells: list[Cell]) -> bool:
    """Say whether words stand side by side in one row and only signs in the rows below."""
    first = [cell for cell in cells if cell.row == cells[0].row]
    below = [cell for cell in cells if cell.row != cells[0].row]
    has_words = [bool(_IDEOGRAPH.search(cell.text())) for cell in below]
    return len(first) > 1 and bool(below) and not any(has_words)


def _opens_other_label(cell: Cell) -> bool:
    """Say whether a cell begins with a label and a colon, so that it is no other label's value."""
    opening = opening_label(cell.text().strip().split("\n"))
    return opening is not None and (opening.has_colon or opening.label in _LONG)


def spots_in_lines(paragraphs: list[Paragraph]) -> list[Spot]:
    """Find labels in running lines: `姓名：张三　性别：男`, a heading line, or words side by side.

    Within a long text only the label of a later long text, or the beginning of a new form, ends
    it: the words of labels are common words.
    """
    spots: list[Spot] = []
    for paragraph in paragraphs:
        for line in paragraph.lines():
            is_long = bool(spots) and spots[-1].label in _LONG
            marks = _labels_in_line(line.text, is_long=is_long)
            if not marks:
                if spots:
                    spots[-1].value.append(line)
                continue
            if spots and line.text[: marks[0][0]].strip():
                spots[-1].value.append(line.stretch(0, marks[0][0]))
            for number, (_, end, label) in enumerate(marks):
                stop = marks[number + 1][0] if number + 1 < len(marks) else len(line.text)
                while end < stop and line.text[end] in " \t\u3000\xa0":
                    end += 1
                value = line.stretch(end, stop)
                spots.append(Spot(label, [value] if value.text.strip() else []))
    return spots


def _labels_in_line(text: str, *, is_long: bool) -> list[tuple[int, int, Label]]:
    """Find the labels of one line: their start, the start of what follows, the label."""
    whole = form_label(text.strip())
    if whole is not None and (not is_long or whole in _LONG):
        return [(0, len(text), whole)]
    marks = _labels_with_colon(text) or _labels_with_spaces(text)
    if is_long:
        first = marks[0] if marks else None
        if first is None or text[: first[0]].strip():
            return []
        starts_form = first[2] is Field.NAME and len(marks) > 1
        if first[2] not in _LONG and not starts_form:
            return []
        return marks if starts_form else marks[:1]
    return marks


def _labels_with_colon(text: str) -> list[tuple[int, int, Label]]:
    marks: list[tuple[int, int, Label]] = []
    last = 0
    for colon in islice(re.finditer("[:：]", text), _MOST_COLONS):
        base = max(last, colon.start() - _LONGEST_LABEL)
        gaps = re.finditer(r"[\s，,；;。]+", text[base : colon.start()])
        for begin in (base, *(base + gap.end() for gap in gaps)):
            label = form_label(text[begin : colon.start()].strip())
            if label is not None:
                marks.append((begin, colon.end(), label))
                last = colon.end()
                break
    return marks


def _labels_with_spaces(text: str) -> list[tuple[int, int, Label]]:
    """Find labels that are parted from their values by nothing but space."""
    words = [(m.start(), m.end()) for m in islice(re.finditer(r"\S+", text), _MOST_WORDS)]
    marks: list[tuple[int, int, Label]] = []
    at = 0
    while at < len(words):
        for end in range(min(at + 6, len(words)), at, -1):
            label = form_label(text[words[at][0] : words[end - 1][1]])
            if label is not None:
                marks.append((words[at][0], words[end - 1][1], label))
                at = end - 1
                break
        at += 1
    return marks if marks and marks[0][0] == words[0][0] else []
