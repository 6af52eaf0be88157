"""The way a nomination goes up the tree of units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

Key = TypeVar("Key")


class Level(StrEnum):
    """What a node of the tree is: an office of some tier, or a unit that recommends."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    UNIT = "unit"

    @property
    def is_office(self) -> bool:
        """Whether nominations stop here on their way up."""
        return self is not Level.UNIT


@dataclass(frozen=True)
class Node:
    """One node on the way from a unit to the root."""

    key: str
    level: Level


def route(upwards: Sequence[Node]) -> tuple[str, ...]:
    """List the offices that a nomination passes, from the lowest to the root.

    Args:
        upwards: the recommending unit itself, its parent, … up to the campaign's root.

    Returns:
        The keys of the offices in order; a unit that is itself an office starts with itself.

    Source:
        C4, D1: county → city → province; city unit → city → province; provincial unit → province.
    """
    return tuple(node.key for node in upwards if node.level.is_office)


def next_office(offices: Sequence[Key], current: Key | None) -> Key | None:
    """Give the office after `current`: the first for None, None after the last."""
    if current is None:
        return offices[0] if offices else None
    position = offices.index(current)
    return offices[position + 1] if position + 1 < len(offices) else None


def begins_with_unit(*, self_nominated: bool, own_unit_opinion_first: bool) -> bool:
    """Whether the recommending unit gives its opinion before any office reads it.

    A unit vouches for what it nominates; for somebody who nominates themselves it is asked only
    where the sheet says so.

    Source:
        D1, C24.
    """
    return own_unit_opinion_first or not self_nominated
