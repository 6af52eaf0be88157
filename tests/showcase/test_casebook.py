"""The case book: contents, index and page numbers that agree, whatever the stories hold."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from pingxuan.showcase.casebook import case_book
from pingxuan.showcase.films import add_film
from pingxuan.showcase.models import Story
from pingxuan.showcase.stories import add_picture, publish_story, save_draft, write_story
from tests.builders import NOTICE, RESULTS
from tests.films import mp4
from tests.jury.builders import Panel
from tests.voting.builders import shift_to

ODD = "#panic() \\ * _x_ $y$ <z> @label 𠮷 " + "很长" * 40


@pytest.fixture
def stories(panel: Panel) -> list[Story]:
    entries = panel.publish({"institution": 2, "creative": 2})
    shift_to(panel.campaign, RESULTS + timedelta(minutes=1), datetime.now(UTC))
    return [
        write_story(
            panel.campaign,
            kind=Story.Kind.WINNER,
            title=f"故事{entry.number}",
            lead="一句话" if n else ODD,
            body=f"## 做法\n\n第一段{ODD}\n\n- 条目一\n- 条目二\n\n" + "正文。" * 300,
            blocks=[
                {"kind": "figures", "lines": "12,846 | 条 | 答复\n97% | | 满意"},
                {"kind": "timeline", "lines": "2021-03 | 开通"},
                {"kind": "quote", "text": "谢谢", "by": "居民"},
                {"kind": "video", "link": "https://example.org/v", "caption": "片子"},
            ],
            publish_at=RESULTS,
            entry=entry,
            person=panel.officers.editor,
            now=NOTICE,
        )
        for n, entry in enumerate(entries)
    ]


def pages_of(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def test_contents_and_index_name_the_page_on_which_a_case_stands(
    panel: Panel, stories: list[Story]
) -> None:
    pdf = case_book(panel.campaign, now=datetime.now(UTC))
    # A typesetter puts a little air between ideographs and letters.
    pages = ["".join(text.split()) for text in pages_of(pdf)]

    contents, index = pages[1], pages[-1]
    for story in stories:
        starts = [n for n, text in enumerate(pages[2:-1], 3) if text.startswith(story.title)]
        assert len(starts) == 1
        assert re.search(rf"{story.title}\.*{starts[0]}(?!\d\d)", contents), contents
        assert str(starts[0]) in index
    assert stories[0].by in index
    assert all(f"—{n}—" in text for n, text in enumerate(pages, 1) if n > 1)


def test_what_people_typed_stays_text(panel: Panel, stories: list[Story]) -> None:
    text = "".join(pages_of(case_book(panel.campaign, now=datetime.now(UTC))))

    for words in ("#panic()", "$y$", "@label", "12,846", "2021-03", "—— 居民", "· 条目一", "𠮷"):
        assert words in text


def test_pictures_are_inside(panel: Panel, stories: list[Story]) -> None:
    editor, now = panel.officers.editor, datetime.now(UTC)
    raw = BytesIO()
    Image.new("RGBA", (3000, 1200), (255, 0, 0, 90)).save(raw, "PNG")
    picture = add_picture(stories[0].pk, "图.png", raw.getvalue(), person=editor, now=now)
    draft: dict[str, Any] = dict(stories[0].draft)
    draft["blocks"] = [
        {"kind": "picture", "picture": str(picture.pk), "alt": "红", "caption": "一张红色的图"}
    ]
    save_draft(stories[0].pk, draft, person=editor, now=now)
    publish_story(stories[0].pk, publish_at=RESULTS, person=editor, now=now)

    pdf = case_book(panel.campaign, now=datetime.now(UTC))

    document = pypdfium2.PdfDocument(pdf)
    kinds = {item.type for page in document for item in page.get_objects()}
    assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE in kinds
    assert "一张红色的图" in "".join(pages_of(pdf))


def test_a_film_stands_in_the_book_with_its_title_and_its_words(
    panel: Panel, stories: list[Story]
) -> None:
    told = {"person": panel.officers.editor, "now": NOTICE}
    film = add_film(stories[0].pk, "a.mp4", mp4(), **told)
    block = {"kind": "film", "film": str(film.pk), "caption": "一分钟看懂", "silent": "水声"}
    words = {"transcript": "大家好。\n\n再见。"}
    draft = {**stories[0].draft, "blocks": [{**block, **words}]}
    save_draft(stories[0].pk, draft, **told)
    publish_story(stories[0].pk, publish_at=NOTICE, **told)

    text = "".join(pages_of(case_book(panel.campaign, now=datetime.now(UTC))))

    assert "一分钟看懂（视频，在网站上看）" in text
    assert "大家好。" in text
    assert "再见。" in text


def test_it_costs_the_same_queries_however_many_pictures_it_holds(
    panel: Panel, stories: list[Story]
) -> None:
    costs = []
    for number in (1, 3):
        for story in stories[:number]:
            show_pictures(panel, story, number)
        with CaptureQueriesContext(connection) as queries:
            case_book(panel.campaign, now=datetime.now(UTC))
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 3, costs


def show_pictures(panel: Panel, story: Story, count: int) -> None:
    editor, now = panel.officers.editor, datetime.now(UTC)
    raw = BytesIO()
    Image.new("RGB", (40, 30), (255, count, 0)).save(raw, "PNG")
    draft: dict[str, Any] = dict(story.draft)
    draft["blocks"] = [
        {
            "kind": "picture",
            "picture": str(
                add_picture(story.pk, f"{n}.png", raw.getvalue(), person=editor, now=now).pk
            ),
            "alt": "红",
            "caption": "",
        }
        for n in range(count)
    ]
    save_draft(story.pk, draft, person=editor, now=now)
    publish_story(story.pk, publish_at=RESULTS, person=editor, now=now)


def test_the_book_is_there_once_a_winner_is_shown(
    client: Client, panel: Panel, stories: list[Story]
) -> None:
    address = "/c/mass-line-2021/show/cases.pdf"

    first, again = client.get(address), client.get(address)
    shift_to(panel.campaign, NOTICE, datetime.now(UTC))
    early = client.get(address)

    assert first.content.startswith(b"%PDF-")
    assert first.content == again.content
    assert early.status_code == 404
