"""The vote sheet where each category has votes of its own, in Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.stand_in import StandIn, standing_in
from tests.web import twin

pytestmark = pytest.mark.browser


def written() -> str:
    """The page of components with pools and the sheet's script, in the present language."""
    context = twin.context()
    html = render_to_string("_components.html", context | {"pools": context["pool_samples"]})
    for number, category in (("J-001", "institution"), ("G-004", "individual")):
        link = f'data-vote="{number}"'
        html = html.replace(link, f'{link} data-category="{category}"')
    script = '<script src="/static/built/vote.js" defer></script></head>'
    return html.replace("</head>", script)


@pytest.fixture
def box() -> Iterator[StandIn]:
    with standing_in({"/": written()}) as stand_in:
        stand_in.pools = {"institution": 2, "individual": 3, "creative": 0}
        yield stand_in


@pytest.fixture
def page(box: StandIn) -> Iterator[Page]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = chromium.new_page(viewport={"width": 375, "height": 812})
        page.set_default_timeout(8000)
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(box.address)
        yield page
        chromium.close()
    assert problems == []


def open_sheet(page: Page, number: str) -> None:
    page.locator(f'a[data-vote="{number}"]').first.click()
    expect(page.locator("#vote-sheet [data-part=go]")).to_be_enabled()


def answer(number: str, votes: int, left: int) -> tuple[int, dict[str, object]]:
    body = {"receipt": "R", "entry": number, "votes": votes, "left": left, "day": "2021-11-24"}
    return 200, {**body, "replayed": False}


def test_the_sheet_counts_in_the_pool_of_its_entry(page: Page, box: StandIn) -> None:
    cells = page.locator("#vote-sheet [data-part=ballot] i")
    bar = page.locator(".votebar [data-left-of]")
    box.answers.append(answer("J-001", 2, 0))

    open_sheet(page, "J-001")
    expect(cells).to_have_count(4)
    page.get_by_role("button", name="全部 2 票").click()
    expect(page.locator("[data-part=after]")).to_have_text("投后这一类今天还剩 0 票")
    page.locator("[data-part=go]").click()

    expect(page.locator("#live")).to_have_text("已投 2 票，这一类今天还可投 0 票")
    box.pools = {"institution": 0, "individual": 3, "creative": 0}
    # The words in the bar go by themselves, and the figures come back.
    expect(bar).to_have_text(["0", "3", "0"], timeout=15000)
    open_sheet(page, "G-004")
    expect(cells).to_have_count(3)
    expect(page.get_by_role("button", name="全部 3 票")).to_be_enabled()


def test_a_pool_that_is_used_up_says_so_while_others_go_on(page: Page, box: StandIn) -> None:
    box.answers.append((409, {"code": "quota_exceeded", "left": 1}))
    box.answers.append(answer("J-001", 1, 0))
    box.answers.append((409, {"code": "quota_exceeded", "left": 0}))
    message = page.locator("#vote-sheet [data-part=message]")

    open_sheet(page, "J-001")
    page.get_by_role("button", name="全部 2 票").click()
    page.locator("[data-part=go]").click()
    expect(message).to_contain_text("这一类今天只剩 1 票")
    page.get_by_role("button", name="投 1 票", exact=True).click()
    expect(page.locator("#vote-sheet")).to_be_hidden()

    open_sheet(page, "J-001")
    page.locator("[data-part=go]").click()
    expect(message).to_contain_text("这一类今天的 4 票都投完了")
    assert [body["votes"] for _, _, body in box.asked] == [2, 1, 1]


def test_one_vote_is_a_vote_and_two_are_votes(page: Page, box: StandIn) -> None:
    with translation.override("en"):
        box.pages["/en"] = written()
    page.goto(box.address + "/en")
    said = page.locator("#vote-sheet .stepper__value")

    open_sheet(page, "J-001")
    expect(said).to_have_text("1 vote")
    page.locator("[data-step='1']").click()
    expect(said).to_have_text("2 votes")
