"""What a page points to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, ROOT, lines, links, pages

ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:")


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def _anchors(page: Path) -> set[str]:
    """Give the anchors of a page's headings as GitHub and myst make them."""
    headings = [
        line.text for line in lines(page.read_text("utf-8")) if line.block is None and line.text
    ]
    words = [re.sub(r"^#+\s*", "", text) for text in headings if text.startswith("#")]
    return {
        re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", word.strip().lower().replace("`", "")))
        for word in words
    }


def _broken(page: Path) -> list[str]:
    found = []
    for link in links(page.read_text("utf-8")):
        if ELSEWHERE.match(link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (
            anchor and target.suffix == ".md" and anchor not in _anchors(target)
        ):
            found.append(link)
    return found


@pytest.mark.parametrize("page", pages(), ids=_name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    assert _broken(page) == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One two\n[a](#one-two) [b](#three) [c](gone.md) `[d](code.md)`\n")

    assert _broken(page) == ["#three", "gone.md"]


def test_every_picture_of_the_tour_is_shown_and_small() -> None:
    pictures = sorted((DOCS / "images").glob("*.webp"))
    shown = {Path(link).name for page in pages() for link in links(page.read_text("utf-8"))}

    assert pictures
    assert [p.name for p in pictures if p.name not in shown] == []
    assert [p.name for p in pictures if p.stat().st_size > 150_000] == []
    assert sum(p.stat().st_size for p in pictures) <= 3_000_000
