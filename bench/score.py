"""Time, by CPU, the result of 5,000 entries × 7 jurors × 5 criteria with 200 weightings: target 2 seconds.

Run: python bench/score.py [ENTRIES]
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from pingxuan.domain.judging.assignment import assign
from pingxuan.domain.judging.inputs import EntryRow, JudgeRow, MarkRow
from pingxuan.domain.judging.results import score
from pingxuan.domain.judging.rules import (
    CombineRules,
    CriteriaMode,
    JudgingRules,
    JuryRules,
    OnCutTie,
    SeatRules,
)
from pingxuan.domain.judging.sensitivity import over_weightings, weightings_around

CRITERIA = ("典型性", "创新性", "示范性", "精确性", "可复制推广性")
RULES = JudgingRules(
    jury=JuryRules(
        max_mark=Decimal(10),
        min_mark=Decimal(1),
        criteria_mode=CriteriaMode.SUM,
        criteria=dict.fromkeys(CRITERIA, Decimal(2)),
    ),
    combine=CombineRules(jury=Decimal(70), vote=Decimal(30)),
    tie_order=("jury", "votes"),
    seats=SeatRules(default=15, reserve=3, on_cut_tie=OnCutTie.LEAVE_OPEN),
)


@contextmanager
def timed(what: str) -> Iterator[None]:
    begun = time.process_time()
    yield
    print(f"{what:<44} {time.process_time() - begun:6.3f} s")


def main(entry_count: int) -> None:
    dice = random.Random(20211220)
    marks = [
        MarkRow(
            f"类别{entry % 3}",
            f"案例{entry:05d}",
            f"评委{judge}",
            name,
            Decimal(dice.randint(1, 10)),
        )
        for entry in range(entry_count)
        for judge in range(7)
        for name in CRITERIA
    ]
    votes = {(row.category, row.entry): dice.randint(0, 99_999) for row in marks}
    weightings = weightings_around(RULES.combine, spread=Decimal(20), count=200)
    with timed(f"{len(marks):,} marks and 200 weightings"):
        with timed("  result"):
            result = score(marks, votes, RULES)
        with timed("  sensitivity"):
            over_weightings(result, weightings)

    tasks = [EntryRow(f"案例{n}", "类别", ("省", f"市{n % 12}", f"县{n % 40}")) for n in range(300)]
    panel = [JudgeRow(f"评委{n}", ("省", f"市{n % 12}", f"县{n % 40}")) for n in range(60)]
    with timed("300 entries × 60 judges × 5"):
        assign(tasks, panel, 5)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
