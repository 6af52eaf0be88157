"""The vote's desk: pauses of all three kinds, the list of voters, and who may do what."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.audit.models import Record
from pingxuan.ballotbox import snapshot as ballot_snapshot
from pingxuan.ballotbox.snapshot import Snapshot
from pingxuan.campaigns.actions import load_sheet
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Role
from pingxuan.voting import ballots
from pingxuan.voting.models import ListedVoter
from tests.builders import VOTING, Province, make_officer, make_person, sheet_text
from tests.voting.builders import Contest, make_contest, shift_to, sign_in

DESK = "/c/mass-line-2021/manage/vote"


@pytest.fixture
def contest(campaign: Campaign, province: Province) -> Contest:
    shift_to(campaign, VOTING, datetime.now(UTC))
    return make_contest(
        campaign, [province.county_unit, province.city_unit, province.provincial_unit]
    )


@pytest.fixture
def manager(client: Client, contest: Contest) -> Client:
    sign_in(client, contest.manager, way="password")
    return client


def told(contest: Contest) -> Snapshot:
    found = ballot_snapshot.latest(ballots.url(), str(contest.campaign.pk))
    assert found is not None
    return found


@pytest.mark.parametrize("channel", ["", "app"])
def test_the_vote_or_a_channel_stands_still_and_goes_on(
    manager: Client, contest: Contest, channel: str
) -> None:
    refused = manager.post(f"{DESK}/pause", {"channel": channel, "reason": ""})
    manager.post(f"{DESK}/pause", {"channel": channel, "reason": "核查异常票"})
    still = told(contest)
    again = manager.post(f"{DESK}/pause", {"channel": channel, "reason": "再一次"})
    page = manager.get(DESK).content.decode()
    manager.post(f"{DESK}/resume", {"channel": channel})

    assert (refused.status_code, again.status_code) == (422, 409)
    assert (still.paused, still.paused_channels) == (
        ("核查异常票", {}) if not channel else (None, {channel: "核查异常票"})
    )
    assert "核查异常票" in page
    assert (told(contest).paused, told(contest).paused_channels) == (None, {})
    assert Record.objects.filter(act__in=["pause", "resume"]).count() == 2


def test_an_entry_stands_still_goes_on_and_is_taken_out(manager: Client, contest: Contest) -> None:
    unknown = manager.post(f"{DESK}/entry", {"number": "X-9", "act": "pause", "reason": "核实"})
    manager.post(f"{DESK}/entry", {"number": "j-001", "act": "pause", "reason": "核实材料"})
    paused = told(contest).entries["J-001"].paused
    manager.post(f"{DESK}/entry/J-001/resume")
    resumed = told(contest).entries["J-001"].paused
    manager.post(f"{DESK}/entry", {"number": "J-001", "act": "withdraw", "reason": "单位撤回"})

    assert (unknown.status_code, paused, resumed) == (422, "核实材料", None)
    assert told(contest).entries["J-001"].paused == "单位撤回"
    assert "已撤出" in manager.get(DESK).content.decode()


def test_the_list_is_read_from_text_and_file_or_refused_whole(
    manager: Client, contest: Contest
) -> None:
    text = sheet_text().replace('who = "everyone"', 'who = "list"')
    load_sheet(text, now=datetime.now(UTC), slug=contest.campaign.slug)
    file = SimpleUploadedFile("l.csv", "手机,姓名\n".encode("gb18030"))
    good = SimpleUploadedFile("l.csv", "13800000002,李四\n\n13800000003\t王五\n".encode("gb18030"))

    refused = manager.post(f"{DESK}/voters", {"text": "13800000001", "file": file})
    empty = manager.post(f"{DESK}/voters", {"text": " "})
    before = ListedVoter.objects.count()
    taken = manager.post(f"{DESK}/voters", {"text": "138 0000 0001", "file": good})

    assert (refused.status_code, empty.status_code, before) == (422, 422, 0)
    assert "13800000001" in refused.content.decode()  # what was typed is not lost
    assert taken.status_code == 302
    eligible = told(contest).eligible
    assert eligible is not None
    assert len(eligible) == ListedVoter.objects.count() == 3
    assert "138" not in "".join(ListedVoter.objects.values_list("voter", flat=True))[:3]
    assert "现有 3 人" in manager.get(DESK).content.decode()


@pytest.mark.parametrize(
    ("role", "seen", "paused", "listed"),
    [
        (Role.SUPERVISOR, 200, 302, 403),
        (Role.INTEGRITY_REVIEWER, 200, 302, 403),
        (Role.JUROR, 403, 403, 403),
        (None, 403, 403, 403),
    ],
)
def test_who_may(
    client: Client, contest: Contest, role: Role | None, seen: int, paused: int, listed: int
) -> None:
    person = make_officer(77, role, contest.campaign, None) if role else make_person(77)
    sign_in(client, person, way="password" if role else "sms")

    found = [
        client.get(DESK).status_code,
        client.post(f"{DESK}/pause", {"reason": "核查"}).status_code,
        client.post(f"{DESK}/voters", {"text": "13800000001"}).status_code,
    ]

    assert found == [seen, paused, listed]


def test_the_desk_costs_the_same_for_one_still_entry_and_for_three(
    manager: Client, contest: Contest
) -> None:
    costs = []
    manager.get(DESK)
    for number in contest.numbers:
        manager.post(f"{DESK}/entry", {"number": number, "act": "pause", "reason": "核实"})
        manager.get(DESK)  # shows the message
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(DESK).status_code == 200
        costs.append(len(queries))

    assert costs == [costs[0]] * 3
