"""The mark of a version on the page that is printed, stamped and scanned: read back from its QR code."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile(r"PX1/([0-9A-Za-z-]{1,20})/([0-9a-f]{64})")


@dataclass(frozen=True)
class Mark:
    """Which version a stamped page shows.

    Attributes:
        case: the file number, for people.
        revision: the fingerprint of the text, hex SHA-256.
    """

    case: str
    revision: str

    def __str__(self) -> str:
        """Write the mark as it stands in the QR code: `PX1/2021-000123/<fingerprint>`."""
        return f"PX1/{self.case}/{self.revision}"


def read_mark(text: str) -> Mark | None:
    """Read what a QR code says; None for a code that is not ours.

    Source:
        D4: the page to print carries the version's hash.
    """
    found = _MARK.fullmatch(text.strip())
    return Mark(found[1], found[2]) if found else None
