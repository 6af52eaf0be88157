"""A juror marks twenty entries by keyboard, on a phone and at a desk; the chair leads a meeting."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.jury.models import Assignment, Meeting, Poll
from tests.builders import REVIEWING, load_campaign, plant_province
from tests.jury.builders import Panel, officers_of
from tests.voting.builders import shift_to, sign_in
from tests.web.test_jury_pages import pledged

# The browser's driver keeps a loop in this thread; Django's rows are read beside it, one at a time.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text("utf-8")
JURY = "/c/mass-line-2021/jury"
SIZES = {"phone": {"width": 375, "height": 740}, "desk": {"width": 1280, "height": 900}}
ENTRIES = 20


@pytest.fixture
def panel(transactional_db: None) -> Panel:
    """Two jurors before twenty entries."""
    province = plant_province()
    campaign: Campaign = load_campaign(province.root)
    panel = Panel(campaign, province, officers_of(campaign), [])
    panel.publish({"institution": 7, "individual": 7, "creative": 6})
    panel.seat(province.other_city_unit, province.provincial_unit)
    panel.assign()
    pledged(panel)
    shift_to(campaign, REVIEWING, datetime.now(UTC))
    return panel


Opens = Callable[[Person, str], Page]


@pytest.fixture
def open_page(chromium: Browser, live_server: Any) -> Iterator[Opens]:
    """Open a browser that is signed in as somebody."""
    contexts = []

    def opens(person: Person, size: str) -> Page:
        client = Client()
        sign_in(client, person, way="password")
        context = chromium.new_context(
            viewport=SIZES[size], base_url=live_server.url, has_touch=size == "phone"
        )
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        contexts.append(context)
        return context.new_page()

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


@pytest.mark.parametrize("size", SIZES)
def test_twenty_entries_are_marked_by_keyboard(panel: Panel, open_page: Opens, size: str) -> None:
    juror = panel.jurors[0]
    page = open_page(juror.person, size)
    page.goto(JURY)
    look(page)
    page.get_by_role("link", name="评这一件").press("Enter")
    numbers = sorted(panel.campaign.entries.values_list("number", flat=True))

    for place, number in enumerate(numbers):
        expect(page.locator("h1 + .title__sub")).to_have_text(number)
        if place == 0:
            look(page)
        for digit in ("8", "7", "0", "9", str(place % 9 + 1)):
            page.keyboard.press(digit)
        expect(page.locator("[data-saved]")).to_have_attribute("data-tone", "done")
        with page.expect_navigation():
            page.keyboard.press("Enter")

    look(page)
    assert page.url.endswith(JURY)
    button = page.get_by_role("button", name="锁定打完的")
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("全部已锁定").first).to_be_visible()
    given = Assignment.objects.filter(juror=juror).order_by("entry__number")
    marks = [
        [int(one.marks.get(criterion=c.code).mark) for c in panel.campaign.sheet.jury.criteria]
        for one in given
    ]
    assert {one.state for one in given} == {"locked"}
    assert marks == [[8, 7, 10, 9, place % 9 + 1] for place in range(ENTRIES)]


@pytest.mark.parametrize("size", SIZES)
def test_the_chair_leads_a_meeting_and_the_projector_follows(
    panel: Panel, open_page: Opens, size: str
) -> None:
    chair = open_page(panel.officers.chair, size)
    screen = open_page(panel.officers.chair, "desk")
    chair.goto(f"{JURY}/meeting")
    look(chair)
    chair.get_by_label("议程").fill("G-002 C-001")
    chair.get_by_role("button", name="开始会议").click()
    for name in ("P01", "P02"):
        chair.get_by_label(name).check()
    chair.get_by_role("button", name="登记到会").click()
    look(chair)
    screen.goto(f"{JURY}/meeting/screen")
    look(screen)
    expect(screen.locator("h1")).to_contain_text("G-002")
    chair.locator("#next-entry").click()
    expect(screen.locator("h1")).to_contain_text("C-001", timeout=15_000)

    chair.get_by_label("决定或记录").fill("C-001 补充说明后再议")
    chair.get_by_role("button", name="记为决定").click()
    chair.get_by_text("发起票决").last.click()
    chair.get_by_label("候选编号").fill("C-001 C-002")
    chair.get_by_label("选几件").fill("1")
    chair.get_by_label("类别").select_option("creative")
    chair.get_by_role("button", name="发起", exact=True).click()
    poll = Poll.objects.get()
    for juror in panel.jurors:
        voter = open_page(juror.person, size)
        voter.goto(f"{JURY}/polls/{poll.pk}")
        look(voter)
        voter.get_by_label("C-001").check()
        voter.get_by_role("button", name="投出这张票").click()
        expect(voter.get_by_text("已投，不能再改")).to_be_visible()
    chair.reload()
    chair.get_by_role("button", name="结束票决并计票").click()
    expect(screen.get_by_text("当选", exact=True)).to_be_visible(timeout=15_000)
    chair.get_by_role("button", name="结束会议").click()

    look(chair)
    expect(chair.get_by_text("C-001 补充说明后再议")).to_be_visible()
    assert Meeting.objects.get().closed_at is not None
    poll.refresh_from_db()
    assert poll.result["elected"] == ["C-001"]
