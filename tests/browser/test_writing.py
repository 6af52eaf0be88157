"""A filler's hour in the browser: files, a lost connection, a second writer, the check beside fields."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from pingxuan.nominations.actions.drafting import save_draft
from pingxuan.nominations.actions.filing import file_nomination
from pingxuan.nominations.models import Nomination
from tests.builders import COLLECTING, load_campaign, plant_province
from tests.nominations.files import photo
from tests.nominations.offices import Offices, staff
from tests.nominations.writing import written
from tests.voting.builders import shift_to, sign_in

# The browser's driver keeps a loop in this thread; Django's rows are read beside it, one at a time.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text("utf-8")
SIZES = {"phone": {"width": 375, "height": 740}, "desk": {"width": 1280, "height": 900}}


@pytest.fixture
def case(transactional_db: None, settings: Any, tmp_path: Path) -> Nomination:
    """A draft with one work."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }
    province = plant_province()
    campaign = load_campaign(province.root)
    shift_to(campaign, COLLECTING, datetime.now(UTC))
    offices = staff(campaign, province)
    made = written(campaign, province.county_unit, offices.filler, now=datetime.now(UTC))
    made.offices = offices  # type: ignore[attr-defined]
    return made


Opens = Callable[..., Page]


@pytest.fixture
def open_form(chromium: Browser, live_server: Any, case: Nomination) -> Iterator[Opens]:
    """Open the draft in a browser that is signed in as its filler, or another page as somebody."""
    contexts = []

    def opens(size: str = "desk", path: str = "", who: str = "filler") -> Page:
        offices: Offices = case.offices  # type: ignore[attr-defined]
        client = Client()
        sign_in(client, getattr(offices, who), way="password")
        context = chromium.new_context(viewport=SIZES[size], base_url=live_server.url)
        value = client.cookies[site.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": site.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}]
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(path or f"/c/mass-line-2021/desk/n/{case.pk}")
        return page

    yield opens
    for context in contexts:
        context.close()


def look(page: Page) -> None:
    """Nothing serious for a screen reader's user, and no scrolling sideways."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    serious = [
        (fault["id"], [node["html"][:160] for node in fault["nodes"][:2]])
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
    assert not serious, f"{page.url}: {serious}"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url


def chosen(raw: bytes, name: str) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": raw}


@pytest.mark.parametrize("size", SIZES)
def test_files_and_proofs_go_up_as_soon_as_they_are_chosen(
    open_form: Opens, case: Nomination, size: str
) -> None:
    page = open_form(size)

    page.set_input_files("#id_files", chosen(photo("navy"), "现场.jpg"))
    expect(page.locator(".files__item")).to_have_count(1)
    page.set_input_files("#id_files", chosen(b"MZ" + bytes(50), "程序.exe"))
    expect(page.locator("#files .field__error")).to_have_text(re.compile("程序.exe：只收图片"))
    page.set_input_files("#id_works-0-proof", chosen(photo("teal"), "截图.png"))
    expect(page.locator('[data-proof="works-0-proof"] img')).to_be_visible()
    expect(page.locator("[data-saved]")).to_have_text(re.compile("已自动保存"))

    look(page)
    case.refresh_from_db()
    proof = case.attachments.get(kind="proof")
    assert case.draft["works"][0]["proof"] == proof.sha256
    page.click("[data-remove-file]")
    expect(page.locator(".files__item")).to_have_count(0)
    page.click("[data-clear-proof]")
    expect(page.locator('[data-proof="works-0-proof"] img')).to_have_count(0)
    expect(page.locator("[data-saved]")).to_have_text(re.compile("已自动保存"))
    case.refresh_from_db()
    assert not case.draft["works"][0].get("proof")


def test_what_is_typed_without_a_connection_is_there_after_a_reload_and_an_ended_session(
    open_form: Opens, case: Nomination, client: Client
) -> None:
    page = open_form()

    page.context.set_offline(True)
    page.fill("#id_title", "断网时写的名称")
    expect(page.locator("[data-saved]")).to_have_text(re.compile("网络断了"))
    page.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_have_text(re.compile("已自动保存"))
    case.refresh_from_db()
    assert case.title == "断网时写的名称"

    kept = page.context.cookies()
    page.context.clear_cookies(name=site.SESSION_COOKIE_NAME)
    page.fill("#id_title", "登录过期后写的名称")
    expect(page.locator("[data-saved]")).to_have_text(re.compile("登录已过期"))
    page.context.add_cookies(kept)  # signed in again
    page.reload()
    expect(page.locator("#id_title")).to_have_value("登录过期后写的名称")
    expect(page.locator("[data-saved]")).to_have_text(re.compile("已自动保存"))
    case.refresh_from_db()
    assert case.title == "登录过期后写的名称"


def test_a_second_writer_is_told_and_both_texts_stand_side_by_side(
    open_form: Opens, case: Nomination
) -> None:
    page = open_form()
    save_draft(
        case.pk,
        {"title": "别处写的名称"},
        seen_version=case.draft_version,
        person=case.writer,
        now=datetime.now(UTC),
    )

    page.fill("#id_title", "这里写的名称")
    box = page.locator("[data-conflict]:not([hidden])")
    expect(box).to_contain_text("别处写的名称")
    expect(box).to_contain_text("这里写的名称")
    look(page)
    box.locator('[data-take="mine"]').click()

    expect(page.locator("[data-saved]")).to_have_text(re.compile("已自动保存"))
    case.refresh_from_db()
    assert case.title == "这里写的名称"


def test_the_check_speaks_beside_the_field_after_a_pause(
    open_form: Opens, case: Nomination
) -> None:
    page = open_form()

    page.fill("#id_phone", "138")
    page.fill("#id_narrative", "做了大量工作。")

    expect(page.locator("#live-phone")).to_have_text(re.compile("少 8 位"))
    expect(page.locator("#live-narrative")).to_have_text(re.compile("说得笼统"))
    expect(page.locator("#to-mend")).to_have_text(re.compile("还有 1 项要改"))
    page.fill("#id_phone", "13800000001")
    expect(page.locator("#live-phone")).to_have_text("")


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_beside_the_form_can_be_read_by_everyone(
    open_form: Opens, case: Nomination, size: str
) -> None:
    filed = file_nomination(case.pk, person=case.writer, now=datetime.now(UTC))
    base = "/c/mass-line-2021"

    for who, path in [
        ("filler", f"{base}/desk/n/{filed.pk}"),
        ("county", f"{base}/office/n/{filed.pk}/alike"),
        ("county", f"{base}/office/inbox"),
        ("manager", f"{base}/manage/units"),
        ("manager", f"{base}/manage/units/{filed.unit_id}"),
    ]:
        look(open_form(size, path, who))
