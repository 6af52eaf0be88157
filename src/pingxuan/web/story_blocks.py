"""The blocks of a story as pages draw them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from pingxuan.domain.blocks import BlockKind, rows_of
from pingxuan.web.prose import render_markdown


def drawn(blocks: Iterable[Mapping[str, str]], slug: str) -> list[dict[str, Any]]:
    """Give each block with what its template shows: HTML of its text, rows, the picture's address."""
    return [_drawn(block, slug) for block in blocks]


def _drawn(block: Mapping[str, str], slug: str) -> dict[str, Any]:
    shown: dict[str, Any] = dict(block)
    match block["kind"]:
        case BlockKind.TEXT:
            shown["html"] = render_markdown(block["text"])
        case BlockKind.FIGURES | BlockKind.TIMELINE:
            shown["rows"] = rows_of(block)
        case BlockKind.PICTURE if block["picture"]:
            shown["url"] = reverse("story_picture", args=[slug, block["picture"]])
    return shown
