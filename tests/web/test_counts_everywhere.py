"""What is shown of counts, at every door that is open to everyone, under each rule. Source: E4.

The doors are not listed by hand: every address of the site is opened as a visitor, and those that
open are looked through, so that a new one is tried by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from pingxuan.ballotbox import store
from pingxuan.campaigns.actions import load_sheet
from pingxuan.campaigns.models import Campaign
from pingxuan.mirror.copying import copy_site
from pingxuan.mirror.this_site import order_of
from pingxuan.showcase.models import Bulletin, Story
from pingxuan.voting import ballots
from pingxuan.voting.queries.counts import shown
from pingxuan.web.share_pieces import piece_of
from tests.builders import VOTING, Province, at, sheet_text
from tests.jury.builders import give_votes
from tests.voting.builders import Contest, make_contest, shift_to
from tests.web.test_seclusion import patterns

SLUG = "mass-line-2021"
VOTES = {"J-001": 98765, "G-001": 43210}
LATE = 500
LIVE = {"98765", "98,765", "43210", "43,210", "141975", "141,975"}
DELAYED = {"98265", "98,265", "43210", "43,210", "141475", "141,475"}
ENTRY_DOORS = {f"/c/{SLUG}/vote", f"/c/{SLUG}/e/J-001", f"/api/v1/campaigns/{SLUG}/counts"}
SUM_DOORS = {f"/c/{SLUG}/", f"/c/{SLUG}/figures", f"/c/{SLUG}/figures/days.csv"}
DAYTIME, EVENING_BEFORE, EVENING = VOTING, at("11-30 11:45"), at("11-30 12:00")
OVER, OUT = at("12-05 12:00"), at("12-29 12:00")


@dataclass(frozen=True)
class Case:
    """A rule at a moment, and what it lets be seen: nothing, the count of now, or that of before."""

    rule: str
    moment: datetime
    told: frozenset[str]


CASES = [
    Case("live", DAYTIME, frozenset(LIVE)),
    Case("live", OVER, frozenset(LIVE)),
    Case("delayed", DAYTIME, frozenset(DELAYED)),
    Case("delayed", OVER, frozenset(LIVE)),
    Case("hidden_last_hours", EVENING_BEFORE, frozenset(LIVE)),
    Case("hidden_last_hours", EVENING, frozenset()),
    Case("hidden_last_hours", OVER, frozenset()),
    Case("hidden_last_hours", OUT, frozenset(LIVE)),
    Case("hidden", DAYTIME, frozenset()),
    Case("hidden", OVER, frozenset()),
    Case("hidden", OUT, frozenset(LIVE)),
]


@pytest.fixture
def contest(campaign: Campaign, province: Province) -> Contest:
    shift_to(campaign, VOTING, datetime.now(UTC))
    contest = make_contest(campaign, [province.county_unit, province.city_unit])
    give_votes(campaign, VOTES)
    author = {"campaign": campaign, "written_by": contest.manager, "publish_at": VOTING}
    Bulletin.objects.create(title="投票开始", body="每天 10 票", **author)
    told = {"version": 1, "lead": "一句话", "blocks": [{"kind": "text", "text": "正文"}]}
    Story.objects.create(title="一枚井盖", kind="winner", **told, **author)
    return contest


def under(contest: Contest, rule: str, moment: datetime) -> Campaign:
    """Run the contest under a rule at a moment; 500 of J-001's votes were given just now."""
    text = sheet_text().replace('counts_shown = "delayed"', f'counts_shown = "{rule}"')
    text = text.replace("delay_minutes = 10", "delay_minutes = 10\nhidden_hours = 12")
    load_sheet(text, now=datetime.now(UTC), slug=SLUG)
    campaign = Campaign.objects.get(pk=contest.campaign.pk)
    shift_to(campaign, moment, datetime.now(UTC))
    with store.session(ballots.url(), create=True) as session:
        [[number]] = session.rows("SELECT campaign FROM campaigns WHERE id = ?", str(campaign.pk))
        minute = min(moment, at("11-30 12:00")).timestamp() // 60
        body = json.dumps({"J-001": [LATE, LATE]}).encode()
        session.many(
            "INSERT INTO counts (line, campaign, minute, day, in_tally, body)"
            " VALUES (?, ?, ?, ?, 1, ?)",
            [(1 << 36, number, int(minute), 738_000, body)],
        )
    return campaign


def doors() -> Iterator[str]:
    """Give every address of the site, its gaps filled with what exists."""
    known = {"slug": SLUG, "number": "J-001", "code": "privacy", "name": "card.png"}
    story, bulletin = Story.objects.get(), Bulletin.objects.get()
    for route, gaps in patterns():
        for pk in (story.pk, bulletin.pk) if "pk" in gaps else (None,):
            address = route.replace("^", "").replace("$", "")
            for gap in gaps:
                value = str({**known, "pk": pk}.get(gap) or "x")
                for converter in ("slug:", "str:", "uuid:", "int:", "path:", ""):
                    given = "0" if converter == "int:" else value
                    address = address.replace(f"<{converter}{gap}>", given)
            yield f"/{address}"


def seen_by_a_visitor(client: Client) -> dict[str, str]:
    """Open every door that opens, and give what is behind it with its head."""
    found = {}
    for address in dict.fromkeys(doors()):
        answer: Any = client.get(address)
        if answer.status_code == 200:
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            found[address] = f"{answer.headers}\n{body.decode('utf-8', 'replace')}"
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule} {case.moment:%m-%d %H:%M}")
def test_every_open_door_tells_what_the_rule_lets_it_and_no_more(
    client: Client, contest: Contest, case: Case
) -> None:
    under(contest, case.rule, case.moment)

    pages = seen_by_a_visitor(client)

    told = {one: {n for n in LIVE | DELAYED if n in text} for one, text in pages.items()}
    told = {one: numbers for one, numbers in told.items() if numbers}
    assert {one for one, numbers in told.items() if numbers - case.told} == set()
    assert set(told) == ((ENTRY_DOORS | SUM_DOORS) if case.told else set())
    assert len(pages) > 20


def test_the_last_hours_begin_on_the_second(contest: Contest) -> None:
    campaign = under(contest, "hidden_last_hours", EVENING)
    edge = EVENING - timedelta(seconds=campaign.shift_seconds)

    before, after = shown(campaign, edge - timedelta(seconds=1)), shown(campaign, edge)

    assert (before.of("J-001"), after.of("J-001")) == (VOTES["J-001"], None)


def test_card_and_poster_say_no_count_under_any_rule(contest: Contest) -> None:
    campaign = under(contest, "live", DAYTIME)

    said = json.dumps(
        piece_of(campaign, contest.entries[0], "https://x.example.org/e/J-001", DAYTIME)
    )

    assert [n for n in LIVE | DELAYED if n in said] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("rule", "moment", "is_told"),
    [("live", DAYTIME, True), ("hidden", DAYTIME, False), ("hidden_last_hours", EVENING, False)],
)
def test_the_static_copy_tells_no_more_than_the_site(
    contest: Contest, tmp_path: Path, rule: str, moment: datetime, is_told: bool
) -> None:
    under(contest, rule, moment)
    out = tmp_path / "copy"

    copy_site(order_of(live="", base="https://c.example.org/", now=datetime.now(UTC)), out)

    pages = {file: file.read_text("utf-8") for file in out.rglob("*.html")}
    told = {file.parent.name for file, text in pages.items() if any(n in text for n in LIVE)}
    assert told == (
        {"vote", "J-001", "G-001", SLUG, "figures", "cat-institution", "cat-individual"}
        if is_told
        else set()
    )
    assert len(pages) > 20
