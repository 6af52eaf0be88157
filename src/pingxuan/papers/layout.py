"""What a document shows, as plain data for a page: paragraphs, and tables with their merged cells."""

from __future__ import annotations

from typing import Any

from pingxuan.papers.document import Block, Document, Paragraph

_MOST_BLOCKS = 3000
_MOST_CHARACTERS = 60_000
_DEEPEST = 6


def layout_of(document: Document) -> list[Any]:
    """Give texts, and tables as `{"rows": [[{"blocks", "columns", "rows"}]]}`, within bounds."""
    return _Laying().blocks(document.blocks, 0)


class _Laying:
    """Counts down what one page can show."""

    def __init__(self) -> None:
        self._blocks = _MOST_BLOCKS
        self._characters = _MOST_CHARACTERS

    def blocks(self, blocks: list[Block], depth: int) -> list[Any]:
        laid: list[Any] = []
        for block in blocks:
            self._blocks -= 1
            if self._blocks < 0 or self._characters < 0 or depth > _DEEPEST:
                break
            if isinstance(block, Paragraph):
                self._characters -= len(block.text)
                laid.append(block.text[:_MOST_CHARACTERS])
                continue
            rows = [
                [
                    {
                        "blocks": self.blocks(cell.blocks, depth + 1),
                        "columns": cell.columns,
                        "rows": cell.rows,
                    }
                    for cell in row
                ]
                for row in block.by_rows()
            ]
            laid.append({"rows": rows})
        return laid
