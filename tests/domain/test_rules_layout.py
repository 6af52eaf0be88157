"""One table of keys: the reader, the JSON Schema and the reference page all say the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pingxuan.domain.rules.layout import SHEET, json_schema
from pingxuan.domain.rules.positions import Path as KeyPath
from pingxuan.domain.rules.shape import Array, Int, Shape, Str, Table
from pingxuan.domain.rules.text import Text

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "rule-sheet.md"


def tables(shape: Shape, path: str) -> dict[str, Table]:
    """Collect every table of the sheet under the heading it has in the reference."""
    if isinstance(shape, Array):
        return tables(shape.of, f"{path}[]")
    if not isinstance(shape, Table):
        return {}
    found = {path: shape}
    for name, key in shape.keys.items():
        found |= tables(key.shape, f"{path}.{name}".removeprefix("."))
    return found


@pytest.mark.parametrize("path", tables(SHEET, ""))
def test_the_reference_lists_every_key(path: str) -> None:
    heading = {"": "The sheet itself", "host": "`organiser`, `host`"}.get(path, f"`{path}`")
    heading = (
        heading.replace("`organiser`", "`organiser`, `host`") if path == "organiser" else heading
    )
    sections = re.split(r"^### ", REFERENCE.read_text("utf-8"), flags=re.MULTILINE)
    (section,) = [one for one in sections if one.startswith(heading + "\n")]
    keys = tables(SHEET, "")[path].keys
    own = {name for name in keys if name not in ("source", "decided") and not name.endswith("_en")}

    listed = re.findall(r"^\| `(\w+)`( ·)? \| .*?\|( required)? ", section, re.MULTILINE)

    assert {name for name, _, _ in listed} == own
    assert {n for n, worded, _ in listed if worded} == {n for n in own if f"{n}_en" in keys}


def test_the_schema_closes_every_table() -> None:
    def open_tables(schema: dict[str, Any], path: str) -> list[str]:
        found = []
        if schema.get("type") == "object" and "additionalProperties" not in schema:
            found.append(path)
        for name, below in schema.get("properties", {}).items():
            found += open_tables(below, f"{path}/{name}")
        return found + (open_tables(schema["items"], path) if "items" in schema else [])

    assert open_tables(json_schema(), "") == []


@settings(deadline=None)
@given(st.integers(-5, 5), st.integers(-5, 5), st.integers(-9, 9))
def test_a_whole_number_is_read_within_its_bounds_and_nowhere_else(
    least: int, most: int, value: int
) -> None:
    said: list[tuple[KeyPath, Text]] = []

    read = Int(least, most).read(value, ("n",), lambda *problem: said.append(problem))

    assert (read, bool(said)) == ((value, False) if least <= value <= most else (None, True))


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda t: st.lists(t) | st.dictionaries(st.text(), t)
    )
)
def test_no_value_makes_the_walk_crash(value: Any) -> None:
    said: list[tuple[KeyPath, Text]] = []

    SHEET.read(
        {"categories": value, "title": value, "voting": value}, (), lambda *p: said.append(p)
    )

    assert {path[0] for path, _ in said} >= {"categories", "voting", "slug"}


@pytest.mark.parametrize("text", ["", " \n", "a\x00", "a\u202e"])
def test_text_that_cannot_be_seen_is_refused(text: str) -> None:
    said: list[KeyPath] = []

    assert Str().read(text, ("k",), lambda path, _: said.append(path)) is None
    assert said == [("k",)]
