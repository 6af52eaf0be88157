"""What the worker does at each sweep beside sending: features say so when they are loaded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

Sweep = Callable[[datetime], object]
_sweeps: list[Sweep] = []


def at_each_sweep(sweep: Sweep) -> None:
    """Let the worker call `sweep` with the moment, about once a second."""
    if sweep not in _sweeps:
        _sweeps.append(sweep)


def sweeps() -> Sequence[Sweep]:
    """Give what was asked for, in that order."""
    return tuple(_sweeps)


_lanes: list[Sweep] = []


def beside_the_sweeps(work: Sweep) -> None:
    """Let the worker call slow work in a thread of its own, so that no letter waits for it.

    Args:
        work: called with the moment; while it gives something true it is called again at once.
    """
    if work not in _lanes:
        _lanes.append(work)


def lanes() -> Sequence[Sweep]:
    """Give the slow work that was asked for, in that order."""
    return tuple(_lanes)
