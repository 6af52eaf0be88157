"""The clerk's hour: forty forms forwarded by keyboard, then the city's and the province's part."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
CAMPAIGN = "/c/mass-line-2021"
COUNT = 40
FORTY = """
from datetime import timedelta
import django
django.setup()
from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.identity import uuid7
from pingxuan.domain.vocabulary import Status
from pingxuan.nominations.models import Nomination, Revision
from pingxuan.units.models import Unit
campaign = Campaign.objects.get(slug="mass-line-2021")
county = Unit.objects.get(name="柳溪县网上群众工作办公室")
unit = Unit.objects.get(name="柳溪县融媒体中心")
writer = Person.objects.get(name="陶安宁")
# After what the demonstration lays on the desk, so that these stand before it.
moment = campaign.sheet.stages[0].opens_at + timedelta(days=20, hours=12)
for number in range(40):
    case = Nomination.objects.create(campaign=campaign, unit=unit, writer=writer,
        status=Status.AT_OFFICE, office=county, title=f"第 {number + 1} 张来表", category="institution",
        name="顾闻笛", file_number=f"2021-9{number:05d}", created_at=moment, filed_at=moment, moved_at=moment)
    text = {"name": "顾闻笛", "title": case.title, "category": "institution", "narrative": "答复留言 1,200 条。"}
    case.revision = Revision.objects.create(nomination=case, number=1, hash=case.pk.hex * 2,
        content=text, made_by=writer, made_at=moment)
    case.save()
"""


@pytest.fixture
def page(chromium: Browser, demo: str, demo_folder: Path) -> Iterator[Page]:
    """A browser in the county's chair, with forty forms more on its desk."""
    context = chromium.new_context(base_url=demo, viewport={"width": 1280, "height": 860})
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    opened.goto("/_demo/")
    opened.click("button[name=stage][value=collection]")
    opened.goto("/_demo/")
    expect(opened.locator("main")).to_contain_text("时钟已拨好", timeout=90_000)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PINGXUAN_")} | {
        "PINGXUAN_DATA": str(demo_folder),
        "PINGXUAN_DEMO": "1",
        "PINGXUAN_DATABASE_URL": f"sqlite:///{demo_folder / 'main.sqlite3'}",
        "PINGXUAN_BALLOTS_URL": f"sqlite:///{demo_folder / 'ballots.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "pingxuan.site.settings",
    }
    subprocess.run(
        [sys.executable, "-c", FORTY], env=environment, cwd=ROOT, check=True, timeout=120
    )
    yield opened
    context.close()


def sit(page: Page, chair: str) -> None:
    page.goto("/_demo/")
    page.click(f"#sit-{chair}")
    page.goto(f"{CAMPAIGN}/office/inbox?q=张来表")


def seal_all(page: Page, count: int, done: str) -> None:
    """Tick the page, go to the opinion, and seal, without a mouse; watch it being worked off."""
    page.keyboard.press("a")
    expect(page.locator("input[name=pick]:checked")).to_have_count(count)
    page.keyboard.press("e")
    page.keyboard.press("Enter")
    expect(page.locator("#office-run h2")).to_contain_text(
        f"{count} 件中，{count} 件已盖章", timeout=120_000
    )
    expect(page.locator("#office-run tbody").get_by_text(done)).to_have_count(count)


def test_forty_forms_go_up_by_keyboard_and_the_table_is_made(page: Page) -> None:
    sit(page, "county")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()

    # Some one by one: down, open, seal, and the next one comes.
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    for _n in range(4):
        title = page.locator(".title__sub").first.inner_text()
        page.keyboard.press("e")
        page.keyboard.press("Enter")
        expect(page.locator(".title__sub").first).not_to_have_text(title)
    # One goes back, with a remark.
    page.keyboard.press("r")
    page.keyboard.type("请补上数据的时间。")
    page.locator("#return-form button[type=submit]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".toast-list")).to_contain_text("已退回")

    sit(page, "county")
    left = page.locator("input[name=pick]").count()
    assert COUNT - 6 <= left <= COUNT - 4
    seal_all(page, left, "已盖章推荐")
    page.goto(f"{CAMPAIGN}/office/inbox")
    with page.expect_download() as table:
        page.get_by_role("button", name="统计表 Excel").click()
    assert table.value.suggested_filename.endswith(".xlsx")

    sit(page, "city")
    city = page.locator("input[name=pick]").count()
    seal_all(page, city, "已盖章推荐")
    sit(page, "province")
    province = page.locator("input[name=pick]").count()
    seal_all(page, province, "已受理")
    assert (city, province) == (province, city)
    assert city >= COUNT - 6
