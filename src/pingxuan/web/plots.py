"""Small pictures drawn on the server: what a check has found in a juror's marks. Source: G5."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pingxuan.domain.judging.evidence import Point

SIZE = 240
EDGE = 24


@dataclass(frozen=True)
class Dot:
    """A point on the picture, in its units; y grows downwards."""

    x: float
    y: float
    label: str
    is_own: bool


@dataclass(frozen=True)
class Plot:
    """A picture: dots, and a line on which marks that agree would lie.

    Attributes:
        kind: `scatter` (own against others'), or `row` (one dot a juror, along a line).
        least, most: what the axes begin and end with.
    """

    kind: str
    dots: Sequence[Dot]
    least: str
    most: str
    size: int = SIZE
    edge: int = EDGE
    end: int = SIZE - EDGE
    middle: float = SIZE / 2


def plot_of(kind: str, points: Sequence[Point]) -> Plot | None:
    """Draw a finding; None where there is nothing to draw."""
    if not points:
        return None
    values = [float(v) for p in points for v in ((p.y,) if kind == "outlier" else (p.x, p.y))]
    least, most = min(values), max(values)
    span = (most - least) or 1.0

    def place(value: float) -> float:
        return round(EDGE + (value - least) / span * (SIZE - 2 * EDGE), 1)

    if kind == "outlier":
        dots = [Dot(place(float(p.y)), SIZE / 2, p.label, p.is_own) for p in points]
        return Plot("row", dots, f"{least:+.2f}", f"{most:+.2f}")
    dots = [
        Dot(place(float(p.x)), round(SIZE - place(float(p.y)), 1), p.label, p.is_own)
        for p in points
    ]
    return Plot("scatter", dots, f"{least:.1f}", f"{most:.1f}")
