"""Composing a story: nothing written is lost, nothing is out too early, pictures lose their place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.blocks import BlockKind, problems_of, rows_of, tidied
from pingxuan.showcase.models import Picture, Story, StoryVersion
from pingxuan.web.place_map import place_map
from tests.builders import RESULTS, Province
from tests.jury.builders import Panel, officers_of
from tests.voting.builders import shift_to, sign_in

BASE = "/c/mass-line-2021"
HEAD = {"title": "水表会说话", "lead": "一句话", "publish_at": "2021-12-28T10:00"}
ALL_KINDS = {
    "0-kind": "text", "0-text": "第一段 <script>x</script>",
    "1-kind": "quote", "1-text": "谢谢", "1-by": "居民",
    "2-kind": "figures", "2-lines": "12,846 | 条 | 答复留言\n97.4%｜｜满意",
    "3-kind": "timeline", "3-lines": "2021-03 | 开通\n2021-06 | 推广",
    "4-kind": "video", "4-link": "https://example.org/v", "4-caption": "两分钟", "4-transcript": "文字稿",
}  # fmt: skip


@pytest.fixture
def panel(campaign: Campaign, province: Province) -> Panel:
    made = Panel(campaign, province, officers_of(campaign), [])
    shift_to(campaign, RESULTS + timedelta(minutes=5), datetime.now(UTC))
    return made


@pytest.fixture
def editor(client: Client, panel: Panel) -> Client:
    sign_in(client, panel.officers.editor, way="password")
    return client


@pytest.fixture
def begun(editor: Client) -> Story:
    editor.post(f"{BASE}/edit", {"story-kind": "winner", "story-title": "水表会说话"})
    return Story.objects.get()


def at_desk(story: Story) -> str:
    return f"{BASE}/edit/stories/{story.pk}"


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def photo(format_: str = "JPEG") -> SimpleUploadedFile:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "13800009999"
    Image.new("RGB", (64, 40), "red").save(out, format_, exif=exif)
    return SimpleUploadedFile("照片.jpg", out.getvalue())


def test_a_story_of_all_blocks_reaches_the_public(editor: Client, begun: Story) -> None:
    answer = editor.post(at_desk(begun), {**HEAD, **ALL_KINDS, "act": "publish"})
    page = text_of(Client().get(f"{BASE}/show/{begun.pk}"))

    assert answer.status_code == 302
    for words in (
        "第一段",
        "谢谢",
        "12,846",
        "答复留言",
        "97.4%",
        "2021-06",
        "看视频：两分钟",
        "文字稿",
    ):
        assert words in page
    assert "<script>x" not in page
    assert "<video" not in page


def test_a_draft_is_nobodys_but_the_editors(editor: Client, begun: Story) -> None:
    editor.post(at_desk(begun), {**HEAD, **ALL_KINDS, "act": "save"})

    assert Client().get(f"{BASE}/show/{begun.pk}").status_code == 404
    assert Client().get(f"{at_desk(begun)}/preview").status_code == 302
    assert "12,846" in text_of(editor.get(f"{at_desk(begun)}/preview"))


@pytest.mark.parametrize(
    ("act", "place"), [("add:quote", 2), ("up:1", 0), ("down:0", 1), ("drop:1", 0), ("save", None)]
)
def test_after_a_press_one_stands_at_the_block_it_was_about(
    editor: Client, begun: Story, act: str, place: int | None
) -> None:
    two = {"0-kind": "text", "0-text": "甲", "1-kind": "quote", "1-text": "乙"}

    answer = editor.post(at_desk(begun), {**HEAD, **two, "act": act})

    assert answer.url == at_desk(begun) + (f"#block-{place}" if place is not None else "")


def test_faults_are_named_with_the_way_to_their_block(editor: Client, begun: Story) -> None:
    blocks = {"0-kind": "text", "0-text": "甲", "1-kind": "quote", "1-text": ""}

    page = text_of(editor.post(at_desk(begun), {**HEAD, **blocks, "act": "publish"}))

    assert '<a href="#block-1">2. 引语' in page
    assert 'href="#block-0"' not in page


def test_every_press_keeps_what_was_written(editor: Client, begun: Story) -> None:
    editor.post(at_desk(begun), {**HEAD, "0-kind": "text", "0-text": "甲", "act": "add:quote"})
    editor.post(
        at_desk(begun),
        {
            **HEAD,
            "0-kind": "text",
            "0-text": "甲",
            "1-kind": "quote",
            "1-text": "乙",
            "act": "up:1",
        },
    )
    begun.refresh_from_db()
    assert [block["text"] for block in begun.draft["blocks"]] == ["乙", "甲"]
    editor.post(
        at_desk(begun),
        {
            **HEAD,
            "0-kind": "quote",
            "0-text": "乙",
            "1-kind": "text",
            "1-text": "甲",
            "act": "drop:0",
        },
    )

    begun.refresh_from_db()
    assert begun.draft["blocks"] == [{"kind": "text", "text": "甲"}]
    assert "甲" in text_of(editor.get(at_desk(begun)))


@pytest.mark.parametrize("act", ["up:99", "down:x", "drop:-1", "add:script", "nonsense"])
def test_an_odd_press_only_saves(act: str, editor: Client, begun: Story) -> None:
    answer = editor.post(at_desk(begun), {**HEAD, "0-kind": "text", "0-text": "甲", "act": act})

    begun.refresh_from_db()
    assert answer.status_code == 302
    assert begun.draft["blocks"] == [{"kind": "text", "text": "甲"}]


def test_what_is_missing_is_said_at_its_place_and_kept(editor: Client, begun: Story) -> None:
    answer = editor.post(
        at_desk(begun),
        {**HEAD, "lead": "", "0-kind": "figures", "0-lines": "12 | 条 | 好\n只有一项",
         "1-kind": "video", "1-link": "javascript:x", "1-caption": "片", "act": "publish"},
    )  # fmt: skip
    page = text_of(answer)

    assert answer.status_code == 422
    assert "第 2 行少了一项" in page
    assert "只有一项" in page
    assert 'id="head-lead-error"' in page
    assert 'id="block-1-link-error"' in page
    assert StoryVersion.objects.count() == 0


def test_a_picture_loses_where_it_was_taken_and_shows_only_with_its_story(
    editor: Client, begun: Story
) -> None:
    given = {**HEAD, "0-kind": "picture", "0-alt": "水表", "0-file": photo()}
    editor.post(at_desk(begun), {**given, "act": "save"})
    kept = Picture.objects.get()
    address = f"{BASE}/show/pictures/{kept.pk}"

    hidden = Client().get(address).status_code
    editor.post(
        at_desk(begun),
        {**HEAD, "0-kind": "picture", "0-alt": "水表", "0-picture": str(kept.pk), "act": "publish"},
    )
    shown = Client().get(address)

    assert hidden == 404
    assert shown.status_code == 200
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert b"13800009999" not in shown.content
    assert 'alt="水表"' in text_of(Client().get(f"{BASE}/show/{begun.pk}"))
    editor.post(at_desk(begun), {**HEAD, "0-kind": "text", "0-text": "文", "act": "withdraw"})
    assert Client().get(address).status_code == 404
    assert Client().get(f"{BASE}/show/{begun.pk}").status_code == 404


@pytest.mark.parametrize("raw", [b"", b"MZ\x90", b"<svg onload=x>", b"\x89PNG\r\n\x1a\nbroken"])
def test_what_is_no_picture_is_refused_and_the_words_are_kept(
    raw: bytes, editor: Client, begun: Story
) -> None:
    file = SimpleUploadedFile("a.png", raw or b" ")
    answer = editor.post(
        at_desk(begun),
        {**HEAD, "0-kind": "picture", "0-alt": "图里", "0-file": file, "act": "publish"},
    )

    assert answer.status_code == 422
    assert "图里" in text_of(answer)
    assert not Picture.objects.exists()


def test_a_picture_of_another_story_is_not_taken(editor: Client, begun: Story) -> None:
    editor.post(at_desk(begun), {**HEAD, "0-kind": "picture", "0-alt": "x", "0-file": photo()})
    editor.post(f"{BASE}/edit", {"story-kind": "winner", "story-title": "另一个"})
    other = Story.objects.exclude(pk=begun.pk).get()

    answer = editor.post(
        at_desk(other),
        {
            **HEAD,
            "0-kind": "picture",
            "0-alt": "x",
            "0-picture": str(Picture.objects.get().pk),
            "act": "publish",
        },
    )

    assert answer.status_code == 422


@pytest.mark.parametrize("who", ["supervisor", "chair"])
def test_nobody_else_composes(who: str, client: Client, panel: Panel, begun: Story) -> None:
    other = Client()
    sign_in(other, getattr(panel.officers, who), way="password")

    assert other.get(at_desk(begun)).status_code == 403
    assert other.post(at_desk(begun), {**HEAD, "act": "publish"}).status_code == 403
    assert other.get(f"{at_desk(begun)}/preview").status_code == 403


def test_an_entrys_own_words_are_the_beginning(editor: Client, panel: Panel) -> None:
    [entry] = panel.publish({"creative": 1})

    editor.post(
        f"{BASE}/edit",
        {"story-kind": "winner", "story-title": "新题", "story-number": entry.number.lower()},
    )

    made = Story.objects.get()
    assert (made.entry, made.category, made.draft["by"]) == (entry, "creative", entry.by)
    assert made.draft["blocks"][0]["kind"] == "text"


def test_places_and_themes_filter(editor: Client, panel: Panel) -> None:
    for place, theme in (("云桥市 柳溪县", "办事"), ("云桥市", "医疗"), ("雁洲市", "办事")):
        editor.post(f"{BASE}/edit", {"story-kind": "winner", "story-title": place + theme})
        made = Story.objects.get(draft__title=place + theme)
        editor.post(
            at_desk(made),
            {**HEAD, "title": place + theme, "place": place, "theme": theme,
             "0-kind": "text", "0-text": "文", "act": "publish"},
        )  # fmt: skip

    whole = Client().get(f"{BASE}/show")
    bridge = Client().get(f"{BASE}/show?place=云桥市")
    theme = Client().get(f"{BASE}/show?theme=医疗")

    assert [(c.name, c.number) for c in whole.context["map"].cells] == [
        ("云桥市", 2),
        ("雁洲市", 1),
    ]
    assert len(bridge.context["tiles"]) == 2
    assert [tile.story.theme for tile in theme.context["tiles"]] == ["医疗"]


def test_composing_takes_the_same_queries_for_one_block_and_many(
    editor: Client, begun: Story
) -> None:
    counts = []
    for blocks in ({"0-kind": "text", "0-text": "x"}, ALL_KINDS):
        editor.post(at_desk(begun), {**HEAD, **blocks, "act": "publish"})
        Client().get(f"{BASE}/show/{begun.pk}")  # the first look reads the board's pictures
        with CaptureQueriesContext(connection) as seen:
            editor.get(at_desk(begun))
            Client().get(f"{BASE}/show/{begun.pk}")
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_no_map_is_drawn_for_one_place() -> None:
    assert place_map(["云桥市 柳溪县", "云桥市", ""]) is None
    drawn = place_map(["甲 一", "乙", "乙", "丙"] * 3)
    assert drawn is not None
    assert [(cell.name, cell.number, cell.level) for cell in drawn.cells] == [
        ("乙", 6, 4),
        ("丙", 3, 2),
        ("甲", 3, 2),
    ]


def test_blocks_are_tidied_and_judged() -> None:
    blocks = tidied([{"kind": "text", "text": "a\r\nb", "evil": "x"}, {"kind": "html"}, {}])

    assert blocks == [{"kind": "text", "text": "a\nb"}]
    assert problems_of(blocks) == {}
    assert problems_of(tidied([{"kind": kind} for kind in BlockKind])) == {
        "0-text": ["missing"],
        "1-picture": ["missing"],
        "1-alt": ["missing"],
        "2-text": ["missing"],
        "3-lines": ["missing"],
        "4-lines": ["missing"],
        "5-link": ["missing"],
        "5-caption": ["missing"],
        "6-film": ["missing"],
        "6-caption": ["missing"],
    }
    assert rows_of({"kind": "timeline", "lines": "a | b | c\n\n d"}) == [["a", "b | c"], ["d", ""]]
