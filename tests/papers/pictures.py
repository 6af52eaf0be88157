"""What is seen on a PDF: its text, its fonts, and the modules of a QR code on its picture."""

from __future__ import annotations

import re
import zlib

import numpy
import pypdfium2


def text_of(pdf: bytes) -> str:
    """Give all the text of a PDF without spaces and line ends: they are a matter of setting."""
    with pypdfium2.PdfDocument(pdf) as opened:
        words = "".join(page.get_textpage().get_text_range() for page in opened)
    return "".join(words.split())


def page_count(pdf: bytes) -> int:
    """Count the pages."""
    with pypdfium2.PdfDocument(pdf) as opened:
        return len(opened)


def embedded_fonts(pdf: bytes) -> tuple[int, int]:
    """Count the fonts that are named, and those whose outlines are inside."""
    text = pdf
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            text += zlib.decompress(stream)
        except zlib.error:
            continue
    return len(set(re.findall(rb"/FontName\s*/(\S+)", text))), len(
        re.findall(rb"/FontFile[23]?\s", text)
    )


def edges_of_ink(pdf: bytes, scale: float = 2.0) -> tuple[float, float, float, float]:
    """Say how far the ink of the first page stays from left, top, right and bottom, in mm."""
    with pypdfium2.PdfDocument(pdf) as opened:
        grey = numpy.asarray(opened[0].render(scale=scale).to_pil().convert("L"))
    rows, columns = numpy.where(grey < 128)
    millimetre = 72 / 25.4 * scale
    height, width = grey.shape
    return (
        columns.min() / millimetre,
        rows.min() / millimetre,
        (width - columns.max()) / millimetre,
        (height - rows.max()) / millimetre,
    )


def qr_modules(pdf: bytes, size: int, scale: float = 8.0) -> list[list[int]]:
    """Read the modules of the one QR code of `size` modules at the lower left of the first page."""
    with pypdfium2.PdfDocument(pdf) as opened:
        grey = numpy.asarray(opened[0].render(scale=scale).to_pil().convert("L"))
    millimetre = 72 / 25.4 * scale
    height = grey.shape[0]
    left, right = int(20 * millimetre), int(62 * millimetre)
    top, bottom = height - int(60 * millimetre), height - int(20 * millimetre)
    dark = grey[top:bottom, left:right] < 128
    rows, columns = numpy.where(dark)
    box = dark[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    steps = [(place + 0.5) / size for place in range(size)]
    return [[int(box[int(y * box.shape[0]), int(x * box.shape[1])]) for x in steps] for y in steps]
