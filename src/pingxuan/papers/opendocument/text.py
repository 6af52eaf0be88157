"""An .odt as blocks of text and tables."""

from __future__ import annotations

from pingxuan.papers.document import Anchor, Block, Cell, Document, Grid, Paragraph
from pingxuan.papers.limits import Limits
from pingxuan.papers.model import Unreadable
from pingxuan.papers.opendocument.guard import (
    DRAW,
    OFFICE,
    TABLE,
    TEXT,
    XLINK,
    open_content,
    open_warnings,
)
from pingxuan.papers.package import Element, Package
from pingxuan.papers.word.symbols import is_symbol_font, symbol

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FORM = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"
_FIELD = "{urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0}"
_DEEPEST = 24
_SKIPPED = {
    OFFICE + "annotation",
    TEXT + "tracked-changes",
    TEXT + "note",
    TEXT + "ruby-text",
    OFFICE + "forms",
    TEXT + "hidden-text",
    TEXT + "hidden-paragraph",
}


def read_odt(package: Package, limits: Limits) -> Document:
    """Read an OpenDocument text in its final state.

    Raises:
        Unreadable: `encrypted`, `macro`, `xxe`, `too_large` or `corrupt`.
    """
    root = open_content(package)
    body = root.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise Unreadable("corrupt")
    reader = _Reader(root)
    document = Document(reader.blocks(body))
    document.warnings = sorted(reader.warnings | open_warnings(package, root, limits))
    document.has_pictures = any(name.startswith("pictures/") for name in package.names)
    return document


class _Reader:
    """Reads blocks in order; knows which styles hide or strike their text."""

    def __init__(self, root: Element) -> None:
        self.warnings: set[str] = set()
        self._depth = 0
        self._hiding: set[str] = set()
        self._striking: set[str] = set()
        self._symbol_fonts: dict[str, str] = {}
        self._ticked: dict[str, bool] = {}
        for style in root.iter(_STYLE + "style"):
            for properties in style.iter(_STYLE + "text-properties"):
                if any(k.endswith("}display") and v == "none" for k, v in properties.items()):
                    self._hiding.add(style.get(_STYLE + "name"))
                font = properties.get(_STYLE + "font-name", "")
                if is_symbol_font(font):
                    self._symbol_fonts[style.get(_STYLE + "name", "")] = font
                if properties.get(_STYLE + "text-line-through-style", "none") != "none":
                    self._striking.add(style.get(_STYLE + "name"))
        for box in root.iter(_FORM + "checkbox"):
            state = box.get(_FORM + "current-state") or box.get(_FORM + "state")
            for key, value in box.items():
                if key.endswith("}id"):
                    self._ticked[value] = state == "checked"

    def blocks(self, parent: Element) -> list[Block]:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Unreadable("corrupt")
        read: list[Block] = []
        for child in parent:
            if child.tag in (TEXT + "p", TEXT + "h"):
                boxes: list[Block] = []
                paragraph = Paragraph()
                if self._is_hidden(child):
                    continue
                self._inline(child, paragraph, boxes)
                read += [paragraph, *boxes]
            elif child.tag == TABLE + "table":
                read.append(self._grid(child))
            elif child.tag not in _SKIPPED:
                read += self.blocks(child)
        self._depth -= 1
        return read

    def _is_hidden(self, element: Element) -> bool:
        if element.get(TEXT + "style-name") not in self._hiding:
            return False
        if "".join(element.itertext()).strip():
            self.warnings.add("hidden_text")
        return True

    def _inline(self, element: Element, line: Paragraph, boxes: list[Block]) -> None:
        line.text += element.text or ""
        for child in element:
            self._piece(child, line, boxes)
            line.text += child.tail or ""

    def _piece(self, child: Element, line: Paragraph, boxes: list[Block]) -> None:
        tag = child.tag
        if tag == TEXT + "s":
            line.text += " " * min(int(child.get(TEXT + "c", "1")), 1000)
        elif tag == TEXT + "tab":
            line.text += "\t"
        elif tag == TEXT + "line-break":
            line.text += "\n"
        elif tag == TEXT + "a":
            start = len(line.text)
            self._inline(child, line, boxes)
            line.anchors.append(Anchor(start, len(line.text), child.get(XLINK + "href", "")))
        elif tag == DRAW + "control":
            state = self._ticked.get(child.get(DRAW + "control", ""))
            line.text += "" if state is None else "☑" if state else "□"
        elif tag == _FIELD + "fieldmark" or tag == _FIELD + "fieldmark-start":
            line.text += _field_mark(child)
        elif tag == DRAW + "text-box":
            boxes += self.blocks(child)
        elif tag == TEXT + "hidden-text":
            self.warnings.add("hidden_text")
        elif tag not in _SKIPPED and not (tag == TEXT + "span" and self._is_hidden(child)):
            self._span(child, line, boxes)

    def _span(self, child: Element, line: Paragraph, boxes: list[Block]) -> None:
        start = len(line.text)
        self._inline(child, line, boxes)
        if font := self._symbol_fonts.get(child.get(TEXT + "style-name", "")):
            shown = "".join(c if c.isspace() else symbol(font, ord(c)) for c in line.text[start:])
            line.text = line.text[:start] + shown
        if child.get(TEXT + "style-name") in self._striking:
            line.struck.append((start, len(line.text)))

    def _grid(self, table: Element) -> Grid:
        grid = Grid()
        rows = [row for row in table.iter(TABLE + "table-row") if _owner(row) is table]
        for index, row in enumerate(rows[:2000]):
            column = 0
            for cell in row:
                if cell.tag not in (TABLE + "table-cell", TABLE + "covered-table-cell"):
                    continue
                repeated = min(int(cell.get(TABLE + "number-columns-repeated", "1")), 100)
                for _ in range(repeated):
                    if cell.tag == TABLE + "table-cell" and (index, column) not in grid.places:
                        grid.add(self._cell(cell, index, column))
                    column += 1
        return grid

    def _cell(self, element: Element, row: int, column: int) -> Cell:
        rows = min(int(element.get(TABLE + "number-rows-spanned", "1")), 500)
        columns = min(int(element.get(TABLE + "number-columns-spanned", "1")), 100)
        return Cell(row, column, rows, columns, self.blocks(element))


def _field_mark(element: Element) -> str:
    """Draw a check box that came from a form field of Word."""
    if not element.get(_FIELD + "type", "").endswith("FORMCHECKBOX"):
        return ""
    for parameter in element.iter(_FIELD + "param"):
        if parameter.get(_FIELD + "name") == "Checkbox_Checked":
            return "☑" if parameter.get(_FIELD + "value") == "true" else "□"
    return "□"


def _owner(row: Element) -> Element | None:
    """Give the table that a row belongs to, through groups of rows."""
    parent = row.getparent()
    while parent is not None and parent.tag != TABLE + "table":
        parent = parent.getparent()
    return parent
