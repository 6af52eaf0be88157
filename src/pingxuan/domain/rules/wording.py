"""What every table of the sheet can carry: wording in two languages, and its origin."""

from __future__ import annotations

from typing import TypedDict

from pingxuan.domain.rules.findings import Data
from pingxuan.domain.rules.text import Text


def text_of(row: Data, name: str, otherwise: str = "") -> Text:
    """Join `name` and `name_en` of a table."""
    return Text(row[name] or otherwise, row[f"{name}_en"] or "")


class Origin(TypedDict):
    """The arguments of a `Rule`."""

    source: str
    decided: str


def origin(row: Data) -> Origin:
    """Give source and decider of a table, as arguments for a `Rule`."""
    return {"source": row["source"] or "", "decided": row["decided"] or ""}
