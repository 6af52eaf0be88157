"""Generated cases of judging: rules as decoded TOML, marks and votes that fit them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from pingxuan.domain.judging.decoding import decode
from pingxuan.domain.judging.inputs import MarkRow
from pingxuan.domain.judging.results import Result, score
from tests.domain.judging_oracle import Given

CATEGORIES = ["丙类", "A"]
ENTRIES = ["案例一", "案例二", "案例三", "b", "a", "案例"]
JUDGES = ["评委甲", "评委乙", "评委丙", "J4", "J5"]
CRITERIA = ["创新性", "实效性", "x"]
# Few and coarse values, so that ties are the rule and halves to round come up.
MARKS = [*"129", "", "0", "1", "2", "2.5", "2.345", "7", "7.0", "+7", "10"]


@dataclass(frozen=True)
class Case:
    """A complete input."""

    marks: list[Given]
    votes: Mapping[tuple[str, str], int] | None
    rules: Mapping[str, Any]

    def result(self) -> Result:
        return score(rows(self.marks), self.votes, decode(self.rules))


def rows(marks: list[Given]) -> list[MarkRow]:
    return [MarkRow(*m[:4], Decimal(m.mark) if m.mark else None) for m in marks]


def weights() -> st.SearchStrategy[Any]:
    return st.sampled_from([0, 1, 2, 40, Decimal("0.5"), "2.25"])


@st.composite
def jury_tables(draw: st.DrawFn, *, ballot: bool) -> dict[str, Any]:
    table: dict[str, Any] = {"places": draw(st.integers(0, 3)), "min_mark": 0, "max_mark": 10}
    table["rounding"] = draw(st.sampled_from(["half-up", "half-even"]))
    table["criteria_mode"] = draw(st.sampled_from(["mean", "sum"]))
    if draw(st.booleans()):
        table["min_marks"] = draw(st.integers(0, 3))
    if draw(st.booleans()):
        table["criteria"] = {name: draw(weights()) for name in CRITERIA}
        table["criteria"][draw(st.sampled_from(CRITERIA))] = 3
    if ballot:
        return table
    table["method"] = draw(st.sampled_from(["mean", "trimmed-mean", "median"]))
    if table["method"] == "trimmed-mean" and draw(st.booleans()):
        table["drop_high"], table["drop_low"] = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    table["level"] = draw(st.sampled_from(["criterion", "judge"]))
    table["round_at"] = draw(
        st.sampled_from([[], ["criterion"], ["weighted"], ["criterion", "weighted"]])
    )
    return table


@st.composite
def ballot_tables(draw: st.DrawFn) -> dict[str, Any]:
    table: dict[str, Any] = {"input": draw(st.sampled_from(["rank", "mark", "points"]))}
    table["judge_ties"] = draw(st.sampled_from(["share", "best", "worst"]))
    if table["input"] != "points":
        table["points"] = draw(st.sampled_from(["borda", [5, 3, 2, 1], [Decimal("1.5")], []]))
    return table


@st.composite
def combine_tables(draw: st.DrawFn) -> dict[str, Any]:
    table: dict[str, Any] = {"mode": draw(st.sampled_from(["percent", "sum"]))}
    jury = draw(st.sampled_from([0, 50, 70, 100, Decimal("62.5")]))
    table["jury"] = jury
    table["vote"] = 100 - jury if table["mode"] == "percent" else draw(weights())
    table["vote_scale"] = draw(st.sampled_from(["share-of-top", "share-of-total", "raw"]))
    if draw(st.booleans()):
        table["places"] = draw(st.integers(0, 3))
    return table


@st.composite
def rule_tables(draw: st.DrawFn) -> dict[str, Any]:
    has_ballot = draw(st.booleans()) and draw(st.booleans())
    rules: dict[str, Any] = {"version": 1, "jury": draw(jury_tables(ballot=has_ballot))}
    if has_ballot:
        rules["ballot"] = draw(ballot_tables())
    if draw(st.booleans()):
        rules["combine"] = draw(combine_tables())
    breakers = ["jury", "votes", "most-judges-preferring", "most-judges-scoring", "countback"]
    if not has_ballot:
        breakers += [f"criterion:{name}" for name in CRITERIA]
    order = draw(st.lists(st.sampled_from(breakers), max_size=4))
    on_cut_tie = draw(st.sampled_from(["break", "extend", "leave-open"]))
    if on_cut_tie == "break" or draw(st.booleans()):
        order.append(draw(st.sampled_from(["draw:5eed0042", "draw:00", "draw:Ff"])))
    rules["ties"] = {"order": order}
    rules["seats"] = {
        "default": draw(st.integers(0, 4)),
        "reserve": draw(st.integers(0, 3)),
        "on_cut_tie": on_cut_tie,
        "category": draw(st.sampled_from([{}, {"A": 1}, {"没有的类别": 9}])),
    }
    return rules


@st.composite
def cases(draw: st.DrawFn) -> Case:
    rules = draw(rule_tables())
    ballot = rules.get("ballot", {})
    is_single = ballot.get("input") in {"rank", "points"}
    count = 3 if "criteria" in rules["jury"] else draw(st.integers(1, 3))
    criteria = CRITERIA[: 1 if is_single else count]
    values = ["", "1", "2", "3", "4.0"] if ballot.get("input") == "rank" else MARKS
    marks = [
        Given(category, entry, judge, criterion, draw(st.sampled_from(values)))
        for category in CATEGORIES[: draw(st.integers(1, 2))]
        for entry in ENTRIES[: draw(st.integers(1, 6))]
        for judge in JUDGES[: draw(st.integers(1, 5))]
        for criterion in criteria
    ]
    kept = draw(st.sampled_from([1, 1, 1, 1, 7]))
    marks = [m for number, m in enumerate(marks) if kept == 1 or number % kept or not number]
    needs_votes = "combine" in rules or "votes" in rules["ties"]["order"]
    votes = None
    if needs_votes or draw(st.booleans()):
        keys = st.tuples(st.sampled_from(CATEGORIES), st.sampled_from([*ENTRIES, "只有票"]))
        votes = draw(st.dictionaries(keys, st.sampled_from([0, 1, 2, 3, 100]), max_size=8))
    known = sorted({(m.category, m.entry) for m in marks} | set(votes or {}))
    withdrawn: dict[str, list[str]] = {}
    for category, entry in draw(st.lists(st.sampled_from(known), max_size=3, unique=True)):
        withdrawn.setdefault(category, []).append(entry)
    return Case(marks, votes, {**rules, "withdrawn": withdrawn})
