"""How much a reader takes before it says no."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one reading; a site may set others.

    Attributes:
        packed: bytes of one file as it comes.
        unpacked: bytes of all its parts together.
        part: bytes of one part that is read as XML or text.
        tags: marks in one such part; each costs more memory than it has bytes.
        members: files in an archive.
        parts: parts in one Word or Excel file.
        ratio: how many times larger a part may unpack than it is packed.
        ratio_floor: parts smaller than this, unpacked, are no bomb whatever their ratio.
        picture_points: width times height of one picture.
        rows: lines of a statistics table.
        pages: pages of a PDF that are looked at.
        pdf_seconds: how much processor time the opening of a PDF may take.
        pdf_bytes: how much memory it may take.
        conversion_seconds: how long a conversion of an old format may take.
        conversion_bytes: how much memory it may take.
    """

    packed: int = 20 * MEGABYTE
    unpacked: int = 200 * MEGABYTE
    part: int = 24 * MEGABYTE
    tags: int = 1_000_000
    members: int = 1000
    parts: int = 10_000
    ratio: int = 150
    ratio_floor: int = 4 * MEGABYTE
    picture_points: int = 64_000_000
    rows: int = 20_000
    pages: int = 200
    pdf_seconds: int = 20
    pdf_bytes: int = 256 * MEGABYTE
    conversion_seconds: int = 60
    conversion_bytes: int = 1024 * MEGABYTE


DEFAULT_LIMITS = Limits()
