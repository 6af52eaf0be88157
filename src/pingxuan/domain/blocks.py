"""What a story of the showcase is made of: blocks of a few kinds, checked. Source: C30, I1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

MOST_BLOCKS = 60
LONGEST_TEXT = 20_000
LONGEST_LINE = 300
MOST_LINES = 40


class BlockKind(StrEnum):
    """The kinds of blocks."""

    TEXT = "text"
    PICTURE = "picture"
    QUOTE = "quote"
    FIGURES = "figures"
    TIMELINE = "timeline"
    VIDEO = "video"
    FILM = "film"


@dataclass(frozen=True)
class BlockField:
    """One thing to fill in; `is_long` has several lines, `is_needed` may not be empty."""

    name: str
    is_long: bool = False
    is_needed: bool = True


FIELDS: Mapping[BlockKind, tuple[BlockField, ...]] = {
    BlockKind.TEXT: (BlockField("text", is_long=True),),
    # What a picture shows has to be said for those who do not see it.
    BlockKind.PICTURE: (
        BlockField("picture"),
        BlockField("alt"),
        BlockField("caption", is_needed=False),
    ),
    BlockKind.QUOTE: (BlockField("text", is_long=True), BlockField("by", is_needed=False)),
    BlockKind.FIGURES: (BlockField("lines", is_long=True),),
    BlockKind.TIMELINE: (BlockField("lines", is_long=True),),
    BlockKind.VIDEO: (
        BlockField("link"),
        BlockField("caption"),
        BlockField("transcript", is_long=True, is_needed=False),
    ),
    # A film that lies here has captions, or says in words that nobody speaks in it.
    BlockKind.FILM: (
        BlockField("film"),
        BlockField("caption"),
        BlockField("silent", is_needed=False),
        BlockField("picture", is_needed=False),
        BlockField("transcript", is_long=True, is_needed=False),
    ),
}
PARTS = {BlockKind.FIGURES: 3, BlockKind.TIMELINE: 2}


def tidied(blocks: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Keep of each block its kind and fields as plain text; blocks of no known kind go."""
    kept = []
    for block in blocks:
        kind = block.get("kind")
        if kind in set(BlockKind):
            fields = {f.name: str(block.get(f.name, "")) for f in FIELDS[BlockKind(kind)]}
            kept.append(
                {"kind": str(kind), **{k: v.replace("\r\n", "\n") for k, v in fields.items()}}
            )
    return kept[:MOST_BLOCKS]


def problems_of(blocks: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    """Say what is missing or wrong: `<place>-<field>` → codes; the place counts from 0.

    Codes are `missing`, `too_long`, `bad_link`, `bad_line:<n>` (counted from 1), `too_many_rows:<n>`.
    """
    found: dict[str, list[str]] = {}
    for place, block in enumerate(blocks):
        kind = BlockKind(block["kind"])
        for field in FIELDS[kind]:
            codes = _codes(kind, field, block.get(field.name, ""))
            if codes:
                found[f"{place}-{field.name}"] = codes
    return found


def rows_of(block: Mapping[str, str]) -> list[list[str]]:
    """Split the lines of figures (`12,846 | 条 | 答复留言`) or of a timeline (`2021-03 | 开通`)."""
    lines = [line for line in block.get("lines", "").splitlines() if line.strip()]
    parts = PARTS[BlockKind(block["kind"])]
    split = [
        [part.strip() for part in line.replace("｜", "|").split("|", parts - 1)] for line in lines
    ]
    return [row + [""] * (parts - len(row)) for row in split]


def text_of(blocks: Iterable[Mapping[str, str]]) -> str:
    """Give all words of a story, for search and for counting."""
    words = (
        value
        for block in blocks
        for name, value in block.items()
        if name not in ("kind", "picture", "film")
    )
    return "\n".join(word for word in words if word)


def _codes(kind: BlockKind, field: BlockField, value: str) -> list[str]:
    if not value.strip():
        return ["missing"] if field.is_needed else []
    if len(value) > (LONGEST_TEXT if field.is_long else LONGEST_LINE):
        return ["too_long"]
    if field.name == "link" and not _is_link(value):
        return ["bad_link"]
    if field.name == "lines":
        return _line_codes(kind, value)
    return []


def _line_codes(kind: BlockKind, value: str) -> list[str]:
    rows = rows_of({"kind": kind, "lines": value})
    if len(rows) > MOST_LINES:
        return [f"too_many_rows:{MOST_LINES}"]
    wanted = (0, 2) if kind is BlockKind.FIGURES else (0, 1)
    return [
        f"bad_line:{number}"
        for number, row in enumerate(rows, 1)
        if not all(row[part] for part in wanted)
    ][:1]


def _is_link(value: str) -> bool:
    try:
        parts = urlsplit(value.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
