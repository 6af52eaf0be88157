"""A map of places that needs no tiles: one cell for each place, darker where more comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

ACROSS = 6
CELL = 96
GAP = 6
LEVELS = 4


class Cell(NamedTuple):
    """One place of the drawn map; `level` 1 to 4 says how much comes from it, against the most."""

    name: str
    number: int
    x: int
    y: int
    level: int
    is_chosen: bool


class PlaceMap(NamedTuple):
    """The map with its size; none is drawn for fewer than two places."""

    cells: list[Cell]
    width: int
    height: int


def place_map(places: Iterable[str], *, chosen: str = "") -> PlaceMap | None:
    """Lay out the first part of each place (its city) by number, then name.

    Args:
        places: as stories hold them: `云桥市 柳溪县`; an empty one is of the province and not drawn.
    """
    counts = Counter(place.split()[0] for place in places if place.split())
    if len(counts) < 2:
        return None
    most = max(counts.values())
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    cells = [
        Cell(
            name,
            number,
            (index % ACROSS) * (CELL + GAP),
            (index // ACROSS) * (CELL + GAP),
            -(-number * LEVELS // most),
            name == chosen,
        )
        for index, (name, number) in enumerate(ranked)
    ]
    across, down = min(len(cells), ACROSS), -(-len(cells) // ACROSS)
    return PlaceMap(cells, across * (CELL + GAP) - GAP, down * (CELL + GAP) - GAP)
