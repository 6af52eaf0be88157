"""What is shown of the count is the sheet's rule, on the page and in the API alike. Source: E4."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from pingxuan.ballotbox.serving import running as ballot_box
from pingxuan.campaigns.actions import load_sheet
from pingxuan.campaigns.models import Campaign
from pingxuan.voting import ballots
from pingxuan.voting.actions.publishing import refresh_snapshot
from pingxuan.voting.queries.counts import shown
from pingxuan.voting.relaying import Outcome, relay
from pingxuan.voting.tokens import token_for
from tests.builders import VOTING, at, sheet_text
from tests.voting.builders import Contest, make_contest, shift_to

Rule = Callable[[str], Contest]
VOTES = 7
RULES = ["live", "delayed", "hidden", "hidden_last_hours"]


@pytest.fixture
def counted(campaign: Campaign, units: list) -> Contest:
    """Seven votes for J-001, given through a real ballot box at noon of the voting stage."""
    now = datetime.now(UTC)
    shift_to(campaign, VOTING, now)
    contest = make_contest(campaign, units)
    voter = ballots.voter_of_phone(campaign, "+8613800000001")
    token = token_for(campaign, voter, "web", now=now).token
    with ballot_box(votes_only=True) as base_url:
        given = relay(base_url, token, entry="J-001", votes=VOTES, key=str(uuid4()))
    assert given.outcome is Outcome.GIVEN
    return contest


def under(contest: Contest, rule: str) -> Campaign:
    """Run the contest under another rule of what is shown."""
    text = sheet_text().replace('counts_shown = "delayed"', f'counts_shown = "{rule}"')
    text = text.replace("delay_minutes = 10", "delay_minutes = 10\nhidden_hours = 12")
    load_sheet(text, now=datetime.now(UTC), slug=contest.campaign.slug)
    campaign = Campaign.objects.get(pk=contest.campaign.pk)
    refresh_snapshot(campaign, datetime.now(UTC))
    return campaign


def moments(campaign: Campaign) -> dict[str, datetime]:
    """Real moments: just after the vote, a quarter of an hour later, the last evening, and so on."""
    shift = timedelta(seconds=campaign.shift_seconds)
    return {
        "soon": datetime.now(UTC) + timedelta(seconds=4),
        "later": datetime.now(UTC) + timedelta(minutes=15),
        "last evening": at("11-30 20:00") - shift,
        "closed": at("12-05 12:00") - shift,
        "results": at("12-29 12:00") - shift,
    }


def test_each_rule_shows_what_it_says_when_it_says(counted: Contest) -> None:
    seen = {}
    for rule in RULES:
        campaign = under(counted, rule)
        for name, moment in moments(campaign).items():
            seen[rule, name] = shown(campaign, moment).of("J-001")

    assert seen == {
        ("live", "soon"): 7,
        ("live", "later"): 7,
        ("live", "last evening"): 7,
        ("live", "closed"): 7,
        ("live", "results"): 7,
        ("delayed", "soon"): 0,
        ("delayed", "later"): 7,
        ("delayed", "last evening"): 7,
        ("delayed", "closed"): 7,
        ("delayed", "results"): 7,
        ("hidden", "soon"): None,
        ("hidden", "later"): None,
        ("hidden", "last evening"): None,
        ("hidden", "closed"): None,
        ("hidden", "results"): 7,
        ("hidden_last_hours", "soon"): 7,
        ("hidden_last_hours", "later"): 7,
        ("hidden_last_hours", "last evening"): None,
        ("hidden_last_hours", "closed"): None,
        ("hidden_last_hours", "results"): 7,
    }


def test_a_shown_count_has_its_date(counted: Contest) -> None:
    campaign = under(counted, "delayed")
    now = datetime.now(UTC)

    found = shown(campaign, now)

    assert found.as_of is not None
    assert timedelta(minutes=10) <= campaign.at(now) - found.as_of < timedelta(minutes=11)


def test_nothing_leaks_while_hidden_on_any_page_or_in_the_api(
    counted: Contest, client: Client
) -> None:
    under(counted, "hidden")
    slug = counted.campaign.slug

    board = client.get(f"/c/{slug}/vote")
    entry = client.get(f"/c/{slug}/e/J-001")
    home = client.get(f"/c/{slug}/")
    api = client.get(f"/api/v1/campaigns/{slug}/counts").json()

    assert "entry__votes" not in board.content.decode()
    assert entry.context["votes"] is None
    assert "累计有效票" not in home.content.decode()
    assert (api["counts"], api["is_hidden"], api["as_of"]) == (None, True, None)
