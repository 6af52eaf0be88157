"""Pages of a PDF as pictures: for whoever types beside a scan, and for the QR code on a stamped page."""

from __future__ import annotations

from pingxuan.papers.model import Unreadable
from pingxuan.papers.pdf.apart import ask

MOST_PICTURED = 6


def page_count(data: bytes) -> int:
    """Count a PDF's pages; 0 for one that cannot be opened."""
    try:
        return int(ask("count", data, 0))
    except Unreadable:
        return 0


def picture_of_page(data: bytes, index: int) -> bytes:
    """Draw one page as PNG, no larger than a screen needs.

    Raises:
        Unreadable: `corrupt`, when there is no such page or it cannot be drawn.
    """
    if not 0 <= index < MOST_PICTURED:
        raise Unreadable("corrupt")
    return ask("picture", data, index)


def scan_of_page(data: bytes, index: int) -> bytes:
    """Draw one page as grey PNG, fine enough for its QR code to be read.

    Raises:
        Unreadable: there is no such page or it cannot be drawn.
    """
    return ask("scan", data, index)
