"""What changed between two texts, so that the next reader sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

MOST_COMPARED = 4_000_000

# A number or a Latin word changes as a whole: 23 → 22, not 2 and a 3 that became a 2.
_WORD = re.compile(r"[0-9A-Za-z.,%:/_-]+|.", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, came, or went."""

    kind: Literal["same", "new", "gone"]
    text: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Cut two texts into what stayed, what went and what came, in the order of reading.

    Texts too long to compare in reasonable time are shown as gone and new as a whole.

    Source:
        N8: the next reader sees what changed.
    """
    if before == after:
        return (Piece("same", after),) if after else ()
    if len(before) * len(after) > MOST_COMPARED:
        return (Piece("gone", before), Piece("new", after))
    return tuple(_cut(before, after))


def _cut(before: str, after: str) -> Iterator[Piece]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(new[c:d]))
            continue
        if a < b:
            yield Piece("gone", "".join(old[a:b]))
        if c < d:
            yield Piece("new", "".join(new[c:d]))
