"""The papers as PDF and the table as Word: what is printed is read back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pingxuan.papers.model import Row, TableHeader
from pingxuan.papers.printing import form_pdf, table_pdf
from pingxuan.papers.reading import read_file
from pingxuan.papers.table import read_table
from pingxuan.papers.table_word import write_table_docx

NOW = datetime(2021, 11, 20, 9, tzinfo=UTC)
SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.docx"))
HEADER = TableHeader("临溪市网信办", "2021年11月20日", "赵六 0371-65500000")
ROWS = [
    Row(
        category, f"“{at}”号：好 & <坏>", "张三", "东岭省临溪市住建局主任", f"1380000{at:04}",
        "青杨县", f"2021-{at:06}",
    )
    for at, category in enumerate(["institution", "individual", "creative"] * 14)
]  # fmt: skip


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_printed_form_says_what_the_word_form_says(sample):
    (form,) = read_file("a.docx", sample.read_bytes()).forms
    content = form.as_json()

    (printed,) = read_file("a.pdf", form_pdf(content, made_at=NOW)).forms

    told = printed.as_json()
    # A full line may end where the page sets a space between Latin and Chinese; nothing else moves.
    for one in (told, content):
        one["narrative"] = "".join(one["narrative"].split())
    assert told == content


def test_the_blank_is_blank_and_the_same_each_time():
    made = form_pdf(None, made_at=NOW)

    assert read_file("a.pdf", made).errors == ["blank_form"]
    assert form_pdf(None, made_at=NOW) == made


def test_what_the_fonts_lack_is_marked_and_never_left_blank():
    content = {
        "fields": {"name": "\U0002a6a5野", "title": "好😀事"},
        "narrative": "2021年\U0010ffff",
    }

    (form,) = read_file("a.pdf", form_pdf(content, made_at=NOW)).forms

    assert form.values["title"] == "好〓事"
    assert form.narrative == "2021年〓"


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("a.docx", lambda: write_table_docx(HEADER, ROWS)),
        ("a.pdf", lambda: table_pdf(HEADER, ROWS, made_at=NOW)),
    ],
)
def test_a_table_is_read_back_from_every_kind(name, made):
    data = made()

    file = read_table(name, data)

    assert (file.errors, file.warnings) == ([], [])
    assert file.table is not None
    assert file.table.header == HEADER
    assert [row.as_json() for row in file.table.rows] == [row.as_json() for row in ROWS]
    assert made() == data


def test_an_empty_table_keeps_the_blanks_rows():
    assert read_table("a.docx", write_table_docx(HEADER, [])).errors == ["blank_form"]
