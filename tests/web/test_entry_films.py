"""Films beside entries: laid by the manager, shown with captions where the files are public."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from pingxuan.audit.models import Record
from pingxuan.campaigns.actions import load_sheet
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Act
from pingxuan.voting.actions.pausing import withdraw_entry
from pingxuan.voting.models import Entry, EntryFilm
from tests.builders import VOTING, Province, make_person, sheet_text
from tests.films import CAPTIONS, PLACE, mp4
from tests.jury.builders import officers_of
from tests.voting.builders import make_contest, shift_to, sign_in

BASE = "/c/mass-line-2021"
DESK = f"{BASE}/manage/vote/films"
ENTRY = f"{BASE}/e/J-001"
SAID = {"number": "j-001", "title": "两分钟看懂", "agreed": "on"}


@pytest.fixture
def officers(campaign: Campaign, province: Province) -> Any:
    shift_to(campaign, VOTING, datetime.now(UTC))
    make_contest(campaign, [province.county_unit])
    return officers_of(campaign)


@pytest.fixture
def manager(client: Client, officers: Any) -> Client:
    sign_in(client, officers.manager, way="password")
    return client


def film_file(raw: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("片子.avi", mp4() if raw is None else raw)


def captions_file(text: str = CAPTIONS) -> SimpleUploadedFile:
    return SimpleUploadedFile("字幕.vtt", text.encode())


def picture_file() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (800, 500), "navy").save(out, "JPEG")
    return SimpleUploadedFile("封面.jpg", out.getvalue())


def lay(manager: Client, **fields: Any) -> Any:
    return manager.post(DESK, {**SAID, "film": film_file(), **fields})


@pytest.fixture
def film(manager: Client) -> EntryFilm:
    answer = lay(manager, captions=captions_file(), poster=picture_file())
    assert answer.status_code == 302
    return EntryFilm.objects.get()


def at(film: EntryFilm, name: str) -> str:
    return f"{ENTRY}/films/{film.pk}/{name}"


def test_a_film_plays_on_the_entry_page_with_captions_and_poster_and_not_by_itself(
    film: EntryFilm,
) -> None:
    page = Client().get(ENTRY).content.decode()
    part = Client().get(at(film, "film.mp4"), HTTP_RANGE="bytes=4-7")
    captions, poster = (Client().get(at(film, name)) for name in ("captions.vtt", "poster.webp"))

    assert '<video controls preload="none" playsinline' in page
    assert "autoplay" not in page
    assert f'<source src="{at(film, "film.mp4")}" type="video/mp4">' in page
    assert f'<track kind="captions" src="{at(film, "captions.vtt")}"' in page
    assert f'poster="{at(film, "poster.webp")}"' in page
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"ftyp")
    assert captions.content.decode() == CAPTIONS
    assert (poster["Content-Type"], poster.content[8:12]) == ("image/webp", b"WEBP")


def test_the_film_is_kept_without_its_place_and_stands_in_the_book(
    film: EntryFilm, officers: Any
) -> None:
    with film.file.open("rb") as stored:
        kept = stored.read()
    book = Record.objects.get(act=Act.LAY_FILM)

    assert PLACE not in kept
    assert (len(kept), film.name, film.laid_by) == (len(mp4()), "片子.mp4", officers.manager)
    assert (book.person_id, book.facts["film"]) == (officers.manager.pk, film.sha256)


def test_without_captions_it_needs_words_about_what_is_heard(manager: Client) -> None:
    refused = lay(manager)
    kept = EntryFilm.objects.count()
    told = lay(manager, silent="只有水声和音乐")

    assert (refused.status_code, kept) == (422, 0)
    assert "还没有字幕" in refused.content.decode()
    assert told.status_code == 302
    page = Client().get(ENTRY).content.decode()
    assert "没有人说话：只有水声和音乐" in page
    assert "<track" not in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"film": film_file(b"<svg onload=x>")}, "这不是 MP4 或 WebM 视频"),
        ({"film": film_file(mp4(b"hvc1"))}, "H.265"),
        ({"captions": captions_file("WEBVTT\n\n00:05.000 --> 00:02.000\n好\n")}, "第 3 行"),
        ({"poster": SimpleUploadedFile("a.jpg", b"MZ")}, "只收图片"),
        ({"number": "J-999"}, "没有这个编号的作品"),
        ({"agreed": ""}, "必填"),
    ],
)
def test_what_is_wrong_is_told_at_its_part_and_nothing_is_kept(
    manager: Client, fields: dict[str, Any], said: str
) -> None:
    for file in fields.values():
        if isinstance(file, SimpleUploadedFile):
            file.seek(0)

    answer = lay(manager, **{"captions": captions_file(), **fields})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert EntryFilm.objects.count() == 0


def test_an_entry_has_three_films_at_most(manager: Client) -> None:
    statuses = [lay(manager, captions=captions_file()).status_code for _ in range(4)]

    assert statuses == [302, 302, 302, 422]
    assert EntryFilm.objects.count() == 3


def test_a_film_taken_away_is_gone_with_its_files(
    film: EntryFilm, manager: Client, django_capture_on_commit_callbacks: Any
) -> None:
    stored = [film.file.storage.path(str(file.name)) for file in (film.file, film.poster)]
    with django_capture_on_commit_callbacks(execute=True):
        answer = manager.post(f"{DESK}/{film.pk}/take")

    assert answer.status_code == 302
    assert Client().get(at(film, "film.mp4")).status_code == 404
    assert [film.file.storage.exists(path) for path in stored] == [False, False]
    assert Record.objects.filter(act=Act.TAKE_FILM, facts__film=film.sha256).count() == 1


def test_a_withdrawn_entry_shows_no_film(film: EntryFilm, manager: Client, officers: Any) -> None:
    withdraw_entry(
        Entry.objects.get(number="J-001"), reason="撤回", person=officers.manager, now=VOTING
    )

    gone = [Client().get(at(film, name)).status_code for name in ("film.mp4", "captions.vtt")]
    assert gone == [404, 404]
    assert "<video" not in Client().get(ENTRY).content.decode()
    assert "现在不公开" in manager.get(DESK).content.decode()


def test_a_sheet_whose_files_are_not_public_shows_no_film(
    film: EntryFilm, campaign: Campaign
) -> None:
    public = sheet_text()
    start = public.index('kind = "attachments"')
    end = public.index("[[", start)
    hidden = (
        public[:start] + public[start:end].replace("public = true", "public = false") + public[end:]
    )
    assert hidden != public
    load_sheet(hidden, person=None, now=VOTING)

    assert Client().get(at(film, "film.mp4")).status_code == 404
    assert "<video" not in Client().get(ENTRY).content.decode()


@pytest.mark.parametrize("who", ["supervisor", "editor", "voter"])
def test_only_the_manager_lays_and_takes_films(film: EntryFilm, officers: Any, who: str) -> None:
    person = make_person(9101) if who == "voter" else getattr(officers, who)
    other = Client()
    sign_in(other, person, way="password")

    statuses = [
        other.get(DESK).status_code,
        lay(other, captions=captions_file()).status_code,
        other.post(f"{DESK}/{film.pk}/take").status_code,
    ]
    assert statuses == [403, 403, 403]
    assert EntryFilm.objects.count() == 1


def test_another_entry_or_another_kind_does_not_give_the_film(film: EntryFilm) -> None:
    elsewhere = at(film, "film.mp4").replace("J-001", "J-999")

    assert Client().get(elsewhere).status_code == 404
    assert Client().get(at(film, "film.webm")).status_code == 404
