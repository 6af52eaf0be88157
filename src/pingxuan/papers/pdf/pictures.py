"""Pages of a scan as pictures, for whoever types beside them."""

from __future__ import annotations

import io

import pypdfium2 as pdfium

from pingxuan.papers.model import Unreadable
from pingxuan.papers.pdf.reading import ONE_AT_A_TIME

MOST_PICTURED = 6
_WIDTH = 1240  # of an A4 page at 150 points an inch
_MOST_POINTS = 8_000_000


def page_count(data: bytes) -> int:
    """Count a PDF's pages; 0 for one that cannot be opened."""
    with ONE_AT_A_TIME:
        try:
            with pdfium.PdfDocument(data) as document:
                return len(document)
        except pdfium.PdfiumError:
            return 0


def picture_of_page(data: bytes, index: int) -> bytes:
    """Draw one page as PNG, no larger than a screen needs.

    Raises:
        Unreadable: `corrupt`, when there is no such page or it cannot be drawn.
    """
    with ONE_AT_A_TIME:
        try:
            with pdfium.PdfDocument(data) as document:
                if not 0 <= index < min(len(document), MOST_PICTURED):
                    raise Unreadable("corrupt")
                page = document[index]
                width, height = page.get_size()
                scale = min(_WIDTH / max(width, 1), (_MOST_POINTS / max(width * height, 1)) ** 0.5)
                picture = page.render(scale=scale, may_draw_forms=False).to_pil()
        except pdfium.PdfiumError as failed:
            raise Unreadable("corrupt") from failed
    stream = io.BytesIO()
    picture.save(stream, "PNG", optimize=False)
    return stream.getvalue()
