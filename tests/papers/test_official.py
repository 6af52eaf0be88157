"""Official papers: the same text as Word and as PDF, in the usual layout, with nothing cut off."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from pingxuan.papers.official import OfficialPaper, Ruled, Text, to_docx, to_pdf
from pingxuan.papers.typesetting import CannotTypeset
from tests.papers.pictures import edges_of_ink, embedded_fonts, page_count, text_of

WHEN = datetime(2021, 12, 28, 10, tzinfo=UTC)
LONG = "关于在全市范围内深入开展网上群众路线实践活动并建立长效机制的若干探索"
PAPER = OfficialPaper(
    title=f"关于“走好网上群众路线”典型案例征集展示{LONG}结果的决定",
    body=[
        Text("各单位：", is_address=True),
        Text("按照公布的规则，现作出如下决定："),
        Text("一、优秀机构案例（40 件）", is_heading=True),
        Ruled(
            ("编号", "作品", "单位"),
            [(f"J-{n:03d}", LONG if n % 3 else "夜诊", "青杨县卫生健康委员会") for n in range(40)],
            (1, 4, 3),
        ),
    ],
    issuer="东岭省级主管部门",
    day=date(2021, 12, 28),
    signatures=("评审组长（签字）：",),
)


def test_the_pdf_has_all_of_it_on_several_numbered_pages() -> None:
    pdf = to_pdf(PAPER, made_at=WHEN)

    text = text_of(pdf)
    assert page_count(pdf) > 1
    assert all(f"J-{n:03d}" in text for n in range(40))
    assert text.count("编号") == page_count(pdf)
    assert ("—1—" in text, "2021年12月28日" in text, LONG in text) == (True, True, True)
    named, inside = embedded_fonts(pdf)
    assert named == inside > 0
    assert min(edges_of_ink(pdf)) > 20
    assert to_pdf(PAPER, made_at=WHEN) == pdf


def test_the_word_file_has_the_margins_and_the_faces_of_the_office() -> None:
    word = Document(BytesIO(to_docx(PAPER)))

    [section] = word.sections
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin / Mm(1)) for margin in margins] == [37, 35, 28, 26]
    faces = [
        run._r.rPr.rFonts.get(qn("w:eastAsia"))
        for line in word.paragraphs
        for run in line.runs
        if run.text
    ]
    assert set(faces) == {"方正小标宋简体", "仿宋", "黑体"}
    [table] = word.tables
    assert len(table.rows) == 41
    assert [cell.text for cell in table.rows[1].cells] == ["J-000", "夜诊", "青杨县卫生健康委员会"]
    assert [line.text for line in word.paragraphs if line.text][-2:] == [
        "东岭省级主管部门",
        "2021年12月28日",
    ]


def test_a_character_that_would_stay_blank_is_named() -> None:
    paper = OfficialPaper("决定", [Text("张𪚥")], "东岭省", date(2021, 12, 28))

    with pytest.raises(CannotTypeset) as refused:
        to_pdf(paper, made_at=WHEN)

    assert (refused.value.reason, refused.value.detail) == ("missing_character", "𪚥")
