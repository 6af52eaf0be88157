"""Examples worked out by hand, with the numbers beside them."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from pingxuan.domain.judging.decoding import decode
from pingxuan.domain.judging.explaining import explain_json, explanation
from pingxuan.domain.judging.inputs import MarkRow
from pingxuan.domain.judging.numbers import Rounding, exact_text, round_to
from pingxuan.domain.judging.problems import JudgingRulesInvalid, MarksInvalid
from pingxuan.domain.judging.results import Result, result_csv, score

HEADER = "category,rank,entry,jury,vote,total,status,decided_by\n"


def marks_of(entry: str, *marks: str, criterion: str = "总", category: str = "A") -> list[MarkRow]:
    """One mark from each of the judges 甲, 乙, 丙, 丁, 戊, in this order; `-` for none."""
    return [
        MarkRow(category, entry, judge, criterion, None if mark == "-" else Decimal(mark))
        for judge, mark in zip("甲乙丙丁戊", marks, strict=False)
    ]


def result_of(marks: list[MarkRow], votes: dict[str, int] | None = None, **tables: Any) -> Result:
    rules = {"version": 1, "seats": {"default": 1, "on_cut_tie": "leave-open"}, **tables}
    counted = None if votes is None else {("A", entry): count for entry, count in votes.items()}
    return score(marks, counted, decode(rules))


def jury_of(result: Result) -> dict[str, str]:
    return {row.entry: str(row.jury) for row in result.rows}


@pytest.mark.parametrize(
    ("value", "rounding", "wanted"),
    [
        ("2.345", Rounding.HALF_UP, "2.35"),
        ("-2.345", Rounding.HALF_UP, "-2.35"),
        ("2.345", Rounding.HALF_EVEN, "2.34"),
        ("2.355", Rounding.HALF_EVEN, "2.36"),
        ("-2.345", Rounding.HALF_EVEN, "-2.34"),
        ("2.3449999999999999999999999999999999", Rounding.HALF_UP, "2.34"),
        ("-0.004", Rounding.HALF_UP, "0"),
    ],
)
def test_rounding(value: str, rounding: Rounding, wanted: str) -> None:
    assert exact_text(round_to(Fraction(value), 2, rounding)) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (Fraction(1, 3), "1/3"),
        (Fraction(-2, 6), "-1/3"),
        (Fraction(1, 8), "0.125"),
        (Fraction(40), "40"),
        (Decimal("040.50"), "40.5"),
        (Decimal("-0.0"), "0"),
        (Decimal("100"), "100"),
        (Fraction(1, 10**12), "0.000000000001"),
    ],
)
def test_exact_text(value: Decimal | Fraction, wanted: str) -> None:
    assert exact_text(value) == wanted


def test_the_built_in_campaign() -> None:
    """C27: 2 × (9 + 8.5 + 8 + 7.5 + 7) = 80; 70 % of it and 30 % of 600 ÷ 1200 × 100 make 71."""
    qualities = {
        "典型性": "9",
        "创新性": "8.5",
        "示范性": "8",
        "精确性": "7.5",
        "可复制推广性": "7",
    }
    marks = [
        row
        for name, mean in qualities.items()
        for row in [
            *marks_of("一", mean, mean, criterion=name),
            *marks_of("二", "5", "5", criterion=name),
        ]
    ]

    result = result_of(
        marks,
        {"一": 600, "二": 1200},
        jury={
            "criteria": dict.fromkeys(qualities, 2),
            "criteria_mode": "sum",
            "min_mark": 1,
            "max_mark": 10,
        },
        combine={"jury": 70, "vote": 30},
        ties={"order": ["jury", "votes"]},
    )

    assert result_csv(result) == (
        HEADER
        + "A,1,一,80.00,50.00,71.00,winner,total\n"
        + "A,2,二,50.00,100.00,65.00,not-selected,total\n"
    )


def test_each_stage_starts_from_the_rounded_one_before() -> None:
    """Means 1.005 → 1.01 (twice); weighted 2.5 × 1.01 = 2.525 → 2.53; (2.53 + 2.53) ÷ 5 = 1.012."""
    marks = [row for name in "xy" for row in marks_of("e", "1.00", "1.01", criterion=name)]
    table = {"criteria": {"x": "2.5", "y": Decimal("2.5")}, "places": 2}

    def jury(**keys: Any) -> str:
        return jury_of(result_of(marks, jury={**table, **keys}))["e"]

    assert jury(round_at=["criterion", "weighted"]) == "1.01"
    assert jury(round_at=["criterion", "weighted"], criteria_mode="sum") == "5.06"
    assert jury(round_at=["criterion"], criteria_mode="sum") == "5.05"
    assert jury(round_at=["weighted"], criteria_mode="sum") == "5.02"
    assert jury(round_at=[], criteria_mode="sum") == "5.03"
    assert jury(round_at=[], criteria_mode="sum", rounding="half-even") == "5.02"


def test_trimmed_mean_leaves_out_one_of_equal_marks() -> None:
    marks = [*marks_of("a", "1", "9", "9", "8", "-"), *marks_of("b", "5", "6")]

    result = result_of(marks, jury={"method": "trimmed-mean"})

    assert jury_of(result) == {"a": "8.50", "b": "None"}
    entries = explanation(result)["categories"]["A"]["entries"]
    assert entries["a"]["criteria"]["总"]["marks"] == [
        {"judge": "丁", "mark": "8", "used": "yes"},
        {"judge": "丙", "mark": "9", "used": "yes"},
        {"judge": "乙", "mark": "9", "used": "dropped-high"},
        {"judge": "戊", "mark": None, "used": "recused"},
        {"judge": "甲", "mark": "1", "used": "dropped-low"},
    ]
    assert entries["b"]["decided_by"] == "too-few-marks"


def test_trimming_may_differ_at_the_top_and_at_the_bottom() -> None:
    jury = {"method": "trimmed-mean", "drop_high": 0, "drop_low": 2}

    result = result_of(marks_of("a", "1", "2", "9"), jury=jury)

    marks = explanation(result)["categories"]["A"]["entries"]["a"]["criteria"]["总"]["marks"]
    assert jury_of(result) == {"a": "9.00"}
    assert [(mark["judge"], mark["used"]) for mark in marks] == [
        ("丙", "yes"),
        ("乙", "dropped-low"),
        ("甲", "dropped-low"),
    ]


def test_median_of_an_even_number_is_the_mean_of_the_middle_two() -> None:
    marks = [*marks_of("a", "1", "10", "4", "5"), *marks_of("b", "1", "10", "4")]

    assert jury_of(result_of(marks, jury={"method": "median"})) == {"a": "4.50", "b": "4.00"}


def test_level_judge_leaves_out_incomplete_judges() -> None:
    """甲: (8 + 2 × 5) ÷ 3 = 6; 乙: (5 + 2 × 10) ÷ 3 = 25/3; 丙 gave only one mark; the mean is 7.17."""
    marks = [
        *marks_of("e", "8", "5", "1", criterion="x"),
        *marks_of("e", "5", "10", "-", criterion="y"),
    ]

    result = result_of(marks, jury={"level": "judge", "criteria": {"x": 1, "y": 2, "z": 0}})

    entry = explanation(result)["categories"]["A"]["entries"]["e"]
    assert entry["jury"] == "7.17"
    assert entry["criteria"] == {}
    assert entry["judge_scores"] == [
        {"judge": "丙", "score": None, "used": "recused"},
        {"judge": "乙", "score": "25/3", "used": "yes"},
        {"judge": "甲", "score": "6", "used": "yes"},
    ]


def test_ranks_earn_points_and_judge_ties_share_them() -> None:
    """Points 5, 3, 1. 甲: a first, b and c share places 2 and 3. 乙: b first, a second."""
    marks = [*marks_of("a", "1", "2"), *marks_of("b", "2", "1"), *marks_of("c", "2", "-")]

    def jury(judge_ties: str) -> dict[str, str]:
        ballot = {"points": [5, 3, 1], "judge_ties": judge_ties}
        return jury_of(result_of(marks, ballot=ballot, jury={"places": 1}))

    assert jury("share") == {"a": "8.0", "b": "7.0", "c": "2.0"}
    assert jury("best") == {"a": "8.0", "b": "8.0", "c": "3.0"}
    assert jury("worst") == {"a": "8.0", "b": "6.0", "c": "1.0"}
    with pytest.raises(MarksInvalid) as refused:
        jury("reject")
    assert [problem.trouble.value for problem in refused.value.problems] == ["shared-position"]


def test_borda_counts_all_entries_of_the_category_not_of_the_ballot() -> None:
    marks = [*marks_of("a", "1"), *marks_of("b", "2"), *marks_of("c", "-")]

    result = result_of(marks, {"d": 0}, ballot={"points": "borda"})

    assert jury_of(result) == {"a": "3.00", "b": "2.00", "c": "0.00", "d": "0.00"}


def test_points_are_the_marks_themselves() -> None:
    marks = [*marks_of("a", "2.5", "3"), *marks_of("b", "4", "-"), *marks_of("c", "-")]

    result = result_of(marks, ballot={"input": "points"}, jury={"min_marks": 1})

    assert jury_of(result) == {"a": "5.50", "b": "4.00", "c": "None"}


@pytest.mark.parametrize(
    ("scale", "wanted"),
    [
        ("share-of-top", {"a": "100.0", "b": "33.3", "c": "0.0"}),
        ("share-of-total", {"a": "75.0", "b": "25.0", "c": "0.0"}),
        ("raw", {"a": "9.0", "b": "3.0", "c": "0.0"}),
    ],
)
def test_vote_scales(scale: str, wanted: dict[str, str]) -> None:
    marks = [row for entry in "abc" for row in marks_of(entry, "0")]
    combine = {"mode": "sum", "jury": 1, "vote": 1, "vote_scale": scale, "places": 1}

    result = result_of(marks, {"a": 9, "b": 3}, combine=combine)

    assert {row.entry: str(row.vote) for row in result.rows} == wanted


def test_no_votes_at_all_are_a_score_of_nothing() -> None:
    combine = {"jury": 50, "vote": 50}

    result = result_of(marks_of("a", "80"), {}, combine=combine)

    assert result_csv(result) == HEADER + "A,1,a,80.00,0.00,40.00,winner,total\n"


def test_the_top_counts_even_when_it_has_withdrawn_or_too_few_marks() -> None:
    result = result_of(
        marks_of("a", "80"),
        {"a": 5, "gone": 10},
        combine={"jury": 50, "vote": 50},
        withdrawn={"A": ["gone"]},
    )

    assert result_csv(result) == (
        HEADER + "A,1,a,80.00,50.00,65.00,winner,total\n" + "A,,gone,,,,withdrawn,too-few-marks\n"
    )


def test_a_draw_can_be_recomputed_by_anybody() -> None:
    """printf '\\x5e\\xed\\x00\\x42\\x00A\\x00c' | sha256sum: c → 301e…, b → 54de…, a → fd08…."""
    marks = [row for entry in "abc" for row in marks_of(entry, "5")]

    result = result_of(marks, ties={"order": ["draw:5eed0042"]}, seats={"default": 1})

    assert [(row.rank, row.entry, row.decided_by) for row in result.rows] == [
        (1, "c", "draw:5eed0042"),
        (2, "b", "draw:5eed0042"),
        (3, "a", "draw:5eed0042"),
    ]


def test_most_judges_preferring_looks_at_the_group_only() -> None:
    """Totals are 6 each. Pairs won: a beats b at 甲, 乙; b beats a at 丙; c beats both at 丙 only."""
    marks = [
        *marks_of("a", "8", "8", "2"),
        *marks_of("b", "7", "7", "4"),
        *marks_of("c", "5", "4", "9"),
    ]

    result = result_of(marks, ties={"order": ["most-judges-preferring"]})

    assert [(row.rank, row.entry, row.decided_by) for row in result.rows] == [
        (1, "a", "most-judges-preferring"),
        (2, "b", "most-judges-preferring"),
        (3, "c", "most-judges-preferring"),
    ]


def test_countback_and_most_judges_scoring() -> None:
    marks = [
        *marks_of("a", "5", "5", "5"),
        *marks_of("b", "6", "6", "3"),
        *marks_of("c", "0", "5", "10"),
    ]

    by_countback = result_of(marks, ties={"order": ["countback"]})
    by_scoring = result_of(marks, ties={"order": ["most-judges-scoring"]})

    assert [row.entry for row in by_countback.rows] == ["c", "b", "a"]
    assert [(r.rank, r.entry, r.decided_by) for r in by_scoring.rows] == [
        (1, "a", "none"),
        (1, "b", "none"),
        (3, "c", "most-judges-scoring"),
    ]


def test_a_tie_is_explained_step_by_step() -> None:
    marks = [row for entry in ("案三", "案一", "案二") for row in marks_of(entry, "5")]

    result = result_of(marks, {"案一": 3, "案二": 3, "案三": 4}, ties={"order": ["votes", "jury"]})

    assert explanation(result)["categories"]["A"]["ties"] == [
        {
            "total": "5.00",
            "entries": ["案一", "案三", "案二"],
            "steps": [
                {"breaker": "votes", "groups": [["案三"], ["案一", "案二"]]},
                {"breaker": "jury", "groups": [["案三"], ["案一", "案二"]]},
            ],
        }
    ]
    assert [(row.rank, row.entry, row.status.value, row.decided_by) for row in result.rows] == [
        (1, "案三", "winner", "votes"),
        (2, "案一", "not-selected", "none"),
        (2, "案二", "not-selected", "none"),
    ]


def test_the_whole_explanation() -> None:
    marks = [*marks_of("某某案例", "88", "89.5"), *marks_of("空", "-")]
    combine = {"jury": 70, "vote": 30}

    result = result_of(marks, {"某某案例": 1200}, jury={"criteria": {"总": 40}}, combine=combine)

    assert json.loads(explain_json(result)) == {
        "version": 1,
        "categories": {
            "A": {
                "seats": 1,
                "top_votes": "1200",
                "total_votes": "1200",
                "entries": {
                    "某某案例": {
                        "criteria": {
                            "总": {
                                "weight": "40",
                                "value": "88.75",
                                "marks": [
                                    {"judge": "乙", "mark": "89.5", "used": "yes"},
                                    {"judge": "甲", "mark": "88", "used": "yes"},
                                ],
                            }
                        },
                        "judge_scores": [],
                        "votes": "1200",
                        "jury": "88.75",
                        "vote": "100.00",
                        "total": "92.13",
                        "rank": 1,
                        "status": "winner",
                        "decided_by": "total",
                    },
                    "空": {
                        "criteria": {
                            "总": {
                                "weight": "40",
                                "value": None,
                                "marks": [{"judge": "甲", "mark": None, "used": "recused"}],
                            }
                        },
                        "judge_scores": [],
                        "votes": "0",
                        "jury": None,
                        "vote": None,
                        "total": None,
                        "rank": None,
                        "status": "not-selected",
                        "decided_by": "too-few-marks",
                    },
                },
                "ties": [],
            }
        },
    }


def test_numbers_of_any_length_stay_exact() -> None:
    """The two marks differ in the 40th decimal, which a binary float cannot see."""
    marks = [*marks_of("a", "5." + "0" * 39 + "1"), *marks_of("b", "5." + "0" * 39 + "2")]

    result = result_of(marks, jury={"level": "judge"}, ties={"order": ["countback"]})

    assert [row.entry for row in result.rows] == ["b", "a"]


def test_the_computation_refuses_what_does_not_fit() -> None:
    with pytest.raises(JudgingRulesInvalid) as refused:
        result_of(marks_of("a", "5"), combine={"jury": 70, "vote": 30})
    with pytest.raises(MarksInvalid) as out_of_range:
        result_of(marks_of("a", "101"))

    assert [problem.place for problem in refused.value.problems] == ["combine.vote"]
    assert [p.trouble.value for p in out_of_range.value.problems] == ["out-of-range"]
