"""A strand: the lines of one lane in one campaign, numbered without gaps, and what they come to.

A lane counts its votes by the minute, in one row that each batch writes anew; behind the votes a
minute that is over is folded into the tally. So a vote's transaction touches one row of counts,
however many entries there are, and the tally is whole at every moment: what has been folded, and
the minutes that have not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from pingxuan.ballotbox.booth import Booth
from pingxuan.ballotbox.schema import WRITER_SHIFT

TallyRow = tuple[int, str, int, int, int, int]  # campaign, entry, day, writer, votes, ballots


class Minute(msgspec.Struct, eq=False):
    """What a strand has taken in one minute of the campaign's clock.

    Attributes:
        line: its first line of that minute; names the row.
        day: ordinal of the voting day.
        minute: minutes since 1970.
        entries: entry → votes, ballots.
    """

    line: int
    day: int
    minute: int
    entries: dict[str, tuple[int, int]]

    def add(self, entry: str, votes: int) -> None:
        """Count one accepted slip."""
        given, ballots = self.entries.get(entry, (0, 0))
        self.entries[entry] = (given + votes, ballots + 1)


class Fold(NamedTuple):
    """Minutes that go into the tally.

    Attributes:
        minutes: whose rows are marked.
        rows: what they add, in the order in which the tally is kept.
    """

    minutes: Sequence[Minute]
    rows: Sequence[TallyRow]


class Strand:
    """One lane's part of one campaign's log.

    Attributes:
        writer: the number under which its lines stand; 0 until it has one.
        lines: how many lines it has committed under that number.
        pending: lines of the batch that is being decided.
    """

    def __init__(self, booth: Booth) -> None:
        self.booth = booth
        self.renew()

    def renew(self) -> None:
        """Forget the writer's number: nobody knows what became of the last lines under it.

        Its minutes stay in the database as they are; whoever reads the tally adds them.
        """
        self.writer = self.lines = self.pending = 0
        self._minutes: dict[tuple[int, int], Minute] = {}

    @property
    def next_line(self) -> int:
        """Give the number of the next line to be written."""
        return (self.writer << WRITER_SHIFT) + self.lines + self.pending

    def minute(self, day: int, minute: int) -> Minute:
        """Give a minute to count on in; the strand learns of it when the batch is committed."""
        known = self._minutes.get((day, minute))
        if known is None:
            return Minute(self.next_line, day, minute, {})
        return Minute(known.line, day, minute, known.entries.copy())

    def committed(self, minutes: Sequence[Minute]) -> None:
        """Take over what a batch has committed."""
        self.lines, self.pending = self.lines + self.pending, 0
        for minute in minutes:
            self._minutes.pop((minute.day, minute.minute), None)
            self._minutes[minute.day, minute.minute] = minute

    def fold(self, *, everything: bool = False) -> Fold:
        """Say what can go into the tally: all minutes but the one that was counted in last.

        A later vote of a folded minute, after the clock was set back, begins a row of its own.
        """
        minutes = list(self._minutes.values())
        return self._folding(minutes if everything else minutes[:-1])

    def folded(self, fold: Fold) -> None:
        """Forget the minutes that are in the tally now."""
        for minute in fold.minutes:
            del self._minutes[minute.day, minute.minute]

    def _folding(self, minutes: Sequence[Minute]) -> Fold:
        sums: dict[tuple[str, int], tuple[int, int]] = {}
        for minute in minutes:
            for entry, (votes, ballots) in minute.entries.items():
                before = sums.get((entry, minute.day), (0, 0))
                sums[entry, minute.day] = (before[0] + votes, before[1] + ballots)
        return Fold(
            minutes,
            [
                (self.booth.number, entry, day, self.writer, votes, ballots)
                for (entry, day), (votes, ballots) in sorted(sums.items())
            ],
        )
