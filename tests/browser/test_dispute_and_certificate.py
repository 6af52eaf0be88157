"""An objection leads to a promotion from the reserve; a certificate is checked from its QR code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Browser, ViewportSize, expect

from tests.browser.test_one_case import Walker, move_clock
from tests.papers.pictures import qr_modules, text_of

pytestmark = pytest.mark.browser
REASON = "文中的三项数据与公开报表不符，附报表截图。"


DESK, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=375, height=812)


@pytest.fixture
def walker(chromium: Browser, demo: str) -> Iterator[Walker]:
    context = chromium.new_context(viewport=DESK, locale="zh-CN", accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield Walker("desk", context, page, demo, "")
    context.close()


def look_on_both(walker: Walker) -> None:
    """Look at a page as wide as a desk and as narrow as a phone."""
    for size in (PHONE, DESK):
        walker.page.set_viewport_size(size)
        walker.look()


def object_to(walker: Walker, number: str, tmp_path: Path) -> None:
    """Let somebody dispute an entry of the notice, with a picture."""
    page = walker.page
    page.screenshot(path=tmp_path / "证据.png")
    walker.sit("voter")
    walker.go(f"/objection?entry={number}")
    page.fill("#name", "赵一苇")
    page.fill("#text", REASON)
    page.set_input_files("#files", tmp_path / "证据.png")
    page.get_by_role("button", name="实名提交").click()
    expect(page.locator("main")).to_contain_text(REASON)
    expect(page.locator("main")).to_contain_text("已收到")
    look_on_both(walker)


def test_an_objection_leads_to_a_promotion(walker: Walker, tmp_path: Path) -> None:
    page = walker.page
    move_clock(walker, "notice")
    walker.go("/notices")
    listed = page.locator("#list td.num").all_inner_texts()
    number = next(one for one in listed if one.startswith("J-"))
    object_to(walker, number, tmp_path)

    walker.sit("manager")
    walker.go("/decide")
    box = page.locator("article", has_text=re.compile(f"Y-\\d+.*{number}", re.DOTALL))
    box.locator("textarea").fill("核对属实，数据不符，取消资格。")
    box.get_by_role("button", name="提出取消资格").click()
    expect(page.locator("main")).to_contain_text("确认后将这样执行")
    look_on_both(walker)
    assert page.locator("#confirm").count() == 0

    walker.sit("supervisor")
    walker.go("/decide")
    page.get_by_role("link", name="已提出取消资格，等待第二人").first.click()
    rows = page.locator("main table tbody tr")
    expect(rows.first).to_contain_text("取消资格")
    promoted = rows.nth(1).locator(".num").first.inner_text() if rows.count() > 1 else ""
    page.click("#confirm")
    expect(page.locator("main")).to_contain_text("已经这样执行")
    look_on_both(walker)

    walker.go("/notices")
    assert number not in page.locator("#list td.num").all_inner_texts()
    expect(page.locator("main")).to_contain_text("取消资格 ")
    if promoted:
        expect(page.locator("#promotions")).to_contain_text(promoted)


def test_a_certificate_is_checked_from_its_qr_code(walker: Walker) -> None:
    page = walker.page
    move_clock(walker, "results")
    walker.sit("manager")
    walker.go("/decide/papers")
    row = page.locator("#certificates tbody tr").first
    serial = row.locator("th").inner_text()
    with page.expect_download() as download:
        row.get_by_role("link", name="PDF").click()
    pdf = Path(download.value.path()).read_bytes()

    code = re.search(r"/certificates/([2-9a-z]{20})", text_of(pdf))
    assert code
    address = f"{walker.base}/c/mass-line-2021/certificates/{code[1]}"
    modules = [[int(cell) for cell in line] for line in segno.make(address, error="m").matrix]
    assert qr_modules(pdf, len(modules)) == modules

    walker.context.clear_cookies()
    page.goto(address)
    look_on_both(walker)
    expect(page.locator("#serial")).to_have_text(serial)
    awarded = page.locator("#awarded").inner_text()
    work = page.locator("#work").inner_text()
    assert "".join(awarded.split()) in text_of(pdf)
    assert "".join(work.split()) in text_of(pdf)
    expect(page.locator("main")).to_contain_text("这张证书有效")
