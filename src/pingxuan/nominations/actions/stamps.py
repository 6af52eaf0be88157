"""The mark on a stamped page that was scanned: found, read, and held against the version."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import zxingcpp
from PIL import Image

from pingxuan.domain.errors import ScanMismatch
from pingxuan.domain.stampmark import Mark, read_mark
from pingxuan.nominations.actions.scanning import Scan
from pingxuan.nominations.models import Nomination, Revision
from pingxuan.papers.model import Unreadable
from pingxuan.papers.pdf.pictures import page_count, scan_of_page

MOST_PAGES = 10
LONGEST_SIDE = 3000
MATCHED, UNREAD = "matched", "unread"


def marks_on(scan: Scan) -> list[Mark]:
    """Read the marks of versions on a scan, on all its pages; codes of others are passed over."""
    found: list[Mark] = []
    for page in _pages(scan):
        for code in zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode):
            mark = read_mark(code.text)
            if mark is not None and mark not in found:
                found.append(mark)
    return found


def held_against(scan: Scan, nomination: Nomination, revision: Revision) -> str:
    """Say whether a scan shows this version (`matched`), or no version that can be read (`unread`).

    Raises:
        ScanMismatch: it shows another one.

    Source:
        D4: a scan is matched to its version by itself.
    """
    marks = marks_on(scan)
    if not marks:
        return UNREAD
    if any(mark.revision == revision.hash for mark in marks):
        return MATCHED
    raise ScanMismatch(
        scanned_case=marks[0].case,
        scanned_revision=marks[0].revision[:12],
        case=nomination.file_number,
        revision=revision.hash[:12],
    )


def _pages(scan: Scan) -> Iterator[Image.Image]:
    if scan.media_type != "application/pdf":
        with Image.open(BytesIO(scan.content)) as picture:
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            yield picture.convert("L")
        return
    for number in range(min(page_count(scan.content), MOST_PAGES)):
        try:
            drawn = scan_of_page(scan.content, number)
        except Unreadable:
            return
        with Image.open(BytesIO(drawn)) as picture:
            yield picture.convert("L")
