"""The voter's token and the counts, as programs get them."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
import pytest
from django.test import Client

from pingxuan.accounts.models import Person
from pingxuan.ballotbox.serving import running as ballot_box
from pingxuan.campaigns.models import Campaign
from pingxuan.voting import ballots
from pingxuan.voting.relaying import Answer, Outcome, relay
from tests.builders import VOTING, Province, make_person
from tests.voting.builders import Contest, make_contest, shift_to, sign_in

TOKEN = "/api/v1/voter-token?campaign=mass-line-2021"


@pytest.fixture
def contest(campaign: Campaign, province: Province) -> Contest:
    shift_to(campaign, VOTING, datetime.now(UTC))
    return make_contest(campaign, [province.county_unit])


@pytest.fixture
def voter(contest: Contest) -> Person:
    return make_person(1)


def test_without_a_session_there_is_no_token(client: Client, contest: Contest) -> None:
    answer = client.get(TOKEN)

    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer.json()["code"] == "not_signed_in"


def test_a_token_says_voter_channel_campaign_and_a_quarter_of_an_hour(
    client: Client, contest: Contest, voter: Person
) -> None:
    sign_in(client, voter)
    before = int(time.time())

    answer = client.get(TOKEN)

    body = answer.json()
    campaign = str(contest.campaign.pk)
    claims = jwt.decode(
        body.pop("token"), ballots.keys().token(campaign), algorithms=["HS256"], audience=campaign
    )
    expires_at = datetime.fromisoformat(body.pop("expires_at"))
    assert body == {
        "left": 10,
        "pools": None,
        "used": 0,
        "day": "2021-11-25",
        "channel": "web",
        "voter": "ready",
    }
    assert claims == {
        "aud": campaign,
        "ch": "web",
        "exp": int(expires_at.timestamp()),
        "sub": ballots.voter_of_phone(contest.campaign, "+8613800000001").hex(),
    }
    assert 899 <= claims["exp"] - before <= 902
    assert "no-store" in answer["Cache-Control"]


def test_who_has_no_verified_number_is_told_to_verify(client: Client, contest: Contest) -> None:
    staff = Person.objects.create(username="li", name="李四", created_at=datetime.now(UTC))
    sign_in(client, staff, way="password")

    body = client.get(TOKEN).json()

    assert (body["token"], body["voter"]) == (None, "verify")


@pytest.mark.parametrize("address", [TOKEN + "x", "/api/v1/campaigns/nowhere/counts"])
def test_an_unknown_campaign_is_a_problem(client: Client, voter: Person, address: str) -> None:
    sign_in(client, voter)

    answer = client.get(address)

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_campaign")


def test_a_browser_without_script_gives_votes_and_is_told_the_truth(
    client: Client, contest: Contest, voter: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the token to the ledger, through a real ballot box."""
    slug = contest.campaign.slug
    sign_in(client, voter)
    key, address = str(uuid4()), f"/c/{slug}/e/J-001/vote"
    seen = {}
    with ballot_box(votes_only=True) as base_url:
        monkeypatch.setenv("PINGXUAN_BALLOTBOX_URL", base_url)
        for name, votes, used_key, number in [
            ("given", 7, key, "J-001"),
            ("replayed", 7, key, "J-001"),
            ("key reused", 2, key, "J-001"),
            ("too many", 4, str(uuid4()), "J-001"),
            ("the rest", 3, str(uuid4()), "G-001"),
            ("none left", 1, str(uuid4()), "J-001"),
        ]:
            answer = client.post(
                address.replace("J-001", number), {"votes": votes, "key": used_key}
            )
            told = answer.context["answer"]
            seen[name] = (answer.status_code, told.outcome, told.left)
        token = client.get(TOKEN).json()
        me = client.get(f"/c/{slug}/me")
        board = client.get(f"/c/{slug}/vote?mine=1")

    assert seen == {
        "given": (200, Outcome.GIVEN, 3),
        "replayed": (200, Outcome.REPLAYED, 3),
        "key reused": (409, Outcome.KEY_REUSED, None),
        "too many": (409, Outcome.QUOTA, 3),
        "the rest": (200, Outcome.GIVEN, 0),
        "none left": (409, Outcome.QUOTA, 0),
    }
    assert (token["left"], token["used"]) == (0, 10)
    [day] = me.context["days"]
    assert [(one.ballot.entry, one.ballot.votes) for one in day.given] == [
        ("G-001", 3),
        ("J-001", 7),
    ]
    assert dict(re.findall(r'data-mine="([^"]+)" data-n="(\d+)"', board.content.decode())) == {
        "J-001": "7",
        "G-001": "3",
    }


def test_a_receipt_is_found_and_says_what_it_was_for(
    client: Client, contest: Contest, voter: Person
) -> None:
    slug = contest.campaign.slug
    sign_in(client, voter)
    token = client.get(TOKEN).json()["token"]
    with ballot_box(votes_only=True) as base_url:
        answer = relay(base_url, token, entry="C-001", votes=2, key=str(uuid4()))

    typed = answer.receipt.lower()[:4] + " - " + answer.receipt[4:]
    found = Client().post(f"/c/{slug}/receipt", {"receipt": typed})
    missing = Client().post(f"/c/{slug}/receipt", {"receipt": "A" * 26})

    assert "核对通过。投给 C-001 共 2 票" in found.content.decode()
    assert "没有找到这张凭据" in missing.content.decode()


def test_pauses_and_the_clock_reach_the_ballot_box_in_words(
    client: Client, contest: Contest, voter: Person
) -> None:
    from pingxuan.voting.actions.pausing import pause, pause_entry, resume
    from pingxuan.voting.actions.publishing import refresh_snapshot

    sign_in(client, voter)
    token = client.get(TOKEN).json()["token"]
    now = datetime.now(UTC)

    def give() -> Answer:
        with ballot_box(votes_only=True) as base_url:
            return relay(base_url, token, entry="J-001", votes=1, key=str(uuid4()))

    pause(contest.campaign, reason="检修", person=contest.manager, now=now)
    all_paused = give()
    resume(contest.campaign, person=contest.manager, now=now)
    pause_entry(contest.entries[-1], reason="核对", person=contest.manager, now=now)
    one_paused = give()
    shift_to(contest.campaign, VOTING + timedelta(days=30), now)
    refresh_snapshot(contest.campaign, now)
    over = give()

    assert (all_paused.outcome, all_paused.reason) == (Outcome.CLOSED, "检修")
    assert (one_paused.outcome, one_paused.reason) == (Outcome.CLOSED, "核对")
    assert (over.outcome, over.reason) == (Outcome.CLOSED, "")


def test_the_api_describes_itself(client: Client, db: None) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]

    assert {"/api/v1/voter-token", "/api/v1/campaigns/{slug}/counts"} <= set(paths)
