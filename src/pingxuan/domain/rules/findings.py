"""What the cross checks share: where a finding goes, and how read tables are gone through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from pingxuan.domain.rules.positions import Path
from pingxuan.domain.rules.shape import Report, guess
from pingxuan.domain.rules.text import Text

Data = Mapping[str, Any]


def rows(data: Data | None, name: str, path: Path = ()) -> Iterator[tuple[Path, Data]]:
    """Go through the tables of an array that could be read, each with its path."""
    for place, row in enumerate((data or {}).get(name) or []):
        if row is not None:
            yield (*path, name, place), row


def zone_of(data: Data) -> ZoneInfo | None:
    """Find the sheet's zone; None when it is missing or unknown."""
    try:
        return ZoneInfo(data["zone"]) if data["zone"] else None
    except (KeyError, ValueError, OSError):
        return None


def in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """Give the moment in the campaign's zone; one without offset is meant there."""
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


def refuse_twins(data: Data | None, name: str, key: str, report: Report, path: Path = ()) -> None:
    """Report the later of two rows of `name` that have the same `key`."""
    seen: set[Any] = set()
    for row_path, row in rows(data, name, path):
        value = row[key]
        if value is not None and value in seen:
            report((*row_path, key), Text(f"{value!r} 重复", f"{value!r} is there twice"))
        seen.add(value)


def refuse_unknown(word: str, known: list[str], path: Path, what: Text, report: Report) -> None:
    """Report a word that names nothing, with the nearest one that does."""
    if word not in known:
        hint = guess(word, known)
        report(
            path, Text(f"没有 {word!r} 这个{what.zh}{hint.zh}", f"no {what.en} {word!r}{hint.en}")
        )


def category_codes(data: Data) -> list[str]:
    """List the codes of the categories that could be read."""
    return [row["code"] for _, row in rows(data, "categories") if row["code"]]
