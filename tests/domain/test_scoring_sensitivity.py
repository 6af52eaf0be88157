"""Sensitivity says what the computation itself would say with other inputs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pingxuan.domain.judging.awards import Standing
from pingxuan.domain.judging.decoding import decode
from pingxuan.domain.judging.inputs import MarkRow
from pingxuan.domain.judging.numbers import Rounding
from pingxuan.domain.judging.results import score
from pingxuan.domain.judging.rules import CombineRules
from pingxuan.domain.judging.sensitivity import (
    Weighting,
    changes,
    over_weightings,
    weightings_around,
    with_other_trimming,
    with_other_votes,
    without_each_juror,
)
from tests.domain.judging_cases import Case, cases, rows
from tests.domain.judging_oracle import Given

SPLITS = [
    Weighting(Decimal(jury), Decimal(100) - Decimal(jury)) for jury in ("0", "33.3", "50", "90")
]
RULES = {
    "version": 1,
    "jury": {"max_mark": 10},
    "combine": {"jury": 70, "vote": 30},
    "ties": {"order": ["draw:00"]},
    "seats": {"default": 1, "reserve": 1},
}
MARKS = [
    Given("A", entry, judge, "x", mark)
    for entry, marks in {"一": "9 6 9", "二": "7 8 7", "三": "1 1 1"}.items()
    for judge, mark in zip("甲乙丙", marks.split(), strict=True)
]


@settings(max_examples=150, deadline=None)
@given(cases())
def test_bands_are_what_full_computations_give(case: Case) -> None:
    assume("combine" in case.rules)
    rules = decode(case.rules)
    assert rules.combine
    result = case.result()
    others = [
        score(
            rows(case.marks),
            case.votes,
            replace(rules, combine=replace(rules.combine, jury=w.jury, vote=w.vote)),
        )
        for w in SPLITS
    ]

    bands = over_weightings(result, SPLITS)

    wanted = []
    for row in result.rows:
        found = [
            r
            for other in others
            for r in other.rows
            if (r.category, r.entry) == (row.category, row.entry)
        ]
        ranks = [r.rank for r in found if r.rank is not None]
        if ranks:
            wins = sum(r.status is Standing.WINNER for r in found)
            wanted.append(
                (row.category, row.entry, row.rank, min(ranks), max(ranks), Fraction(wins, 4))
            )
    assert [(b.category, b.entry, b.rank, b.best, b.worst, b.in_seats) for b in bands] == wanted


def test_weights_move_between_jury_and_vote() -> None:
    combine = CombineRules(jury=Decimal(90), vote=Decimal(10))

    found = weightings_around(combine, spread=Decimal(20), count=5)

    assert [(str(w.jury), str(w.vote)) for w in found] == [
        ("70.00", "30.00"),
        ("80.00", "20.00"),
        ("90.00", "10.00"),
        ("100.00", "0.00"),
        ("100.00", "0.00"),
    ]


def test_who_would_change_without_a_juror() -> None:
    """一 leads by 8.00 to 7.33; without 甲 it is 7.50 each, and the draw of 00 decides."""
    rules = decode({**RULES, "combine": {"jury": 100, "vote": 0}})

    found = without_each_juror(rows(MARKS), {}, rules)

    assert list(found) == ["丙", "乙", "甲"]
    assert found["乙"] == []
    without = score([row for row in rows(MARKS) if row.judge != "甲"], {}, rules)
    assert found["甲"] == changes(score(rows(MARKS), {}, rules), without)


def test_who_would_change_with_raw_votes() -> None:
    """Cleaned, 一 and 二 have 10 votes each and 一 wins; brushed, 二 has 100 and 一's share is 3."""
    rules = decode(RULES)
    cleaned = {("A", "一"): 10, ("A", "二"): 10}

    found = with_other_votes(rows(MARKS), cleaned, {**cleaned, ("A", "二"): 100}, rules)

    moves = [
        (c.before.entry, c.before.status.value, c.after and c.after.status.value) for c in found
    ]
    assert moves == [("一", "winner", "reserve"), ("二", "reserve", "winner")]


def test_who_would_change_with_a_trimmed_mean() -> None:
    """Plain, 二 leads with 8.33 to 8; trimmed to the middle mark, 一 leads with 9 to 8."""
    marks = [
        Given("A", entry, judge, "x", mark)
        for entry, own in {"一": "9 6 9", "二": "7 8 10"}.items()
        for judge, mark in zip("甲乙丙", own.split(), strict=True)
    ]
    rules = decode({**RULES, "combine": {"jury": 100, "vote": 0}})

    found = with_other_trimming(rows(marks), {}, rules)

    assert [(c.before.entry, c.before.rank, c.after and c.after.rank) for c in found] == [
        ("二", 1, 2),
        ("一", 2, 1),
    ]


@pytest.mark.parametrize("rounding", Rounding)
@given(
    jury=st.lists(st.integers(-(2**70), 2**70), min_size=1, max_size=6),
    vote=st.integers(0, 2**70),
    split=st.sampled_from([*SPLITS, Weighting(Decimal(10**30), Decimal("0.1"))]),
)
def test_numbers_too_wide_for_the_machine_are_computed_as_exactly(
    rounding: Rounding, jury: list[int], vote: int, split: Weighting
) -> None:
    """Marks and votes of any size: the fast way gives what the whole computation gives."""
    rules = decode(
        {
            **RULES,
            "jury": {"max_mark": 2**71, "min_mark": -(2**71), "rounding": rounding.value},
            "combine": {"jury": 1, "vote": 1, "mode": "sum", "vote_scale": "raw"},
        }
    )
    marks = [MarkRow("A", f"{n}", "甲", "x", Decimal(mark)) for n, mark in enumerate(jury)]
    votes = {("A", "0"): vote}

    bands = over_weightings(score(marks, votes, rules), [split])

    assert rules.combine
    other = replace(rules, combine=replace(rules.combine, jury=split.jury, vote=split.vote))
    wanted = {row.entry: row for row in score(marks, votes, other).rows}
    assert {b.entry: (b.best, b.in_seats == 1) for b in bands} == {
        entry: (row.rank, row.status is Standing.WINNER) for entry, row in wanted.items()
    }
