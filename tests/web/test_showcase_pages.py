"""The showcase by the clock, and the editor's desk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.campaigns.models import Campaign
from pingxuan.showcase.models import Bulletin, Story
from pingxuan.showcase.stories import write_story
from tests.builders import COLLECTING, RESULTS, Province, at, load_campaign, make_person
from tests.jury.builders import Panel, officers_of
from tests.test_second_sheet import SHEET
from tests.voting.builders import shift_to, sign_in

BASE = "/c/mass-line-2021"
SHOW = f"{BASE}/show"
LAST_DAY = at("11-30 12:00")


@pytest.fixture
def panel(campaign: Campaign, province: Province) -> Panel:
    return Panel(campaign, province, officers_of(campaign), [])


def go_to(panel: Panel, moment: datetime) -> None:
    shift_to(panel.campaign, moment, datetime.now(UTC))


def text_of(response: Any) -> str:
    return str(response.content.decode())


def story(panel: Panel, title: str, moment: datetime, **given: Any) -> Story:
    return write_story(
        panel.campaign,
        kind=given.pop("kind", Story.Kind.WINNER),
        title=title,
        lead="一句话介绍",
        body="第一段\n\n<b>第二段</b>",
        publish_at=moment,
        person=panel.officers.editor,
        now=COLLECTING,
        **given,
    )


def test_accounts_come_first_and_winners_when_they_are_known(client: Client, panel: Panel) -> None:
    account = story(panel, "青杨健康", LAST_DAY, kind=Story.Kind.ACCOUNT)
    winner = story(panel, "水表会说话", RESULTS)
    go_to(panel, LAST_DAY + timedelta(minutes=1))

    accounts, winners = client.get(f"{SHOW}/accounts"), client.get(SHOW)

    assert "青杨健康" in text_of(accounts)
    assert "2021 年 12 月 28 日 10:00 开始展示" in text_of(winners)
    assert client.get(f"{SHOW}/{account.pk}").status_code == 200
    assert client.get(f"{SHOW}/{winner.pk}").status_code == 404
    go_to(panel, RESULTS + timedelta(minutes=1))
    assert "水表会说话" in text_of(client.get(SHOW))
    page = text_of(client.get(f"{SHOW}/{winner.pk}"))
    assert "<p>第一段</p>" in page
    assert "<b>第二段</b>" not in page


def test_categories_filter_and_count(client: Client, panel: Panel) -> None:
    entries = panel.publish({"institution": 1, "creative": 2})
    for entry in entries:
        story(panel, f"故事{entry.number}", RESULTS, entry=entry)
    go_to(panel, RESULTS + timedelta(minutes=1))

    whole, creative = client.get(SHOW), client.get(f"{SHOW}?cat=creative")

    tabs = [(tab["category"].code, tab["number"]) for tab in whole.context["tabs"]]
    assert tabs == [("institution", 1), ("creative", 2)]
    assert (whole.context["total"], len(whole.context["tiles"])) == (3, 2)
    assert [tile.seal for tile in creative.context["tiles"]] == ["创", "创"]
    assert creative.context["lead"] is None


def test_a_campaign_without_a_showcase_has_no_such_page(client: Client, province: Province) -> None:
    load_campaign(province.root, SHEET.read_text("utf-8"))

    for path in ("show", "show/accounts", "objection"):
        sign_in(client, make_person(3))
        assert client.get(f"/c/innovation-2026/{path}").status_code == 404


@pytest.mark.parametrize(
    ("who", "way", "status"),
    [
        ("nobody", "", 302),
        ("editor", "password", 200),
        ("editor", "sms", 403),
        ("manager", "password", 200),
        ("supervisor", "password", 403),
        ("chair", "password", 403),
    ],
)
def test_who_edits(client: Client, panel: Panel, who: str, way: str, status: int) -> None:
    if who != "nobody":
        sign_in(client, getattr(panel.officers, who), way=way)

    assert client.get(f"{BASE}/edit").status_code == status
    assert client.post(f"{BASE}/edit", {"bulletin-title": "x"}).status_code in (
        {200: 422}.get(status, status),
    )
    assert Bulletin.objects.count() == 0


def test_the_editor_writes_in_the_campaigns_time(client: Client, panel: Panel) -> None:
    go_to(panel, LAST_DAY)
    sign_in(client, panel.officers.editor, way="password")

    client.post(
        f"{BASE}/edit",
        {
            "bulletin-title": "公告",
            "bulletin-body": "正文",
            "bulletin-publish_at": "2021-12-01T09:00",
        },
    )
    client.post(
        f"{BASE}/edit",
        {
            "story-kind": "account",
            "story-title": "青杨健康",
        },
    )
    made = Story.objects.get()
    answer = client.post(
        f"{BASE}/edit/stories/{made.pk}",
        {
            "title": "青杨健康",
            "lead": "一句话",
            "0-kind": "text",
            "0-text": "全文",
            "publish_at": "2021-12-01T09:00",
            "act": "publish",
        },
    )

    assert answer.status_code == 302
    assert Bulletin.objects.get().publish_at == at("12-01 09:00")
    assert (Story.objects.get().kind, Story.objects.get().publish_at) == (
        "account",
        at("12-01 09:00"),
    )
    page = text_of(client.get(f"{BASE}/edit"))
    assert page.count("未到时间") == 2


def test_a_form_that_does_not_hold_comes_back_with_what_was_typed(
    client: Client, panel: Panel
) -> None:
    sign_in(client, panel.officers.editor, way="password")

    answer = client.post(f"{BASE}/edit", {"story-title": "只有标题", "story-number": "X-999"})

    assert answer.status_code == 422
    assert "只有标题" in text_of(answer)
    assert Story.objects.count() == 0


def test_the_pages_cost_the_same_for_one_story_and_for_three(client: Client, panel: Panel) -> None:
    entries = panel.publish({"creative": 3})
    costs = []
    for count in (1, 3):
        go_to(panel, COLLECTING)
        for entry in entries[Story.objects.count() : count]:
            story(panel, f"故事{entry.number}", RESULTS, entry=entry)
        go_to(panel, RESULTS + timedelta(minutes=1))
        sign_in(client, panel.officers.editor, way="password")
        found = []
        for path in (SHOW, f"{BASE}/edit"):
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            found.append(len(queries))
        costs.append(found)

    assert costs[0] == costs[1]
    assert max(costs[0]) <= 8
