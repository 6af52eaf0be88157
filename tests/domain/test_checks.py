"""What a chair is shown: reversed scales, copied marks, outliers, missed recusals."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from fractions import Fraction
from statistics import correlation as pearson

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pingxuan.domain.judging.checks import Thresholds, check, correlation, flags_csv
from pingxuan.domain.judging.inputs import EntryRow, JudgeRow, MarkRow

STEADY = [55, 60, 72, 81, 64, 90, 77, 68, 84, 59]


def marks_by(
    judge: str, marks: list[int], category: str = "A", criterion: str = "总"
) -> list[MarkRow]:
    return [
        MarkRow(category, f"案例{n}", judge, criterion, Decimal(mark))
        for n, mark in enumerate(marks)
    ]


def shaken(seed: int) -> list[int]:
    dice = random.Random(seed)
    return [mark + dice.choice([-14, -9, -4, 3, 8, 13]) for mark in STEADY]


def average_ranks(values: list[int]) -> list[float]:
    return [
        sum(other < value for other in values) + (sum(other == value for other in values) + 1) / 2
        for value in values
    ]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=12))
def test_correlation_is_pearsons_of_the_average_ranks(pairs: list[tuple[int, int]]) -> None:
    one, other = [a for a, _ in pairs], [b for _, b in pairs]

    found = correlation(one, other)

    if len(set(one)) == 1 or len(set(other)) == 1:
        assert found is None
    else:
        assert found is not None
        wanted = pearson(average_ranks(one), average_ranks(other))
        assert float(found) == pytest.approx(wanted, abs=1e-12)


def test_thresholds_are_compared_exactly() -> None:
    """Ranks 1 2 3 against 3 1 2: covariance −1, spreads 2 and 2, correlation exactly −1/2."""
    found = correlation([1, 2, 3], [3, 1, 2])

    assert found is not None
    assert found.is_at_most(Fraction("-0.5"))
    assert not found.is_at_most(Fraction("-0.5000000000000000001"))
    assert found.is_at_least(Fraction("-0.5"))
    assert not found.is_at_least(Fraction("-0.4999999999999999999"))


def test_a_reversed_scale_is_found() -> None:
    marks = [
        row for number, judge in enumerate("甲乙丙") for row in marks_by(judge, shaken(number))
    ]
    marks += marks_by("反", [150 - mark for mark in STEADY])

    flags = [flag for flag in check(marks) if flag.kind == "reversed"]

    assert [(flag.judge, flag.other, flag.category, flag.entries) for flag in flags] == [
        ("反", "", "A", 10)
    ]
    assert flags[0].score < -0.5


def test_copied_marks_are_found_in_code_point_order_of_the_judges() -> None:
    marks = [
        *marks_by("乙", STEADY),
        *marks_by("丙", [m // 2 for m in STEADY]),
        *marks_by("甲", shaken(3)),
    ]

    assert flags_csv(check(marks)) == (
        "kind,judge,other,score,evidence\n"
        'copied,丙,乙,1.0000,"{""category"": ""A"", ""entries"": 10}"\n'
    )


@pytest.mark.parametrize(("count", "found"), [(8, 1), (7, 0)])
def test_few_entries_say_nothing(count: int, found: int) -> None:
    marks = [*marks_by("甲", STEADY[:count]), *marks_by("乙", STEADY[:count])]

    assert len(check(marks)) == found


def test_a_constant_side_says_nothing() -> None:
    assert check([*marks_by("甲", [5] * 10), *marks_by("乙", STEADY)]) == []


def test_an_outlier_is_found() -> None:
    """d of the five are about −0.25 × their shift; 戊 is 40 above the others."""
    shifts = {"甲": 0, "乙": 1, "丙": 2, "丁": 3, "戊": 40}
    marks = [
        row
        for judge, shift in shifts.items()
        for row in marks_by(judge, [m + shift for m in STEADY])
    ]

    flags = [flag for flag in check(marks) if flag.kind == "outlier"]

    # d: 甲 −11.5, 乙 −10.25, 丙 −9, 丁 −7.75, 戊 38.5; median −9, MAD 1.25, z = 47.5 ÷ 1.85325.
    assert [(flag.judge, flag.other, f"{flag.score:.4f}", flag.entries) for flag in flags] == [
        ("戊", "", "25.6306", 10)
    ]
    assert json.loads(flags[0].evidence()) == {"entries": 10}


def test_outliers_need_five_judges_and_some_deviation() -> None:
    four = {"甲": 0, "乙": 1, "丙": 2, "戊": 40}
    equal = {"甲": 0, "乙": 0, "丙": 0, "丁": 0, "戊": 40}

    for shifts in (four, equal):
        marks = [r for j, s in shifts.items() for r in marks_by(j, [m + s for m in STEADY])]
        assert [flag for flag in check(marks) if flag.kind == "outlier"] == []


def test_marks_without_another_judge_are_left_out_of_an_outliers_mean() -> None:
    shifts = {"甲": 0, "乙": 1, "丙": 2, "丁": 3, "戊": 40}
    marks = [r for j, s in shifts.items() for r in marks_by(j, [m + s for m in STEADY])]
    alone = [*marks, MarkRow("B", "独", "甲", "总", Decimal(10_000))]

    assert check(alone) == check(marks)


def test_a_missed_recusal_is_found_for_given_marks_only() -> None:
    marks = [
        MarkRow("A", "本县", "甲", "x", Decimal(5)),
        MarkRow("A", "本县", "甲", "y", Decimal(6)),
        MarkRow("A", "外县", "甲", "x", Decimal(5)),
        MarkRow("A", "本县", "乙", "x", None),
    ]
    judges = [JudgeRow("甲", ("东岭",)), JudgeRow("乙", ("东岭",))]
    entries = [EntryRow("本县", "A", ("东岭", "临溪")), EntryRow("外县", "A", ("西河",))]

    assert flags_csv(check(marks, judges, entries)) == (
        'kind,judge,other,score,evidence\nconflict,甲,本县,1.0000,"{""entries"": 2}"\n'
    )


@settings(max_examples=50, deadline=None)
@given(st.randoms(use_true_random=False))
def test_neither_order_nor_scale_of_marks_changes_a_flag(dice: st.Random) -> None:
    marks = [row for n, judge in enumerate("甲乙丙丁戊") for row in marks_by(judge, shaken(n))]
    marks += marks_by("反", [150 - mark for mark in STEADY])
    loose = Thresholds(Fraction(0), Fraction(1, 2), Fraction(1), 3)
    shuffled = [row._replace(mark=(row.mark or Decimal(0)) / 8) for row in marks]
    dice.shuffle(shuffled)

    assert flags_csv(check(shuffled, thresholds=loose)) == flags_csv(check(marks, thresholds=loose))
