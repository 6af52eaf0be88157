"""A host app's hand-over: taken once, by the registered key and its algorithm alone. Source: J1."""

from __future__ import annotations

import runpy
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management import CommandError, call_command
from django.test import Client

from pingxuan.accounts.actions import person_of
from pingxuan.accounts.models import Person, Phone
from pingxuan.accounts.permissions import may
from pingxuan.audit.models import Record
from pingxuan.campaigns.actions import give_post
from pingxuan.domain.errors import AlreadyDone, BadHandOver, NotYourAct
from pingxuan.domain.vocabulary import Role
from pingxuan.voting import ballots
from pingxuan.voting.actions.handing_over import hand_over, register_key, retire_key
from pingxuan.voting.models import ChannelKey, UsedNonce
from pingxuan.voting.queries.own import own_votes
from tests.builders import make_person
from tests.voting.builders import Contest

NOW = datetime(2021, 11, 25, 4, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.generate()
OTHER = Ed25519PrivateKey.generate()


def pem(key: Any) -> str:
    return str(
        key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    )


@pytest.fixture
def key(contest: Contest) -> ChannelKey:
    return register_key(contest.campaign, "app", "app-1", pem(KEY), person=contest.manager, now=NOW)


def token(signer: Any = KEY, algorithm: str = "EdDSA", kid: str = "app-1", **changes: Any) -> str:
    claims = {
        "aud": "pingxuan:mass-line-2021",
        "iat": int(NOW.timestamp()),
        "jti": "one",
        "phone": "13800000042",
        **changes,
    }
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(claims, signer, algorithm=algorithm, headers={"kid": kid})


def test_a_good_token_brings_the_person_of_its_number(key: ChannelKey) -> None:
    came = hand_over(token(), NOW)

    assert came.person == person_of("+8613800000042", now=NOW)
    assert (came.campaign, came.channel) == (key.campaign, "app")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"signer": OTHER}, "bad_signature"),
        ({"kid": "nobody"}, "unknown_key"),
        ({"aud": "pingxuan:another"}, "wrong_audience"),
        ({"aud": None}, "malformed"),
        ({"iat": int(NOW.timestamp()) - 61}, "expired"),
        ({"iat": int(NOW.timestamp()) + 11}, "from_the_future"),
        ({"iat": "now"}, "malformed"),
        ({"iat": None}, "malformed"),
        ({"jti": None}, "malformed"),
        ({"jti": "x" * 81}, "malformed"),
        ({"jti": 7}, "malformed"),
        ({"phone": "12345"}, "bad_phone"),
        ({"phone": None}, "bad_phone"),
        ({"signer": "secret" * 8, "algorithm": "HS256"}, "wrong_algorithm"),
        ({"signer": None, "algorithm": "none"}, "wrong_algorithm"),
    ],
)
def test_whatever_does_not_hold_is_refused_and_leaves_nothing(
    key: ChannelKey, changes: dict, reason: str
) -> None:
    lines = Record.objects.count()

    with pytest.raises(BadHandOver) as refused:
        hand_over(token(**changes), NOW)

    assert refused.value.reason == reason
    assert (UsedNonce.objects.count(), Record.objects.count()) == (0, lines)
    assert not Phone.objects.filter(person__name="").exists()


@pytest.mark.parametrize("garbage", ["", "a.b.c", "x" * 5000, "..", "e30.e30."])
def test_garbage_is_refused(key: ChannelKey, garbage: str) -> None:
    with pytest.raises(BadHandOver):
        hand_over(garbage, NOW)


def test_a_token_works_once(key: ChannelKey) -> None:
    hand_over(token(), NOW)

    with pytest.raises(BadHandOver) as refused:
        hand_over(token(), NOW + timedelta(seconds=1))

    assert refused.value.reason == "used"


def test_the_key_fixes_the_algorithm_even_for_a_true_signature(contest: Contest) -> None:
    big = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    register_key(
        contest.campaign,
        "app",
        "app-r",
        pem(big),
        person=contest.manager,
        now=NOW,
        algorithm="RS256",
    )

    assert hand_over(token(big, "RS256", kid="app-r"), NOW).channel == "app"
    with pytest.raises(BadHandOver) as refused:
        hand_over(token(big, "RS512", kid="app-r", jti="two"), NOW)
    assert refused.value.reason == "wrong_algorithm"


