"""Which small numbers stay untold, so that no figure points at a person."""

from __future__ import annotations

FEWEST = 5
"""A number of people or of unpublished cases below this is not told in public."""


def may_be_told(number: int, *, known: int = 0) -> bool:
    """Say whether a count may stand on a public page.

    Args:
        number: how many people, or how many cases whether published or not.
        known: how many of them are public anyway, one by one.

    Source:
        A6, L1: figures name nobody. Nobody is nobody, many hide each other, and what is public
        already tells nothing new.
    """
    return number <= known or number >= FEWEST
