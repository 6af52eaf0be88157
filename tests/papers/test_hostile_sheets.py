"""Lists of units and statistics tables: what is no good is told by its code, in little memory."""

from __future__ import annotations

import tracemalloc

import pytest

from pingxuan.papers.model import Unreadable
from pingxuan.papers.reading import read_file
from pingxuan.papers.unitlist import read_unit_list
from tests.papers.hostile_sheets import bad_sheets, book, linked, with_sheet

MOST_BYTES = 160 * 1024 * 1024
LIST = book(["名称", "上级", "层级"], ["竹山县", "云泽市", "县"])
BAD = bad_sheets(LIST)


@pytest.mark.parametrize("what", BAD)
def test_a_bad_sheet_is_told_by_its_code_as_a_list_and_as_a_table(what: str) -> None:
    name, data, code = BAD[what]
    tracemalloc.start()

    with pytest.raises(Unreadable) as refused:
        read_unit_list(name, data)
    table = read_file(name, data)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (refused.value.code, table.errors) == (code, [code])
    assert peak < MOST_BYTES


def test_links_to_elsewhere_are_left_alone_and_told() -> None:
    (line,) = read_unit_list("a.xlsx", linked(LIST))

    assert (line.name, line.parent) == ("竹山县", "云泽市")
    assert "external_reference" in read_file("a.xlsx", linked(LIST)).warnings


def test_another_years_list_has_no_head_that_is_known() -> None:
    old = book(["序号", "2019年度推荐单位", "联系人"], ["1", "竹山县", "张三"])

    with pytest.raises(Unreadable) as refused:
        read_unit_list("a.xlsx", old)

    assert (refused.value.code, read_file("a.xlsx", old).errors) == ("no_head", ["not_a_form"])


def test_a_row_far_below_costs_no_memory() -> None:
    head = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    row = '<row r="99999999"><c t="inlineStr"><is><t>名称</t></is></c></row>'.encode()
    data = with_sheet(LIST, head + row + b"</sheetData></worksheet>")
    tracemalloc.start()

    with pytest.raises(Unreadable) as refused:
        read_unit_list("a.xlsx", data)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (refused.value.code, peak < MOST_BYTES) == ("no_head", True)


def test_a_name_over_two_lines_is_one_name() -> None:
    (line,) = read_unit_list("a.csv", '名称,上级\n"竹山县\n文化馆",云泽市\n'.encode())

    assert line.name == "竹山县 文化馆"
