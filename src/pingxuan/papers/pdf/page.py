"""What is drawn on a page of a PDF: characters with their places, ruled lines, links."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_THIN = 2.5
_SHORTEST = 6.0
_MOST_PATHS = 5000
_MOST_RULES = 2000
_MOST_GLYPHS = 30_000
_HYPHEN_AT_LINE_END = 0x02


@dataclass(slots=True)
class Glyph:
    """A character with its box; the y axis points up."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of the box."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


@dataclass(slots=True)
class Rule:
    """A ruled line, level or upright: where it lies across, and from where to where it goes."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class LinkArea:
    """A place on the page that leads to an address."""

    left: float
    bottom: float
    right: float
    top: float
    target: str


@dataclass(slots=True)
class PageContent:
    """All that is read of one page."""

    glyphs: list[Glyph] = field(default_factory=list)
    level: list[Rule] = field(default_factory=list)
    upright: list[Rule] = field(default_factory=list)
    links: list[LinkArea] = field(default_factory=list)
    has_pictures: bool = False


def read_page(document: pdfium.PdfDocument, index: int) -> PageContent:
    """Read one page; the page is let go of at once."""
    page = document[index]
    content = PageContent()
    try:
        textpage = page.get_textpage()
        try:
            content.glyphs = _glyphs(textpage)
        finally:
            textpage.close()
        _drawn(page, content)
        content.links = _links(document, page)
    finally:
        page.close()
    return content


def _glyphs(textpage: Any) -> list[Glyph]:
    """Read the characters; a space that the reader of PDFs made up has no box and is left out."""
    glyphs: list[Glyph] = []
    for index in range(min(textpage.count_chars(), _MOST_GLYPHS)):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if code == _HYPHEN_AT_LINE_END:
            code = ord("-")
        if code in (0, 0x0A, 0x0D, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000:
            if 0xD800 <= code < 0xDC00:
                low = raw.FPDFText_GetUnicode(textpage, index + 1)
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
                if not 0x10000 <= code <= 0x10FFFF:
                    continue
            else:
                continue
        left, bottom, right, top = textpage.get_charbox(index, loose=True)
        if right <= left or raw.FPDFText_IsGenerated(textpage, index) == 1:
            continue
        glyphs.append(Glyph(chr(code), left, bottom, right, top))
    return glyphs


def _drawn(page: Any, content: PageContent) -> None:
    kinds = [raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE]
    for number, drawn in enumerate(page.get_objects(filter=kinds, max_depth=4)):
        if number > _MOST_PATHS or len(content.level) + len(content.upright) > _MOST_RULES:
            return
        if drawn.type == raw.FPDF_PAGEOBJ_IMAGE:
            content.has_pictures = True
            continue
        left, bottom, right, top = drawn.get_bounds()
        if top - bottom <= _THIN and right - left >= _SHORTEST:
            content.level.append(Rule((top + bottom) / 2, left, right))
        elif right - left <= _THIN and top - bottom >= _SHORTEST:
            content.upright.append(Rule((left + right) / 2, bottom, top))
        elif right - left > _THIN and top - bottom > _THIN:
            _outline(drawn, content)


def _outline(drawn: Any, content: PageContent) -> None:
    """Take the straight sides of a shape that is more than one line."""
    matrix = drawn.get_matrix()
    points: list[tuple[float, float]] = []
    start = (0.0, 0.0)
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(raw.FPDFPath_CountSegments(drawn), 400)):
        segment = raw.FPDFPath_GetPathSegment(drawn, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            start = point
        else:
            _side(points[-1], point, content)
        points.append(point)
        if raw.FPDFPathSegment_GetClose(segment):
            _side(point, start, content)


def _side(one: tuple[float, float], other: tuple[float, float], content: PageContent) -> None:
    (x1, y1), (x2, y2) = one, other
    if abs(y1 - y2) < 1 and abs(x1 - x2) >= _SHORTEST:
        content.level.append(Rule((y1 + y2) / 2, min(x1, x2), max(x1, x2)))
    elif abs(x1 - x2) < 1 and abs(y1 - y2) >= _SHORTEST:
        content.upright.append(Rule((x1 + x2) / 2, min(y1, y2), max(y1, y2)))


def _links(document: pdfium.PdfDocument, page: Any) -> list[LinkArea]:
    found: list[LinkArea] = []
    position, link = ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page, position, link) and len(found) < 500:
        action = raw.FPDFLink_GetAction(link)
        if not action or raw.FPDFAction_GetType(action) != raw.PDFACTION_URI:
            continue
        size = raw.FPDFAction_GetURIPath(document, action, None, 0)
        buffer = ctypes.create_string_buffer(size)
        raw.FPDFAction_GetURIPath(document, action, buffer, size)
        area = raw.FS_RECTF()
        raw.FPDFLink_GetAnnotRect(link, area)
        target = buffer.value.decode("utf-8", "replace")
        found.append(LinkArea(area.left, area.bottom, area.right, area.top, target))
    return found
