"""The way in and a campaign's home: one hero for each phase, rules, calendar, fixed pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.campaigns.actions import load_sheet
from pingxuan.campaigns.models import Campaign
from pingxuan.voting.actions.pausing import pause
from pingxuan.voting.models import Entry
from tests.builders import VOTING, Province, at, make_person, sheet_text
from tests.voting.builders import Contest, make_accepted, make_contest, publish, shift_to

HOME = "/c/mass-line-2021/"


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def units(province: Province) -> list:
    return [province.county_unit, province.city_unit, province.provincial_unit]


@pytest.fixture
def contest(campaign: Campaign, units: list) -> Contest:
    shift_to(campaign, VOTING, now())
    return make_contest(campaign, units)


def test_the_root_leads_to_the_one_open_campaign(client: Client, contest: Contest) -> None:
    assert client.get("/")["Location"] == HOME


def test_the_root_lists_several_campaigns_and_says_when_there_is_none(
    client: Client, contest: Contest
) -> None:
    load_sheet(sheet_text(), now=now(), slug="second")
    Campaign.objects.filter(slug="second").update(shift_seconds=contest.campaign.shift_seconds)

    several = client.get("/")
    Entry.objects.all().delete()
    Campaign.objects.update(version=None)
    none = client.get("/")

    assert [line["campaign"].slug for line in several.context["lines"]] == [
        "second",
        "mass-line-2021",
    ]
    assert "还没有活动" in none.content.decode()


@pytest.mark.parametrize(
    ("moment", "stage", "button", "is_record"),
    [
        (at("10-19 12:00"), "征集", "看作品", False),
        (at("11-05 12:00"), "征集", "报送案例", False),
        (at("11-20 18:00"), "初审", "看作品", False),
        (at("11-25 12:00"), "互动", "去投票", True),
        (at("11-30 12:00"), "互动", "去投票", True),
        (at("12-05 12:00"), "评议", "看作品", False),
        (at("12-22 12:00"), "公示", "看公示名单", False),
        (at("12-29 12:00"), "结果", "看结果", False),
        (at("2022-02-01 12:00"), "活动已经结束", "看展示", False),
    ],
)
def test_each_phase_has_one_hero_and_one_act(
    client: Client, contest: Contest, moment: datetime, stage: str, button: str, is_record: bool
) -> None:
    shift_to(contest.campaign, moment, now())

    page = client.get(HOME)
    hero, text = page.context["hero"], page.content.decode()

    assert (page.status_code, hero.stage, hero.label, hero.is_record) == (
        200,
        stage,
        button,
        is_record,
    )
    assert text.count("hero__go") == 1
    assert text.count("btn-zhu") == int(is_record)


def test_home_shows_seats_conditions_rules_and_the_reel_in_the_boards_order(
    client: Client, contest: Contest
) -> None:
    page = client.get(HOME)
    text = page.content.decode()

    assert [line.category.seats for line in page.context["lines"]] == [10, 15, 15]
    assert "每人每天 10 票" in text
    assert "方法新，解决实际困难" in text
    board = client.get(f"{HOME}vote").content.decode()
    assert [card.number for card in page.context["reel"]] == re.findall(
        r'id="entry-([^"]+)"', board
    )


def test_home_tells_of_a_pause(client: Client, contest: Contest) -> None:
    pause(contest.campaign, reason="机房检修", person=contest.manager, now=now())

    assert "机房检修" in client.get(HOME).content.decode()


def test_home_costs_the_same_queries_for_three_entries_and_thirty(
    client: Client, contest: Contest, units: list
) -> None:
    costs = []
    for upto in (3, 30):
        for n in range(Entry.objects.count() + 1, upto + 1):
            make_accepted(contest.campaign, units[0], make_person(2), f"J-{n:03d}")
        publish(contest.campaign, contest.manager)
        client.get(HOME)
        with CaptureQueriesContext(connection) as queries:
            client.get(HOME)
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 6


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("address", ["rules", "p/questions", "p/privacy", "", "vote", "e/J-001"])
def test_public_pages_open_in_both_languages(
    client: Client, contest: Contest, address: str, language: str
) -> None:
    client.cookies["px_lang"] = language

    page = client.get(HOME + address)

    assert (page.status_code, page["Content-Language"]) == (200, language)


def test_a_fixed_page_is_markdown_without_raw_html(client: Client, campaign: Campaign) -> None:
    text = sheet_text().replace(
        "**谁可以报送？**", "**谁可以报送？** <script>alert(1)</script>[x](javascript:alert(1))"
    )
    load_sheet(text, now=now(), slug=campaign.slug)

    page = client.get(f"{HOME}p/questions").content.decode()

    assert "<strong>谁可以报送？</strong>" in page
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page


def test_the_privacy_link_finds_the_page(client: Client, campaign: Campaign) -> None:
    assert client.get("/privacy")["Location"] == f"{HOME}p/privacy"
