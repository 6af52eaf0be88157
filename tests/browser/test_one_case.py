"""One case from the nominee's draft to the results page, through all chairs, on phone and desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text("utf-8")
CAMPAIGN = "/c/mass-line-2021"
UNIT = "柳溪县石桥镇卫生院"
STORY = (
    "2021年3月起，卫生院门口的问答板搬到网上。\n每周整理乡亲最常问的10个问题，由医师写明依据。"
    "到10月底共答复1,906条，平均5小时内回复。\n账号：https://example.org/wenda"
)


@dataclass
class Walker:
    """One browser that follows one case; `number` is its public number once it has one."""

    name: str
    context: BrowserContext
    page: Page
    base: str
    title: str
    number: str = ""

    def sit(self, chair: str) -> None:
        """Sit in a chair of the hall."""
        self.page.goto(f"{self.base}/_demo/")
        with self.page.expect_navigation() as landing:
            self.page.click(f"#sit-{chair}")
        assert landing.value.ok, f"{chair}: {landing.value.status}"
        self.look()

    def go(self, path: str) -> None:
        """Open an address of the campaign, and look at the page."""
        answer = self.page.goto(self.base + CAMPAIGN + path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        self.look()

    def look(self) -> None:
        """Nothing serious for a screen reader's user, and no scrolling sideways."""
        self.page.evaluate(AXE)
        found = self.page.evaluate("axe.run({resultTypes: ['violations']})")
        serious = [
            (fault["id"], [node["html"][:160] for node in fault["nodes"][:2]])
            for fault in found["violations"]
            if fault["impact"] in ("serious", "critical")
        ]
        assert not serious, f"{self.name} {self.page.url}: {serious}"
        width = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, f"{self.name} {self.page.url} scrolls sideways by {width}"


@pytest.fixture
def walkers(chromium: Browser, demo: str) -> Iterator[list[Walker]]:
    made = []
    for name, width, height in (("desk", 1280, 800), ("phone", 375, 812)):
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", has_touch=width < 500
        )
        page = context.new_page()
        page.set_default_timeout(30_000)
        made.append(Walker(name, context, page, demo, f"卫生院门口的问答板（{name}）"))
    yield made
    for walker in made:
        walker.context.close()


def move_clock(walker: Walker, stage: str) -> None:
    walker.page.goto(f"{walker.base}/_demo/")
    walker.page.click(f"#move-{stage}")
    expect(walker.page.get_by_text("时钟已拨好")).to_be_visible(timeout=120_000)


def write_and_hand_in(walker: Walker) -> None:
    page = walker.page
    walker.sit("nominee")
    walker.go("/desk/new")
    page.select_option("select[name=unit]", label=re.compile(UNIT).pattern)
    page.get_by_role("button", name="开始填写").click()
    page.wait_for_url("**/desk/n/**")
    walker.look()
    page.fill("[name=name]", "周禾")
    page.select_option("[name=ethnicity]", label="汉族")
    page.fill("[name=birth]", "1988-03")
    page.select_option("[name=political]", label="中共党员")
    page.select_option("[name=gender]", label="男")
    page.fill("[name=phone]", "13800000102")
    page.fill("[name=post]", f"澄川省云桥市{UNIT}医师")
    page.check("input[name=category][value=individual]")
    page.fill("[name=title]", walker.title)
    page.fill("[name=narrative]", STORY)
    page.check("[name=consent]")
    page.get_by_role("button", name="提交给单位盖章").click()
    expect(page.locator("main")).to_contain_text("待单位意见")
    walker.look()


def seal(walker: Walker, chair: str, button: str) -> None:
    page = walker.page
    walker.sit(chair)
    walker.go("/office/inbox")
    page.get_by_role("link", name=walker.title).first.click()
    page.wait_for_url("**/office/n/**")
    walker.look()
    page.fill("[name=opinion]", "情况属实，同意推荐。")
    page.get_by_role("button", name=re.compile(button)).click()
    expect(page.locator(".toast-list")).to_contain_text(walker.title)


def vote(walker: Walker) -> None:
    page = walker.page
    walker.go(f"/vote?q={walker.title}")
    walker.number = page.locator("[data-vote]").first.get_attribute("data-vote") or ""
    assert re.fullmatch(r"G-\d{3}", walker.number)
    page.locator(f'[data-vote="{walker.number}"]').first.click()
    page.click("[data-pick='3']")
    walker.look()
    page.click("#vote-sheet [data-part=go]")
    expect(page.locator("#live")).to_contain_text("已投 3 票")
    walker.go("/me")
    expect(page.locator("main")).to_contain_text(walker.title)


def judge(walker: Walker) -> None:
    page = walker.page
    walker.go("/jury")
    if page.locator("[name=agree]").count():
        page.check("[name=agree]")
        page.get_by_role("button", name="作出承诺").click()
    walker.go(f"/jury/{walker.number}")
    page.locator("h1").first.click()
    for key in "97898":
        page.keyboard.press(key)
    expect(page.locator("[data-saved]")).to_contain_text("已自动保存")
    expect(page.locator("main")).not_to_contain_text("已投 3")
    page.get_by_role("button", name="锁定这一件").click()
    walker.go(f"/jury/{walker.number}")
    expect(page.locator("main")).to_contain_text("已锁定，不能再改")


def test_one_case_walks_the_whole_year(walkers: list[Walker]) -> None:
    desk = walkers[0]
    move_clock(desk, "collection")
    for walker in walkers:
        write_and_hand_in(walker)
        seal(walker, "sealer", "推荐到")
        seal(walker, "county", "推荐到")
        seal(walker, "city", "推荐到")
        seal(walker, "province", "受理")

    move_clock(desk, "screening")
    desk.sit("manager")
    desk.go("/manage")
    desk.page.get_by_role("button", name=re.compile("公布 .* 件候选")).click()
    move_clock(desk, "interaction")
    for walker in walkers:
        walker.sit("voter")
        vote(walker)
        walker.go(f"/e/{walker.number}")

    move_clock(desk, "review")
    for walker in walkers:
        walker.sit("juror")
        judge(walker)

    move_clock(desk, "notice")
    for walker in walkers:
        walker.go("/notices")
        expect(walker.page.locator("main")).to_contain_text("拟入选名单")
        for chair in ("manager", "supervisor", "auditor", "editor"):
            walker.sit(chair)
        walker.sit("supervisor")
        walker.go("/decide?cat=individual")
        expect(walker.page.locator("main")).to_contain_text(walker.title)

    move_clock(desk, "results")
    for walker in walkers:
        walker.go("/results")
        walker.page.fill("#q", walker.number)
        walker.page.get_by_role("button", name="查询").click()
        expect(walker.page.locator("#found")).to_contain_text(walker.title)
        walker.look()
        walker.go("/show")
