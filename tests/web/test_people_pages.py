"""Posts and invitations: a link works once, a post ends, nobody else may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.accounts.actions import make_staff
from pingxuan.accounts.models import Person
from pingxuan.audit.models import Record
from pingxuan.campaigns import inviting
from pingxuan.campaigns.actions import give_post
from pingxuan.campaigns.models import Campaign, Invitation, Post
from pingxuan.campaigns.queries import holds
from pingxuan.domain.vocabulary import Role
from tests.builders import BEFORE, Province, make_officer
from tests.voting.builders import sign_in

PEOPLE = "/c/mass-line-2021/manage/people"
PASSWORD = "correct horse battery"
ACCOUNT = {"username": "wangwu", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def manager(client: Client, campaign: Campaign) -> Client:
    sign_in(client, make_officer(1, Role.MANAGER, campaign, None), way="password")
    return client


def offer(client: Client, **changed: str) -> str:
    """Invite somebody and give the link that the page shows."""
    given = {"name": "王五", "role": "office_reviewer", "unit": "临溪市", "until_on": "", **changed}
    page = client.post(f"{PEOPLE}/invite", {f"invitation-{k}": v for k, v in given.items()})
    assert page.status_code == 200, page.content.decode()
    return page.content.decode().split('value="http://testserver')[1].split('"')[0]


def test_a_link_makes_one_account_with_the_post_and_no_second(
    manager: Client, campaign: Campaign, province: Province
) -> None:
    link, guest = offer(manager), Client()

    shown = guest.get(link).content.decode()
    made = guest.post(link, ACCOUNT)
    again = Client().post(link, {**ACCOUNT, "username": "zhaoliu"})

    assert "王五" in shown
    assert "临溪市" in shown
    assert (made.status_code, made["Location"], again.status_code) == (302, "/desk", 404)
    person = Person.objects.get(username="wangwu")
    assert person.name == "王五"
    assert holds(person, campaign, Role.OFFICE_REVIEWER, unit=province.county)
    assert "收件" in guest.get("/desk").content.decode()
    assert [line.act for line in Record.objects.order_by("at", "number")][-3:] == [
        "invite",
        "give_post",
        "join",
    ]
    assert link.rsplit("/", 1)[1] not in str(list(Record.objects.values("facts")))


def test_a_link_is_not_kept_and_is_shown_once(manager: Client) -> None:
    link = offer(manager)

    assert link.rsplit("/", 1)[1] not in Invitation.objects.get().secret_hash
    assert link not in manager.get(PEOPLE).content.decode()


def test_somebody_with_an_account_adds_the_post_to_it(
    manager: Client, campaign: Campaign, db: None
) -> None:
    known = make_staff("lisi", "李四", PASSWORD, now=BEFORE)
    link, guest = offer(manager, role="auditor", unit=""), Client()
    sign_in(guest, known, way="password")

    guest.post(link)

    assert holds(known, campaign, Role.AUDITOR)
    assert Invitation.objects.get().accepted_by == known


def test_a_phone_session_does_not_take_a_post(manager: Client, campaign: Campaign) -> None:
    link, guest = offer(manager), Client()
    voter = make_officer(7, Role.VOTER, campaign, None)
    sign_in(guest, voter, way="sms")

    page = guest.post(link)

    assert page.status_code == 422
    assert not Invitation.objects.exclude(accepted_at=None).exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"again": "something else"}, "两次输入的不一样"),
        ({"password": "short", "again": "short"}, "10"),
        ({"username": "a b"}, "3 到 60 个字"),
        ({"username": "taken"}, "已有人用"),
    ],
)
def test_a_bad_account_keeps_the_link(changed: dict[str, str], words: str, manager: Client) -> None:
    make_staff("taken", "别人", PASSWORD, now=BEFORE)
    link = offer(manager)

    page = Client().post(link, {**ACCOUNT, **changed})

    assert page.status_code == 422
    assert words in page.content.decode()
    assert Client().post(link, ACCOUNT).status_code == 302


def test_a_link_that_was_taken_back_or_is_a_week_old_is_over(
    manager: Client, campaign: Campaign
) -> None:
    link = offer(manager)
    invitation = Invitation.objects.get()
    old, secret = inviting.invite(
        campaign,
        "旧",
        Role.EDITOR,
        unit=None,
        until=None,
        person=invitation.made_by,
        now=datetime.now(UTC) - timedelta(days=7),
    )

    manager.post(f"{PEOPLE}/invitations/{invitation.pk}/revoke")

    assert old.accepted_at is None
    for address in (link, f"/join/{secret}", "/join/never-given"):
        assert Client().get(address).status_code == 404
        assert Client().post(address, ACCOUNT).status_code == 404
    assert manager.post(f"{PEOPLE}/invitations/{invitation.pk}/revoke").status_code == 409


def test_an_office_post_needs_its_office(manager: Client) -> None:
    page = manager.post(
        f"{PEOPLE}/invite",
        {"invitation-name": "王五", "invitation-role": "office_sealer", "invitation-unit": ""},
    )

    assert page.status_code == 422
    assert "哪个单位" in page.content.decode()
    assert not Invitation.objects.exists()


def test_an_ended_post_opens_nothing_and_can_be_given_again(
    manager: Client, campaign: Campaign
) -> None:
    editor = make_officer(2, Role.EDITOR, campaign, None)
    post = Post.objects.get(person=editor)

    manager.post(f"{PEOPLE}/posts/{post.pk}/end")
    now = datetime.now(UTC)
    ended = Person.objects.get(pk=editor.pk)
    ended.acting_at = now
    assert not holds(ended, campaign, Role.EDITOR)
    give_post(ended, Role.EDITOR, campaign=campaign, unit=None, person=None, now=now)

    again = Person.objects.get(pk=editor.pk)
    again.acting_at = now
    assert holds(again, campaign, Role.EDITOR)
    assert manager.post(f"{PEOPLE}/posts/999/end").status_code == 404


def test_a_delegation_ends_by_the_clock(manager: Client, campaign: Campaign) -> None:
    link = offer(manager, until_on="2030-05-01")
    Client().post(link, ACCOUNT)

    post = Post.objects.get(person__username="wangwu")

    assert post.until_at == datetime(2030, 5, 1, 16, tzinfo=UTC)


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.MANAGER, Role.ADMINISTRATOR)])
def test_nobody_else_sees_or_invites(role: Role, client: Client, campaign: Campaign) -> None:
    sign_in(client, make_officer(3, role, campaign, None), way="password")

    assert client.get(PEOPLE).status_code == 403
    assert client.post(f"{PEOPLE}/invite", {}).status_code == 403


def test_the_list_takes_the_same_queries_for_one_post_and_for_many(
    manager: Client, campaign: Campaign
) -> None:
    offer(manager)
    manager.get(PEOPLE)
    with CaptureQueriesContext(connection) as few:
        manager.get(PEOPLE)
    for number in range(20, 25):
        make_officer(number, Role.AUDITOR, campaign, None)
        offer(manager)

    with CaptureQueriesContext(connection) as many:
        manager.get(PEOPLE)

    assert len(many) == len(few)
