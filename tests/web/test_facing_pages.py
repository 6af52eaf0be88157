"""The campaign's face on its pages, and the editor's pages for it."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from pingxuan.campaigns.face import write_page
from pingxuan.campaigns.models import Campaign, PageVersion
from pingxuan.domain.vocabulary import Role
from pingxuan.web.facing import stylesheet
from tests.builders import VOTING, make_officer
from tests.voting.builders import sign_in

C = "/c/mass-line-2021"
EDIT = f"{C}/edit/face"
GOOD = {"work": "#0B5394", "mark": "#7A1F5C", "banner_says": ""}


@pytest.fixture
def editor(client: Client, campaign: Campaign):
    person = make_officer(1, Role.EDITOR, campaign, None)
    sign_in(client, person, way="password")
    return person


def upload(name: str = "logo.png") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (200, 200), "green").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def test_a_new_face_shows_on_the_next_page_of_every_visitor(client: Client, editor) -> None:
    visitor = Client()
    before = visitor.get(f"{C}/").content.decode()

    saved = client.post(EDIT, {**GOOD, "logo": upload()})

    after = visitor.get(f"{C}/").content.decode()
    [sheet] = re.findall(rf'href="({C}/face/[0-9a-f]+\.css)"', after)
    [logo] = re.findall(rf'src="({C}/face/[0-9a-f]+\.webp)"', after)
    assert (saved.status_code, "/face/" in before) == (302, False)
    assert "--px-dai:#0B5394" in visitor.get(sheet).content.decode()
    assert visitor.get(sheet)["Content-Type"].startswith("text/css")
    assert visitor.get(logo)["Content-Type"] == "image/webp"
    assert visitor.get(f"{C}/face/{'0' * 32}.webp").status_code == 404


def test_a_colour_that_cannot_be_read_is_tried_told_and_not_taken(client: Client, editor) -> None:
    tried = client.post(
        EDIT, {**GOOD, "work": "#ffcc00", "try": "1"}, headers={"hx-request": "true"}
    )
    refused = client.post(EDIT, {**GOOD, "work": "#ffcc00"})

    said = tried.content.decode()
    assert said.count("看不清") >= 3
    [better] = re.findall(r"看得清的是 (#[0-9A-F]{6})", said)
    assert refused.status_code == 422
    assert "这个颜色在有的地方看不清" in refused.content.decode()
    assert client.post(EDIT, {**GOOD, "work": better}).status_code == 302


@pytest.mark.parametrize("path", [EDIT, f"{C}/edit/pages/privacy"])
def test_who_may_open_the_editors_pages(client: Client, campaign: Campaign, path: str) -> None:
    assert client.get(path).status_code == 302
    sign_in(client, make_officer(3, Role.JUROR, campaign, None), way="password")
    assert client.get(path).status_code == 403
    sign_in(client, make_officer(4, Role.MANAGER, campaign, None), way="password")
    assert client.get(path).status_code == 200
    assert client.get(f"{C}/edit/pages/nothing").status_code == 404


def test_a_page_begins_with_the_sheets_words_and_shows_its_versions(client: Client, editor) -> None:
    begun = client.get(f"{C}/edit/pages/privacy").content.decode()
    looked = client.post(
        f"{C}/edit/pages/privacy", {"title": "隐私", "body": "<b>一</b> **二**", "look": "1"}
    ).content.decode()
    for text in ("第一回", "第二回"):
        client.post(f"{C}/edit/pages/privacy", {"title": "隐私", "body": text})

    now, earlier = (Client().get(f"{C}/p/privacy{v}").content.decode() for v in ("", "?v=1"))
    assert "现在显示的是规则表里的文字" in begun
    assert "<strong>二</strong>" in looked
    assert "<b>一</b>" not in looked
    assert PageVersion.objects.count() == 2
    assert ("第二回" in now, "第 2 版" in now) == (True, True)
    assert ("第一回" in earlier, "这是较早的一版" in earlier) == (True, True)
    assert client.get(f"{C}/p/privacy?v=9").status_code == 404


def test_a_page_beyond_the_sheet_is_in_the_foot_in_both_languages(
    client: Client, campaign: Campaign, editor
) -> None:
    texts = {"title": "联系方式", "body": "电话", "title_en": "Contact", "body_en": "Phone"}
    write_page(campaign, code="contact", **texts, person=editor, now=VOTING)

    assert f'<a href="{C}/p/contact">联系方式</a>' in Client().get(f"{C}/").content.decode()
    english = Client()
    english.cookies["px_lang"] = "en"
    assert f'<a href="{C}/p/contact">Contact</a>' in english.get(f"{C}/").content.decode()
    assert "Phone" in english.get(f"{C}/p/contact").content.decode()


def test_the_stylesheet_holds_colours_and_nothing_else() -> None:
    written = stylesheet("#0B5394", "#7A1F5C")

    assert re.sub(r"--px-[\w-]+:#[0-9A-F]{6}", "", written).strip() == (
        ':root,[data-bs-theme="light"]{;;;;;;;;;;}\n[data-bs-theme="dark"]{;;;;;;}'
    )
