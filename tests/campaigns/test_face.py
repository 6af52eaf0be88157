"""The campaign's face and its fixed pages: who may, what is refused, what stays. Source: I5."""

from __future__ import annotations

import io

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from pingxuan.audit.models import Record
from pingxuan.campaigns.face import set_face, write_page
from pingxuan.campaigns.models import Campaign, PageVersion
from pingxuan.campaigns.queries import page_version
from pingxuan.domain.errors import ContentInvalid, NotYourAct
from pingxuan.domain.vocabulary import Role
from tests.builders import VOTING, make_officer

PAGE = {
    "title": "常见问题",
    "body": "- 几票？\n- 十票。",
    "title_en": "Questions",
    "body_en": "Ten.",
}


def drawn(size: tuple[int, int] = (2400, 600), kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "camera"
    Image.new("RGB", size, "teal").save(out, kind, exif=exif)
    return out.getvalue()


@pytest.fixture
def editor(campaign: Campaign):
    return make_officer(1, Role.EDITOR, campaign, None)


def test_a_face_is_kept_with_pictures_written_anew(campaign: Campaign, editor) -> None:
    set_face(
        campaign,
        work="#0B5394",
        mark="",
        banner=drawn(),
        person=editor,
        now=VOTING,
        banner_says="江",
    )
    campaign.refresh_from_db()

    assert set(campaign.face) == {"work", "banner", "banner_says"}
    with default_storage.open(campaign.face["banner"]) as kept:
        picture = Image.open(kept)
        assert (picture.format, picture.size, dict(picture.getexif())) == ("WEBP", (1600, 400), {})
    assert Record.objects.filter(act="set_face").count() == 1
    set_face(campaign, work="", mark="", banner=b"", person=editor, now=VOTING)
    campaign.refresh_from_db()
    assert campaign.face == {}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"work": "#FFCC00"}, {"work": ["unreadable_colour"]}),
        ({"mark": "red"}, {"mark": ["unreadable_colour"]}),
        ({"logo": b"<svg onload=alert(1)>"}, {"logo": ["broken_file"]}),
        ({"banner": drawn()[:400]}, {"banner": ["broken_file"]}),
        ({"logo": bytes(9 * 1024 * 1024)}, {"logo": ["file_too_large:8"]}),
    ],
)
def test_what_cannot_be_read_or_shown_is_refused_and_nothing_changes(
    campaign: Campaign, editor, changes: dict, problem: dict
) -> None:
    with pytest.raises(ContentInvalid) as refused:
        set_face(campaign, **{"work": "", "mark": "", **changes}, person=editor, now=VOTING)

    campaign.refresh_from_db()
    assert (refused.value.problems, campaign.face) == (problem, {})


def test_each_saving_of_a_page_is_a_version_and_the_earlier_ones_stay(
    campaign: Campaign, editor
) -> None:
    for body in ("第一版", "第二版"):
        write_page(campaign, code="faq", **{**PAGE, "body": body}, person=editor, now=VOTING)

    newest, first = page_version(campaign, "faq"), page_version(campaign, "faq", 1)
    assert (newest.number, newest.body) == (2, "第二版")
    assert (first.number, first.body) == (1, "第一版")
    campaign.refresh_from_db()
    assert campaign.face["pages"] == {"faq": ["常见问题", "Questions"]}
    assert Record.objects.filter(act="write_page").count() == 2


def test_an_empty_page_is_refused(campaign: Campaign, editor) -> None:
    with pytest.raises(ContentInvalid) as refused:
        write_page(campaign, code="faq", **{**PAGE, "body": " "}, person=editor, now=VOTING)

    assert refused.value.problems == {"body": ["missing"]}
    assert PageVersion.objects.count() == 0


@pytest.mark.parametrize("role", Role)
def test_who_may_change_the_face_and_the_pages(campaign: Campaign, role: Role) -> None:
    person = make_officer(2, role, campaign, None)
    may = role in (Role.EDITOR, Role.MANAGER)
    done = []
    for act in (
        lambda: set_face(campaign, work="", mark="", person=person, now=VOTING),
        lambda: write_page(campaign, code="faq", **PAGE, person=person, now=VOTING),
    ):
        try:
            act()
            done.append(True)
        except NotYourAct:
            done.append(False)

    assert done == [may, may]
