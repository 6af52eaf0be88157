"""The score sheet checks itself in a spreadsheet, and is read back whatever was moved about in it."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from pingxuan.papers.model import Unreadable
from pingxuan.papers.scoresheet import (
    Column,
    Line,
    ReadLine,
    ScaleOf,
    Words,
    read_score_sheet,
    write_score_sheet,
)

WORDS = Words(
    "评选 终评 P01", "说明", "编号", "作品", "合计", "评语", "检查",
    "未打", "缺项", "超出范围", "好", "请填 1 到 10 的分数。",
)  # fmt: skip
COLUMNS = [Column("a", "典型性", Decimal(2)), Column("b", "创新性", Decimal("1.5"))]
SCALE = ScaleOf(Decimal(1), Decimal(10), Decimal(1))
LINES = [
    Line("J-001", "=SUM(A1:A9)", [Decimal(8), None], "+好"),
    Line("J-002", "第二件", [None, None], ""),
]


def written() -> bytes:
    return write_score_sheet(WORDS, COLUMNS, SCALE, LINES)


def test_each_line_adds_up_and_says_whether_it_is_good() -> None:
    sheet = load_workbook(io.BytesIO(written())).worksheets[0]

    assert sheet["E5"].value == '=IF(COUNT(C5:D5)=2,C5*2+D5*1.5,"")'
    assert sheet["F5"].value == (
        '=IF(COUNTA(C5:D5)=0,"未打",IF(COUNT(C5:D5)<2,"缺项",'
        'IF(OR(MIN(C5:D5)<1,MAX(C5:D5)>10),"超出范围","好")))'
    )
    [rule] = sheet.data_validations.dataValidation
    assert (rule.type, rule.formula1, rule.formula2) == ("whole", "1", "10")
    assert str(rule.sqref) == "C5:D6"


def test_titles_are_never_run_and_only_marks_and_comments_can_be_typed() -> None:
    sheet = load_workbook(io.BytesIO(written())).worksheets[0]

    assert (sheet["B5"].data_type, sheet["B5"].value) == ("s", "=SUM(A1:A9)")
    assert sheet["G5"].value == "+好"
    assert sheet.protection.sheet
    free = [c.coordinate for row in sheet.iter_rows() for c in row if not c.protection.locked]
    assert free == ["C5", "D5", "G5", "C6", "D6", "G6"]


def test_what_was_typed_comes_back_also_with_moved_columns_and_rows() -> None:
    book = load_workbook(io.BytesIO(written()))
    sheet = book.worksheets[0]
    sheet["D5"], sheet["C6"], sheet["G6"] = 7.5, "９", "第二条"
    sheet.insert_cols(3)
    sheet.insert_rows(2, 3)
    stream = io.BytesIO()
    book.save(stream)

    assert read_score_sheet(stream.getvalue(), COLUMNS, WORDS) == [
        ReadLine("J-001", {"a": "8", "b": "7.5"}, "+好"),
        ReadLine("J-002", {"a": "９", "b": ""}, "第二条"),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "wrong_type"), (b"%PDF-1.7\n", "wrong_type"), (b"PK\x03\x04broken", "corrupt")],
)
def test_what_is_no_spreadsheet_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_score_sheet(data, COLUMNS, WORDS)

    assert refused.value.code == code


def test_another_table_is_refused() -> None:
    other = write_score_sheet(WORDS, [Column("c", "别的", Decimal(1))], SCALE, [])

    with pytest.raises(Unreadable) as refused:
        read_score_sheet(other, COLUMNS, WORDS)

    assert refused.value.code == "not_a_score_sheet"
