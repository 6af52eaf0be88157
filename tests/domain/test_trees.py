"""A list of units against the tree: every kind of change, and what no tree can be."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pingxuan.domain.routes import Level
from pingxuan.domain.tree_nodes import DEEPEST, TreeNode, path_of
from pingxuan.domain.trees import ChangeKind, Wanted, plan

STANDING = (
    TreeNode("r", "", "东岭省", Level.PROVINCE),
    TreeNode("c", "r", "临溪市", Level.CITY, code="11"),
    TreeNode("d", "r", "云泽市", Level.CITY, code="12"),
    TreeNode("q", "c", "青杨县", Level.COUNTY),
    TreeNode("h", "q", "卫生健康委员会", Level.UNIT, code="901"),
    TreeNode("g", "d", "卫生健康委员会", Level.UNIT, code="902"),
    TreeNode("b", "d", "公共交通集团", Level.UNIT),
)


def changes(*wanted: Wanted, is_whole: bool = False) -> list[tuple[ChangeKind, str, str, str]]:
    made = plan(STANDING, wanted, is_whole=is_whole)
    assert made.faults == ()
    return [(one.kind, one.key, one.before, one.after) for one in made.changes]


def faults(*wanted: Wanted) -> list[str]:
    return [one.code for one in plan(STANDING, wanted, is_whole=False).faults]


def line(number: int, name: str, **facts: Any) -> Wanted:
    return Wanted(number, name, **facts)


def test_a_list_that_says_what_is_asks_for_nothing() -> None:
    assert changes(line(2, "临溪市", parent="东岭省"), line(3, "卫生健康委员会", code="901")) == []


def test_a_new_unit_may_stand_below_one_that_is_new_itself() -> None:
    made = changes(
        line(2, "文化馆", parent="竹山县"),
        line(3, "竹山县", parent="东岭省/云泽市", level="county"),
    )

    assert made == [
        (ChangeKind.ADDED, "new:2", "", "东岭省/云泽市/竹山县/文化馆"),
        (ChangeKind.ADDED, "new:3", "", "东岭省/云泽市/竹山县"),
    ]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (
            line(2, "卫生健康局", code="901"),
            [(ChangeKind.RENAMED, "h", "卫生健康委员会", "卫生健康局")],
        ),
        (
            line(2, "公交集团", former="公共交通集团"),
            [(ChangeKind.RENAMED, "b", "公共交通集团", "公交集团")],
        ),
        (
            line(2, "公共交通集团", parent="临溪市"),
            [(ChangeKind.MOVED, "b", "东岭省/云泽市", "东岭省/临溪市")],
        ),
        (
            line(2, "公共交通集团", parent="11"),
            [(ChangeKind.MOVED, "b", "东岭省/云泽市", "东岭省/临溪市")],
        ),
        (
            line(2, "公共交通集团", parent="云泽市", short_name="公交"),
            [(ChangeKind.MENDED, "b", "unit", "unit · 公交")],
        ),
        (
            line(2, "卫生健康委员会", code="901", into="902"),
            [
                (
                    ChangeKind.MERGED,
                    "h",
                    "东岭省/临溪市/青杨县/卫生健康委员会",
                    "东岭省/云泽市/卫生健康委员会",
                )
            ],
        ),
        (
            line(2, "公共交通集团", is_closed=True),
            [(ChangeKind.CLOSED, "b", "东岭省/云泽市/公共交通集团", "")],
        ),
    ],
)
def test_each_kind_of_change(wanted: Wanted, expected: list[Any]) -> None:
    assert changes(wanted) == expected


def test_a_whole_list_closes_what_it_does_not_name() -> None:
    named = [line(n, one.name, parent=path_of_parent(one)) for n, one in enumerate(STANDING[:5], 2)]

    made = changes(*named, is_whole=True)

    assert {(kind, key) for kind, key, _, _ in made} == {
        (ChangeKind.CLOSED, "g"),
        (ChangeKind.CLOSED, "b"),
    }


def path_of_parent(one: TreeNode) -> str:
    return path_of({node.key: node for node in STANDING}, one.parent) if one.parent else ""


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ([line(2, "")], "no_name"),
        ([line(2, "a/b", parent="临溪市")], "bad_name"),
        ([line(2, "新馆", parent="临溪市", level="村")], "bad_level"),
        ([line(2, "新馆", parent="没有的市")], "unknown_parent"),
        ([line(2, "新馆", parent="卫生健康委员会")], "unknown_parent"),
        ([line(2, "新馆", former="没有的馆", parent="临溪市")], "unknown_former"),
        ([line(2, "公共交通集团", into="没有")], "unknown_into"),
        ([line(2, "公共交通集团", into="公共交通集团")], "unknown_into"),
        (
            [line(2, "甲", code="7", parent="11"), line(3, "乙", code="7", parent="11")],
            "double_code",
        ),
        ([line(2, "公共交通集团"), line(3, "公共交通集团")], "double_line"),
        ([line(2, "卫生健康委员会", former="公共交通集团")], "double_name"),
        ([line(2, "临溪市", code="11", parent="东岭省/临溪市/青杨县")], "circle"),
        ([line(2, "新市", level="city", parent="东岭省/临溪市/青杨县")], "level_above"),
        ([line(2, "青杨县", is_closed=True)], "has_children"),
        ([line(2, "东岭省", is_closed=True)], "cannot_end"),
        (
            [
                line(2, "卫生健康委员会", code="901", into="902"),
                line(3, "卫生健康委员会", code="902", is_closed=True),
            ],
            "into_closed",
        ),
    ],
)
def test_what_cannot_be_followed_is_said_with_its_line(wanted: list[Wanted], code: str) -> None:
    assert code in faults(*wanted)


NAMES = st.sampled_from(
    ["东岭省", "临溪市", "云泽市", "青杨县", "卫生健康委员会", "新馆", "a/b", ""]
)
LINES = st.builds(
    Wanted,
    line=st.integers(2, 9),
    name=NAMES,
    level=st.sampled_from(["", "city", "county", "unit", "x"]),
    parent=NAMES,
    code=st.sampled_from(["", "11", "901", "77"]),
    former=st.sampled_from(["", "公共交通集团", "青杨县"]),
    into=st.sampled_from(["", "902", "新馆"]),
    is_closed=st.booleans(),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINES, max_size=6, unique_by=lambda one: one.line), st.booleans())
def test_any_list_gives_a_tree_or_a_fault(wanted: list[Wanted], is_whole: bool) -> None:
    made = plan(STANDING, wanted, is_whole=is_whole)
    if made.faults:
        return

    parents = {one.key: one.parent for one in STANDING}
    parents |= {
        c.key: c.parent for c in made.changes if c.kind in (ChangeKind.ADDED, ChangeKind.MOVED)
    }
    for key in parents:
        seen = set()
        while key and key != "r":
            assert key not in seen
            seen.add(key)
            key = parents[key]
        assert key == "r"


def test_a_chain_that_is_too_deep_is_told_and_thousands_of_lines_are_followed() -> None:
    names = ["东岭省", *(f"第 {n} 层" for n in range(1, 3001))]
    chain = [line(n, name, parent=above) for n, (above, name) in enumerate(pairwise(names), 2)]

    made = plan(STANDING, chain, is_whole=False)

    # The root stands above them; the one that is one too deep, and all below it.
    assert {fault.code for fault in made.faults} == {"too_deep"}
    assert [fault.about for fault in made.faults][:1] == [f"第 {DEEPEST + 1} 层"]
    assert len(made.faults) == 3000 - DEEPEST


def test_a_code_longer_than_its_column_is_told() -> None:
    made = plan(
        STANDING, [line(2, "新馆", parent="临溪市", level="unit", code="7" * 41)], is_whole=False
    )

    assert [(fault.line, fault.code) for fault in made.faults] == [(2, "bad_code")]


def test_nothing_is_merged_into_a_new_unit_that_has_no_place() -> None:
    made = plan(
        STANDING,
        [
            Wanted(2, "新馆", "unit", "没有这个市"),
            Wanted(3, "公共交通集团", "unit", "12", into="新馆"),
        ],
        is_whole=False,
    )

    assert [(fault.line, fault.code) for fault in made.faults] == [
        (2, "unknown_parent"),
        (3, "unknown_into"),
    ]
