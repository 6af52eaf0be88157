"""Take the pictures of docs/tour.md and the README from the running demonstration.

.venv/bin/python scripts/screenshots.py                 starts a demonstration of its own
.venv/bin/python scripts/screenshots.py --url ADDRESS   uses one that runs (its clock is moved)
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
CAMPAIGN = "/c/mass-line-2021"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--hide-scrollbars"]
WIDTHS = {1280: 860, 375: 780}
QUALITY = 80
MOVING_MS = 180_000


@dataclass(frozen=True)
class Shot:
    """One picture: who looks, and how to get there from the chair's own page.

    Attributes:
        chair: a chair of the demonstration; empty for a visitor.
        go: leads the page to what is shown.
        is_dark: is taken once more in the dark theme at 1280.
    """

    name: str
    chair: str
    go: Callable[[Page], object]
    is_dark: bool = False


@dataclass(frozen=True)
class Act:
    """A stage of the demonstration and what is shown in it."""

    stage: str
    shots: tuple[Shot, ...]


def to(path: str) -> Callable[[Page], object]:
    """Open an address of the campaign."""
    return lambda page: page.goto(CAMPAIGN + path)


def first(path: str, link: str) -> Callable[[Page], object]:
    """Open an address, then the first link there whose address holds `link`."""

    def go(page: Page) -> None:
        page.goto(CAMPAIGN + path)
        page.goto(page.locator(f"a[href*='{link}']").first.get_attribute("href") or "")

    return go


def open_vote_sheet(page: Page) -> None:
    """Open the sheet in which votes are given."""
    page.goto(CAMPAIGN + "/vote")
    page.locator("[data-vote]").first.click()
    page.locator("#vote-sheet[open] [data-act=give]").wait_for()
    page.locator("#vote-sheet [data-pick='3']").click()


def take_pledge_and_mark(page: Page) -> None:
    """Pledge where that is asked, then open the first entry to be marked."""
    page.goto(CAMPAIGN + "/jury")
    box = page.locator("main form input[type=checkbox]")
    if box.count():
        box.first.check()
    pledge = page.locator("main form[action*='pledge'] button, main form .btn-zhu")
    if pledge.count():
        pledge.first.click()
    page.goto(CAMPAIGN + "/jury")
    paths = page.locator("main a").evaluate_all("links => links.map(one => one.pathname)")
    page.goto(next(path for path in paths if re.fullmatch(f"{CAMPAIGN}/jury/[A-Z]-[0-9]+", path)))


ACTS = (
    Act(
        "interaction",
        (
            Shot("home", "", to("/"), is_dark=True),
            Shot("board", "", to("/vote"), is_dark=True),
            Shot("entry", "", first("/vote", f"{CAMPAIGN}/e/")),
            Shot("vote-sheet", "voter", open_vote_sheet),
        ),
    ),
    Act(
        "collection",
        (
            Shot("nomination", "nominee", first("/desk", "/desk/n/")),
            Shot("inbox", "province", to("/office/inbox")),
            Shot("review", "province", first("/office/inbox", "/office/n/")),
        ),
    ),
    Act("review", (Shot("jury", "juror", take_pledge_and_mark),)),
    Act(
        "notice",
        (Shot("decision", "supervisor", to("/decide")), Shot("notice", "", to("/notices"))),
    ),
    Act("results", (Shot("results", "", to("/results")),)),
    Act("showcase", (Shot("showcase", "", to("/show")),)),
)


def main() -> int:
    """Take the pictures; 1 when a page could not be reached."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--url", help="a demonstration that runs")
    given.add_argument("--only", help="names of pictures, separated by commas")
    given.add_argument("--out", type=Path, default=IMAGES)
    options = given.parse_args()
    only = set(options.only.split(",")) if options.only else set()
    options.out.mkdir(parents=True, exist_ok=True)
    with demonstration(options.url) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        missed = [name for act in ACTS for name in play(browser, url, act, only, options.out)]
    for name in missed:
        print(f"not taken: {name}", file=sys.stderr)
    return 1 if missed else 0


@contextmanager
def demonstration(url: str | None) -> Iterator[str]:
    """Give the address of a demonstration, started and stopped here when none is given."""
    if url:
        yield url.rstrip("/")
        return
    with tempfile.TemporaryDirectory(prefix="pingxuan-pictures-") as data:
        command = [str(ROOT / ".venv/bin/pingxuan"), "demo", "--port", "8179", "--data", data]
        process = Popen(command, stdout=PIPE, text=True)
        try:
            assert process.stdout is not None
            line = next(line for line in process.stdout if line.startswith("ready: "))
            yield line.removeprefix("ready: ").strip().rstrip("/")
        finally:
            process.terminate()
            process.wait(30)


def play(browser: Browser, url: str, act: Act, only: set[str], out: Path) -> list[str]:
    """Move the clock into the act's stage and take its pictures; name those that failed."""
    shots = [shot for shot in act.shots if not only or shot.name in only]
    if not shots:
        return []
    with looking(browser, url, 1280) as page:
        move(page, act.stage)
    missed = []
    for shot in shots:
        for width, theme in [(1280, "light"), (375, "light"), (1280, "dark")]:
            if theme == "dark" and not shot.is_dark:
                continue
            name = f"{shot.name}-{width}" + ("-dark" if theme == "dark" else "")
            with looking(browser, url, width, theme) as page:
                if not take(page, shot, out / f"{name}.webp"):
                    missed.append(name)
    return missed


def move(page: Page, stage: str) -> None:
    """Move the demonstration's clock, and wait until what has to happen before has happened."""
    page.goto("/_demo/")
    page.locator(f"#move-{stage}").click()
    page.wait_for_selector("#demo-progress .notice:not([data-tone=due])", timeout=MOVING_MS)
    if page.locator("#demo-progress .notice[data-tone=bad]").count():
        raise RuntimeError(page.locator("#demo-progress").inner_text())


@contextmanager
def looking(browser: Browser, url: str, width: int, theme: str = "light") -> Iterator[Page]:
    """Open a page of one width and theme, with cookies of its own."""
    context: BrowserContext = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": WIDTHS[width]},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    context.add_cookies([{"name": "px_theme", "value": theme, "url": url}])
    context.set_default_timeout(15_000)
    try:
        yield context.new_page()
    finally:
        context.close()


def take(page: Page, shot: Shot, path: Path) -> bool:
    """Sit down, go there, and save the picture; False when the page was an error."""
    try:
        if shot.chair:
            page.goto("/_demo/")
            page.locator(f"#sit-{shot.chair}").click()
            page.wait_for_load_state()
        shot.go(page)
        page.wait_for_load_state("networkidle")
    except Exception as fault:  # a page that is missing must not keep the others from being taken
        print(f"{path.stem}: {str(fault).splitlines()[0]}", file=sys.stderr)
        return False
    answer = page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
    Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(
        path, "WEBP", quality=QUALITY, method=6
    )
    print(f"{path.name}: {path.stat().st_size // 1024} KB, {answer}")
    return bool(answer < 400)


if __name__ == "__main__":
    sys.exit(main())
