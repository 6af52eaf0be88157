<<<<<<< HEAD
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
=======
"""What the jobs process does at each sweep besides sending letters; higher rooms register it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol


class Sweep(Protocol):
    """One thing to do when its time has come; it must be quick when nothing is due."""

    def __call__(self, *, now: datetime) -> object:
        """Do what is due at `now`."""


SWEEPS: list[Sweep] = []


def register(sweep: Sweep) -> Sweep:
    """Let the jobs process call `sweep` each second; also to be used as a decorator."""
    if sweep not in SWEEPS:
        SWEEPS.append(sweep)
    return sweep


def sweep_all(*, now: datetime, report: Callable[[str], object]) -> None:
    """Do all that is due; what fails is reported and does not keep the others from their turn."""
    for sweep in SWEEPS:
        try:
            sweep(now=now)
        except Exception as fault:
            report(f"{getattr(sweep, '__name__', 'sweep')}: {type(fault).__name__} {fault}")
>>>>>>> 6e6c485 (Run notices in working days, objections with a clock)
