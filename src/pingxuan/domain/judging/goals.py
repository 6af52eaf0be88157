"""Soft goals of the organiser: how many of a category's winners one place should have at most.

They only warn: the computed result stands, whatever a goal says.

Source:
    H1, H2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Exceeded:
    """A place that has more winners of a category than a goal says."""

    place: str
    count: int
    most: int


def exceeded(winners: Sequence[str], places: Mapping[str, str], most: int) -> list[Exceeded]:
    """List the places with more than `most` of `winners`, the most first.

    Args:
        places: where each winner comes from; those without a place are not counted.
    """
    counts = Counter(places[entry] for entry in winners if places.get(entry))
    over = [Exceeded(place, n, most) for place, n in counts.items() if n > most]
    return sorted(over, key=lambda one: (-one.count, one.place))
