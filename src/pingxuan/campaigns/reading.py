"""Rule sheets decoded once for each content."""

from __future__ import annotations

from functools import lru_cache

from pingxuan.domain.rules.reading import decode
from pingxuan.domain.rules.sheet import RuleSheet


@lru_cache(maxsize=32)
def decode_sheet(text: str, filename: str) -> RuleSheet:
    """Decode a rule sheet; SheetInvalid with all problems when there are some."""
    return decode(text, filename)


@lru_cache(maxsize=32)
def sheet_of(content_hash: str, text: str) -> RuleSheet:
    """Give the decoded sheet of a stored version; decoding happens once for each content."""
    return decode(text, content_hash[:12])
