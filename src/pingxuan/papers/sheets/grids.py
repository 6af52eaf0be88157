"""From tables in documents to sheets, and from sheets to tables in documents."""

from __future__ import annotations

from pingxuan.papers.document import Block, Cell, Document, Grid, Paragraph
from pingxuan.papers.workbook import Merge, Sheet, SheetCell

_MOST_ROWS = 500


def grid_of(sheet: Sheet) -> Grid:
    """Give a sheet as a table, so that a form drawn in a spreadsheet is read as one."""
    grid = Grid()
    sheet.merges = [merge for merge in sheet.merges[:500] if merge.top < _MOST_ROWS]
    width = sheet.width
    merges = {(merge.top, merge.left): merge for merge in sheet.merges}
    covered = {
        (row, column)
        for merge in sheet.merges
        for row in range(merge.top, min(merge.bottom, merge.top + 500) + 1)
        for column in range(merge.left, min(merge.right, merge.left + 200) + 1)
    }
    for row in range(min(sheet.height, _MOST_ROWS)):
        for column in range(width):
            merge = merges.get((row, column))
            if merge is None and (row, column) in covered:
                continue
            rows = merge.bottom - row + 1 if merge else 1
            columns = merge.right - column + 1 if merge else 1
            lines = [Paragraph(line) for line in sheet.cell(row, column).text.splitlines()]
            grid.add(Cell(row, column, min(rows, 500), min(columns, 200), list(lines)))
    return grid


def sheets_of_grids(document: Document, grids: list[Grid]) -> list[Sheet]:
    """Give a document's tables as sheets, the first with the lines that stand above it."""
    above: list[str] = []
    sheets = [_sheet_of(grid) for grid in grids]
    if sheets:
        _lines_above(document.blocks, grids[0], above)
        sheets[0].above = above
    return sheets


def _lines_above(blocks: list[Block], grid: Grid, above: list[str]) -> bool:
    """Gather the lines before a table, also those in the frame that it stands in."""
    for block in blocks:
        if block is grid:
            return True
        if isinstance(block, Paragraph):
            above += block.text.split("\n")
        elif any(_lines_above(cell.blocks, grid, above) for cell in block.cells):
            return True
    return False


def _sheet_of(grid: Grid) -> Sheet:
    sheet = Sheet()
    for cell in grid.cells:
        text = "\n".join(paragraph.text for paragraph in cell.paragraphs()).strip()
        if text:
            sheet.rows.setdefault(cell.row, {})[cell.column] = SheetCell(text)
        if cell.rows > 1 or cell.columns > 1:
            bottom, right = cell.row + cell.rows - 1, cell.column + cell.columns - 1
            sheet.merges.append(Merge(cell.row, cell.column, bottom, right))
    return sheet
