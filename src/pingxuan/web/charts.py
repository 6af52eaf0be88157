"""Charts drawn on the server: plain SVG whose text keeps its size at every width.

Places across are shares of the width, so that the picture fills a phone and a sheet of paper alike;
heights are in pixels. Each chart stands beside the table with its figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from unicodedata import east_asian_width

HEIGHT = 200
HEAD = 22
FOOT = 24
ROW = 30
MOST_LABELS = 6
NAME_LETTERS = 12
NAMES_END = 30.0
"""Bars begin here: what stands left of it, in per cent, is for their names."""
BARS_END = 86.0


class Column(NamedTuple):
    """One column; `label` is empty where the next one's would be too near."""

    x: float
    width: float
    middle: float
    y: int
    height: int
    label: str
    is_open: bool


@dataclass(frozen=True)
class Columns:
    """A column for each day, over a line at half and one at the whole of the scale."""

    columns: Sequence[Column]
    top: int
    half: int
    whole_y: int = HEAD
    half_y: int = HEAD + (HEIGHT - HEAD - FOOT) // 2
    ground_y: int = HEIGHT - FOOT
    label_y: int = HEIGHT - 7
    height: int = HEIGHT


class Bar(NamedTuple):
    """One bar with its name before and its figure behind it."""

    name: str
    figure: int
    y: int
    text_y: int
    width: float
    figure_x: float


@dataclass(frozen=True)
class Bars:
    """Bars from one zero, in the order given."""

    bars: Sequence[Bar]
    height: int
    start: float = NAMES_END


def columns(
    values: Sequence[int], labels: Sequence[str], *, is_open: Sequence[bool] = ()
) -> Columns | None:
    """Draw columns from zero; None where there is nothing to compare.

    Args:
        is_open: which values still grow; their columns are drawn hollow.
    """
    if len(values) < 2 or not any(values):
        return None
    top = _round_top(max(values))
    pitch = 100 / len(values)
    every = -(-len(values) // MOST_LABELS)
    room = HEIGHT - HEAD - FOOT
    drawn = []
    for place, (value, label) in enumerate(zip(values, labels, strict=True)):
        height = max(round(value / top * room), 1 if value else 0)
        drawn.append(
            Column(
                x=round(place * pitch + pitch * 0.18, 2),
                width=round(pitch * 0.64, 2),
                middle=round((place + 0.5) * pitch, 2),
                y=HEIGHT - FOOT - height,
                height=height,
                label=label if place % every == 0 else "",
                is_open=bool(is_open) and is_open[place],
            )
        )
    return Columns(drawn, top, top // 2)


def bars(names: Sequence[str], values: Sequence[int]) -> Bars | None:
    """Draw lying bars from zero; None where there is nothing to compare."""
    if len(values) < 2 or not any(values):
        return None
    most = max(values)
    drawn = []
    for place, (name, value) in enumerate(zip(names, values, strict=True)):
        width = round(value / most * (BARS_END - NAMES_END), 2)
        drawn.append(
            Bar(_short(name), value, place * ROW + 5, place * ROW + 20, width, NAMES_END + width)
        )
    return Bars(drawn, len(drawn) * ROW)


def _short(name: str) -> str:
    """Cut a name to the room before the bars; a character of Chinese is as wide as two letters."""
    room = NAME_LETTERS
    for place, character in enumerate(name):
        room -= 2 if east_asian_width(character) in "WF" else 1
        if room < 0:
            return name[: max(place - 1, 1)] + "…"
    return name


def _round_top(most: int) -> int:
    """Give the end of the scale: 2, 4, 6, 8 or 10 of the highest place that covers `most`."""
    step = int("1".ljust(len(str(most)), "0"))
    return next(step * n for n in (2, 4, 6, 8, 10) if step * n >= most)
