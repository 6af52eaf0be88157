"""PDFs: what people type stays text, the fonts are inside, and a missing character is told."""

from __future__ import annotations

from datetime import UTC, datetime

import pypdfium2
import pytest

from pingxuan.papers.typesetting import CannotTypeset, font_files, typeset, unprintable

WHEN = datetime(2021, 12, 28, 10, tzinfo=UTC)
LIST = {
    "title": "签到名单",
    "lead": "共 3 人",
    "columns": [{"name": "姓名", "width": 1}, {"name": "单位", "width": 3}],
    "rows": [["张三", "东岭省"], ["#panic()", "*不是粗体* $x$ \\u{4e00} @preview"], ["𠮷田堃", ""]],
}


def text_of(pdf: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def test_what_was_typed_stays_text_and_the_same_input_gives_the_same_bytes() -> None:
    first, again = (typeset("list", LIST, made_at=WHEN) for _ in range(2))

    assert first == again
    text = text_of(first)
    for cell in ("签到名单", "#panic()", "*不是粗体*", "\\u{4e00}", "@preview", "𠮷田堃"):
        assert cell in text
    assert b"/FontFile" in first


def test_a_long_list_repeats_its_heading_and_numbers_its_pages() -> None:
    pdf = typeset("list", {**LIST, "rows": [["张三", "东岭省"]] * 100}, made_at=WHEN)

    pages = list(pypdfium2.PdfDocument(pdf))
    texts = [page.get_textpage().get_text_range() for page in pages]
    assert len(texts) > 2
    assert all("姓名" in text and f"— {n} —" in text for n, text in enumerate(texts, 1))


def test_characters_that_would_stay_blank_are_named() -> None:
    assert unprintable(["张三", "a b", "𪚥"]) == {"𪚥"}


def test_a_template_that_does_not_take_the_data_says_so() -> None:
    with pytest.raises(CannotTypeset) as refused:
        typeset("list", {"title": "x"}, made_at=WHEN)

    assert refused.value.reason == "template"


def test_there_are_fonts() -> None:
    assert font_files()
