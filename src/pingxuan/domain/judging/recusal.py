"""Who must not judge what: recusal that follows from the paths of units.

Source:
    interfaces-judging 6; G1.
"""

from __future__ import annotations

from collections.abc import Iterable

Unit = tuple[str, ...]
"""The components of a path such as 东岭/临溪/青杨; empty when there is no unit."""


def read_unit(path: str) -> Unit:
    """Split a path into its components; empty ones, as after a slash at the end, are no level."""
    return tuple(component for component in path.strip(" \t").split("/") if component)


def read_units(paths: str) -> tuple[Unit, ...]:
    """Read a list of paths that are separated by `;`."""
    units = (read_unit(path) for path in paths.split(";"))
    return tuple(unit for unit in units if unit)


def is_within(unit: Unit, other: Unit) -> bool:
    """Say whether `unit` is `other` or lies below it, counted in components, not in letters."""
    return bool(other) and unit[: len(other)] == other


def is_recused(entry_unit: Unit, judge_unit: Unit, recuse: Iterable[Unit]) -> bool:
    """Say whether a judge must not judge an entry that comes from `entry_unit`."""
    return any(is_within(entry_unit, unit) for unit in (judge_unit, *recuse))
