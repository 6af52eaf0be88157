"""Films of stories: taken by content, with captions, in parts, and only where they are public."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.captions import problem_of
from pingxuan.mirror.rewriting import LARGEST_FILM, links_of, rewritten
from pingxuan.papers.films import film_type, without_place
from pingxuan.papers.model import Unreadable
from pingxuan.showcase.models import Film, Story
from pingxuan.web.ranges import span_of
from tests.builders import RESULTS, Province
from tests.films import CAPTIONS, PLACE, WEBM, box, mp4
from tests.jury.builders import Panel, officers_of
from tests.voting.builders import shift_to, sign_in

BASE = "/c/mass-line-2021"
HEAD = {"title": "水表会说话", "lead": "一句话", "publish_at": "2021-12-28T10:00"}


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
def story(editor: Client) -> Story:
    editor.post(f"{BASE}/edit", {"story-kind": "winner", "story-title": "水表会说话"})
    return Story.objects.get()


def send(editor: Client, story: Story, act: str = "publish", **fields: Any) -> Any:
    blocks = {"0-kind": "film", "0-caption": "两分钟看懂", "0-film": "", **fields}
    return editor.post(f"{BASE}/edit/stories/{story.pk}", {**HEAD, **blocks, "act": act})


def film_file(raw: bytes = b"", name: str = "片子.avi") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw or mp4())


def captions_file(text: str = CAPTIONS) -> SimpleUploadedFile:
    return SimpleUploadedFile("字幕.vtt", text.encode())


@pytest.fixture
def film(editor: Client, story: Story) -> Film:
    """A film with captions in a public story."""
    answer = send(editor, story, **{"0-film-file": film_file(), "0-captions-file": captions_file()})
    assert answer.status_code == 302
    return Film.objects.get()


def address(film: Film) -> str:
    return f"{BASE}/show/films/{film.pk}/film.mp4"


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_film_plays_on_the_public_page_with_captions_and_not_by_itself(film: Film) -> None:
    page = Client().get(f"{BASE}/show/{film.story_id}").content.decode()
    captions = Client().get(f"{BASE}/show/films/{film.pk}/captions.vtt")

    assert '<video controls preload="none" playsinline' in page
    assert "autoplay" not in page
    assert f'<source src="{address(film)}" type="video/mp4">' in page
    assert '<track kind="captions" src=' in page
    assert (captions.content.decode(), captions["Content-Type"]) == (
        CAPTIONS,
        "text/vtt; charset=utf-8",
    )
    assert film.name == "片子.mp4"


def test_where_it_was_taken_is_gone_and_all_else_stays_in_its_place(film: Film) -> None:
    with film.file.open("rb") as stored:
        kept = stored.read()

    assert PLACE not in kept
    assert (len(kept), kept[-4000:]) == (len(mp4()), b"x" * 4000)


@pytest.mark.parametrize(
    ("asked", "status", "span"),
    [
        ("", 200, (0, None)),
        ("bytes=0-", 206, (0, None)),
        ("bytes=10-19", 206, (10, 20)),
        ("bytes=-7", 206, (-7, None)),
        ("bytes=4000-999999", 206, (4000, None)),
        ("bytes=0-1,5-6", 200, (0, None)),
    ],
)
def test_players_get_the_part_that_they_ask_for(
    film: Film, asked: str, status: int, span: tuple[int, int | None]
) -> None:
    whole = body(Client().get(address(film)))

    answer = Client().get(address(film), **({"HTTP_RANGE": asked} if asked else {}))

    part = whole[span[0] : span[1]]
    assert (answer.status_code, body(answer)) == (status, part)
    assert answer["Content-Length"] == str(len(part))
    assert answer["Accept-Ranges"] == "bytes"
    if status == 206:
        first = span[0] % len(whole)
        expected = f"bytes {first}-{first + len(part) - 1}/{len(whole)}"
        assert answer["Content-Range"] == expected


def test_a_part_beyond_the_end_or_of_another_film_is_not_given(film: Film) -> None:
    beyond = Client().get(address(film), HTTP_RANGE="bytes=999999-")
    changed = Client().get(address(film), HTTP_RANGE="bytes=0-9", HTTP_IF_RANGE='"other"')
    known = Client().get(address(film), HTTP_IF_NONE_MATCH=f'"{film.sha256}"')

    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{film.size}")
    assert (changed.status_code, len(body(changed))) == (200, film.size)
    assert known.status_code == 304


def test_a_film_without_captions_or_words_about_it_is_not_published(
    editor: Client, story: Story
) -> None:
    refused = send(editor, story, **{"0-film-file": film_file()})
    kept = Film.objects.get()
    told = send(editor, story, **{"0-film": str(kept.pk), "0-silent": "只有水声和音乐"})

    assert refused.status_code == 422
    assert "还没有字幕" in refused.content.decode()
    assert told.status_code == 302
    page = Client().get(f"{BASE}/show/{story.pk}").content.decode()
    assert "没有人说话：只有水声和音乐" in page
    assert "<track" not in page


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"MZ not a film at all", "这不是 MP4 或 WebM 视频"),
        (mp4()[:-100], "可能没有传完整"),
        (mp4(b"hvc1"), "H.265"),
        (box(b"ftyp", b"isom\0\0\2\0"), "可能没有传完整"),
        (b"<svg onload=x>", "这不是 MP4 或 WebM 视频"),
    ],
)
def test_what_is_no_film_that_phones_play_is_refused_with_the_reason(
    editor: Client, story: Story, raw: bytes, said: str
) -> None:
    answer = send(editor, story, act="save", **{"0-film-file": film_file(raw, "a.mp4")})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Film.objects.count() == 0
    assert Story.objects.get().draft["blocks"][0]["caption"] == "两分钟看懂"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (CAPTIONS, ""),
        ("WEBVTT 字幕\n\n01:00:01.000 --> 01:00:02.000 align:start\n好\n", ""),
        ("1\n00:00:01,000 --> 00:00:02,000\n好\n", "no_captions"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "no_captions"),
        ("WEBVTT\n\n00:01,000 --> 00:02,000\n好\n", "bad_caption:3"),
        ("WEBVTT\n\n00:05.000 --> 00:02.000\n好\n", "bad_caption:3"),
        (CAPTIONS + "\n00:02.000 --> 00:03.000\n倒\n", "bad_caption:9"),
    ],
)
def test_captions_are_checked_before_they_are_kept(text: str, problem: str) -> None:
    assert problem_of(text) == problem


def test_a_film_is_known_only_while_a_public_story_shows_it(
    editor: Client, film: Film, story: Story
) -> None:
    send(editor, story, act="withdraw", **{"0-film": str(film.pk)})

    assert Client().get(address(film)).status_code == 404
    assert Client().get(f"{BASE}/show/films/{film.pk}/captions.vtt").status_code == 404
    assert editor.get(address(film)).status_code == 200
    assert editor.get(address(film).replace(".mp4", ".webm")).status_code == 404


def test_webm_is_told_by_its_content_too() -> None:
    assert film_type(WEBM) == "video/webm"
    assert without_place(WEBM, "video/webm") == WEBM
    with pytest.raises(Unreadable):
        film_type(WEBM.replace(b"V_VP9", b"V_XXX"))


@pytest.mark.parametrize(
    ("asked", "span"), [("bytes=-", (0, 9)), ("lines=1-2", (0, 9)), ("bytes=-0", None)]
)
def test_what_cannot_be_understood_asks_for_everything(asked: str, span: Any) -> None:
    assert span_of(asked, 10) == span


def video(size: int) -> bytes:
    return (
        f'<html><body><video data-bytes="{size}" data-title="两分钟"><source src="/f/film.mp4">'
        '<track src="/f/captions.vtt"><a href="/f/film.mp4">看</a></video></body></html>'
    ).encode()


def test_the_static_copy_holds_small_films_and_links_to_large_ones() -> None:
    small, large = video(LARGEST_FILM), video(LARGEST_FILM + 1)

    assert [link for link, _is_loaded in links_of(small)] == [
        "/f/film.mp4",
        "/f/captions.vtt",
        "/f/film.mp4",
    ]
    assert list(links_of(large)) == []
    html = rewritten(large, note="", live="live/index.html", origin="", to=lambda link: link)
    assert '<a href="live/index.html">两分钟</a>' in html.decode()
    assert b"<video" not in html
