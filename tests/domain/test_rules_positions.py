"""Lines of keys: whatever tomllib reads, the scanner places."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pingxuan.domain.rules.positions import dotted, nearest, positions, syntax_place

KEYS = st.sampled_from(["a", "b-1", "名称", "with.dot", "two words", "3", "c"])
SCALARS = st.one_of(
    st.integers(0, 9).map(str),
    st.sampled_from(
        [
            '"}] # no comment, = no key"',
            "'[literal \\'",
            '"""\n[not.a.table]\nx = 1 \\""" still ""\\\n  """',
            '""" two quotes: """""',
            "'''\n[[neither]] ''''",
            "''",
            '""',
            "2021-10-20 00:00:00",
            "1.5e3",
            "true",
        ]
    ),
)
GAPS = st.sampled_from(["", " ", "\n", "\n# a ] comment\n", "\t"])
TREES = st.recursive(
    SCALARS,
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(KEYS, below, max_size=3)),
    max_leaves=8,
)
TABLES = st.dictionaries(KEYS, TREES, max_size=4)


def _key(key: str) -> str:
    return key if key in ("a", "b-1", "3", "c") else json.dumps(key, ensure_ascii=False)


def _value(tree: Any, draw: Any) -> str:
    if isinstance(tree, dict):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v, draw)}" for k, v in tree.items()) + "}"
    if isinstance(tree, list):
        ones = [f"{draw(GAPS)}{_value(one, draw)}{draw(GAPS)}" for one in tree]
        return "[" + ",".join(ones) + draw(GAPS) + "]"
    return str(tree)


def _lines(table: dict[str, Any], path: tuple[str, ...], draw: Any) -> Iterator[str]:
    deep = {k for k, v in table.items() if isinstance(v, dict) and draw(st.booleans())}
    many = {k for k, v in table.items() if _only_tables(v) and draw(st.booleans())}
    for key, value in table.items():
        if key not in deep | many:
            yield f"  {_key(key)}  = {_value(value, draw)} # {key}"
    for key in deep:
        header = ".".join(map(_key, (*path, key)))
        yield f"\n[ {header} ]"
        yield from _lines(table[key], (*path, key), draw)
    for key in many:
        for one in table[key]:
            yield f"[[{'.'.join(map(_key, (*path, key)))}]]"
            yield from _lines(one, (*path, key), draw)


def _only_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    if isinstance(value, list):
        value = dict(enumerate(value))
    if isinstance(value, dict):
        for step, one in value.items():
            yield from _paths(one, (*path, step))


@settings(max_examples=200, deadline=None)
@given(TABLES, st.data())
def test_every_key_has_the_line_it_stands_on(table: dict[str, Any], data: Any) -> None:
    text = "\n".join(_lines(table, (), data.draw))
    read = tomllib.loads(text)

    found = positions(text)

    assert set(found) == set(_paths(read))
    rows = text.split("\n")
    for path, line in found.items():
        if path and isinstance(path[-1], str):
            assert _key(path[-1]) in rows[line - 1]


def test_positions_of_one_text_by_hand() -> None:
    text = """
top.left = 1
top.right = [
  1, # one
  { in = "a",
    } ,
]
[[case]]
  name = '''
[fake]
'''
  [case.part]
  size = 2
[[case]]
""".replace('{ in = "a",\n    }', '{ in = "a" }')

    assert positions(text) == {
        (): 1,
        ("top",): 2,
        ("top", "left"): 2,
        ("top", "right"): 3,
        ("top", "right", 0): 4,
        ("top", "right", 1): 5,
        ("top", "right", 1, "in"): 5,
        ("case",): 7,
        ("case", 0): 7,
        ("case", 0, "name"): 8,
        ("case", 0, "part"): 11,
        ("case", 0, "part", "size"): 12,
        ("case", 1): 13,
    }


def test_a_missing_key_has_the_line_of_its_table() -> None:
    lines = positions("\n[jury]\nmin = 1\n")

    assert nearest(lines, ("jury", "rounds", 3, "code")) == 2
    assert nearest(lines, ("vote",)) == 1


def test_odd_keys_cannot_break_a_message_into_two_lines() -> None:
    assert dotted(("a", 2, "b\nc", "d-e")) == 'a[2]."b\\nc".d-e'


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb = \n", 2), ("a = 1\n\nc = [1,\n", 4), ("a = 1\na = 2\n", 2), ('x = "', 1)],
)
def test_a_syntax_error_has_its_line(text: str, line: int) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as refused:
        tomllib.loads(text)

    place, said = syntax_place(text, refused.value)

    assert (place, "line" in said) == (line, False)
