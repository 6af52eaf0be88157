"""The vote sheet, the autosave and the juror's keys, in Chromium, against every answer there is."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from tests.browser.stand_in import DROPPED, StandIn, standing_in
from tests.web import twin

pytestmark = pytest.mark.browser
AXE = Path(__file__).parent / "vendor/axe.min.js"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
ARGUMENTS += ["--disable-background-networking", "--disable-component-update"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def given(votes: int, left: int, *, replayed: bool = False) -> tuple[int, dict[str, object]]:
    body = {"receipt": "R", "entry": "J-001", "votes": votes, "left": left, "day": "2021-11-24"}
    return 200, {**body, "replayed": replayed}


def with_scripts(page: str) -> str:
    scripts = "".join(
        f'<script src="/static/built/{name}.js" defer></script>'
        for name in ("vote", "form", "score")
    )
    return page.replace("</head>", scripts + "</head>")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        yield chromium
        chromium.close()


@pytest.fixture
def box() -> Iterator[StandIn]:
    twins = with_scripts(render_to_string("_components.html", twin.context()))
    plain = render_to_string("public.html", twin.context())
    with standing_in({"/": twins, "/plain": plain}) as stand_in:
        yield stand_in


@pytest.fixture
def page(browser: Browser, box: StandIn) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 375, "height": 812})
    page = context.new_page()
    page.set_default_timeout(8000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda m: problems.append(m.text) if "Content Security Policy" in m.text else None,
    )
    page.goto(box.address)
    yield page
    context.close()
    assert problems == []


def open_sheet(page: Page) -> None:
    page.locator('a[data-vote="J-001"]').click()
    expect(page.locator("#vote-sheet [data-part=go]")).to_be_enabled()


def give(page: Page, votes: int) -> None:
    button = page.locator("#vote-sheet [data-part=go]")
    expect(button).to_have_text(f"投 {votes} 票")
    button.click()


def message(page: Page) -> str:
    place = page.locator("#vote-sheet [data-part=message]")
    expect(place).to_be_visible()
    return place.inner_text()


def waiting(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('px-vote:'))")


def test_three_votes_are_given_in_two_taps_and_the_page_says_so(page: Page, box: StandIn) -> None:
    box.answers.append(given(3, 4))

    open_sheet(page)
    page.get_by_role("button", name="3 票", exact=True).click()
    give(page, 3)

    expect(page.locator("#vote-sheet")).to_be_hidden()
    expect(page.locator("#live")).to_have_text("已投 3 票，今天还可投 4 票")
    expect(page.locator("[data-vote-left]")).to_have_text("已投 3 票，今天还可投 4 票")
    expect(page.locator('[data-mine="J-001"]')).to_have_text("今天已投 5")
    used = page.locator('.votebar [data-ballot] i[data-state="used"]')
    expect(used).to_have_count(6)
    assert [body for _, _, body in box.asked] == [{"entry": "J-001", "votes": 3}]
    assert waiting(page) == []


def test_a_rule_of_two_at_least_begins_with_two_and_says_when_too_few_are_left(
    page: Page, box: StandIn
) -> None:
    def at_least_two(route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace('data-least="1"', 'data-least="2"')
        route.fulfill(response=answer, body=body)

    page.route(box.address, at_least_two)
    page.goto(box.address)
    box.answers.append(given(2, 1))

    open_sheet(page)
    expect(page.locator("#vote-sheet [data-step='-1']")).to_be_disabled()
    expect(page.get_by_role("button", name="1 票", exact=True)).to_be_disabled()
    give(page, 2)

    expect(page.locator("#vote-sheet")).to_be_hidden()
    assert [body for _, _, body in box.asked] == [{"entry": "J-001", "votes": 2}]


def test_a_lost_answer_is_asked_for_again_with_the_same_key(page: Page, box: StandIn) -> None:
    box.answers.extend([(DROPPED, {}), (503, {"code": "storage_unavailable"})])
    box.answers.append(given(1, 6, replayed=True))

    open_sheet(page)
    give(page, 1)

    assert message(page) == "正在确认这 1 票，请不要重投"
    expect(page.locator("[data-part=go]")).to_be_disabled()
    expect(page.locator("#live")).to_have_text("这 1 票已经计入，没有重复", timeout=15000)
    assert len({key for _, key, _ in box.asked}) == 1
    assert len(box.asked) == 3
    assert waiting(page) == []


def test_a_reload_asks_for_the_answer_that_never_came(page: Page, box: StandIn) -> None:
    box.answers.append((DROPPED, {}))
    open_sheet(page)
    give(page, 1)
    assert message(page) == "正在确认这 1 票，请不要重投"
    assert len(waiting(page)) == 1

    box.answers.append(given(1, 6))
    page.reload()

    expect(page.locator("#live")).to_have_text("已投 1 票，今天还可投 6 票")
    assert len({key for _, key, _ in box.asked}) == 1
    assert waiting(page) == []


def test_a_request_of_an_earlier_day_is_not_sent_before_one_says_so(
    page: Page, box: StandIn
) -> None:
    page.evaluate(
        """localStorage.setItem("px-vote:mass-line-2021:voter-one", JSON.stringify(
        {key: "k", entry: "J-001", votes: 2, title: "作品", by: "", day: "2021-11-23"}))"""
    )

    page.reload()
    words = message(page)

    assert words.startswith("2021-11-23 的 2 票没有收到答复。")
    assert box.asked == []
    page.get_by_role("button", name="不投了").click()
    assert waiting(page) == []


def test_another_persons_request_is_left_alone(page: Page, box: StandIn) -> None:
    page.evaluate(
        """localStorage.setItem("px-vote:mass-line-2021:somebody", JSON.stringify(
        {key: "k", entry: "J-001", votes: 2, title: "作品", by: "", day: "2021-11-24"}))"""
    )

    page.reload()
    open_sheet(page)

    assert box.asked == []
    assert len(waiting(page)) == 1


REFUSALS = [
    (409, {"code": "quota_exceeded", "left": 2}, "今天只剩 2 票，这次改投 2 票吗？"),
    (409, {"code": "quota_exceeded", "left": 0}, "今天的 10 票都投完了，明天 0:00 恢复"),
    (409, {"code": "quota_exceeded", "left": 7, "cap": "entry"}, "票数已到上限"),
    (409, {"code": "voting_closed"}, "投票已经结束，这 5 票没有计入"),
    (409, {"code": "voting_closed", "reason": "设备检修"}, "投票暂停：设备检修。"),
    (404, {"code": "unknown_entry"}, "这个作品已经撤下"),
    (403, {"code": "not_eligible"}, "现在的账号不能投票"),
    (429, {"code": "too_many_requests"}, "投得太快，请 30 秒后再试。还可投 7 票"),
    (422, {"code": "malformed"}, "没有投出去，这 5 票没有计入，也没有扣"),
]


@pytest.mark.parametrize(("status", "body", "words"), REFUSALS)
def test_a_refusal_says_that_nothing_was_counted(
    page: Page, box: StandIn, status: int, body: dict[str, object], words: str
) -> None:
    box.answers.append((status, body))

    open_sheet(page)
    page.get_by_role("button", name="5 票", exact=True).click()
    give(page, 5)

    expect(page.locator("#vote-sheet [data-part=message]")).to_contain_text(words)
    assert waiting(page) == []


def test_without_a_connection_nothing_is_sent(page: Page, box: StandIn) -> None:
    open_sheet(page)
    page.context.set_offline(True)
    give(page, 1)

    assert message(page) == "网络断了，这 1 票没有计入，也没有扣"
    assert (box.asked, waiting(page)) == ([], [])
    expect(page.locator("#offline-bar")).to_have_text(re.compile("网络断了"))


def test_whoever_is_not_signed_in_goes_to_the_plain_page(page: Page, box: StandIn) -> None:
    box.is_signed_in = False

    page.locator('a[data-vote="J-001"]').click()

    page.wait_for_url("**/#vote")


def test_a_draft_is_saved_here_at_once_and_on_the_server_soon(page: Page, box: StandIn) -> None:
    box.answers.append((200, {"revision": "r2", "saved_at": "14:32:08"}))

    page.locator("#id_narrative").press_sequentially("停水 9 小时")

    expect(page.locator("[data-count-for=id_narrative] b")).to_have_text("5")
    expect(page.locator("[data-saved]")).to_have_text("已自动保存 14:32:08（本机与服务器）")
    expect(page.locator("input[name=revision]")).to_have_value("r2")
    assert page.evaluate("localStorage.getItem('px-draft:twin')") is None


def test_what_the_server_did_not_get_is_there_after_a_reload(page: Page, box: StandIn) -> None:
    box.answers.append((DROPPED, {}))
    page.locator("#id_narrative").press_sequentially("停水")
    expect(page.locator("[data-saved]")).to_have_text(re.compile("已存在本机"))

    saved = (200, {"revision": "r2", "saved_at": "14:33:00"})
    box.answers.extend([saved, saved])  # the page that goes tries once more
    page.reload()

    expect(page.locator("#id_narrative")).to_have_value("停水")
    expect(page.locator("[data-saved]")).to_have_text("已自动保存 14:33:00（本机与服务器）")


def test_two_writers_see_both_texts_and_choose(page: Page, box: StandIn) -> None:
    theirs = {"narrative": "别处的文字", "post": "水务局"}
    box.answers.append((409, {"revision": "r9", "by": "李四", "at": "14:31", "fields": theirs}))
    page.locator("#id_narrative").press_sequentially("我的文字")

    expect(page.locator("[data-conflict-who]")).to_have_text(re.compile("14:31 李四 在别处改过"))
    expect(page.locator("[data-mine-text]").first).to_have_text("我的文字")
    box.answers.append((200, {"revision": "r10", "saved_at": "14:35:00"}))
    page.get_by_role("button", name="用我的").first.click()
    page.get_by_role("button", name="用这份").click()

    expect(page.locator("[data-conflict]")).to_be_hidden()
    expect(page.locator("#id_narrative")).to_have_value("我的文字")
    expect(page.locator("#id_post")).to_have_value("水务局")
    expect(page.locator("input[name=revision]")).to_have_value("r10")


def test_rows_of_evidence_come_and_go_and_add_up(page: Page, box: StandIn) -> None:
    box.answers.extend([(200, {"revision": "r2", "saved_at": "14:32:08"})] * 3)

    page.get_by_role("button", name="加一个平台").click()
    page.locator("[name=evidence-1-posts]").fill("1,846")

    expect(page.locator("[data-sum=posts]")).to_have_text("1,858")
    expect(page.locator("#id_evidence-TOTAL_FORMS")).to_have_value("2")
    page.get_by_role("button", name="去掉").last.click()
    expect(page.locator("[data-sum=posts]")).to_have_text("12")


def test_a_juror_scores_by_keyboard_and_each_stroke_is_saved(page: Page, box: StandIn) -> None:
    box.answers.extend([(200, {"saved_at": "10:41:20"})] * 3)
    page.locator("h1").click()

    page.keyboard.press("0")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("7")

    expect(page.locator("input[name=new][value='10']")).to_be_checked()
    expect(page.locator("input[name=typical][value='7']")).to_be_checked()
    expect(page.locator("[data-score-given]")).to_have_text("3")
    expect(page.locator("[data-saved]")).to_have_text(re.compile("已自动保存 10:41:20"))


def test_marks_that_the_server_did_not_get_are_there_after_a_reload(
    page: Page, box: StandIn
) -> None:
    box.answers.append((DROPPED, {}))
    page.locator("h1").click()
    page.keyboard.press("9")
    expect(page.locator("[data-saved]")).to_have_text(re.compile("已存在本机"))

    saved = (200, {"saved_at": "10:42:00"})
    box.answers.extend([saved, saved])  # the page that goes tries once more
    page.reload()

    expect(page.locator("input[name=new][value='9']")).to_be_checked()
    expect(page.locator("[data-saved]")).to_have_text(re.compile("已自动保存 10:42:00"))


def test_keys_rest_in_text_fields_and_when_they_are_turned_off(page: Page, box: StandIn) -> None:
    box.answers.append((200, {"revision": "r2", "saved_at": "14:32:08"}))
    page.locator("#id_name").press("5")
    expect(page.locator("input[name=new]:checked")).to_have_count(0)

    page.keyboard.press("Tab")
    page.locator("#score-keys summary").click()
    page.get_by_label("不用键盘").check()
    page.locator("h1").click()
    page.keyboard.press("5")

    expect(page.locator("input[name=new]:checked")).to_have_count(0)


@pytest.mark.parametrize(
    ("width", "theme"), [(320, "light"), (375, "dark"), (1280, "light"), (1280, "dark")]
)
def test_the_twin_page_has_no_fault_of_access_and_no_sideways_scroll(
    page: Page, width: int, theme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(f"document.documentElement.dataset.bsTheme = '{theme}'")
    page.evaluate(AXE.read_text("utf-8"))

    faults = page.evaluate(
        """(rules) => axe.run(document, {runOnly: rules}).then((found) =>
        found.violations.map((fault) => [fault.id, fault.nodes.map((node) => node.target[0])]))""",
        RULES,
    )

    assert faults == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
