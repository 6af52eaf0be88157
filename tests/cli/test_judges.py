"""`pingxuan judges check` and `pingxuan judges assign`: codes, messages, files."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from tests.cli.test_score import Desk

ENTRIES = "entry,category,unit\n一,A,东岭/临溪\n二,A,\n三,B,西河\n"
JUDGES = "judge,unit,recuse\n甲,东岭,\n乙,,西河; 南山\n丙,北原,\n"
STEADY = [55, 60, 72, 81, 64, 90, 77, 68]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.put("e.csv", ENTRIES)
    desk.put("j.csv", JUDGES)
    copied = "".join(
        f"A,{n},{judge},x,{mark}\n" for n, mark in enumerate(STEADY) for judge in "甲乙"
    )
    desk.put("m.csv", "category,entry,judge,criterion,mark\n" + copied + "A,一,甲,x,1000\n")
    return desk


def test_check_with_conflicts(desk: Desk) -> None:
    run = desk.run(
        "judges", "check", "m.csv", "--judges", "j.csv", "--entries", "e.csv", "--out", "f.csv"
    )

    assert run == (0, [])
    assert desk.read("f.csv") == (
        "kind,judge,other,score,evidence\n"
        'conflict,甲,一,1.0000,"{""entries"": 1}"\n'
        'copied,乙,甲,1.0000,"{""category"": ""A"", ""entries"": 8}"\n'
    )


def test_thresholds_come_from_the_command_line(desk: Desk) -> None:
    limits = [
        "--reversed-at",
        "-1",
        "--copied-at",
        "1.0",
        "--outlier-at",
        "9",
        "--min-entries",
        "9",
    ]

    assert desk.run("judges", "check", "m.csv", "--out", "f.csv", *limits) == (0, [])
    assert desk.read("f.csv") == "kind,judge,other,score,evidence\n"


@pytest.mark.parametrize(
    ("more", "places"),
    [
        ("A,0,甲,x,5\nA,9,甲,x,a\n", ["m.csv:19:criterion", "m.csv:20:mark"]),
        ("A,9,,x,5\n", ["m.csv:19:judge"]),
    ],
)
def test_check_refuses_bad_marks(desk: Desk, more: str, places: list[str]) -> None:
    desk.put("m.csv", desk.read("m.csv") + more)

    code, lines = desk.run("judges", "check", "m.csv", "--out", "f.csv")

    assert (code, [line.split(": ")[0] for line in lines]) == (2, places)
    assert not (desk.folder / "f.csv").exists()


@pytest.mark.parametrize(
    "more",
    [
        ["--judges", "j.csv"],
        ["--entries", "e.csv"],
        ["--judges", "j.csv", "--entries", "none.csv"],
        ["--copied-at", "nan"],
        ["--copied-at", "1e-3"],
        ["--min-entries", "0"],
        ["--min-entries", "x"],
    ],
)
def test_check_refuses_bad_command_lines(desk: Desk, more: list[str]) -> None:
    code, lines = desk.run("judges", "check", "m.csv", "--out", "f.csv", *more)

    assert (code, bool(lines), (desk.folder / "f.csv").exists()) == (2, True, False)


def test_assign(desk: Desk) -> None:
    run = desk.run("judges", "assign", "e.csv", "j.csv", "--per-entry", "2", "--out", "a.csv")

    assert run == (0, [])
    rows = list(csv.reader(desk.read("a.csv").splitlines()))
    assert rows[0] == ["entry", "category", "judge"]
    assert rows[1:] == sorted(rows[1:])
    assert Counter(judge for _, _, judge in rows[1:]) == {"甲": 2, "乙": 2, "丙": 2}
    assert ["一", "A", "甲"] not in rows
    assert ["三", "B", "乙"] not in rows


def test_assign_names_every_entry_that_cannot_get_its_judges(desk: Desk) -> None:
    desk.put("a.csv", "old")

    code, lines = desk.run(
        "judges", "assign", "e.csv", "j.csv", "--per-entry", "3", "--out", "a.csv"
    )

    assert code == 3
    assert [line.split(": ")[0] for line in lines] == ["e.csv:2:entry", "e.csv:4:entry"]
    assert desk.read("a.csv") == "old"


@pytest.mark.parametrize(
    ("entries", "judges", "places"),
    [
        (ENTRIES + "一,B,\n", JUDGES + "甲,,\n", ["e.csv:5:entry", "j.csv:5:judge"]),
        (ENTRIES + ",,\n", JUDGES + ",,\n", ["e.csv:5:entry", "e.csv:5:category", "j.csv:5:judge"]),
        ("entry,category\n", "judge,recuse\n", ["e.csv:1:unit", "j.csv:1:unit"]),
    ],
)
def test_assign_refuses_bad_files(desk: Desk, entries: str, judges: str, places: list[str]) -> None:
    desk.put("e.csv", entries)
    desk.put("j.csv", judges)

    code, lines = desk.run(
        "judges", "assign", "e.csv", "j.csv", "--per-entry", "1", "--out", "a.csv"
    )

    assert (code, [line.split(": ")[0] for line in lines]) == (2, places)


def test_assign_without_entries_is_an_empty_file(desk: Desk) -> None:
    desk.put("e.csv", "entry,category,unit\n")
    desk.put("j.csv", "judge,unit,recuse\n")

    assert desk.run("judges", "assign", "e.csv", "j.csv", "--per-entry", "1", "--out", "a.csv") == (
        0,
        [],
    )
    assert desk.read("a.csv") == "entry,category,judge\n"
