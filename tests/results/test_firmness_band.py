"""The band of an entry spans what one juror, trimming and the votes as given would make of its rank."""

from __future__ import annotations

from decimal import Decimal

from pingxuan.domain.judging.decoding import decode
from pingxuan.domain.judging.inputs import MarkRow
from pingxuan.domain.judging.sensitivity import without_each_juror
from pingxuan.domain.judging.toml import read_toml
from pingxuan.results.firmness import _spans

RULES = decode(read_toml(b"version = 1\n[seats]\ndefault = 3\non_cut_tie = 'leave-open'\n"))


def mark(entry: str, judge: str, value: int) -> MarkRow:
    return MarkRow("c", entry, judge, "x", Decimal(value))


def test_a_rank_that_moves_within_the_seats_widens_the_band() -> None:
    marks = [
        mark("A", "j1", 90), mark("A", "j2", 10),
        mark("B", "j1", 40), mark("B", "j2", 50),
        mark("C", "j1", 30), mark("C", "j2", 30),
    ]  # fmt: skip

    moved = [c for changes in without_each_juror(marks, None, RULES).values() for c in changes]

    # With both jurors A leads; without the first B does, and A falls behind C.
    assert _spans(moved) == {"A": (1, 3), "B": (1, 2), "C": (2, 3)}
