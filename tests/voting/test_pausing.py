"""Pauses, withdrawals and lists of voters: who may, what the ballot box is told, what stays."""

from __future__ import annotations

import pytest

from pingxuan.audit.models import Record
from pingxuan.ballotbox.snapshot import Snapshot, latest
from pingxuan.campaigns.actions import give_post, load_sheet
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import AlreadyDone, NotYourAct
from pingxuan.domain.vocabulary import Act, Role
from pingxuan.voting import ballots
from pingxuan.voting.actions.listing import replace_voter_list
from pingxuan.voting.actions.pausing import (
    pause,
    pause_entry,
    resume,
    resume_entry,
    withdraw_entry,
)
from pingxuan.voting.actions.publishing import refresh_snapshot
from pingxuan.voting.models import ListedVoter
from tests.builders import VOTING, Province, make_officer, make_person, sheet_text
from tests.voting.builders import Contest


def told(contest: Contest) -> Snapshot:
    snapshot = latest(ballots.url(), str(contest.campaign.pk))
    assert snapshot is not None
    return snapshot


def test_the_whole_vote_or_one_channel_stands_still_and_goes_on(contest: Contest) -> None:
    campaign, manager = contest.campaign, contest.manager

    pause(campaign, reason="检修", person=manager, now=VOTING)
    pause(campaign, reason="客户端故障", person=manager, now=VOTING, channel="app")
    both = told(contest)
    resume(campaign, person=manager, now=VOTING)
    channel_only = told(contest)

    assert (both.paused, both.paused_channels) == ("检修", {"app": "客户端故障"})
    assert (channel_only.paused, channel_only.paused_channels) == (None, {"app": "客户端故障"})


def test_an_entry_stands_still_goes_on_or_leaves(contest: Contest) -> None:
    first, second, _ = contest.entries
    pause_entry(first, reason="核对", person=contest.manager, now=VOTING)
    withdraw_entry(second, reason="撤回", person=contest.manager, now=VOTING)
    before = {number: entry.paused for number, entry in told(contest).entries.items()}
    resume_entry(first, person=contest.manager, now=VOTING)

    assert before == {first.number: "核对", second.number: "撤回", "J-001": None}
    assert told(contest).entries[first.number].paused is None


def test_each_act_is_in_the_book_once_and_twice_is_refused(contest: Contest) -> None:
    campaign, manager, entry = contest.campaign, contest.manager, contest.entries[0]
    pause(campaign, reason="检修", person=manager, now=VOTING)
    pause_entry(entry, reason="核对", person=manager, now=VOTING)

    for again in (
        lambda: pause(campaign, reason="再停", person=manager, now=VOTING),
        lambda: pause_entry(entry, reason="再停", person=manager, now=VOTING),
        lambda: resume(campaign, person=manager, now=VOTING, channel="app"),
        lambda: resume_entry(contest.entries[1], person=manager, now=VOTING),
    ):
        with pytest.raises(AlreadyDone):
            again()

    assert Record.objects.filter(act=Act.PAUSE).count() == 2
    assert Record.objects.filter(act=Act.RESUME).count() == 0


@pytest.mark.parametrize("role", [*Role])
def test_who_may_stop_the_vote(contest: Contest, role: Role) -> None:
    may_stop = {Role.MANAGER, Role.SUPERVISOR, Role.INTEGRITY_REVIEWER}
    person = make_officer(50, role, contest.campaign, None)

    if role in may_stop:
        pause(contest.campaign, reason="检修", person=person, now=VOTING)
    else:
        with pytest.raises(NotYourAct):
            pause(contest.campaign, reason="检修", person=person, now=VOTING)

    assert (told(contest).paused == "检修") is (role in may_stop)


def test_a_channel_that_is_not_in_the_sheet_is_no_channel(contest: Contest) -> None:
    with pytest.raises(KeyError):
        pause(contest.campaign, reason="检修", person=contest.manager, now=VOTING, channel="tv")


def under(contest: Contest, who: str) -> Campaign:
    text = sheet_text().replace('who = "everyone"', who)
    load_sheet(text, now=VOTING, slug=contest.campaign.slug)
    return Campaign.objects.get(pk=contest.campaign.pk)


def test_a_list_lets_only_its_people_vote_and_keeps_no_number(contest: Contest) -> None:
    campaign = under(contest, 'who = "list"')

    count = replace_voter_list(
        campaign, ["13800000001", "138-0000-0002", "+86 138 0000 0001"], person=None, now=VOTING
    )

    voters = sorted(ballots.voter_of_phone(campaign, f"+861380000000{n}").hex() for n in (1, 2))
    assert (count, told(contest).eligible) == (2, voters)
    assert sorted(ListedVoter.objects.values_list("voter", flat=True)) == voters


def test_units_let_their_people_vote(contest: Contest, province: Province) -> None:
    campaign = under(contest, 'who = "units"\nunits = ["临溪市/青杨县"]')
    inside, outside = make_person(1), make_person(2)
    give_post(
        inside,
        Role.UNIT_FILLER,
        campaign=campaign,
        unit=province.county_unit,
        person=None,
        now=VOTING,
    )
    give_post(
        outside,
        Role.UNIT_FILLER,
        campaign=campaign,
        unit=province.city_unit,
        person=None,
        now=VOTING,
    )

    refresh_snapshot(campaign, VOTING)

    assert told(contest).eligible == [ballots.voter_of_phone(campaign, "+8613800000001").hex()]


def test_a_retired_account_is_blocked_by_the_next_snapshot(contest: Contest) -> None:
    person = make_person(1)
    person.is_active = False
    person.save(update_fields=["is_active"])

    refresh_snapshot(contest.campaign, VOTING)

    assert told(contest).blocked == [
        ballots.voter_of_phone(contest.campaign, "+8613800000001").hex()
    ]
