"""The written pages of the project, their code blocks and their links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
FENCE = re.compile(r"^\s*(```+|~~~+)\s*(\S*)")
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
SHELLS = {"console", "bash"}
RUNNABLE = ("pingxuan ", "make ", "cp ", "mkdir ")


class Line(NamedTuple):
    """A line of a page: its number, its text, and the language of the block it stands in."""

    number: int
    text: str
    block: str | None


class Command(NamedTuple):
    """A command that a page tells its reader to type, with the exit code that it promises."""

    where: str
    text: str
    exits_with: int


def pages() -> list[Path]:
    """Name all pages, the build's own folder left out."""
    inside = [page for page in DOCS.rglob("*.md") if "_build" not in page.parts]
    return sorted([*ROOT.glob("*.md"), *inside])


def guides() -> list[Path]:
    """Name the pages whose commands are run: what somebody follows with the hands on the keys."""
    folders = [DOCS / "tutorial", DOCS / "how-to"]
    return sorted([*ROOT.glob("*.md"), *(p for folder in folders for p in folder.glob("*.md"))])


def lines(text: str) -> Iterator[Line]:
    """Go through a page; the fences themselves are left out."""
    fence: str | None = None
    language = ""
    for number, line in enumerate(text.splitlines(), 1):
        found = FENCE.match(line)
        if fence is None and found:
            fence, language = found[1], found[2]
        elif fence is not None and line.strip() == fence:
            fence = None
        else:
            yield Line(number, line, language if fence is not None else None)


def commands(page: Path, text: str | None = None) -> Iterator[Command]:
    """Give the commands of a page's shell blocks, with continued lines joined."""
    begun = ""
    for line in lines(page.read_text("utf-8") if text is None else text):
        if line.block not in SHELLS:
            continue
        typed, _, remark = (begun + line.text.strip().removeprefix("$ ")).partition("  #")
        begun = ""
        if typed.endswith("\\"):
            begun = typed.removesuffix("\\").rstrip() + " "
        elif typed.startswith(RUNNABLE):
            promised = re.search(r"exits with (\d+)", remark)
            where = f"{page.relative_to(ROOT)}:{line.number}" if page.is_absolute() else str(page)
            yield Command(where, typed.strip(), int(promised[1]) if promised else 0)


def links(text: str) -> list[str]:
    """Give the targets of a page's links and pictures, code left out."""
    prose = "\n".join(line.text for line in lines(text) if line.block is None)
    return LINK.findall(re.sub(r"`[^`]*`", "", prose))
