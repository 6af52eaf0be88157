"""Every page that everyone sees, in Chromium: axe finds nothing, and nothing runs out of a small screen.

Each page is looked at in both themes and both languages, and measured at every width; over three
neighbours, each two of width, theme, language and size of type meet. Pages are fetched first and served as they came: a browser
and a database do not share a thread.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import public_year
from tests.browser.conftest import ARGUMENTS
from tests.browser.stand_in import standing_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text("utf-8")
# 200 % of a desk is 640 px, 400 % is 320 px.
WIDTHS = (320, 375, 640, 1280)


class Look(NamedTuple):
    """How somebody has set the site and holds it."""

    width: int
    theme: str
    language: str
    size: str

    @property
    def cookies(self) -> dict[str, str]:
        """What the browser says of it."""
        return {"px_theme": self.theme, "px_lang": self.language, "px_size": self.size}


LOOKS = (
    (Look(320, "light", "zh-hans", "normal"), Look(1280, "dark", "en", "normal")),
    (Look(320, "dark", "en", "large"), Look(1280, "light", "zh-hans", "large")),
    (Look(375, "light", "en", "large"), Look(375, "dark", "zh-hans", "normal")),
)


class Taken(NamedTuple):
    """A page as the server gave it in one look."""

    name: str
    look: Look
    html: str


@pytest.fixture
def taken(db: None, settings: Any, tmp_path: Path) -> list[Taken]:
    settings.MEDIA_ROOT = tmp_path / "media"
    states = public_year.build()
    assert public_year.missing(states) == set()
    found = []
    for state in states:
        state.begin()
        for place, sight in enumerate(state.sights):
            for look in LOOKS[place % len(LOOKS)]:
                found.append(Taken(str(sight), look, sight.ask(look.cookies)))
    return found


@pytest.fixture
def chromium(taken: list[Taken]) -> Iterator[Browser]:
    """Chromium, started when the pages are there."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        yield browser
        browser.close()


LOOK = (
    "() => axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => v.id + ': '"
    " + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | ')))"
)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults_of(page: Page, one: Taken) -> list[str]:
    """Say what axe finds, and at which widths the page runs out of the screen."""
    root = page.locator("html")
    shown = {
        "px_theme": root.get_attribute("data-bs-theme") or "",
        "px_lang": {"zh-CN": "zh-hans"}.get(root.get_attribute("lang") or "", "en"),
        "px_size": root.get_attribute("data-px-size") or "normal",
    }
    assert shown == one.look.cookies, one.name
    page.evaluate(AXE)
    faults = list(page.evaluate(LOOK))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate(WIDER)
        faults += [f"{wide} px wider than {width}"] if wide > 0 else []
    return faults


def test_nothing_at_all_is_found_on_a_page_that_everyone_sees(
    taken: list[Taken], chromium: Browser
) -> None:
    found: list[str] = []
    with standing_in({f"/{n}": one.html for n, one in enumerate(taken)}) as stand_in:
        page = chromium.new_page(reduced_motion="reduce")
        for n, one in enumerate(taken):
            page.set_viewport_size({"width": one.look.width, "height": 800})
            page.goto(f"{stand_in.address}/{n}")
            found += [f"{one.name} {list(one.look)}: {fault}" for fault in faults_of(page, one)]

    assert found == []


def test_each_two_settings_meet_on_neighbouring_pages() -> None:
    looks = [look for together in LOOKS for look in together]

    for first, second in ((a, b) for a in range(4) for b in range(a)):
        met = {(look[first], look[second]) for look in looks}
        assert len(met) == len({one[first] for one in looks}) * len({one[second] for one in looks})
