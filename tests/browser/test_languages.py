"""Every page speaks one language: the demonstration is read through by all its chairs."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import httpx
import pytest

from tests.browser import pages

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Own names: the language switch, and the mark of the house.
OWN_NAMES = {"中文", "评"}
SENTENCE = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")


def _untranslated(base: str, folder: Path) -> list[str]:
    data = pages.Data(folder / "main.sqlite3")
    found = {}
    for place, status, document in pages.walk(base, "en"):
        assert status < 500, place
        for text, where in pages.words(document) if document is not None else ():
            if pages.HAN.search(text) and text.strip() not in OWN_NAMES:
                left = data.taken_from(text)
                if pages.HAN.search(left):
                    found.setdefault(left, f"{place} <{where}>: {left}")
    return list(found.values())


def _move(base: str, stage: str) -> None:
    with httpx.Client(base_url=base, timeout=60, follow_redirects=True) as client:
        form = {"csrfmiddlewaretoken": pages.token(client.get("/_demo/").text), "stage": stage}
        client.post("/_demo/move", data=form)
        while "时钟已拨好" not in client.get("/_demo/progress").text:
            threading.Event().wait(0.2)  # each question would take time from what is asked about


def test_no_page_in_chinese_says_a_sentence_in_english(demo: str) -> None:
    found = {}
    for place, status, document in pages.walk(demo, "zh-hans"):
        assert status < 500, place
        for text, where in pages.words(document) if document is not None else ():
            bare = text.strip()
            if SENTENCE.search(bare) and not pages.HAN.search(bare) and "recount.py" not in bare:
                found.setdefault(bare, f"{place} <{where}>: {bare}")
    assert not found, "\n".join(found.values())


@pytest.mark.parametrize("stage", ["interaction", "results"])
def test_no_page_in_english_says_a_word_in_chinese(
    demo: str, demo_folder: Path, stage: str
) -> None:
    if stage != "interaction":
        _move(demo, stage)
    found = _untranslated(demo, demo_folder)
    assert not found, "\n".join(found)
