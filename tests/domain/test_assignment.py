"""Assignment: everybody served, nobody recused, and loads as even as any assignment can be."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pingxuan.domain.judging.assignment import NoAssignment, assign, assignment_csv
from pingxuan.domain.judging.inputs import EntryRow, JudgeRow
from pingxuan.domain.judging.recusal import is_recused, read_unit, read_units

UNITS = ["", "东岭", "东岭/临溪", "东岭/临溪/青杨", "东岭/临溪东", "西河"]


def entries_of(units: list[str]) -> list[EntryRow]:
    return [EntryRow(f"案例{n}", "A", read_unit(unit), n + 2) for n, unit in enumerate(units)]


def judges_of(units: list[tuple[str, str]]) -> list[JudgeRow]:
    return [
        JudgeRow(f"评委{n}", read_unit(unit), read_units(recuse))
        for n, (unit, recuse) in enumerate(units)
    ]


def loads_of(assignment: list[tuple[str, str, str]], judges: list[JudgeRow]) -> list[int]:
    counts = Counter(judge for _, _, judge in assignment)
    return sorted(counts[judge.judge] for judge in judges)


def best_loads(entries: list[EntryRow], judges: list[JudgeRow], per_entry: int) -> list[int] | None:
    """Try every assignment there is; the best has the least spread, then the smallest top."""
    panels = []
    for entry in entries:
        free = [j for j in judges if not is_recused(entry.unit, j.unit, j.recuse)]
        panels.append(list(combinations([judge.judge for judge in free], per_entry)))
    found = []
    for choice in product(*panels):
        counts = Counter(judge for panel in choice for judge in panel)
        found.append(sorted(counts[judge.judge] for judge in judges))
    even = [loads for loads in found if loads[-1] - loads[0] <= 1]
    return min(even or found, key=lambda loads: loads[-1], default=None)


@pytest.mark.parametrize(
    ("entry", "own", "recuse", "wanted"),
    [
        ("东岭/临溪", "东岭/临溪", "", True),
        ("东岭/临溪/青杨", "东岭/临溪", "", True),
        ("东岭", "东岭/临溪", "", False),
        ("东岭/临溪东", "东岭/临溪", "", False),
        ("东岭/临溪", "西河", " 南山 ; 东岭 ", True),
        ("东岭/临溪", "西河", "东岭/临;;", False),
        ("", "东岭", "东岭", False),
        ("东岭", "", "", False),
        ("", "", ";", False),
        ("东岭/临溪", "东岭/", "", True),
    ],
)
def test_who_is_recused(entry: str, own: str, recuse: str, wanted: bool) -> None:
    assert is_recused(read_unit(entry), read_unit(own), read_units(recuse)) is wanted


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(UNITS), min_size=1, max_size=5),
    st.lists(st.tuples(st.sampled_from(UNITS), st.sampled_from(UNITS)), min_size=2, max_size=4),
    st.integers(1, 2),
)
def test_loads_are_the_best_there_are(
    units: list[str], own: list[tuple[str, str]], per_entry: int
) -> None:
    entries, judges = entries_of(units), judges_of(own)
    best = best_loads(entries, judges, per_entry)

    try:
        loads = loads_of(assign(entries, judges, per_entry), judges)
    except NoAssignment:
        assert best is None
        return

    assert best is not None
    assert loads[-1] == best[-1]
    assert loads[-1] - loads[0] <= 1 or best[-1] - best[0] > 1


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.sampled_from(UNITS), max_size=40),
    st.lists(st.tuples(st.sampled_from(UNITS), st.sampled_from(UNITS)), min_size=3, max_size=9),
    st.randoms(use_true_random=False),
)
def test_every_entry_has_its_judges_whatever_the_order(
    units: list[str], own: list[tuple[str, str]], dice: st.Random
) -> None:
    entries, judges = entries_of(units), [*judges_of(own), JudgeRow("外一"), JudgeRow("外二")]
    shuffled, panel = list(entries), list(judges)
    dice.shuffle(shuffled)
    dice.shuffle(panel)

    assignment = assign(entries, judges, 2)

    by_name = {judge.judge: judge for judge in judges}
    units_of = {entry.entry: entry.unit for entry in entries}
    assert assign(shuffled, panel, 2) == assignment == sorted(assignment)
    assert len(set(assignment)) == len(assignment)
    assert Counter(entry for entry, _, _ in assignment) == {entry.entry: 2 for entry in entries}
    for entry, _, judge in assignment:
        assert not is_recused(units_of[entry], by_name[judge].unit, by_name[judge].recuse)


def test_entries_without_enough_judges_are_all_named() -> None:
    entries = entries_of(["东岭", "西河", "东岭/临溪"])
    judges = judges_of([("东岭", ""), ("南山", "")])

    with pytest.raises(NoAssignment) as refused:
        assign(entries, judges, 2)

    found = [(one.entry.entry, one.free, one.wanted) for one in refused.value.shortages]
    assert found == [("案例0", 1, 2), ("案例2", 1, 2)]


def test_three_hundred_entries_sixty_judges_five_each() -> None:
    entries = entries_of([f"省/市{n % 12}/县{n % 40}" for n in range(300)])
    judges = judges_of([(f"省/市{n % 12}/县{n % 40}", f"省/市{n % 5}") for n in range(60)])

    begun = process_time()
    assignment = assign(entries, judges, 5)
    seconds = process_time() - begun

    assert loads_of(assignment, judges) == [25] * 60
    assert seconds < 2


def test_who_sits_together_is_mixed() -> None:
    """300 panels of 5 out of 20 judges: next to none of them is there twice."""
    assignment = assign(entries_of([""] * 300), judges_of([("", "")] * 20), 5)

    panels = Counter(
        tuple(judge for own, _, judge in assignment if own == f"案例{n}") for n in range(300)
    )
    assert len(panels) > 250


def test_a_seed_mixes_differently_and_is_reproducible() -> None:
    entries, judges = entries_of([""] * 12), judges_of([("", "")] * 6)

    assert assign(entries, judges, 2, seed="a") == assign(entries, judges, 2, seed="a")
    assert assign(entries, judges, 2, seed="a") != assign(entries, judges, 2, seed="b")


def test_who_has_begun_keeps_the_entry_when_a_judge_drops_out() -> None:
    entries, judges = entries_of([""] * 12), judges_of([("", "")] * 6)
    before = {(entry, judge) for entry, _, judge in assign(entries, judges, 2)}
    left = judges[1:]

    after = assign(entries, left, 2, kept=before)

    pairs = {(entry, judge) for entry, _, judge in after}
    assert {(e, j) for e, j in before if j != judges[0].judge} <= pairs
    assert loads_of(after, left) == [4, 5, 5, 5, 5]


def test_assignment_file() -> None:
    assert assignment_csv([("案,例", "A", "甲")]) == 'entry,category,judge\n"案,例",A,甲\n'
