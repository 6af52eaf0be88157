"""The public figures: by day and by place, never more than the rule about counts lets be seen."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.ballotbox import store
from pingxuan.campaigns.actions import load_sheet
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Status
from pingxuan.jury.seclusion import counts_for
from pingxuan.nominations.models import Nomination
from pingxuan.voting import ballots
from pingxuan.voting.queries.origins import Origin, origins_of
from pingxuan.voting.queries.turnout import VotingDay, days_of
from pingxuan.web.downloads import csv_response
from tests.builders import SCREENING_ONLY, VOTING, Province, at, make_person, sheet_text
from tests.voting.builders import Contest, make_accepted, make_contest, publish, shift_to

PAGE = "/c/mass-line-2021/figures"
# day → entry → votes, ballots; and how many people
BY_DAY = {
    "11-20": ({"J-001": (40, 9), "G-001": (10, 3)}, 8),
    "11-21": ({"J-001": (7, 4)}, 4),
    "11-22": ({}, 0),
    "11-23": ({"G-001": (61, 30)}, 12),
    "11-24": ({"C-001": (20, 10)}, 6),
    "11-25": ({"J-001": (5, 2)}, 2),
}


@pytest.fixture
def contest(campaign: Campaign, province: Province) -> Contest:
    shift_to(campaign, VOTING, datetime.now(UTC))
    contest = make_contest(
        campaign, [province.county_unit, province.city_unit, province.provincial_unit]
    )
    put_ballots(campaign)
    return contest


def put_ballots(campaign: Campaign) -> None:
    """Lay six days of ballots into the ballot box as its writers leave them."""
    with store.session(ballots.url(), create=True) as session:
        [[number]] = session.rows("SELECT campaign FROM campaigns WHERE id = ?", str(campaign.pk))
        for day, (entries, people) in BY_DAY.items():
            ordinal = at(f"{day} 12:00").date().toordinal()
            session.many(
                "INSERT INTO tally (campaign, entry, day, writer, votes, ballots)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [(number, entry, ordinal, 1, *counts) for entry, counts in entries.items()],
            )
            session.many(
                "INSERT INTO quota (voter, day, campaign, used, cap, stubs)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [(bytes([n] * 16), ordinal, number, 3, 10, b"") for n in range(people)],
            )
        session.many(
            "INSERT INTO voided (campaign, entry, day, votes, ballots) VALUES (?, ?, ?, ?, ?)",
            [(number, "G-001", date(2021, 11, 23).toordinal(), 11, 5)],
        )


def under(contest: Contest, rule: str) -> Campaign:
    text = sheet_text().replace('counts_shown = "delayed"', f'counts_shown = "{rule}"')
    text = text.replace("delay_minutes = 10", "delay_minutes = 10\nhidden_hours = 12")
    load_sheet(text, now=datetime.now(UTC), slug=contest.campaign.slug)
    return Campaign.objects.get(pk=contest.campaign.pk)


def on(day: int) -> date:
    return date(2021, 11, day)


def real(campaign: Campaign, moment: datetime) -> datetime:
    return moment - timedelta(seconds=campaign.shift_seconds)


def days_at(campaign: Campaign, moment: datetime) -> tuple[VotingDay, ...]:
    now = real(campaign, moment)
    return days_of(campaign, counts_for(None, campaign, now), now)


WHOLE = (
    VotingDay(on(20), 50, 12, 8, is_over=True),
    VotingDay(on(21), 7, None, None, is_over=True),
    VotingDay(on(22), 0, 0, 0, is_over=True),
    VotingDay(on(23), 50, 25, 12, is_over=True),
    VotingDay(on(24), 20, 10, 6, is_over=True),
)


def test_a_day_is_told_whole_when_it_is_over_and_people_only_where_they_are_many(
    contest: Contest,
) -> None:
    campaign = under(contest, "live")

    found = days_at(campaign, VOTING)

    assert found == (*WHOLE, VotingDay(on(25), 5, None, None, is_over=False))


def test_a_day_is_not_over_before_its_last_slips_are_written(contest: Contest) -> None:
    campaign = under(contest, "live")

    just_over = days_at(campaign, at("11-25 00:03"))
    settled = days_at(campaign, at("11-25 00:06"))

    assert just_over[4] == VotingDay(on(24), 20, None, None, is_over=False)
    assert settled[4] == WHOLE[4]


def test_the_last_day_is_whole_once_the_vote_is_over(contest: Contest) -> None:
    campaign = under(contest, "live")

    found = days_at(campaign, at("12-02 12:00"))

    assert (found[-1].on, found[-1].is_over, len(found)) == (on(30), True, 11)


def test_days_never_have_more_votes_than_the_shown_count(contest: Contest) -> None:
    """With a delay, votes of the last minutes are in the tally and not yet in what is shown."""
    campaign = under(contest, "delayed")
    moment = at("11-25 12:05")
    with store.session(ballots.url(), create=True) as session:
        [[number]] = session.rows("SELECT campaign FROM campaigns WHERE id = ?", str(campaign.pk))
        minute = int(at("11-25 12:00").timestamp()) // 60
        session.many(
            "INSERT INTO counts (line, campaign, minute, day, in_tally, body)"
            " VALUES (?, ?, ?, ?, 1, ?)",
            [(1 << 36, number, minute, on(25).toordinal(), b'{"J-001": [3, 1]}')],
        )

    found = days_at(campaign, moment)

    total = counts_for(None, campaign, real(campaign, moment)).total
    assert total == sum(day.votes for day in found)
    assert found == (*WHOLE, VotingDay(on(25), 2, None, None, is_over=False))


@pytest.mark.parametrize(
    ("rule", "moment"),
    [
        ("hidden", VOTING),
        ("hidden_last_hours", at("11-30 12:00")),
        ("hidden", at("12-05 12:00")),
        ("live", at("11-19 12:00")),
    ],
)
def test_nothing_is_told_by_day_while_counts_are_hidden_or_before_the_vote(
    contest: Contest, rule: str, moment: datetime
) -> None:
    assert days_at(under(contest, rule), moment) == ()


def test_entries_are_counted_by_place_and_tier(contest: Contest, province: Province) -> None:
    found = origins_of(contest.campaign, datetime.now(UTC))

    assert found.places == (
        Origin("临溪市", (1, 1, 0), 2),
        Origin("云泽市", (0, 0, 0), 0),
        Origin("", (0, 0, 1), 1),
    )
    assert found.tiers == (
        Origin("province", (0, 0, 1)),
        Origin("city", (0, 1, 0)),
        Origin("county", (1, 0, 0)),
    )
    assert found.totals == Origin("", (1, 1, 1), 3)


def arrive(campaign: Campaign, province: Province, count: int) -> None:
    """Let more nominations of the second city come to the province, and be declined there."""
    writer = make_person(77)
    for n in range(count):
        Nomination.objects.create(
            campaign=campaign,
            unit=province.other_city_unit,
            office=province.root,
            writer=writer,
            status=Status.DECLINED,
            title=f"没有进入{n}",
            category="institution",
            created_at=SCREENING_ONLY,
        )


def test_few_unpublished_cases_of_a_place_stay_untold_and_so_does_the_sum(
    contest: Contest, province: Province
) -> None:
    now = datetime.now(UTC)

    arrive(contest.campaign, province, 4)
    few = origins_of(contest.campaign, now)
    arrive(contest.campaign, province, 1)
    enough = origins_of(contest.campaign, now)

    assert ([one.forwarded for one in few.places], few.totals.forwarded) == ([2, None, 1], None)
    assert ([one.forwarded for one in enough.places], enough.totals.forwarded) == ([2, 5, 1], 8)


def test_what_was_forwarded_is_told_when_collecting_is_over(contest: Contest) -> None:
    campaign = contest.campaign

    before = origins_of(campaign, real(campaign, at("11-20 17:29")))
    after = origins_of(campaign, real(campaign, at("11-20 17:30")))

    assert (before.has_forwarded, after.has_forwarded) == (False, True)


def text_of(client: Client, address: str = PAGE) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()


def test_the_page_shows_tables_and_charts_with_their_words(
    client: Client, contest: Contest
) -> None:
    html = text_of(client)

    assert 'aria-label="每天的有效票。11 月 20 日最多，50 票。"' in html
    assert 'aria-label="各地进入投票的作品。临溪市最多，2 件。"' in html
    rows = [re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", row)).strip() for row in html.split("<tr>")]
    assert "11 月 23 日 50 25 12" in rows
    assert "11 月 21 日 7 不足 5 人，不公布" in rows
    assert any(row.startswith("11 月 25 日 5 当天过完后公布") for row in rows)
    assert "style=" not in html


def test_the_page_is_linked_from_home_and_foot(client: Client, contest: Contest) -> None:
    assert text_of(client, "/c/mass-line-2021/").count(f'href="{PAGE}"') == 2


def test_a_hidden_count_leaves_only_where_entries_come_from(
    client: Client, contest: Contest
) -> None:
    under(contest, "hidden")

    html = text_of(client)

    assert "按评选规则，参与数据和票数一起公布。" in html
    assert "投票人数" not in html
    assert "临溪市" in html


def csv_of(client: Client, name: str) -> list[list[str]]:
    answer = client.get(f"{PAGE}/{name}.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_each_table_is_a_csv_that_tells_what_the_page_tells(
    client: Client, contest: Contest
) -> None:
    days, places, tiers = (csv_of(client, name) for name in ("days", "places", "tiers"))

    assert days[:4] == [
        ["投票日", "有效票", "投票次数", "投票人数"],
        ["2021-11-20", "50", "12", "8"],
        ["2021-11-21", "7", "", ""],
        ["2021-11-22", "0", "0", "0"],
    ]
    assert days[-1] == ["2021-11-25", "5", "", ""]
    assert (places[0][0], places[0][-1]) == ("地方", "进入投票")
    assert sum(int(row[-1]) for row in places[1:]) == sum(int(row[-1]) for row in tiers[1:]) == 3
    assert client.get(f"{PAGE}/people.csv").status_code == 404


def test_a_text_that_begins_like_a_formula_stays_text() -> None:
    answer = csv_response([["=1+1", "@x", "地方", -2, None]], "a.csv")

    assert answer.content.decode("utf-8-sig") == "'=1+1,'@x,地方,-2,\r\n"
    assert answer["Content-Disposition"] == 'attachment; filename="a.csv"'


def test_there_are_no_figures_without_a_vote(client: Client, contest: Contest) -> None:
    sheet = Path(__file__).parents[1] / "campaigns/sheets/innovation-award.toml"
    load_sheet(sheet.read_text("utf-8"), now=datetime.now(UTC), slug="no-vote")

    assert client.get("/c/no-vote/figures").status_code == 404
    assert "/figures" not in text_of(client, "/c/no-vote/")


def test_it_costs_the_same_queries_for_three_entries_and_for_thirty(
    client: Client, contest: Contest, province: Province
) -> None:
    costs = [cost_of(client)]
    for n in range(2, 29):
        make_accepted(contest.campaign, province.county_unit, make_person(2), f"J-{n:03d}")
    publish(contest.campaign, contest.manager)
    costs.append(cost_of(client))

    assert costs[0] == costs[1] <= 8, costs


def cost_of(client: Client) -> int:
    client.get(PAGE)  # the first look after a change reads the cards
    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)
    return len(queries)
