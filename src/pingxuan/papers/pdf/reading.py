"""A PDF with text as blocks: ruled tables, and the lines beside them."""

from __future__ import annotations

from pingxuan.papers.document import Block, Cell, Document, Grid, Paragraph
from pingxuan.papers.limits import Limits
from pingxuan.papers.pdf.apart import pages as pages_apart
from pingxuan.papers.pdf.lines import paragraphs_of_lines, visual_lines
from pingxuan.papers.pdf.page import Glyph, PageContent
from pingxuan.papers.pdf.risks import look_into
from pingxuan.papers.pdf.ruling import RuledCell, RuledTable, share_columns, tables_of

_FEWEST_CHARACTERS = 12


def read_pdf(data: bytes, limits: Limits) -> Document:
    """Read a PDF's text and tables; pictures in it are not read.

    Raises:
        Unreadable: `encrypted`, `corrupt`, `no_text_layer`, `zip_bomb` or `too_large`.
    """
    errors, warnings = look_into(data, limits)
    pages = pages_apart(data, limits)
    document = Document(errors=errors, warnings=warnings)
    glyphs = sum(1 for page in pages for glyph in page.glyphs if glyph.text.strip())
    if glyphs < _FEWEST_CHARACTERS:
        document.has_pictures = True
        return document
    by_page = [tables_of(page) for page in pages]
    share_columns([table for tables in by_page for table in tables])
    for page, tables in zip(pages, by_page, strict=True):
        _append(document.blocks, page, tables)
    return document


def _append(blocks: list[Block], page: PageContent, tables: list[RuledTable]) -> None:
    """Add a page's blocks; its first table goes on with the one that the page before ended in."""
    rest = [g for g in page.glyphs if not any(table.holds(g) for table in tables)]
    for number, table in enumerate(tables):
        above = _loose(page, [glyph for glyph in rest if glyph.middle[1] > table.rows[-1]])
        rest = [glyph for glyph in rest if glyph.middle[1] <= table.rows[-1]]
        grid = table.grid()
        last = blocks[-1] if blocks and number == 0 and len(above) < 2 else None
        if isinstance(last, Grid) and last.width == grid.width:
            _go_on(last, grid)
        else:
            blocks.extend([*above, grid])
    below = _loose(page, rest)
    if not tables or len(below) > 1:
        blocks.extend(below)


def _loose(page: PageContent, glyphs: list[Glyph]) -> list[Paragraph]:
    lines = visual_lines(glyphs, page.links)
    width = max((line.right for line in lines), default=0.0)
    return paragraphs_of_lines(lines, width)


def _go_on(grid: Grid, more: Grid) -> None:
    """Set a table's second page under its first; a row that the page's end cut is made one.

    A row was cut when one of its two pieces has no label.
    """
    height = grid.height
    last, first = grid.row(height - 1), more.row(0)
    is_cut = (
        len(last) == len(first)
        and all(a.column == b.column for a, b in zip(last, first, strict=True))
        and not (last[0].text().strip() and first[0].text().strip())
    )
    shift = height - 1 if is_cut else height
    for cell in list(more.cells):
        if is_cut and cell.row == 0:
            above = next(one for one in last if one.column == cell.column)
            _join(above, cell)
            for row in range(cell.rows):
                grid.extend_down(above, height - 1 + row)
        else:
            cell.row += shift
            grid.add(cell)


def _join(above: Cell, below: Cell) -> None:
    """Give a cell the text that goes on overleaf; a line may end at the page's end."""
    if isinstance(above, RuledCell) and isinstance(below, RuledCell):
        above.lines += below.lines
        above.set_text()
