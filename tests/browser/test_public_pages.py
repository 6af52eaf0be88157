"""Every page that everyone sees, in Chromium: axe finds nothing, and nothing runs out of a small screen.

The looks are chosen so that each theme, width, language and size of type meets each page. Pages
are fetched first and served as they came: a browser and a database do not share a thread.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from pingxuan.showcase.models import Bulletin, Film, Story
from pingxuan.voting.actions.pausing import pause_entry, withdraw_entry
from pingxuan.voting.models import Entry
from tests.browser.conftest import ARGUMENTS
from tests.browser.stand_in import standing_in
from tests.builders import VOTING, Province, load_campaign, make_person
from tests.voting.builders import Contest, make_contest, shift_to, sign_in

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text("utf-8")
C = "/c/mass-line-2021"
VISITOR = (
    f"{C}/",
    f"{C}/rules",
    f"{C}/figures",
    f"{C}/p/privacy",
    f"{C}/vote",
    f"{C}/vote?q=没有的",
    f"{C}/e/J-001",
    f"{C}/e/G-001",
    f"{C}/e/C-002",
    f"{C}/notices",
    f"{C}/results",
    f"{C}/show",
    f"{C}/show/accounts",
    f"{C}/receipt",
    f"{C}/verify",
    "/sign-in",
    "/nowhere",
)
VOTER = (f"{C}/vote", f"{C}/vote?mine=1", f"{C}/e/J-001", f"{C}/e/J-001/vote", f"{C}/me")
LOOKS = (
    {"width": 320, "px_lang": "zh-hans", "px_theme": "light", "px_size": "normal"},
    {"width": 320, "px_lang": "en", "px_theme": "dark", "px_size": "large"},
    {"width": 375, "px_lang": "zh-hans", "px_theme": "dark", "px_size": "large"},
    {"width": 1280, "px_lang": "en", "px_theme": "light", "px_size": "normal"},
)


@pytest.fixture
def contest(province: Province) -> Contest:
    campaign = load_campaign(province.root)
    now = datetime.now(UTC)
    shift_to(campaign, VOTING, now)
    contest = make_contest(campaign, [province.county_unit, province.city_unit], count=6)
    still, gone = (Entry.objects.get(number=number) for number in ("G-001", "C-002"))
    pause_entry(still, reason="核对材料", person=contest.manager, now=now)
    withdraw_entry(gone, reason="撤回", person=contest.manager, now=now)
    written = {"campaign": campaign, "publish_at": VOTING - timedelta(days=1)}
    author = {"written_by": contest.manager}
    told = {"version": 1, "lead": "一句话", "blocks": [{"kind": "text", "text": "正文"}]}
    Bulletin.objects.create(title="投票开始", body="## 时间\n\n- 每天 10 票", **written, **author)
    Story.objects.create(title="一枚井盖的旅行", kind="winner", **told, **written, **author)
    film = {
        "kind": "film",
        "caption": "两分钟",
        "silent": "",
        "picture": "",
        "transcript": "文字稿",
    }
    shown = Story.objects.create(title="有片子", kind="account", **told, **written, **author)
    kept = Film.objects.create(
        story=shown, name="a.mp4", media_type="video/mp4", size=9, sha256="0" * 64,
        captions="WEBVTT", added_by=contest.manager, added_at=now,
    )  # fmt: skip
    shown.blocks = [{**film, "film": str(kept.pk)}]
    shown.save()
    Story.objects.create(title="柳溪发布", kind="account", **told, **written, **author)
    return contest


@pytest.fixture
def pages(contest: Contest) -> dict[int, dict[str, str]]:
    """All pages in all looks, as the server gives them: look → address → HTML."""
    addresses = [*VISITOR]
    addresses += [f"{C}/show/{story.pk}" for story in Story.objects.all()]
    addresses += [f"{C}/notices/{bulletin.pk}" for bulletin in Bulletin.objects.all()]
    voter, found = make_person(1), {}
    for place, look in enumerate(LOOKS):
        found[place] = {}
        for is_voter, wanted in ((False, addresses), (True, VOTER)):
            client = Client()
            if is_voter:
                sign_in(client, voter)
            for name, value in look.items():
                client.cookies[name] = value
            for address in wanted:
                answer = client.get(address)
                assert answer.status_code in (200, 404), address
                found[place][f"{'voter ' * is_voter}{address}"] = answer.content.decode()
    return found


@pytest.fixture
def chromium(pages: dict[int, dict[str, str]]) -> Iterator[Browser]:
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


def test_nothing_at_all_is_found_on_a_page_that_everyone_sees(
    pages: dict[int, dict[str, str]], chromium: Browser
) -> None:
    found: list[str] = []
    for place, look in enumerate(LOOKS):
        served = dict(enumerate(pages[place].items()))
        with standing_in({f"/{n}": html for n, (_, html) in served.items()}) as stand_in:
            page = chromium.new_page(
                viewport={"width": int(look["width"]), "height": 800}, reduced_motion="reduce"
            )
            for n, (address, _html) in served.items():
                page.goto(f"{stand_in.address}/{n}")
                page.evaluate(AXE)
                faults = page.evaluate(LOOK)
                wide = page.evaluate(WIDER)
                faults += [f"{wide} px too wide"] if wide > 0 else []
                found += [f"{list(look.values())} {address}: {fault}" for fault in faults]
            page.close()

    assert found == []
