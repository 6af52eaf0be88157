"""Signed heads of the vote's log stand in the book too, and show a log that was exchanged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.core.management import call_command

from pingxuan.audit.models import Record
from pingxuan.audit.queries import first_fault
from pingxuan.ballotbox import log, reading, snapshot, store
from pingxuan.cli.audit import verify
from pingxuan.cli.doctor import _heads
from pingxuan.domain.vocabulary import Act
from pingxuan.voting import ballots
from pingxuan.voting.queries import heads
from pingxuan.voting.tasks import EVERY_SECONDS, keep_new_heads
from tests.builders import VOTING
from tests.voting.builders import Contest

NOW = datetime.fromtimestamp(VOTING.timestamp() // EVERY_SECONDS * EVERY_SECONDS, UTC)


def make_head(contest: Contest, after: int) -> None:
    """Sign a head over the whole log, some days after the first."""
    key = str(contest.campaign.pk)
    with store.session(ballots.url()) as session:
        number = snapshot.number_of(session, key)
        own = log.Campaign(session, number, key, "Asia/Shanghai", ballots.keys())
        moment = NOW + timedelta(days=after)
        own.make_head(moment.date(), 0, moment)


def exchange(contest: Contest, statement: str) -> None:
    """Do something to the heads in the ballot database."""
    with store.session(ballots.url()) as session, session.transaction():
        session.run(statement)


def test_each_new_head_becomes_one_line_of_the_book(contest: Contest) -> None:
    make_head(contest, 0)
    make_head(contest, 1)

    assert [keep_new_heads(NOW), keep_new_heads(NOW)] == [2, 0]
    make_head(contest, 2)
    assert keep_new_heads(NOW) == 1

    made = reading.heads(ballots.url(), str(contest.campaign.pk))
    lines = Record.objects.filter(act=Act.KEEP_HEAD.value).order_by("number")
    assert [(line.facts["head"], line.facts["root"]) for line in lines] == [
        (n, head.root) for n, head in enumerate(made)
    ]
    assert first_fault(str(contest.campaign.pk)) is None
    assert (CliRunner().invoke(verify, standalone_mode=False).return_value, _heads().is_well) == (
        0,
        True,
    )


@pytest.mark.parametrize(
    ("statement", "is_missing"),
    [
        ("DELETE FROM heads WHERE n = 1", True),
        ("DELETE FROM heads", True),
        (
            "UPDATE heads SET line = replace(line, '\"tree_size\":0', '\"tree_size\":1') WHERE n = 1",
            False,
        ),
    ],
)
def test_a_log_that_was_exchanged_or_set_back_is_seen(
    contest: Contest, monkeypatch: pytest.MonkeyPatch, statement: str, is_missing: bool
) -> None:
    make_head(contest, 0)
    make_head(contest, 1)
    keep_new_heads(NOW)

    exchange(contest, statement)

    departure = heads.departures()[contest.campaign.slug]
    assert departure.is_missing is is_missing
    ended = CliRunner().invoke(verify, standalone_mode=False)
    assert ended.return_value == 1
    assert contest.campaign.slug in ended.output
    assert not _heads().is_well
    with pytest.raises(SystemExit):
        call_command("make_ready")
    monkeypatch.setenv("PINGXUAN_LOG_BEHIND", "accept")
    call_command("make_ready")


def test_nothing_is_added_behind_a_log_that_departed(contest: Contest) -> None:
    make_head(contest, 0)
    keep_new_heads(NOW)
    exchange(contest, "DELETE FROM heads")
    make_head(contest, 3)
    make_head(contest, 4)

    assert keep_new_heads(NOW) == 0

    assert Record.objects.filter(act=Act.KEEP_HEAD.value).count() == 1
