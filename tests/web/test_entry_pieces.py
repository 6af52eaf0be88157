"""What hangs on an entry: its public files, its card and its posters."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest
from django.test import Client
from PIL import Image

from pingxuan.campaigns.actions import load_sheet
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.revision import fingerprint
from pingxuan.domain.vocabulary import Stage, Status
from pingxuan.nominations.content.files import read_file, read_link
from pingxuan.nominations.models import Attachment, Nomination, Revision
from pingxuan.nominations.queries.attached import listed
from pingxuan.showcase.models import Story
from pingxuan.voting.actions.pausing import withdraw_entry
from pingxuan.voting.models import Entry
from pingxuan.voting.queries.entries import pictures_of
from pingxuan.web.share_pieces import piece_of
from pingxuan.web.templatetags.pingxuan_texts import linked
from tests.builders import SCREENING_ONLY, VOTING, Province, make_person, sheet_text
from tests.voting.builders import Contest, make_contest, shift_to
from tests.web.large import BEHIND, NAMED, grow

ENTRY = "/c/mass-line-2021/e/J-001"


def photo(colour: str = "navy") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 400), colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def contest(campaign: Campaign, province: Province) -> Contest:
    shift_to(campaign, VOTING, datetime.now(UTC))
    return make_contest(campaign, [province.county_unit])


@pytest.fixture
def entry(contest: Contest) -> Entry:
    """An entry whose published text names a picture and a video; another picture it does not name."""
    found = Entry.objects.select_related("nomination", "revision").get(number="J-001")
    rules = contest.campaign.sheet.evidence
    named = [
        lay(found.nomination, read_file("现场.jpg", photo(), kinds=rules.files, most_bytes=10**7)),
        lay(found.nomination, read_link("留言板的一天", "https://video.example.org/v/1")),
    ]
    lay(
        found.nomination,
        read_file("不公开.jpg", photo("red"), kinds=rules.files, most_bytes=10**7),
    )
    content = {**found.revision.content, "attachments": listed(named)}
    found.revision = Revision.objects.create(
        nomination=found.nomination,
        number=2,
        hash=fingerprint([str(found.pk), content]),
        content=content,
        personal={},
        made_by=make_person(9002),
        made_at=SCREENING_ONLY,
    )
    found.save()
    return found


def lay(nomination: Nomination, kept) -> Attachment:
    from django.core.files.base import ContentFile

    made = Attachment(
        nomination=nomination,
        kind=kept.kind.value,
        name=kept.name,
        media_type=kept.media_type,
        size=len(kept.content),
        sha256=kept.sha256,
        link=kept.link,
        added_by=make_person(9002),
        added_at=SCREENING_ONLY,
    )
    if kept.content:
        made.file.save(f"{kept.sha256}.bin", ContentFile(kept.content), save=False)
        made.preview.save(f"{kept.sha256}.webp", ContentFile(kept.preview), save=False)
    made.save()
    return made


def test_the_page_shows_what_the_published_text_names_and_nothing_else(
    client: Client, entry: Entry
) -> None:
    page = client.get(ENTRY).content.decode()
    pictures = set(re.findall(rf'src="({ENTRY}/files/[^"]+)"', page))
    answers = [client.get(address) for address in pictures]

    assert ("现场.jpg" in page, "不公开.jpg" in page) == (True, False)
    assert 'href="https://video.example.org/v/1" rel="noopener nofollow ugc"' in page
    assert [(one.status_code, one["Content-Type"]) for one in answers] == [(200, "image/webp")]
    hidden = Attachment.objects.get(name="不公开.jpg")
    assert client.get(f"{ENTRY}/files/{hidden.pk}/file.jpg").status_code == 404


def test_a_withdrawn_entry_shows_no_files(client: Client, contest: Contest, entry: Entry) -> None:
    shown = Attachment.objects.get(name="现场.jpg")
    assert client.get(f"{ENTRY}/files/{shown.pk}/file.jpg").status_code == 200

    withdraw_entry(entry, reason="材料有误", person=contest.manager, now=datetime.now(UTC))

    assert client.get(f"{ENTRY}/files/{shown.pk}/file.jpg").status_code == 404
    assert "材料有误" in client.get(ENTRY).content.decode()


@pytest.mark.parametrize(
    ("name", "size"),
    [("card.png", (1200, 960)), ("card-small.png", (300, 300)), ("poster.png", (750, 1334))],
)
def test_pictures_to_pass_on_have_the_sizes_that_chats_and_phones_take(
    client: Client, entry: Entry, name: str, size: tuple[int, int]
) -> None:
    answer = client.get(f"{ENTRY}/{name}")
    picture = Image.open(io.BytesIO(answer.content))

    assert (answer.status_code, picture.format, picture.size) == (200, "PNG", size)
    assert "max-age" in answer["Cache-Control"]
    # The entry's own picture stands in it.
    colours = {colour[:3] for _, colour in picture.getcolors(1 << 22)}
    assert any(max(r, g, abs(b - 128)) < 8 for r, g, b in colours)


def test_the_poster_for_a_wall_is_a3_and_says_when_and_where(client: Client, entry: Entry) -> None:
    pdf = pypdfium2.PdfDocument(client.get(f"{ENTRY}/poster.pdf").content)
    text = "".join(pdf[0].get_textpage().get_text_range().split())

    assert len(pdf) == 1
    assert [round(side / 72 * 25.4) for side in pdf[0].get_size()] == [297, 420]
    for words in ("案例J-001", "每人每天10票", "11月30日24:00截止", "testserver/c/mass-line"):
        assert words in text


def test_no_votes_stand_on_what_is_passed_on(client: Client, entry: Entry) -> None:
    said = piece_of(entry.campaign, entry, "https://award.example.org/e/J-001", VOTING)

    assert {key for key in said if "vote" in key or "count" in key} == set()


@pytest.mark.parametrize(
    ("status", "until", "calls"),
    [
        (Status.AWARDED, "已入选", ["已入选", "扫码看作品"]),
        (Status.IN_REVIEW, "", ["扫码看作品"]),
    ],
)
def test_once_the_vote_is_over_nobody_is_invited_to_vote_and_a_winner_is_named(
    entry: Entry, status: Status, until: str, calls: list[str]
) -> None:
    entry.nomination.status = status
    closes = entry.campaign.sheet.window(Stage.INTERACTION).closes_at

    before = piece_of(entry.campaign, entry, ENTRY, closes - timedelta(seconds=1))
    after = piece_of(entry.campaign, entry, ENTRY, closes)

    assert before["calls"][0] == "扫码看作品、投票"
    assert (after["until"], after["calls"]) == (until, calls)


@pytest.mark.parametrize("name", ["nothing.png", "card.svg", "..%2fcard.png"])
def test_other_names_are_not_known(client: Client, entry: Entry, name: str) -> None:
    assert client.get(f"{ENTRY}/{name}").status_code == 404


def test_previews_name_an_absolute_picture_and_a_description(client: Client, entry: Entry) -> None:
    page = client.get(ENTRY).content.decode()
    said = dict(re.findall(r'<meta property="(og:[\w:]+)" content="([^"]*)"', page))

    assert said["og:title"] == "案例J-001"
    assert said["og:image"] == f"http://testserver{ENTRY}/card.png"
    assert said["og:url"] == f"http://testserver{ENTRY}"
    assert said["og:description"].startswith("每人每天 10 票")


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("账号：https://a.example/u/1。粉丝", "https://a.example/u/1"),
        ("（见 http://b.example/x?y=1&z=2）", "http://b.example/x?y=1&amp;z=2"),
        ("账号：http:// 无", None),
        ("javascript:alert(1)", None),
        ("<b>https://c.example/</b>", "https://c.example/&lt;/b&gt;"),
    ],
)
def test_addresses_in_a_text_become_links_and_nothing_else_does(
    text: str, link: str | None
) -> None:
    html = linked(text)

    assert re.findall(r'href="([^"]*)"', html) == ([link] if link else [])
    assert "<b>" not in html


def shown_on(client: Client, address: str) -> set[str]:
    return set(re.findall(rf'src="({ENTRY}/files/[^"]+)"', client.get(address).content.decode()))


def test_the_first_public_picture_stands_on_board_home_and_showcase(
    client: Client, contest: Contest, entry: Entry
) -> None:
    shown = Attachment.objects.get(name="现场.jpg")
    told = {"version": 1, "lead": "一句话", "blocks": [], "publish_at": SCREENING_ONLY}
    author = {"campaign": contest.campaign, "written_by": contest.manager}
    story = Story.objects.create(title="故事", kind="winner", entry=entry, **told, **author)
    pages = ("vote", "", "show", f"show/{story.pk}")

    seen = {one: shown_on(client, f"/c/mass-line-2021/{one}") for one in pages}
    withdraw_entry(entry, reason="材料有误", person=contest.manager, now=datetime.now(UTC))
    after = {one: shown_on(client, f"/c/mass-line-2021/{one}") for one in pages}

    assert seen == {one: {f"{ENTRY}/files/{shown.pk}/small.webp"} for one in pages}
    assert after == {one: set() for one in pages}


def test_pictures_of_a_field_that_is_not_public_stay_away(contest: Contest, entry: Entry) -> None:
    head, rest = sheet_text().split('key = "attachments"')
    text = head + 'key = "attachments"' + rest.replace("public = true", "public = false", 1)
    load_sheet(text, now=datetime.now(UTC), slug="mass-line-2021")

    assert set(pictures_of(contest.campaign)) == {"J-001"}
    assert pictures_of(Campaign.objects.get(pk=contest.campaign.pk)) == {}


def test_a_large_file_is_left_to_the_ballot_box_while_the_entry_shows_it(
    client: Client, contest: Contest, entry: Entry
) -> None:
    shown, hidden = (Attachment.objects.get(name=name) for name in ("现场.jpg", "不公开.jpg"))
    named, _hidden = grow(shown), grow(hidden)

    given, small, other = (
        client.get(f"{ENTRY}/files/{path}", headers=BEHIND)
        for path in (f"{shown.pk}/file.jpg", f"{shown.pk}/small.webp", f"{hidden.pk}/file.jpg")
    )
    withdraw_entry(entry, reason="材料有误", person=contest.manager, now=datetime.now(UTC))
    after = client.get(f"{ENTRY}/files/{shown.pk}/file.jpg", headers=BEHIND)

    assert (given.content, given[NAMED]) == (b"", named)
    assert (small["Content-Type"], small.content[:4]) == ("image/webp", b"RIFF")
    assert given["ETag"] != small["ETag"]
    assert [(one.status_code, NAMED in one) for one in (other, after)] == [(404, False)] * 2
