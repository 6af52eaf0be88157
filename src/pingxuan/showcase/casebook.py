"""The case book (案例集): all public stories of the winners as one PDF with contents and index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from markdown_it import MarkdownIt
from PIL import Image

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.blocks import BlockKind, rows_of
from pingxuan.papers.typesetting import typeset
from pingxuan.showcase.models import Picture, Story
from pingxuan.showcase.queries import stories_shown

PRINTED_PIXELS = 1400
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True})
Told = Callable[[int, int], None]
Kept = Mapping[tuple[UUID, str], Picture]


def case_book(campaign: Campaign, *, now: datetime, told: Told | None = None) -> bytes:
    """Set the case book of what is public at the real `now`.

    Args:
        told: hears of each story that is ready, and of how many there are.

    Raises:
        CannotTypeset: no Chinese font here. LookupError: no winner's story is public.

    Source:
        C30, I1: contents, index, page numbers.
    """
    moment = campaign.at(now)
    stories = list(stories_shown(campaign, moment).filter(kind=Story.Kind.WINNER))
    if not stories:
        raise LookupError(campaign.slug)
    stories.sort(key=lambda one: (one.entry.number if one.entry else "~", one.title))
    kept = {
        (found.story_id, str(found.pk)): found
        for found in Picture.objects.filter(story__in=stories)
    }
    pictures: dict[str, bytes] = {}
    cases = []
    for done, story in enumerate(stories, 1):
        cases.append(_case(story, kept, pictures))
        if told is not None:
            told(done, len(stories))
    sheet = campaign.sheet
    data = {
        "title": f"{sheet.title}案例集",
        "organiser": str(sheet.organiser.name),
        "day": f"{moment.astimezone(sheet.tz):%Y 年 %-m 月}",
        "words": {"contents": "目　录", "index": "索　引", "film": "视频，在网站上看"},
        "parts": _parts(campaign, stories, cases),
        "index": _index(stories, cases),
    }
    return typeset("case_book", data, made_at=now, pictures=pictures)


def _parts(
    campaign: Campaign, stories: Iterable[Story], cases: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Group the cases by category, in the sheet's order; what has none stands last."""
    names = {one.code: str(one.name) for one in campaign.sheet.categories} | {"": "其他"}
    grouped: dict[str, list[dict[str, Any]]] = {code: [] for code in names}
    for story, case in zip(stories, cases, strict=True):
        grouped[story.category if story.category in names else ""].append(case)
    return [{"name": names[code], "cases": found} for code, found in grouped.items() if found]


def _index(stories: Iterable[Story], cases: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """List units, people and places with the cases that they stand in."""
    found: dict[str, list[str]] = {}
    for story, case in zip(stories, cases, strict=True):
        for name in dict.fromkeys((story.by, *story.place.split())):
            if name:
                found.setdefault(name, []).append(case["id"])
    return [{"name": name, "ids": ids} for name, ids in sorted(found.items())]


def _case(story: Story, kept: Kept, pictures: dict[str, bytes]) -> dict[str, Any]:
    return {
        "id": f"case-{story.pk.hex}",
        "number": story.entry.number if story.entry else "",
        "title": story.title,
        "by": story.by,
        "place": story.place,
        "lead": story.lead,
        "blocks": [
            drawn
            for block in story.blocks
            if (drawn := _block(story, block, kept, pictures)) is not None
        ],
    }


def _block(
    story: Story, block: Mapping[str, str], kept: Kept, pictures: dict[str, bytes]
) -> dict[str, Any] | None:
    shown: dict[str, Any] = dict(block)
    match block["kind"]:
        case BlockKind.TEXT:
            shown["text"] = _paragraphs(block["text"])
        case BlockKind.FIGURES | BlockKind.TIMELINE:
            shown["rows"] = rows_of(block)
        case BlockKind.FILM:
            shown["transcript"] = _paragraphs(block["transcript"])
        case BlockKind.PICTURE:
            found = kept.get((story.pk, block["picture"]))
            if found is None:
                return None
            shown["file"] = f"{found.pk.hex}.jpg"
            pictures[shown["file"]] = _for_print(found)
    return shown


def _for_print(picture: Picture) -> bytes:
    """Give a picture as JPEG, no larger than a page shows."""
    with picture.file.open("rb") as file, Image.open(file) as opened:
        opened.thumbnail((PRINTED_PIXELS, PRINTED_PIXELS))
        flat = Image.new("RGB", opened.size, "white")
        layer = opened.convert("RGBA")
        flat.paste(layer, mask=layer)
    out = BytesIO()
    flat.save(out, "JPEG", quality=85)
    return out.getvalue()


def _paragraphs(text: str) -> list[dict[str, str]]:
    """Give Markdown as plain paragraphs, headings and items: what a printed page needs of it."""
    found, style = [], "paragraph"
    for token in _MARKDOWN.parse(text):
        if token.type == "heading_open":
            style = "heading"
        elif token.type == "list_item_open":
            style = "item"
        elif token.type in ("heading_close", "list_item_close"):
            style = "paragraph"
        elif token.type == "inline":
            words = "".join(
                "\n" if part.type in ("softbreak", "hardbreak") else part.content
                for part in token.children or ()
            )
            found += [{"style": style, "words": line} for line in words.split("\n") if line.strip()]
        elif token.type in ("fence", "code_block"):
            found.append({"style": "paragraph", "words": token.content})
    return found