def test_a_retired_key_opens_nothing(key: ChannelKey, contest: Contest) -> None:
    retire_key(key, person=contest.manager, now=NOW)

    with pytest.raises(BadHandOver) as refused:
        hand_over(token(), NOW)

    assert refused.value.reason == "unknown_key"


def test_only_the_manager_registers_a_key_and_none_twice(contest: Contest) -> None:
    with pytest.raises(NotYourAct):
        register_key(contest.campaign, "app", "a", pem(KEY), person=make_person(1), now=NOW)
    with pytest.raises(BadHandOver):
        register_key(contest.campaign, "tv", "a", pem(KEY), person=contest.manager, now=NOW)
    register_key(contest.campaign, "app", "a", pem(KEY), person=contest.manager, now=NOW)
    with pytest.raises(AlreadyDone):
        register_key(contest.campaign, "app", "a", pem(KEY), person=contest.manager, now=NOW)


def test_both_channels_lead_to_one_voter_and_the_session_only_votes(
    key: ChannelKey, contest: Contest, client: Client
) -> None:
    staff = make_person(42)
    give_post(staff, Role.MANAGER, campaign=contest.campaign, unit=None, person=None, now=NOW)
    fresh = token(iat=int(datetime.now(UTC).timestamp()))

    answer = client.post(f"/c/{contest.campaign.slug}/hand-over", {"token": fresh})
    person = client.get(f"/c/{contest.campaign.slug}/vote").wsgi_request.person

    assert (answer.status_code, answer["Location"]) == (302, f"/c/{contest.campaign.slug}/vote")
    assert (client.session["way"], client.session["channel"]) == ("hand_over", "app")
    assert (person, person.may_use_posts, person.may_only_vote) == (staff, False, True)
    assert not may(person, "voting.publish", contest.campaign)
    by_phone = ballots.voter_of_phone(contest.campaign, "+8613800000042")
    assert own_votes(contest.campaign, Person.objects.get(pk=staff.pk), NOW).voter == by_phone


def test_the_door_refuses_a_used_token_with_a_sentence(
    key: ChannelKey, contest: Contest, client: Client
) -> None:
    fresh = token(iat=int(datetime.now(UTC).timestamp()))
    client.post(f"/c/{contest.campaign.slug}/hand-over", {"token": fresh})
    again = Client().post(f"/c/{contest.campaign.slug}/hand-over", {"token": fresh})

    assert again.status_code == 403
    assert "请回到原来的应用重新进入" in again.content.decode()
    assert "px_session" not in again.cookies


def test_the_sample_app_and_the_command_fit_together(
    contest: Contest, client: Client, tmp_path: Path
) -> None:
    """What the how-to says: make a key, register it, hand a person over."""
    app = runpy.run_path(str(Path(__file__).parents[2] / "examples" / "host_app.py"))
    own = app["load_key"](tmp_path / "app.key")
    (tmp_path / "public.pem").write_text(pem(own))
    slug = contest.campaign.slug
    call_command(
        "register_channel_key", slug, "app", "sample", tmp_path / "public.pem", stdout=StringIO()
    )

    signed = app["hand_over_token"](own, "sample", slug, app["PEOPLE"]["张三"])
    answer = client.post(f"/c/{slug}/hand-over", {"token": signed})

    assert answer.status_code == 302
    assert client.session["channel"] == "app"


@pytest.mark.parametrize(
    "content", ["", "no key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"]
)
def test_the_command_refuses_what_is_no_key(contest: Contest, tmp_path: Path, content: str) -> None:
    (tmp_path / "public.pem").write_text(content)

    with pytest.raises(CommandError):
        call_command(
            "register_channel_key", contest.campaign.slug, "app", "k", tmp_path / "public.pem"
        )

    assert ChannelKey.objects.count() == 0
