"""The samples are read exactly as the sheet beside them says."""

import json
from pathlib import Path

import pytest

from pingxuan.papers.reading import read_file
from pingxuan.papers.reconcile import reconcile

SAMPLES = Path(__file__).parent / "samples"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text("utf-8"))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_is_read_exactly(name):
    expected = EXPECTED[name]

    told = read_file(name, (SAMPLES / name).read_bytes()).as_json()

    assert told == {
        "kind": "forms",
        "errors": [],
        "warnings": [],
        "forms": [
            {
                "part": "1",
                "fields": expected["fields"],
                "narrative": "\n".join(expected["narrative"]["parts"]),
                "count": expected["narrative"]["count"],
                "links": expected["narrative"]["links"],
                "doubts": {},
                "errors": expected["errors"],
                "warnings": expected["warnings"],
            }
        ],
    }


def test_the_filled_table_lists_the_six_samples_and_agrees_with_them():
    forms = [read_file(n, (SAMPLES / n).read_bytes()).forms[0] for n in EXPECTED]
    name = "tongjibiao-filled.xlsx"

    file = read_file(name, (SAMPLES / name).read_bytes())

    assert (file.errors, file.warnings) == ([], [])
    assert file.table.header.as_json() == {
        "unit": "东岭省示例主管部门",
        "when": "2021年11月15日",
        "contact": "钱一　13800001000",
    }
    assert [row.name for row in file.table.rows] == ["张三", "李四", "王五", "赵六", "孙七", "周八"]
    assert reconcile(forms, file.table) == []


@pytest.mark.parametrize("name", ["tuijianbiao.docx", "tongjibiao.docx", "tongjibiao.xlsx"])
def test_a_blank_says_that_nothing_is_filled_in(name):
    blank = Path(__file__).parents[2] / "src/pingxuan/papers/blanks" / name

    file = read_file(name, blank.read_bytes())

    assert (file.errors, file.forms) == (["blank_form"], [])
