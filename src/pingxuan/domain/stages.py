"""Which stages are open at a moment. Intervals are half-open and may overlap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from pingxuan.domain.vocabulary import Stage


class Window(Protocol):
    """A stage's interval: `opens_at` ≤ now < `closes_at`, both aware."""

    @property
    def stage(self) -> Stage: ...  # noqa: D102 - the class says it

    @property
    def opens_at(self) -> datetime: ...  # noqa: D102 - the class says it

    @property
    def closes_at(self) -> datetime: ...  # noqa: D102 - the class says it


def open_at(windows: Iterable[Window], moment: datetime) -> frozenset[Stage]:
    """Name the stages that are open at `moment`.

    Source:
        A2, C16–C20: every interval is half-open, start ≤ now < end.
    """
    return frozenset(w.stage for w in windows if w.opens_at <= moment < w.closes_at)
