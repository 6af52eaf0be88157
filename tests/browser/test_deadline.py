"""The time left runs by the server's clock, whatever the PC's clock says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from pingxuan.nominations.actions.filing import file_nomination
from pingxuan.nominations.models import Nomination
from pingxuan.web.writing import hand_in_until
from tests.browser.test_writing import case, look  # noqa: F401 - a fixture
from tests.nominations.offices import Offices
from tests.voting.builders import shift_to, sign_in

pytestmark = pytest.mark.browser
# The PC's clock is a day fast or slow; its monotonic clock can be put forward by the test.
CLOCK = """
const Real = Date, off = %d;
window.Date = class extends Real {
  constructor(...given) { given.length ? super(...given) : super(Real.now() + off); }
  static now() { return Real.now() + off; }
};
const real = performance.now.bind(performance);
window.skipped = 0;
performance.now = () => real() + window.skipped;
"""
DAY_MS = 86_400_000


class Pages:
    """Opens pages of one case in browsers whose clock is wrong."""

    def __init__(self, chromium: Browser, server: Any, case: Nomination) -> None:  # noqa: F811
        self.chromium, self.server, self.case = chromium, server, case
        self.contexts: list[Any] = []

    def open(self, path: str, who: str, off: int) -> Page:
        offices: Offices = self.case.offices  # type: ignore[attr-defined]
        client = Client()
        sign_in(client, getattr(offices, who), way="password")
        size = {"width": 375, "height": 740}
        context = self.chromium.new_context(viewport=size, base_url=self.server.url)
        value = client.cookies[site.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": site.SESSION_COOKIE_NAME, "value": value, "url": self.server.url}]
        )
        context.add_init_script(CLOCK % off)
        self.contexts.append(context)
        page = context.new_page()
        page.goto(f"/c/mass-line-2021{path}")
        return page


@pytest.fixture
def pages(chromium: Browser, live_server: Any, case: Nomination) -> Iterator[Pages]:  # noqa: F811
    found = Pages(chromium, live_server, case)
    yield found
    for context in found.contexts:
        context.close()


def move_to_end(case: Nomination, before: timedelta) -> None:  # noqa: F811
    """Set the campaign's clock to `before` the moment until which the case is to be handed in."""
    end = hand_in_until(case, case.campaign.at(datetime.now(UTC)))
    assert end is not None
    shift_to(case.campaign, end - before, datetime.now(UTC))


@pytest.mark.parametrize("off", [DAY_MS, -DAY_MS])
def test_a_writer_is_told_the_time_left_and_that_it_is_over(
    pages: Pages,
    case: Nomination,  # noqa: F811
    off: int,
) -> None:
    move_to_end(case, timedelta(hours=2))
    page = pages.open(f"/desk/n/{case.pk}", "filler", off)

    left = page.locator(".now__left")
    expect(left).to_have_text(re.compile(r"^还有 1:5\d:\d\d$"))
    expect(page.locator("[data-deadline-over]")).to_be_hidden()
    page.fill("#id_title", "到点以前写下的题目")
    page.evaluate("window.skipped = 7200e3 - 2000 - performance.now()")

    expect(page.locator("[data-deadline-over]")).to_have_text(re.compile("填的内容已存为草稿"))
    expect(left).to_be_hidden()
    expect(page.locator("[data-saved]")).to_have_text(re.compile("已自动保存"))
    case.refresh_from_db()
    assert case.title == "到点以前写下的题目"
    look(page)


def test_an_office_is_told_and_days_have_their_word(pages: Pages, case: Nomination) -> None:  # noqa: F811
    file_nomination(case.pk, person=case.offices.filler, now=datetime.now(UTC))  # type: ignore[attr-defined]
    move_to_end(case, timedelta(days=2, hours=3))
    page = pages.open("/office/inbox", "unit", DAY_MS)

    expect(page.locator(".now__left")).to_have_text(re.compile(r"^还有 \d+ 天 \d+:\d\d:\d\d$"))
    page.evaluate("window.skipped = 30 * 86400e3")

    expect(page.locator("[data-deadline-over]")).to_have_text(re.compile("不能再盖章推荐"))


def test_the_gap_board_counts_each_units_time_by_the_servers_clock(
    pages: Pages,
    case: Nomination,  # noqa: F811
) -> None:
    move_to_end(case, timedelta(days=2, hours=3))
    page = pages.open("/office/gaps", "city", DAY_MS)
    line = page.locator("[data-over]").first

    expect(page.locator(".now__left")).to_have_text(re.compile(r"^还有 \d+ 天 \d+:\d\d:\d\d$"))
    expect(line).to_have_text(re.compile(r"^\d+ 天 \d+ 小时$"))
    page.evaluate(
        "window.skipped = Number(document.querySelector('[data-over]').dataset.left) - 7200e3"
    )
    expect(line).to_have_text(re.compile(r"^(1:59|2:00):\d\d$"))
    page.evaluate("window.skipped = 30 * 86400e3")

    expect(line).to_have_text("已截止")
    expect(page.locator("[data-deadline-over]")).to_have_text(re.compile("可以给延期"))
