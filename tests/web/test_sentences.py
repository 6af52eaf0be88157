"""Every code that a reader or the form may give has its sentence."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from pingxuan.web.sentences import code_sentence

CODES = [
    "missing:手机号",
    "two_categories_ticked",
    "unknown_category",
    "category_inferred",
    "too_long",
    "bad_phone",
    "bad_birth",
    "birth_year_two_digits",
    "bad_opinion_date",
    "no_links",
    "no_data",
    "before_2021",
    "duplicate",
    "extra_rows",
    "tracked_changes",
    "comments",
    "blank_form",
    "not_a_form",
    "no_text_layer",
    "corrupt",
    "empty",
    "encrypted",
    "macro",
    "wrong_type",
    "too_large",
    "zip_bomb",
    "nested_zip_bomb",
    "xxe",
    "external_reference",
    "active_content",
    "embedded_object",
    "unsafe_name",
    "unsafe_link",
    "picture_too_large",
    "formula_like",
    "formula_without_value",
    "phone_lost_digits",
    "hidden_rows",
    "hidden",
    "hidden_sheet",
    "hidden_text",
    "too_many",
    "not_in_table",
    "not_in_forms",
    "title_differs",
    "category_differs",
    "phone_differs",
    "unit_differs",
    "missing",
    "not_agreed",
    "unknown_choice",
    "bad_link",
    "bad_count",
    "bad_date",
    "bad_number",
    "not_yet",
    "unknown_unit",
    "table",
]


@pytest.mark.parametrize("code", CODES)
def test_a_code_has_a_sentence_without_the_code_in_it(code: str) -> None:
    with translation.override("zh-hans"):
        sentence = code_sentence(code)

    assert re.search(r"[\u4e00-\u9fff]", sentence)
    assert code.partition(":")[0] not in sentence
    assert sentence.endswith(("。", "？"))


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("missing:手机号", "“手机号”没有填。"),
        ("too_long:1012/1000", "现在 1012 字，最多 1000 字。"),
        ("bad_phone:9", "少 2 位：手机号是 11 位，现在 9 位。"),
        ("bad_phone:12", "多 1 位：手机号是 11 位，现在 12 位。"),
        ("bad_phone:11", "应是 11 位手机号，以 1 开头。"),
        ("before:2021-01-01", "写到的年份都早于 2021-01-01，原则上应是那以后的成果。"),
        ("something_new", "有一处要核对：something_new"),
    ],
)
def test_the_facts_of_a_code_are_in_its_sentence(code: str, sentence: str) -> None:
    with translation.override("zh-hans"):
        assert code_sentence(code) == sentence
