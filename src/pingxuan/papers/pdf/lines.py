"""Characters on a page into lines, and lines back into the paragraphs that they were set from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from pingxuan.papers.document import Anchor, Paragraph
from pingxuan.papers.pdf.page import Glyph, LinkArea

# Of a full-width character: from which on a gap is a space. Beside ideographs a narrower one is only
# the setting's own, between Latin and Chinese or in a line that was stretched.
_GAP = 0.24
_WIDE_GAP = 0.8
_INDENT = 1.3
_OPENERS = "“‘（《【「『〈([{"
_CLOSERS = "”’）》】」』〉)]}，。、；：！？,.;:!?%％…·"


@dataclass(slots=True)
class VisualLine:
    """A line as it is set, from left to right.

    Attributes:
        piece: its text, with the links in it.
        size: the height of its tallest character.
        em: the width of a full-width character.
    """

    glyphs: list[Glyph] = field(default_factory=list)
    piece: Paragraph = field(default_factory=Paragraph)
    size: float = 0.0
    em: float = 0.0

    @property
    def left(self) -> float:
        """Where the first character that is no space begins."""
        return next((g.left for g in self.glyphs if g.text.strip()), self.glyphs[0].left)

    @property
    def right(self) -> float:
        """Where the last character that is no space ends."""
        return next(
            (g.right for g in reversed(self.glyphs) if g.text.strip()), self.glyphs[-1].right
        )

    def head_width(self) -> float:
        """Give the width of what could not be parted from the line's first character."""
        glyphs = [glyph for glyph in self.glyphs if glyph.text.strip()]
        end = glyphs[0]
        for before, after in pairwise(glyphs):
            if _may_break(before.text, after.text) or self._is_gap(before, after):
                break
            end = after
        return end.right - glyphs[0].left

    def _measure(self) -> None:
        self.size = max(glyph.top - glyph.bottom for glyph in self.glyphs)
        widths = [glyph.right - glyph.left for glyph in self.glyphs if ord(glyph.text) >= 0x2E80]
        self.em = max(widths, default=0.75 * self.size)

    def _is_stretched(self) -> bool:
        """Say whether a line was set wide to reach the margin, so that its gaps mean nothing."""
        pairs = [(one, other) for one, other in pairwise(self.glyphs) if other.text.strip()]
        wide = [
            pair for pair in pairs if ord(pair[0].text) >= 0x2E80 and ord(pair[1].text) >= 0x2E80
        ]
        return len(wide) > 5 and sum(self._is_gap(*pair) for pair in wide) * 2 > len(wide)

    def _is_gap(self, before: Glyph, after: Glyph) -> bool:
        is_latin = before.text.isascii() and after.text.isascii()
        return after.left - before.right > (_GAP if is_latin else _WIDE_GAP) * self.em

    def read(self, links: list[LinkArea]) -> None:
        """Find the line's text; a wide gap is a space, a place that leads somewhere an anchor."""
        self._measure()
        line = Paragraph()
        is_stretched = self._is_stretched()
        spans: dict[int, tuple[int, int]] = {}
        previous: Glyph | None = None
        for glyph in self.glyphs:
            if previous is not None and line.text[-1:].strip() and glyph.text.strip():
                is_latin = previous.text.isascii() and glyph.text.isascii()
                if self._is_gap(previous, glyph) and (is_latin or not is_stretched):
                    is_wide = glyph.left - previous.right > _WIDE_GAP * self.em
                    line.text += "\u3000" if is_wide else " "
            start = len(line.text)
            line.text += glyph.text
            for number, link in enumerate(links):
                x, y = glyph.middle
                if link.left <= x <= link.right and link.bottom <= y <= link.top:
                    first, _ = spans.get(number, (start, 0))
                    spans[number] = (first, len(line.text))
            previous = glyph
        line.anchors = [Anchor(*spans[number], links[number].target) for number in sorted(spans)]
        self.piece = line


def visual_lines(glyphs: list[Glyph], links: list[LinkArea]) -> list[VisualLine]:
    """Gather characters into lines, from the top down."""
    lines: list[VisualLine] = []
    for glyph in sorted(glyphs, key=lambda g: -(g.top + g.bottom)):
        home = next(
            (line for line in reversed(lines[-3:]) if _is_level(line.glyphs[0], glyph)), None
        )
        if home is None:
            lines.append(VisualLine([glyph]))
        else:
            home.glyphs.append(glyph)
    for line in lines:
        line.glyphs.sort(key=lambda g: g.left)
        line.read(links)
    return [line for line in lines if any(g.text.strip() for g in line.glyphs)]


def _is_level(first: Glyph, glyph: Glyph) -> bool:
    """Say whether a character stands on the line that another one began."""
    tallest = max(first.top - first.bottom, glyph.top - glyph.bottom)
    return abs(first.middle[1] - glyph.middle[1]) < 0.6 * tallest


def paragraphs_of_lines(lines: list[VisualLine], width: float) -> list[Paragraph]:
    """Join the lines that were one paragraph before they were set.

    Args:
        width: the right edge that a full line comes near.
    """
    paragraphs: list[Paragraph] = []
    previous: VisualLine | None = None
    margin = min((line.left for line in lines), default=0.0)
    for line in lines:
        if previous is not None and _goes_on(previous, line, margin, width):
            paragraphs[-1].absorb(Paragraph(_glue(paragraphs[-1].text, line.piece.text)))
            paragraphs[-1].absorb(line.piece)
        else:
            paragraphs.append(line.piece.stretch(0, len(line.piece.text)))
        previous = line
    return paragraphs


def _goes_on(previous: VisualLine, line: VisualLine, margin: float, edge: float) -> bool:
    """Say whether a line was broken from the one before it only because that one was full."""
    if line.left > margin + _INDENT * line.size:
        return False
    return previous.right + line.head_width() > edge - 0.3 * previous.size


def _may_break(before: str, after: str) -> bool:
    """Say whether a line may end between two characters."""
    if before.isspace() or after.isspace():
        return True
    if before in _OPENERS or after in _CLOSERS:
        return False
    is_wide = ord(before) >= 0x2E80 and ord(after) >= 0x2E80
    return is_wide or (before not in "”’" and (ord(before) >= 0x2E80) != (ord(after) >= 0x2E80))


def _glue(before: str, after: str) -> str:
    """Give what stood at a line's end: a space between Latin words, nothing between ideographs."""
    address = re.search(r"(?:https?://|www\.)\S*$", before)
    if address:
        has_ideographs = any(ord(sign) >= 0x2E80 for sign in address.group())
        return " " if ord(after[:1] or "a") >= 0x2E80 and not has_ideographs else ""
    if not before[-1:].isalpha() or not after[:1].isalpha():
        return ""
    return " " if before[-1].isascii() and after[0].isascii() else ""
