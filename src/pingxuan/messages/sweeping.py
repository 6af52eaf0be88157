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
