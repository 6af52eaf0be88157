"""Publishing: what the board says of an entry, and what the ballot box is told."""

from __future__ import annotations

import pytest

from pingxuan.audit.models import Record
from pingxuan.ballotbox.snapshot import Entry as BallotEntry
from pingxuan.ballotbox.snapshot import latest
from pingxuan.domain.errors import NotYourAct
from pingxuan.domain.vocabulary import Status
from pingxuan.nominations.models import Nomination
from pingxuan.voting import ballots
from pingxuan.voting.actions.publishing import publish_entries
from pingxuan.voting.models import Entry
from tests.builders import SCREENING_ONLY, at, make_person
from tests.voting.builders import Contest, make_accepted, publish


def test_publishing_binds_each_entry_to_its_revision_and_says_who_and_what(
    contest: Contest,
) -> None:
    institution, individual = (
        Entry.objects.get(number="J-001"),
        Entry.objects.get(number="G-001"),
    )

    assert institution.revision_id == institution.nomination.revision_id
    assert (institution.by, institution.place) == ("青杨县卫生健康委员会", "临溪市 青杨县")
    assert institution.fact == "2021 年共答复留言 12,846 条，平均 3.2 小时"
    assert individual.by == "张三　东岭省临溪市住房和城乡建设局干部"
    assert {n.status for n in Nomination.objects.all()} == {Status.PUBLISHED}


def test_the_ballot_box_is_told_the_whole_vote(contest: Contest) -> None:
    snapshot = latest(ballots.url(), str(contest.campaign.pk))

    assert snapshot is not None
    assert snapshot.entries == {
        "C-001": BallotEntry("creative"),
        "G-001": BallotEntry("individual"),
        "J-001": BallotEntry("institution"),
    }
    assert (snapshot.zone, snapshot.daily_limit, snapshot.max_per_request) == (
        "Asia/Shanghai",
        10,
        10,
    )
    assert (snapshot.opens_at, snapshot.closes_at) == (at("11-20 20:00"), at("12-01 00:00"))
    assert (snapshot.channels, snapshot.paused, snapshot.eligible) == (["web", "app"], None, None)


def test_publishing_again_adds_only_what_was_accepted_since(contest: Contest, units: list) -> None:
    before = latest(ballots.url(), str(contest.campaign.pk))
    assert publish(contest.campaign, contest.manager) == []
    make_accepted(contest.campaign, units[0], make_person(1), "J-002")

    added = publish(contest.campaign, contest.manager)

    after = latest(ballots.url(), str(contest.campaign.pk))
    assert [entry.number for entry in added] == ["J-002"]
    assert before is not None
    assert after is not None
    assert (len(after.entries), after.version - before.version) == (4, 1)


def test_publishing_refuses_whoever_does_not_manage_and_writes_nothing(
    campaign: object, units: list
) -> None:
    writer = make_person(1)
    make_accepted(campaign, units[0], writer, "J-001")
    lines = Record.objects.count()

    with pytest.raises(NotYourAct):
        publish_entries(campaign, person=writer, now=SCREENING_ONLY)

    assert (Entry.objects.count(), Record.objects.count()) == (0, lines)
    assert latest(ballots.url(), str(campaign.pk)) is None


def test_a_moved_clock_reaches_the_ballot_box(running: Contest) -> None:
    snapshot = latest(ballots.url(), str(running.campaign.pk))

    assert snapshot is not None
    assert snapshot.shift_seconds == running.campaign.shift_seconds != 0
