"""Steps that journeys share: sitting down, moving the clock, going on by keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from playwright.sync_api import TimeoutError as TooLongError

C = "/c/mass-line-2021"
PHONE = ViewportSize(width=360, height=740)
MOST_STEPS = 120
# Whether what has the focus is seen, its outline drawn, and nothing that sticks lies over it.
SEEN = """() => {
  const it = document.activeElement, box = it.getBoundingClientRect(), style = getComputedStyle(it);
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
  const met = document.elementFromPoint((left + right) / 2, Math.min((top + bottom) / 2, top + 8));
  return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
    && right > left && bottom > top && Boolean(met) && (it.contains(met) || met.contains(it));
}"""


def context_of(browser: Browser, demo: str, *, scripts: bool = True) -> BrowserContext:
    """Open a Chinese visitor's narrow phone at the demonstration."""
    context = browser.new_context(
        base_url=demo, viewport=PHONE, locale="zh-CN", java_script_enabled=scripts
    )
    context.set_default_timeout(60_000)
    return context


def sit(page: Page, chair: str) -> None:
    """Take one of the chairs of the demonstration."""
    page.goto("/_demo/")
    with page.expect_navigation():
        page.click(f"#sit-{chair}")


def move_clock(browser: Browser, demo: str, stage: str) -> None:
    """Move the demonstration's clock to a stage, and wait until all is done on the way."""
    context = context_of(browser, demo)
    page = context.new_page()
    page.goto("/_demo/")
    page.click(f"#move-{stage}")
    expect(page.get_by_text("时钟已拨好")).to_be_visible(timeout=240_000)
    context.close()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on `selector`; everything on the way has to be seen."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        try:
            page.wait_for_function(SEEN, timeout=5000)
        except TooLongError:
            on = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
            raise AssertionError(f"one does not see where one is: {on}") from None
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is out of reach of the keyboard")


def left_of(page: Page) -> int:
    """Give how many votes are left today, as one's own page says."""
    page.goto(f"{C}/me")
    found = re.search(r"今天还可投\s*(\d+)\s*票", page.inner_text("main"))
    assert found
    return int(found[1])
