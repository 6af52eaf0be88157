"""The samples again as other programs saved and printed them."""

import json
import shutil
from pathlib import Path

import pytest

from pingxuan.papers.reading import read_file

HERE = Path(__file__).parent
CONVERTED = HERE / "converted"


def sample(stem: str) -> dict:
    name = f"{stem}.docx"
    return read_file(name, (HERE / "samples" / name).read_bytes()).as_json()


@pytest.mark.parametrize("name", ["01-institution.odt", "01-institution.pdf", "02-institution.pdf"])
def test_a_form_says_the_same_in_another_format(name):
    path = CONVERTED / name

    told = read_file(name, path.read_bytes()).as_json()

    assert told == sample(path.stem)


def test_an_old_word_file_is_converted_or_told_with_how_to_add_the_program():
    told = read_file("a.doc", (CONVERTED / "01-institution.doc").read_bytes()).as_json()

    if shutil.which("soffice") or shutil.which("libreoffice"):
        assert told == sample("01-institution")
    else:
        assert told == {"kind": "unknown", "errors": ["wrong_type"], "warnings": [], "forms": []}


@pytest.mark.parametrize("name", ["tongjibiao-filled.xls", "tongjibiao-filled.ods", "表.et"])
def test_a_table_says_the_same_in_another_format(name):
    source = CONVERTED / ("tongjibiao-filled.xls" if name.endswith(".et") else name)
    original = HERE / "samples" / "tongjibiao-filled.xlsx"

    told = read_file(name, source.read_bytes()).as_json()

    assert told == read_file("a.xlsx", original.read_bytes()).as_json()
    assert json.dumps(told, ensure_ascii=False).count("1380000100") == 7
