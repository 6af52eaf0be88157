"""A PDF opened by the library: only ever in a process apart, see `apart`."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pingxuan.papers.model import Unreadable
from pingxuan.papers.pdf.page import PageContent, read_page

MOST_GLYPHS = 300_000
_WIDTH = 1240  # of an A4 page at 150 points an inch
_MOST_POINTS = 8_000_000
_SCAN_SCALE = 200 / 72
_LONGEST_SIDE = 3000


def pages(data: bytes, most: int) -> Iterator[PageContent]:
    """Read the first pages, one after the other.

    Raises:
        Unreadable: `encrypted`, `corrupt` or `too_large`.
    """
    glyphs = 0
    with _opened(data) as document:
        for index in range(min(len(document), most)):
            page = read_page(document, index)
            glyphs += len(page.glyphs)
            if glyphs > MOST_GLYPHS:
                raise Unreadable("too_large")
            yield page


def count(data: bytes) -> int:
    """Count the pages."""
    with _opened(data) as document:
        return len(document)


def picture(data: bytes, index: int) -> bytes:
    """Draw one page as PNG, no larger than a screen needs."""
    with _opened(data) as document:
        page = _page(document, index)
        width, height = page.get_size()
        scale = min(_WIDTH / max(width, 1), (_MOST_POINTS / max(width * height, 1)) ** 0.5)
        return _png(page.render(scale=scale, may_draw_forms=False).to_pil())


def scan(data: bytes, index: int) -> bytes:
    """Draw one page as grey PNG, fine enough for its QR code to be read."""
    with _opened(data) as document:
        page = _page(document, index)
        scale = min(_SCAN_SCALE, _LONGEST_SIDE / max(*page.get_size(), 1))
        return _png(page.render(scale=scale, grayscale=True).to_pil())


@contextmanager
def _opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    try:
        with pdfium.PdfDocument(data) as document:
            yield document
    except pdfium.PdfiumError as failed:
        is_locked = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "assword" in str(failed)
        raise Unreadable("encrypted" if is_locked else "corrupt") from failed


def _page(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    if not 0 <= index < len(document):
        raise Unreadable("corrupt")
    return document[index]


def _png(drawn: object) -> bytes:
    stream = io.BytesIO()
    drawn.save(stream, "PNG", optimize=False)  # type: ignore[attr-defined]
    return stream.getvalue()
