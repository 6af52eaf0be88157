"""A PDF's first page as a small picture, whatever the PDF tries."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from PIL import Image

from pingxuan.papers.children import run_child
from pingxuan.papers.model import Unreadable
from pingxuan.papers.pdf import drawing
from pingxuan.papers.pdf.first_page import first_page
from tests.nominations.files import PDF, paper, paper_that_never_ends, paper_that_swells


def test_the_head_of_the_first_page_is_drawn_as_wide_as_the_picture() -> None:
    made = Image.open(io.BytesIO(first_page(paper())))

    assert (made.format, made.size) == ("WEBP", (drawing.WIDTH, drawing.HEIGHT))
    red, white = made.getpixel((240, 20)), made.getpixel((240, 280))
    assert red[0] > 200 > 80 > red[1]
    assert min(white) > 240


@pytest.mark.parametrize("box", [b"0 0 200000 9", b"0 0 9 200000", b"0 0 200000 200000"])
def test_a_page_of_any_shape_gives_a_picture_of_one_size(box: bytes) -> None:
    assert Image.open(io.BytesIO(first_page(paper(box=box)))).size == (480, 300)


@pytest.mark.parametrize("raw", [PDF, b"", b"%PDF-1.7 nothing", paper()[:200]])
def test_what_has_no_page_has_no_picture(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        first_page(raw)


def test_one_that_would_be_drawn_for_ever_is_ended() -> None:
    with pytest.raises(Unreadable):
        first_page(paper_that_never_ends(), seconds=3)


def test_a_child_that_asks_for_more_memory_than_it_may_have_gets_none(tmp_path: Path) -> None:
    program = "import pathlib; held = bytearray(300 << 20); pathlib.Path('held').touch()"
    run = [sys.executable, "-I", "-c", program]

    run_child(run, tmp_path, seconds=20, memory=100 << 20, longest_file=1 << 20)
    assert not (tmp_path / "held").exists()
    run_child(run, tmp_path, seconds=20, memory=800 << 20, longest_file=1 << 20)
    assert (tmp_path / "held").exists()


def test_a_picture_of_more_than_a_gigabyte_is_not_unfolded() -> None:
    raw = paper_that_swells()

    try:
        made = first_page(raw)
    except Unreadable:
        made = b""

    assert len(raw) < 3_000_000
    assert len(made) < 200_000
