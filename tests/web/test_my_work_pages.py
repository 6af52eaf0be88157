"""The page behind one's name, and a campaign made in the browser."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.accounts.actions import make_staff
from pingxuan.accounts.models import Person
from pingxuan.campaigns.actions import load_sheet
from pingxuan.campaigns.making import make_administrator
from pingxuan.campaigns.models import Campaign
from pingxuan.cli.staff import staff
from pingxuan.domain.rules.cloning import cloned
from pingxuan.domain.rules.reading import decode
from pingxuan.domain.vocabulary import Role
from tests.builders import BEFORE, make_officer, make_person, sheet_text
from tests.voting.builders import sign_in

STARTING = {
    "base": "built-in:mass-line-2021",
    "title": "又一年",
    "slug": "next-year",
    "first_day": "2031-10-20",
}


@pytest.fixture
def administrator(client: Client, db: None) -> Client:
    person = make_staff("root", "管理员", "correct horse battery", now=BEFORE)
    make_administrator(person, now=BEFORE)
    sign_in(client, person, way="password")
    return client


def sheet_on(page: str) -> str:
    return (
        page.split('name="text"')[1]
        .split(">", 1)[1]
        .split("</textarea>", maxsplit=1)[0]
        .lstrip("\r\n")
    )


def unescaped(text: str) -> str:
    import html

    return html.unescape(text)


def test_staff_find_their_desks_and_a_voter_their_votes(client: Client, campaign: Campaign) -> None:
    officer, voter = make_officer(1, Role.MANAGER, campaign, None), make_person(2)
    other = Client()
    sign_in(client, officer, way="password")
    sign_in(other, voter, way="sms")

    own, votes = client.get("/desk").content.decode(), other.get("/desk").content.decode()

    assert "/c/mass-line-2021/manage/people" in own
    assert "/c/mass-line-2021/me" in votes
    assert "/manage" not in votes
    assert Client().get("/desk")["Location"].startswith("/sign-in")


def test_posts_are_not_shown_to_a_sign_in_by_phone(client: Client, campaign: Campaign) -> None:
    sign_in(client, make_officer(1, Role.MANAGER, campaign, None), way="sms")

    assert "/manage" not in client.get("/desk").content.decode()


def test_the_desk_takes_the_same_queries_for_one_campaign_and_for_three(
    client: Client, campaign: Campaign
) -> None:
    sign_in(client, make_officer(1, Role.AUDITOR, campaign, None), way="password")
    client.get("/desk")
    with CaptureQueriesContext(connection) as one:
        client.get("/desk")
    for name in ("a", "b"):
        text = cloned(sheet_text(), slug=name, title=name, moved_by=BEFORE - BEFORE)
        load_sheet(text, now=BEFORE)

    with CaptureQueriesContext(connection) as three:
        client.get("/desk")

    assert len(three) == len(one)


def test_a_campaign_is_made_in_two_steps(administrator: Client) -> None:
    page = administrator.post("/campaigns/new/sheet", STARTING).content.decode()
    text = unescaped(sheet_on(page))

    made = administrator.post("/campaigns/new/make", {"text": text, "root_name": "本省"})

    assert made["Location"] == "/c/next-year/manage"
    campaign = Campaign.objects.get(slug="next-year")
    assert campaign.root is not None
    assert (campaign.title, campaign.root.name) == ("又一年", "本省")
    assert campaign.sheet.stages[0].opens_at.isoformat() == "2031-10-20T00:00:00+08:00"
    assert administrator.get("/c/next-year/manage").status_code == 200
    assert administrator.get("/c/next-year/").status_code == 200


def test_what_is_wrong_with_the_sheet_is_listed_and_nothing_typed_is_lost(
    administrator: Client,
) -> None:
    text = sheet_text("blank").replace("2030-04-01T00:00:00", "2030-02-01T00:00:00") + "\nodd = 1\n"

    page = administrator.post("/campaigns/new/make", {"text": text, "root_name": "本省"})

    shown = page.content.decode()
    assert page.status_code == 422
    assert shown.count("<li>第 ") >= 2
    assert unescaped(sheet_on(shown)).strip() == text.strip()
    assert not Campaign.objects.exists()


def test_a_running_campaign_is_the_start_of_the_next(
    administrator: Client, campaign: Campaign
) -> None:
    page = administrator.post(
        "/campaigns/new/sheet", {**STARTING, "base": "campaign:mass-line-2021"}
    ).content.decode()

    sheet = decode(unescaped(sheet_on(page)), "x")
    assert (sheet.slug, sheet.categories) == ("next-year", campaign.sheet.categories)
    assert "东岭省级主管部门" in page


def test_a_name_in_use_is_refused(administrator: Client, campaign: Campaign) -> None:
    start = administrator.post("/campaigns/new/sheet", {**STARTING, "slug": "mass-line-2021"})
    made = administrator.post("/campaigns/new/make", {"text": sheet_text(), "root_name": "省"})

    assert (start.status_code, made.status_code) == (422, 422)
    assert Campaign.objects.count() == 1


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ADMINISTRATOR])
def test_a_post_in_one_campaign_makes_no_other(
    role: Role, client: Client, campaign: Campaign
) -> None:
    sign_in(client, make_officer(1, role, campaign, None), way="password")

    assert client.get("/campaigns/new").status_code == 403
    assert client.post("/campaigns/new/sheet", STARTING).status_code == 403
    assert client.post("/campaigns/new/make", {}).status_code == 403


@pytest.mark.django_db
def test_the_first_administrator_is_made_on_the_command_line() -> None:
    run = CliRunner().invoke(
        staff,
        ["administrator", "root", "--name", "管理员"],
        env={"PINGXUAN_STAFF_PASSWORD": "correct horse battery"},
        standalone_mode=False,
    )
    again = CliRunner().invoke(
        staff,
        ["administrator", "root", "--name", "管理员"],
        env={"PINGXUAN_STAFF_PASSWORD": "correct horse battery"},
        standalone_mode=False,
    )

    person = Person.objects.get(username="root")
    assert (run.return_value, again.return_value) == (0, 1)
    assert person.posts.get().role == Role.ADMINISTRATOR
    assert person.created_at <= datetime.now(UTC)
