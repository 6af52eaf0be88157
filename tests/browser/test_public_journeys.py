"""What people come for, by keyboard alone, without scripts, and over a connection that breaks."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.steps import C, left_of, move_clock, sit, tab_to

pytestmark = pytest.mark.browser


def test_a_vote_is_given_by_keyboard_and_its_receipt_looked_up(page: Page) -> None:
    sit(page, "voter")
    before = left_of(page)
    page.goto(f"{C}/vote")

    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    tab_to(page, "a[data-vote]")
    number = page.evaluate("document.activeElement.dataset.vote")
    page.keyboard.press("Enter")
    expect(page.locator("#vote-sheet [data-part=title]")).to_be_focused()
    expect(page.locator("#vote-sheet [data-part=go]")).to_be_enabled()
    tab_to(page, "#vote-sheet [data-step='1']")
    page.keyboard.press("Enter")
    tab_to(page, "#vote-sheet [data-part=go]")
    page.keyboard.press("Enter")
    expect(page.locator("#live")).to_contain_text("已投 2 票")
    expect(page.locator(f"a[data-vote='{number}']").first).to_be_focused()

    assert left_of(page) == before - 2
    receipt = page.locator("main .code").first.inner_text()
    page.goto(f"{C}/receipt")
    tab_to(page, "#id_receipt")
    page.keyboard.type(receipt)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(f"投给 {number} 共 2 票", timeout=30_000)


def test_a_visitor_is_led_to_verify_and_meets_no_sheet(page: Page) -> None:
    page.goto(f"{C}/vote")
    assert page.locator("#vote-sheet").count() == 0
    tab_to(page, "a[data-vote]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/verify?next=**")
    page.fill("#id_phone", "12")
    page.keyboard.press("Enter")
    expect(page.locator("#id_phone")).to_be_focused()
    expect(page.locator("#id_phone")).to_have_attribute("aria-invalid", "true")


def test_escape_leaves_the_sheet_and_the_menu_where_one_came_from(page: Page) -> None:
    sit(page, "voter")
    page.goto(f"{C}/vote")
    tab_to(page, "summary.menu__open")
    page.keyboard.press("Enter")
    expect(page.locator("details.menu")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(page.locator("summary.menu__open")).to_be_focused()

    tab_to(page, "a[data-vote]")
    page.keyboard.press("Enter")
    expect(page.locator("#vote-sheet")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#vote-sheet")).to_be_hidden()
    expect(page.locator("a[data-vote]").first).to_be_focused()


def test_large_type_stays_from_page_to_page(page: Page) -> None:
    page.goto(f"{C}/")
    tab_to(page, "footer a[href*='size=large']")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    for path in ("/", "/vote", "/rules"):
        page.goto(C + path)
        assert page.locator("html").get_attribute("data-px-size") == "large"


def test_without_scripts_one_filters_searches_pages_and_votes(plain: Page) -> None:
    sit(plain, "voter")
    before = left_of(plain)
    plain.goto(f"{C}/vote")
    plain.click(".tabs a[href*='cat=individual']")
    assert all(code.startswith("G-") for code in plain.locator(".entry__code").all_text_contents())
    plain.fill("input[name=q]", "G-001")
    plain.keyboard.press("Enter")
    plain.wait_for_url("**q=G-001**")
    assert plain.locator(".entry__code").all_text_contents() == ["G-001"]

    plain.click("a[data-vote='G-001']")
    plain.check("input[name=votes][value='2']")
    plain.click("main form button:has-text('投')")
    expect(plain.locator("main")).to_contain_text("已投 2 票")
    assert left_of(plain) == before - 2


def test_a_vote_whose_answer_was_lost_counts_once_after_a_reload(page: Page) -> None:
    sit(page, "voter")
    before = left_of(page)
    page.goto(f"{C}/vote")
    lost: list[int] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        page.context.set_offline(True)
        route.abort("internetdisconnected")

    page.route("**/api/v1/votes", lose, times=1)
    page.locator("a[data-vote]").first.click()
    expect(page.locator("#vote-sheet [data-part=go]")).to_be_enabled()
    page.click("#vote-sheet [data-part=go]")
    expect(page.locator("#vote-sheet [data-part=message]")).to_contain_text("请不要重投")
    expect(page.locator("#offline-bar")).to_be_visible()
    assert lost == [200]

    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(f"{C}/vote")
    expect(page.locator("#live")).to_contain_text("没有重复", timeout=30_000)
    assert left_of(page) == before - 1
    page.reload()
    assert left_of(page) == before - 1


def test_a_vote_that_never_left_is_sent_when_the_connection_is_back(page: Page) -> None:
    sit(page, "voter")
    before = left_of(page)
    page.goto(f"{C}/vote")

    def cut(route: Route) -> None:
        page.context.set_offline(True)
        route.abort("internetdisconnected")

    page.route("**/api/v1/votes", cut, times=1)
    page.locator("a[data-vote]").first.click()
    expect(page.locator("#vote-sheet [data-part=go]")).to_be_enabled()
    page.click("#vote-sheet [data-part=go]")
    expect(page.locator("#vote-sheet [data-part=message]")).to_contain_text("请不要重投")

    page.context.set_offline(False)
    expect(page.locator("#live")).to_contain_text("已投 1 票", timeout=60_000)
    assert left_of(page) == before - 1


def test_offline_the_board_still_works_and_says_so(page: Page) -> None:
    sit(page, "voter")
    before = left_of(page)
    page.goto(f"{C}/vote")
    page.context.set_offline(True)

    expect(page.locator("#offline-bar")).to_be_visible()
    page.locator("a[data-vote]").first.click()
    expect(page.locator("#vote-sheet [data-part=message]")).to_contain_text("网络断了")
    expect(page.locator("#vote-sheet [data-part=go]")).to_be_disabled()
    page.keyboard.press("Escape")
    page.context.set_offline(False)
    expect(page.locator("#offline-bar")).to_be_hidden()
    assert left_of(page) == before


def test_an_objection_is_made_by_keyboard_and_faults_are_led_to(
    page: Page, chromium: Browser, demo: str
) -> None:
    move_clock(chromium, demo, "notice")
    sit(page, "voter")
    page.goto(f"{C}/notices")
    number = page.locator("#list td.num").first.inner_text()
    page.goto(f"{C}/objection")
    for field, words in (("entry", "X-999"), ("name", "赵一苇"), ("text", "数据与报表不符。")):
        tab_to(page, f"#{field}")
        page.keyboard.type(words)
    tab_to(page, "main form button")
    page.keyboard.press("Enter")

    summary = page.locator("#error-summary")
    expect(summary).to_be_focused()
    expect(page.locator("#name")).to_have_value("赵一苇")
    tab_to(page, "#error-summary a[href='#entry']")
    page.keyboard.press("Enter")
    expect(page.locator("#entry")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type(number)
    page.locator("#text").fill("文中的三项数据与公开报表不符。")
    page.keyboard.press("Tab")
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("已收到")


def test_an_objection_needs_no_scripts(plain: Page) -> None:
    sit(plain, "nominee")
    plain.goto(f"{C}/notices")
    number = plain.locator("#list td.num").last.inner_text()
    plain.goto(f"{C}/objection?entry={number}")
    plain.fill("#name", "周禾")
    plain.fill("#text", "文中的三项数据与公开报表不符。")
    plain.click("main form button")

    expect(plain.locator("main")).to_contain_text("已收到")


def test_a_result_is_looked_up_and_a_guest_registered_by_keyboard_and_without_scripts(
    page: Page, plain: Page, chromium: Browser, demo: str
) -> None:
    move_clock(chromium, demo, "showcase")
    page.goto(f"{C}/results")
    number = page.locator("main .ledger__sub .num").first.inner_text()
    tab_to(page, "#q")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_contain_text(number)
    page.goto(f"{C}/show")
    tab_to(page, "main a[href*='/show/']:not(.tabs a)")
    page.keyboard.press("Enter")
    expect(page.locator("article h1")).to_be_visible()

    sit(plain, "editor")
    plain.goto(f"{C}/manage/seminar")
    free = plain.locator("#invitations tbody tr", has_text="未答复").first
    link = free.locator("a[href*='/show/seminar/i/']").get_attribute("href") or ""
    page.goto(link)
    tab_to(page, "form input[name=name]")
    page.keyboard.type("顾清和")
    tab_to(page, "form button.btn-primary")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("顾清和")
    plain.goto(link)
    plain.fill("input[name=name]", "苏慕白")
    plain.click("form button.btn-primary")
    expect(plain.locator("main")).to_contain_text("苏慕白")
