"""What changed in other rooms reaches the ballot box by itself."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from pingxuan.accounts.models import Person
from pingxuan.ballotbox import snapshot as ballot_snapshot
from pingxuan.ballotbox.snapshot import Snapshot
from pingxuan.campaigns.actions import load_sheet
from pingxuan.voting import ballots
from pingxuan.voting.tasks import EVERY_SECONDS, keep_ballot_box_told
from tests.builders import VOTING, make_person, sheet_text
from tests.voting.builders import Contest

NOW = datetime.fromtimestamp(VOTING.timestamp() // EVERY_SECONDS * EVERY_SECONDS, UTC)


def told(contest: Contest) -> Snapshot:
    found = ballot_snapshot.latest(ballots.url(), str(contest.campaign.pk))
    assert found is not None
    return found


def test_a_new_version_of_the_sheet_is_told_once(contest: Contest) -> None:
    before = told(contest)
    assert keep_ballot_box_told(NOW) == 0
    text = (
        sheet_text()
        .replace("per_day = 10", "per_day = 6")
        .replace("max_per_request = 10", "max_per_request = 6")
    )
    load_sheet(text, now=NOW, slug=contest.campaign.slug)

    assert (keep_ballot_box_told(NOW), keep_ballot_box_told(NOW)) == (1, 0)

    after = told(contest)
    assert (after.version, after.daily_limit) == (before.version + 1, 6)


def test_an_account_that_was_retired_is_blocked(contest: Contest) -> None:
    person = make_person(1)
    assert keep_ballot_box_told(NOW) == 0
    Person.objects.filter(pk=person.pk).update(is_active=False)

    assert keep_ballot_box_told(NOW) == 1

    voter = ballots.voter_of_phone(contest.campaign, "+8613800000001").hex()
    assert told(contest).blocked == [voter]


def test_the_sheets_days_for_network_facts_are_told(contest: Contest) -> None:
    text = re.sub(r"network_days = \d+", "network_days = 7", sheet_text())
    load_sheet(text, now=NOW, slug=contest.campaign.slug)

    keep_ballot_box_told(NOW)

    assert told(contest).keep_facts_days == 7


def test_looking_costs_the_same_when_nothing_changed(contest: Contest) -> None:
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            keep_ballot_box_told(NOW)
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 6
