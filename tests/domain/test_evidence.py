"""The picture behind a flag holds what the flag was computed from."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pingxuan.domain.judging.checks import Flag, check
from pingxuan.domain.judging.evidence import Point, flat, leanings_of, points_of
from pingxuan.domain.judging.inputs import MarkRow


def rows(table: dict[str, list[int]]) -> list[MarkRow]:
    return [
        MarkRow("A", f"案例{n:02d}", judge, "c", Decimal(mark))
        for judge, marks in table.items()
        for n, mark in enumerate(marks)
    ]


UP = [1, 2, 3, 4, 5, 6, 7, 8]
MIXED = [2, 1, 4, 3, 6, 5, 8, 7]


def test_a_reversed_scale_is_drawn_against_the_others_mean() -> None:
    marks = rows({"甲": UP[::-1], "乙": UP, "丙": MIXED})
    [found] = [one for one in check(marks) if one.kind == "reversed"]

    points = points_of(marks, found)

    assert (found.judge, len(points)) == ("甲", 8)
    assert points[0] == Point("案例00", Fraction(3, 2), Fraction(8))


def test_copied_marks_lie_on_one_line() -> None:
    marks = rows({"甲": UP, "乙": UP, "丙": MIXED})
    [found] = [one for one in check(marks) if one.kind == "copied"]

    points = points_of(marks, found)

    assert (found.judge, found.other) == ("乙", "甲")
    assert all(point.x == point.y for point in points)


def test_a_judge_who_gives_everyone_the_same_is_flat() -> None:
    marks = rows({"甲": [7] * 8, "乙": UP, "丙": MIXED})

    found = flat(marks)

    assert [(one.kind, one.judge, one.category, one.entries) for one in found] == [
        ("flat", "甲", "A", 8)
    ]
    assert found[0].score == 0
    assert flat(rows({"甲": [7] * 7, "乙": UP[:7]})) == []
    assert flat(rows({"甲": [7] * 8, "乙": [6] * 8})) == []


def test_an_outlier_stands_among_all_judges() -> None:
    marks = rows({"甲": [9] * 8, "乙": [5] * 8, "丙": [5] * 8})

    points = points_of(marks, Flag("outlier", "甲", "", "", 9.0, 8))

    assert [(one.label, one.y, one.is_own) for one in points] == [
        ("丙", Fraction(-2), False),
        ("乙", Fraction(-2), False),
        ("甲", Fraction(4), True),
    ]


@given(st.lists(st.lists(st.integers(0, 10), max_size=6), max_size=4))
def test_leanings_do_not_change_with_a_shift_of_all_marks(given_marks: list[list[int]]) -> None:
    table = dict(zip("甲乙丙丁", given_marks, strict=False))
    shifted = {judge: [mark + 3 for mark in marks] for judge, marks in table.items()}

    assert leanings_of(rows(table)) == leanings_of(rows(shifted))
