"""The showcase by keyboard, and the seminar's door when the hall has no network."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.steps import C, move_clock, sit, tab_to

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True, scope="module")
def showcase(chromium: Browser, demo: str) -> None:
    """The clock stands where winners are shown and the seminar is planned."""
    move_clock(chromium, demo, "showcase")


def test_the_showcase_is_gone_through_by_keyboard(page: Page) -> None:
    page.goto(f"{C}/show")
    whole = page.locator("a.tile").count()
    tab_to(page, ".tabs a[href*='cat=creative']")
    page.keyboard.press("Enter")
    page.wait_for_url("**cat=creative**")
    some = page.locator("a.tile").count()
    tab_to(page, "a.tile")
    title = page.evaluate("document.activeElement.querySelector('.tile__title').innerText")
    page.keyboard.press("Enter")
    expect(page.locator("article h1")).to_have_text(title)
    page.go_back()
    expect(page.locator("a.tile").first).to_be_visible()

    assert 0 < some < whole
    assert page.url.endswith("cat=creative")


def test_places_on_the_map_are_reached_by_keyboard_and_said_in_words(page: Page) -> None:
    page.goto(f"{C}/show")
    tab_to(page, ".place-map a")
    named = page.evaluate(
        "(a => a.getAttribute('aria-label') || a.textContent)(document.activeElement)"
    )
    page.keyboard.press("Enter")
    page.wait_for_url("**place=**")

    place = page.locator("main p b").first.inner_text()
    assert place
    assert place in named
    assert page.locator("a.tile").count() > 0


def arrived(page: Page, code: str) -> str:
    return page.locator(f"tr[data-code='{code}'] [data-arrived]").inner_text().strip()


def test_guests_are_checked_in_without_a_network_and_synced_later(
    page: Page, chromium: Browser, demo: str
) -> None:
    sit(page, "editor")
    page.goto(f"{C}/manage/seminar/door")
    free = page.locator("tr[data-code]:has([data-arrived]:empty)")
    codes = [str(row.get_attribute("data-code")) for row in free.all()[:2]]
    assert len(codes) == 2
    page.context.set_offline(True)
    for code in (*codes, codes[0]):
        page.fill("#door-code", f"{code[:4]}-{code[4:]}".lower())
        page.keyboard.press("Enter")
    expect(page.locator("#door-said")).to_contain_text("签过到了")
    expect(page.locator("#door-kept")).to_contain_text("已记在这台设备上")
    page.fill("#door-code", "ZZZZ9999")
    page.keyboard.press("Enter")
    expect(page.locator("#door-said")).to_contain_text("名单里没有这个码")

    other = chromium.new_context(base_url=demo, locale="zh-CN").new_page()
    sit(other, "editor")
    other.goto(f"{C}/manage/seminar/door")
    before = [arrived(other, code) for code in codes]
    page.context.set_offline(False)
    expect(page.locator("#door-kept")).to_have_text("都已传到服务器", timeout=60_000)
    other.reload()
    after = [arrived(other, code) for code in codes]
    other.context.close()

    assert before == ["", ""]
    assert all(re.search(r"\d:\d\d", one) for one in after)
