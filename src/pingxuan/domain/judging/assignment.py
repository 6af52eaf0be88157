"""Who judges what: every entry gets its judges, nobody is recused, and the loads are even.

The loads are as even as any assignment can make them: starting from a plain one, an entry's place
is handed on along a chain of judges from a burdened one to one with at least two fewer, until no
such chain is left. An assignment without such a chain has the least sum of squared loads, therefore
the smallest largest load, and loads within one of each other wherever that is possible at all.

Source:
    interfaces-judging 6; G2.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from typing import Final

from pingxuan.domain.judging.inputs import EntryRow, JudgeRow
from pingxuan.domain.judging.recusal import is_recused
from pingxuan.domain.judging.tables import write_table

ASSIGN_COLUMNS: Final = ("entry", "category", "judge")

Assignment = list[tuple[str, str, str]]
"""Entry, category and judge, sorted by entry, then judge."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """An entry with fewer judges who may judge it than it needs."""

    entry: EntryRow
    free: int
    wanted: int


@dataclass(eq=False)
class NoAssignment(Exception):
    """Some entries cannot get their judges; `shortages` names each of them."""

    shortages: Sequence[Shortage]


def assign(
    entries: Iterable[EntryRow],
    judges: Iterable[JudgeRow],
    per_entry: int,
    *,
    seed: str = "",
    kept: Collection[tuple[str, str]] = (),
    before: Collection[tuple[str, str]] = (),
) -> Assignment:
    """Give every entry `per_entry` different judges, with loads as even as they can be.

    The order of `entries` and `judges` does not matter.

    Args:
        seed: mixes differently who sits with whom; the same seed gives the same assignment.
        kept: pairs of entry and judge that stay, because the judge has begun; pairs with an entry
            or judge that is gone, or recused by now, are let go.
        before: pairs that stood before and stay where the loads allow it.

    Raises:
        NoAssignment: with every entry that cannot get its judges.
    """
    tasks = sorted(entries, key=lambda row: row.entry)
    panel = sorted(judges, key=lambda row: row.judge)
    free = [
        [not is_recused(task.unit, judge.unit, judge.recuse) for judge in panel] for task in tasks
    ]
    shortages = [
        Shortage(task, sum(own), per_entry)
        for task, own in zip(tasks, free, strict=True)
        if sum(own) < per_entry
    ]
    if shortages:
        raise NoAssignment(shortages)
    board = _Board(tasks, panel, free)
    board.fill(per_entry, seed=seed, kept=frozenset(kept), before=frozenset(before))
    board.level()
    return board.assignment()


def assignment_csv(assignment: Assignment) -> str:
    """Write ASSIGN.csv."""
    return write_table(ASSIGN_COLUMNS, assignment)


class _Board:
    """An assignment in the making; a set of entries is an integer with one bit for each."""

    def __init__(
        self, tasks: list[EntryRow], panel: list[JudgeRow], free: list[list[bool]]
    ) -> None:
        self._tasks = tasks
        self._panel = panel
        self._free = free
        self._held = [0] * len(panel)
        self._fixed = [0] * len(panel)
        self._may_take = [
            sum(1 << task for task, own in enumerate(free) if own[judge])
            for judge in range(len(panel))
        ]
        self._loads = [0] * len(panel)

    def fill(
        self,
        per_entry: int,
        *,
        seed: str,
        kept: frozenset[tuple[str, str]],
        before: frozenset[tuple[str, str]],
    ) -> None:
        """Make a first assignment: the least burdened judges first, mixed by hash among equals.

        The hash keeps the same few judges from sitting together time and again.
        """
        for task, row in enumerate(self._tasks):
            fixed = [
                judge
                for judge, other in enumerate(self._panel)
                if (row.entry, other.judge) in kept and self._free[task][judge]
            ][:per_entry]
            for judge in fixed:
                self._fixed[judge] |= 1 << task
                self._give(task, judge)
        for task, row in enumerate(self._tasks):
            room = per_entry - self._taken(task)
            stood = [
                judge
                for judge, other in enumerate(self._panel)
                if (row.entry, other.judge) in before
                and self._free[task][judge]
                and not self._held[judge] >> task & 1
            ]
            for judge in stood[:room]:
                self._give(task, judge)
        for task, row in enumerate(self._tasks):
            open_to = [
                judge
                for judge, is_free in enumerate(self._free[task])
                if is_free and not self._held[judge] >> task & 1
            ]
            lots = {judge: _lot(seed, row.entry, self._panel[judge].judge) for judge in open_to}
            open_to.sort(key=lambda judge: (self._loads[judge], lots[judge]))
            for judge in open_to[: per_entry - self._taken(task)]:
                self._give(task, judge)

    def level(self) -> None:
        """Hand entries on from judge to judge until no chain makes the loads more even."""
        is_settled = False
        while not is_settled:
            is_settled = True
            for start in sorted(range(len(self._panel)), key=lambda judge: -self._loads[judge]):
                while chain := self._chain_from(start):
                    self._hand_on(chain)
                    is_settled = False

    def assignment(self) -> Assignment:
        """List who judges what."""
        return [
            (row.entry, row.category, judge.judge)
            for task, row in enumerate(self._tasks)
            for judge, held in zip(self._panel, self._held, strict=True)
            if held >> task & 1
        ]

    def _taken(self, task: int) -> int:
        """Count the judges who hold an entry."""
        return sum(held >> task & 1 for held in self._held)

    def _give(self, task: int, judge: int) -> None:
        self._held[judge] |= 1 << task
        self._loads[judge] += 1

    def _movable(self, giver: int, taker: int) -> int:
        """Give the entries that one judge holds and another could have instead."""
        return self._held[giver] & ~self._fixed[giver] & self._may_take[taker] & ~self._held[taker]

    def _hand_on(self, chain: list[int]) -> None:
        """Move one entry along each link; a link stays open when the one before has been used."""
        for giver, taker in pairwise(chain):
            movable = self._movable(giver, taker)
            entry = movable & -movable
            self._held[giver] ^= entry
            self._held[taker] |= entry
        self._loads[chain[0]] -= 1
        self._loads[chain[-1]] += 1

    def _chain_from(self, start: int) -> list[int]:
        """Find a shortest chain to a judge with at least two entries fewer; [] if there is none."""
        if self._loads[start] < min(self._loads) + 2:
            return []
        before = {start: start}
        queue = deque([start])
        while queue:
            giver = queue.popleft()
            for taker in range(len(self._panel)):
                if taker in before or not self._movable(giver, taker):
                    continue
                before[taker] = giver
                if self._loads[taker] <= self._loads[start] - 2:
                    return _walk_back(before, taker)
                queue.append(taker)
        return []


def _walk_back(before: dict[int, int], end: int) -> list[int]:
    chain = [end]
    while before[chain[-1]] != chain[-1]:
        chain.append(before[chain[-1]])
    return chain[::-1]


def _lot(seed: str, entry: str, judge: str) -> bytes:
    return blake2b(f"{seed}\0{entry}\0{judge}".encode(), digest_size=8).digest()
