"""Fingerprints: canonical JSON and its SHA-256."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(value: Any) -> bytes:
    """Write `value` as canonical JSON: sorted keys, no spaces, non-ASCII unescaped, UTF-8."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def fingerprint(value: Any) -> str:
    """Give the hex SHA-256 of the canonical JSON of `value`."""
    return hashlib.sha256(canonical(value)).hexdigest()


def seal_digest(
    *, revision: str, unit: str, opinion: str, day: str, tier: str, attachments: list[str]
) -> str:
    """Bind an opinion and its seal to one revision.

    Args:
        revision: hex SHA-256 of the revision that was read.
        unit: the name of the sealing unit.
        opinion: the opinion's text as it is printed beside the seal.
        day: the date written under the seal, YYYY-MM-DD.
        tier: which of the form's opinions this is (`unit`, `county`, `city`, `province`).
        attachments: hex SHA-256 of scans that carry the stamp, in order.

    Source:
        D4, C24: opinion, date and stamp; a seal covers the opinion's text as well.
    """
    return fingerprint(
        {
            "attachments": attachments,
            "day": day,
            "opinion": opinion,
            "revision": revision,
            "tier": tier,
            "unit": unit,
        }
    )
