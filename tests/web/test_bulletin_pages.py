"""Notices as everybody reads them, the feed, and the editor's page for one notice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import etree

from pingxuan.campaigns.models import Campaign
from pingxuan.showcase.models import Bulletin
from tests.builders import NOTICE, Province
from tests.jury.builders import Panel, officers_of
from tests.showcase.test_bulletins import picture, write
from tests.voting.builders import shift_to, sign_in
from tests.web.large import BEHIND, NAMED, grow

BASE = "/c/mass-line-2021"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
LATER = NOTICE + timedelta(days=2)


@pytest.fixture
def panel(campaign: Campaign, province: Province) -> Panel:
    return Panel(campaign, province, officers_of(campaign), [])


def go_to(panel: Panel, moment: datetime) -> None:
    shift_to(panel.campaign, moment, datetime.now(UTC))


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_the_feed_holds_what_is_out_newest_first_and_no_markup_of_its_own(
    client: Client, panel: Panel
) -> None:
    out = write(panel, title="已发布 <b>", body="一\n\n<script>1</script>", publish_at=NOTICE)
    write(panel, title="更新的", publish_at=NOTICE + timedelta(minutes=1))
    write(panel, title="明天的", publish_at=LATER)
    go_to(panel, NOTICE + timedelta(hours=1))

    answer = client.get(f"{BASE}/notices.atom")

    feed = etree.fromstring(answer.content)
    assert answer["Content-Type"] == "application/atom+xml"
    assert feed.xpath("a:entry/a:title/text()", namespaces=ATOM) == ["更新的", "已发布 <b>"]
    assert feed.xpath("a:entry/a:id/text()", namespaces=ATOM)[1] == out.pk.urn
    assert "<script" not in "".join(feed.xpath("a:entry/a:summary/text()", namespaces=ATOM))
    assert 'href="/c/mass-line-2021/notices.atom"' in text_of(client.get(f"{BASE}/notices"))


def test_a_file_is_given_once_the_notice_is_out(client: Client, panel: Panel) -> None:
    out = write(panel, publish_at=NOTICE, enclosed=[("名单.png", picture())])
    waiting = write(panel, publish_at=LATER, enclosed=[("明天.png", picture("black"))])
    go_to(panel, NOTICE + timedelta(hours=1))
    file, hidden = out.files.get(), waiting.files.get()

    page = text_of(client.get(f"{BASE}/notices/{out.pk}"))
    given = client.get(f"{BASE}/notices/{out.pk}/files/{file.pk}")

    assert "名单.png" in page
    assert given["Content-Disposition"].startswith("attachment")
    assert given["X-Content-Type-Options"] == "nosniff"
    for notice in (out, waiting):
        answer = client.get(f"{BASE}/notices/{notice.pk}/files/{hidden.pk}")
        assert answer.status_code == 404


def test_an_editor_corrects_in_the_open_and_everybody_reads_what_it_said(
    client: Client, panel: Panel
) -> None:
    out = write(panel, publish_at=NOTICE)
    go_to(panel, NOTICE + timedelta(hours=1))
    sign_in(client, panel.officers.editor, way="password")
    address = f"{BASE}/edit/notices/{out.pk}"

    refused = client.post(address, {"body": "新文", "correction": ""})
    form = {"body": "新文", "correction": "改日期"}
    client.post(address, form | {"enclosed": SimpleUploadedFile("a.png", picture())})
    page = text_of(Client().get(f"{BASE}/notices/{out.pk}"))

    assert refused.status_code == 422
    assert "新文" in text_of(refused)
    assert ("更正：改日期" in page, "正文" in page, "a.png" in page) == (True, True, True)


def test_a_file_that_cannot_be_taken_leaves_the_form_as_it_was_typed(
    client: Client, panel: Panel
) -> None:
    waiting = write(panel, publish_at=LATER)
    go_to(panel, NOTICE)
    sign_in(client, panel.officers.editor, way="password")
    form = {"title": "新题", "body": "新文", "publish_at": "2022-01-02T09:00"}

    answer = client.post(
        f"{BASE}/edit/notices/{waiting.pk}",
        form | {"enclosed": SimpleUploadedFile("a.exe", b"MZ\x90")},
    )

    waiting.refresh_from_db()
    assert (answer.status_code, waiting.title) == (422, "公告")
    assert "新题" in text_of(answer)
    assert "只收图片" in text_of(answer)


def test_an_editor_pins_and_others_may_not_enter(client: Client, panel: Panel) -> None:
    made = write(panel, publish_at=NOTICE)
    address = f"{BASE}/edit/notices/{made.pk}"
    sign_in(client, panel.officers.supervisor, way="password")
    assert client.get(address).status_code == 403
    assert client.post(f"{address}/pin", {"pinned": "yes"}).status_code == 403

    sign_in(client, panel.officers.editor, way="password")
    client.post(f"{address}/pin", {"pinned": "yes"})

    assert Bulletin.objects.get(pk=made.pk).is_pinned
    assert "取消置顶" in text_of(client.get(f"{BASE}/edit"))


def test_a_large_file_is_left_to_the_ballot_box_and_only_once_the_notice_is_out(
    client: Client, panel: Panel
) -> None:
    out = write(panel, publish_at=NOTICE, enclosed=[("名单.png", picture())])
    waiting = write(panel, publish_at=LATER, enclosed=[("明天.png", picture("black"))])
    go_to(panel, NOTICE + timedelta(hours=1))
    file, hidden = out.files.get(), waiting.files.get()
    small = client.get(f"{BASE}/notices/{out.pk}/files/{file.pk}", headers=BEHIND)
    named, _hidden = grow(file), grow(hidden)

    given = client.get(f"{BASE}/notices/{out.pk}/files/{file.pk}", headers=BEHIND)
    early = client.get(f"{BASE}/notices/{waiting.pk}/files/{hidden.pk}", headers=BEHIND)

    assert (small.content[:4], NAMED in small) == (b"\x89PNG", False)
    assert (given.content, given[NAMED]) == (b"", named)
    assert given["Content-Disposition"].startswith("attachment")
    assert (early.status_code, NAMED in early) == (404, False)
