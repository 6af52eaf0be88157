"""The blocks of a story as pages draw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from pingxuan.domain.blocks import BlockKind, rows_of
from pingxuan.papers.films import ENDINGS
from pingxuan.showcase.models import Film, Story
from pingxuan.showcase.queries import films_of
from pingxuan.voting.queries.board import Card
from pingxuan.web.prose import render_markdown


def drawn(story: Story, blocks: Sequence[Mapping[str, str]], slug: str) -> list[dict[str, Any]]:
    """Give each block with what its template shows: HTML of its text, rows, addresses of files."""
    films = films_of(story, blocks)
    return [_drawn(block, slug, films) for block in blocks]


def _drawn(block: Mapping[str, str], slug: str, films: Mapping[str, Film]) -> dict[str, Any]:
    shown: dict[str, Any] = dict(block)
    match block["kind"]:
        case BlockKind.TEXT:
            shown["html"] = render_markdown(block["text"])
        case BlockKind.FIGURES | BlockKind.TIMELINE:
            shown["rows"] = rows_of(block)
        case BlockKind.PICTURE if block["picture"]:
            shown["url"] = reverse("story_picture", args=[slug, block["picture"]])
        case BlockKind.FILM if film := films.get(block["film"]):
            shown |= {"title": block["caption"], **_film(film, slug)}
            if block["picture"]:
                shown["poster"] = reverse("story_picture", args=[slug, block["picture"]])
    return shown


def _film(film: Film, slug: str) -> dict[str, Any]:
    ending = ENDINGS[film.media_type]
    return {
        "url": reverse("story_film", args=[slug, film.pk, ending]),
        "media_type": film.media_type,
        "size": film.size,
        "captions": reverse("story_captions", args=[slug, film.pk]) if film.captions else "",
    }


def picture_url(story: Story, slug: str, cards: Mapping[str, Card]) -> str:
    """Give the address of the small picture of a story's entry; empty where it has none."""
    card = cards.get(story.entry.number) if story.entry is not None else None
    if story.entry is None or card is None or card.picture is None:
        return ""
    named = [slug, card.number, card.picture, "small.webp"]
    return reverse("entry_file", args=named)
