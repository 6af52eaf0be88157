"""What was typed into what is filed: cells, days, months, and the two halves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingxuan.domain.rules.entry import FieldKind
from pingxuan.domain.rules.reading import decode
from pingxuan.nominations.content.checking import check
from pingxuan.nominations.content.choosing import categories_for, choices_of
from pingxuan.nominations.content.evidence import clean_rows, sums_of
from pingxuan.nominations.content.halves import halves, masked, revision_hash, salted
from pingxuan.nominations.content.paper import is_printable, paper_content
from pingxuan.papers.reading import read_file
from pingxuan.papers.writing import write_form
from tests.builders import sheet_text
from tests.nominations.writing import GOOD

TODAY = date(2021, 11, 5)
SHEET = decode(sheet_text(), "mass-line-2021.toml")
ANY_TEXT = st.text(max_size=40)


def test_the_good_form_is_good() -> None:
    found = check(SHEET, GOOD, today=TODAY)

    assert (found.problems, found.advice) == ({}, {})


def test_what_was_cleaned_stays_as_it_is() -> None:
    once = check(SHEET, GOOD, today=TODAY)
    twice = check(SHEET, once.values, today=TODAY)

    assert (twice.values, twice.problems) == (once.values, {})


@given(
    st.dictionaries(
        st.sampled_from([field.key for field in SHEET.fields]),
        st.one_of(
            ANY_TEXT,
            st.none(),
            st.booleans(),
            st.integers(),
            st.lists(ANY_TEXT, max_size=3),
            st.lists(
                st.dictionaries(st.sampled_from(["link", "reads", "as_of", "x"]), ANY_TEXT),
                max_size=3,
            ),
        ),
    )
)
def test_nothing_that_can_be_typed_breaks_the_check(typed: dict[str, Any]) -> None:
    found = check(SHEET, typed, today=TODAY)

    assert found.problems
    assert {place.split(".")[0] for place in found.problems} <= {f.key for f in SHEET.fields}


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("12,846", 12846),
        ("１２", 12),
        ("1.2万", 12000),
        ("0", 0),
        ("3.25亿", 325_000_000),
        ("", None),
    ],
)
def test_counts_are_read_as_people_write_them(typed: str, count: int | None) -> None:
    row = {"platform": "微博", "title": "甲", "reads": typed, "as_of": "2021年10月31日"}

    table = clean_rows(SHEET, FieldKind.EVIDENCE_WORKS, [row], TODAY)

    assert (table.rows[0]["reads"], table.rows[0]["as_of"]) == (count, "2021-10-31")
    assert table.problems == {}


@pytest.mark.parametrize("typed", ["-3", "1.5", "1.23456万", "很多", "9" * 16, "1e5", "=1+1"])
def test_what_is_no_count_is_none(typed: str) -> None:
    row = {"platform": "微博", "title": "甲", "reads": typed, "as_of": "2021-10-31"}

    table = clean_rows(SHEET, FieldKind.EVIDENCE_WORKS, [row], TODAY)

    assert table.problems == {"0.reads": ("bad_count",)}
    assert sums_of(SHEET, FieldKind.EVIDENCE_WORKS, [row])["reads"] == 0


@pytest.mark.parametrize("day", ["2021-11-06", "2021-02-29", "21-10-31", "昨天", "2021-10"])
def test_counts_were_taken_on_a_day_that_has_come(day: str) -> None:
    row = {"platform": "微博", "title": "甲", "reads": "1", "as_of": day}

    table = clean_rows(SHEET, FieldKind.EVIDENCE_WORKS, [row], TODAY)

    assert list(table.problems) == ["0.as_of"]


@pytest.mark.parametrize(
    ("narrative", "codes"),
    [
        ("2021年答复1200条，见 https://example.org 。", []),
        ("答复了很多留言。", ["no_data"]),
        ("2019年3月答复1200条。", ["before:2021-01-01"]),
        ("2019年到2021年答复1200条。", []),
        ("2021年答复3条，见 http://127.0.0.1/a 。", ["unsafe_link"]),
    ],
)
def test_advice_is_no_bar(narrative: str, codes: list[str]) -> None:
    found = check(SHEET, GOOD | {"narrative": narrative}, today=TODAY)

    assert found.problems == {}
    assert found.advice.get("narrative", []) == codes


def test_without_any_link_one_is_told() -> None:
    bare = GOOD | {"narrative": "2021年答复3条。", "accounts": [], "works": []}

    assert check(SHEET, bare, today=TODAY).advice == {"narrative": ["no_links"]}


def test_the_fingerprint_tells_nothing_of_a_birth_month() -> None:
    open_half, personal = halves(SHEET, check(SHEET, GOOD, today=TODAY).values)

    hashes = {revision_hash(salted(open_half), personal) for _ in range(5)}

    assert len(hashes) == 5
    assert set(personal) == {"ethnicity", "birth", "political", "phone"}


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("phone", "13800000001", "138****0001"),
        ("birth", "1985-03", "1985-＊＊"),
        ("ethnicity", "汉族", "＊＊"),
        ("political", "", ""),
        ("name", "张三", "张三"),
    ],
)
def test_personal_values_are_masked(key: str, value: str, shown: str) -> None:
    assert masked(SHEET.field(key), value) == shown


def test_every_list_has_its_choices() -> None:
    listed = {field.key: len(choices_of(SHEET, field)) for field in SHEET.fields}

    assert {key: n for key, n in listed.items() if n} == {
        "ethnicity": 57,
        "political": 13,
        "gender": 2,
        "category": 3,
    }
    assert [one.code for one in categories_for(SHEET, "person")] == ["individual"]


@given(st.dictionaries(st.sampled_from([f.key for f in SHEET.fields]), ANY_TEXT))
def test_any_draft_can_be_printed(typed: dict[str, str]) -> None:
    assert write_form(paper_content(typed)).startswith(b"PK")


def test_what_is_printed_reads_back() -> None:
    values = check(SHEET, GOOD, today=TODAY).values

    (form,) = read_file("a.docx", write_form(paper_content(values))).forms

    read = form.as_json()
    fields = {key: value for key, value in read["fields"].items() if isinstance(value, str)}
    assert fields == {key: values[key] for key in fields}
    assert read["narrative"] == values["narrative"]
    assert is_printable(SHEET)
