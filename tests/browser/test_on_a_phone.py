"""A nurse with an old phone on a bad connection, a visitor without scripts, one who needs large type."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.steps import PHONE, C, left_of, sit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
IS_WHOLE = True  # a small demonstration has one page of entries
# 2G at the edge of a cell: 400 kbit/s down, 150 up, and every round takes 0.4 s more.
SLOW = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000,
    "uploadThroughput": 19_000,
}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def phone(chromium: Browser, demo: str) -> Iterator[Page]:
    """A phone of 360 px that is touched, on a slow connection."""
    context = chromium.new_context(
        base_url=demo, viewport=PHONE, locale="zh-CN", is_mobile=True, has_touch=True
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW)
    yield page
    context.close()


def verify(page: Page, number: str) -> None:
    """Verify a phone number with the code that the demonstration's hall shows."""
    page.wait_for_url("**/verify?next=**")
    page.fill("#id_phone", number)
    page.tap("button[value=send]")
    expect(page.locator("#id_code")).to_be_visible()
    hall = page.context.request.get("/_demo/").text()
    codes = re.findall(r"验证码\D{0,9}(\d{6})", hall)
    page.fill("#id_code", codes[0])
    page.tap("button[value=enter]")


def test_a_nurse_gives_her_ten_votes_in_two_taps_once_her_phone_is_verified(phone: Page) -> None:
    phone.goto(f"{C}/vote")
    number = phone.locator("a[data-vote]").first.get_attribute("data-vote")
    phone.locator("a[data-vote]").first.tap()
    verify(phone, "13800009101")
    phone.wait_for_url(f"**/e/{number}/vote")

    phone.tap("label:has(input[name=votes][value='10'])")
    phone.tap("main form button:has-text('投')")

    expect(phone.locator("main")).to_contain_text("已投 10 票")
    assert left_of(phone) == 0


def test_ten_votes_take_three_taps_on_the_board_though_the_connection_breaks(phone: Page) -> None:
    phone.goto(f"{C}/verify?next={C}/vote")
    verify(phone, "13800009102")
    phone.wait_for_url(f"**{C}/vote")
    asked: list[str] = []

    def break_off(route: Route) -> None:
        asked.append(route.request.headers["idempotency-key"])
        route.fetch()
        phone.context.set_offline(True)
        route.abort("internetdisconnected")

    phone.route("**/api/v1/votes", break_off, times=1)
    phone.locator("a[data-vote]").first.tap()
    expect(phone.locator("#vote-sheet [data-part=go]")).to_be_enabled()
    phone.tap("#vote-sheet [data-pick=all]")
    phone.tap("#vote-sheet [data-part=go]")
    expect(phone.locator("#vote-sheet [data-part=message]")).to_contain_text("请不要重投")
    phone.context.set_offline(False)

    expect(phone.locator("#live")).to_contain_text("10 票", timeout=90_000)
    expect(phone.locator("[data-vote-left]")).to_contain_text("今天还可投 0 票", timeout=30_000)
    assert len(asked) == 1
    assert left_of(phone) == 0


def test_the_board_is_paged_without_scripts_and_shows_every_entry_once(plain: Page) -> None:
    sit(plain, "voter")
    plain.goto(f"{C}/vote")
    total = int(re.findall(r"\d+", plain.locator(".tabs a").first.inner_text())[-1])
    first = plain.locator(".entry__code").all_text_contents()
    plain.locator(".pager a[rel=next]").click()
    plain.wait_for_url("**page=2**")
    second = plain.locator(".entry__code").all_text_contents()
    plain.locator(".pager a[rel=prev]").click()
    plain.wait_for_url("**page=1**")

    assert plain.locator(".entry__code").all_text_contents() == first
    assert len(first) == 40
    assert len(first + second) == len({*first, *second}) == total


def test_in_large_type_nothing_runs_out_of_a_screen_of_320(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 568})
    sit(page, "voter")
    page.goto(f"/prefs?size=large&next={C}/")
    for path in ("/", "/vote", "/rules", "/results", "/log", "/figures", "/me", "/e/J-001"):
        page.goto(C + path)
        assert page.locator("html").get_attribute("data-px-size") == "large"
        assert page.evaluate(WIDER) <= 0, path

    page.goto(f"{C}/vote")
    page.locator("a[data-vote]").first.click()
    expect(page.locator("#vote-sheet [data-part=go]")).to_be_enabled()
    page.locator("#vote-sheet [data-part=go]").scroll_into_view_if_needed()
    for part in page.locator("#vote-sheet button:visible").all():
        box = part.bounding_box()
        assert box is not None
        assert box["x"] >= 0, part.inner_text()
        assert box["x"] + box["width"] <= 320, part.inner_text()
    page.click("#vote-sheet [data-part=go]")
    expect(page.locator("#live")).to_contain_text("已投 1 票")
