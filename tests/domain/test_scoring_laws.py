"""Laws of the computation: no name, no order and no favour changes what the marks say."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pingxuan.domain.judging.decoding import decode
from pingxuan.domain.judging.explaining import explanation
from pingxuan.domain.judging.inputs import MarkRow
from pingxuan.domain.judging.results import result_csv, score
from tests.domain.judging_cases import CRITERIA, ENTRIES, JUDGES, Case, cases

LAWS = settings(max_examples=80, deadline=None)


def without_draw(case: Case) -> Case:
    """The same case without the breaker that looks at names."""
    rules = dict(case.rules)
    order = [breaker for breaker in rules["ties"]["order"] if not breaker.startswith("draw:")]
    rules["ties"] = {"order": order}
    if rules["seats"]["on_cut_tie"] == "break":
        rules["seats"] = {**rules["seats"], "on_cut_tie": "extend"}
    return Case(case.marks, case.votes, rules)


@LAWS
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_records_is_irrelevant(case: Case, dice: Any) -> None:
    shuffled = list(case.marks)
    dice.shuffle(shuffled)
    votes = list((case.votes or {}).items())
    dice.shuffle(votes)

    other = Case(shuffled, None if case.votes is None else dict(votes), case.rules).result()

    assert result_csv(other) == result_csv(case.result())
    assert explanation(other) == explanation(case.result())


@LAWS
@given(cases(), st.permutations(JUDGES))
def test_jurors_are_anonymous(case: Case, renamed: list[str]) -> None:
    names = dict(zip(JUDGES, renamed, strict=True))
    marks = [mark._replace(judge=names[mark.judge]) for mark in case.marks]

    other = Case(marks, case.votes, case.rules).result()

    assert result_csv(other) == result_csv(case.result())


@LAWS
@given(cases(), st.permutations([*ENTRIES, "只有票"]))
def test_entries_are_treated_alike(case: Case, renamed: list[str]) -> None:
    case = without_draw(case)
    names = dict(zip([*ENTRIES, "只有票"], renamed, strict=True))
    rules = {
        **case.rules,
        "withdrawn": {
            category: [names[entry] for entry in entries]
            for category, entries in case.rules["withdrawn"].items()
        },
    }
    votes = case.votes and {(c, names[e]): n for (c, e), n in case.votes.items()}
    marks = [mark._replace(entry=names[mark.entry]) for mark in case.marks]

    other = Case(marks, case.votes if votes is None else votes, rules).result()

    back = {new: old for old, new in names.items()}
    found = {
        row.category + back[row.entry]: (row.rank, row.total, row.status) for row in other.rows
    }
    wanted = {
        row.category + row.entry: (row.rank, row.total, row.status) for row in case.result().rows
    }
    assert found == wanted


@LAWS
@given(cases(), st.data())
def test_a_higher_mark_or_more_votes_never_harm(case: Case, data: st.DataObject) -> None:
    case = without_draw(case)
    order = [b for b in case.rules["ties"]["order"] if b in {"jury", "votes"}]
    rules = {**case.rules, "ties": {"order": order}, "withdrawn": {}}
    assume("ballot" not in rules)
    given_marks = [number for number, mark in enumerate(case.marks) if mark.mark]
    assume(given_marks)
    raised = data.draw(st.sampled_from(given_marks))
    marks = list(case.marks)
    marks[raised] = marks[raised]._replace(mark="10")
    key = (marks[raised].category, marks[raised].entry)
    votes = case.votes and {**case.votes, key: case.votes.get(key, 0) + 5}

    before = Case(case.marks, case.votes, rules).result()
    after = Case(marks, case.votes if votes is None else votes, rules).result()

    def rank(result: Any) -> Any:
        return next(row.rank for row in result.rows if (row.category, row.entry) == key)

    assume(rank(before) is not None)
    assert rank(after) <= rank(before)


@LAWS
@given(cases())
def test_seats_are_neither_lost_nor_invented(case: Case) -> None:
    seats = decode(case.rules).seats

    for category in case.result().categories:
        counts = Counter(row.status.value for row in category.rows)
        ranked = sum(row.rank is not None for row in category.rows)
        if seats.on_cut_tie != "extend":
            assert counts["winner"] <= seats.of(category.name)
        if not case.rules["withdrawn"] and not counts["tied-at-cut"]:
            assert counts["winner"] >= min(seats.of(category.name), ranked)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_ten_thousand_ties_are_decided_as_written(data: st.DataObject) -> None:
    """250 entries of one total in each of 40 examples: every pair stands in the written order."""
    names = [f"案例{number:03d}" for number in range(250)]
    dice = data.draw(st.randoms(use_true_random=False))
    marks = []
    for name in names:
        first = dice.randint(0, 10)
        pair = {CRITERIA[0]: first, CRITERIA[1]: 10 - first}
        marks += [MarkRow("A", name, "甲", own, Decimal(mark)) for own, mark in pair.items()]
    votes = {("A", name): dice.randint(0, 3) for name in names}
    rules = {
        "version": 1,
        "jury": {"places": 2, "max_mark": 10},
        "ties": {"order": ["jury", "votes", f"criterion:{CRITERIA[0]}", "draw:5eed0042"]},
        "seats": {"default": 20, "reserve": 3},
    }

    result = score(marks, votes, decode(rules))

    first_marks = {row.entry: row.mark for row in marks if row.criterion == CRITERIA[0]}
    merits = [(votes["A", row.entry], first_marks[row.entry]) for row in result.rows]
    assert {row.total for row in result.rows} == {Decimal("5.00")}
    assert merits == sorted(merits, reverse=True)
    assert [row.rank for row in result.rows] == list(range(1, 251))
    assert [row.status.value for row in result.rows] == (
        ["winner"] * 20 + ["reserve"] * 3 + ["not-selected"] * 227
    )
    alone = Counter(merits)
    for row, own in zip(result.rows, merits, strict=True):
        by_votes = Counter(votes.values())[own[0]] == 1
        by_criterion = "criterion:创新性" if alone[own] == 1 else "draw:5eed0042"
        assert row.decided_by == ("votes" if by_votes else by_criterion)
