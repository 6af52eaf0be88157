"""What was found of links stands beside them, for whoever writes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from pingxuan.campaigns.models import Campaign
from pingxuan.nominations.actions.attaching import attach_link
from pingxuan.nominations.actions.drafting import save_draft
from pingxuan.nominations.models import LinkCheck, Nomination
from tests.builders import COLLECTING, Province
from tests.nominations.offices import Offices, staff
from tests.nominations.writing import GOOD, written
from tests.voting.builders import shift_to, sign_in

NARRATIVE = GOOD["narrative"] + " https://example.org/b"
WORK, ACCOUNT = "https://example.org/1", "https://example.org/w"


@pytest.fixture
def offices(campaign: Campaign, province: Province) -> Offices:
    shift_to(campaign, COLLECTING, datetime.now(UTC))
    return staff(campaign, province)


@pytest.fixture
def case(campaign: Campaign, province: Province, offices: Offices) -> Nomination:
    """A draft whose work opens, whose account is dead, whose texts moved or were not looked at."""
    at = datetime.now(UTC)
    made = written(campaign, province.county_unit, offices.filler, now=at, narrative=NARRATIVE)
    attach_link(made.pk, "影像", "https://example.org/film", person=offices.filler, now=at)
    for address, state, landed in (
        (WORK, LinkCheck.State.OPENED, ""),
        (ACCOUNT, LinkCheck.State.DEAD, ""),
        ("https://example.org/a", LinkCheck.State.MOVED, "https://example.org/elsewhere"),
    ):
        made.link_checks.filter(address=address).update(
            state=state, landed=landed, checked_at=at + timedelta(minutes=1)
        )
    return made


def save(case: Nomination, offices: Offices, changed: dict[str, object]) -> None:
    case.refresh_from_db()
    save_draft(
        case.pk,
        GOOD | {"narrative": NARRATIVE} | changed,
        seen_version=case.draft_version,
        person=offices.filler,
        now=datetime.now(UTC) + timedelta(seconds=1),
    )


def states(page: str) -> dict[str, list[tuple[str, str]]]:
    """Give state and words by place."""
    found = {}
    for place, inner in re.findall(r'<div id="seen-([\w-]+)"[^>]*>(.*?)</div>', page, re.DOTALL):
        lines = re.findall(r'data-link="(\w+)"[^>]*>(.*?)</p>', inner, re.DOTALL)
        plain = [(state, " ".join(re.sub("<[^>]+>", " ", text).split())) for state, text in lines]
        if plain:
            found[place] = plain
    return found


def test_each_link_has_its_state_with_the_time_beside_it(
    client: Client, case: Nomination, offices: Offices, campaign: Campaign
) -> None:
    sign_in(client, offices.filler, way="password")

    page = client.get(f"/c/mass-line-2021/desk/n/{case.pk}").content.decode()

    check = case.link_checks.get(address=WORK)
    assert check.checked_at is not None
    at = campaign.at(check.checked_at).astimezone(campaign.sheet.tz)
    when = f"{at:%m-%d %H:%M}"
    assert states(page) == {
        "works-0-link": [("opened", f"打得开 {when}")],
        "accounts-0-link": [("dead", f"打不开 {when}")],
        "narrative": [
            (
                "moved",
                f"转到了别处 https://example.org/elsewhere {when} https://example.org/a",
            ),
            ("unchecked", "还没有查 https://example.org/b"),
        ],
    }
    files = page[page.index('id="files"') :]
    assert '<p class="field__say" data-link="unchecked"' in files


def test_a_link_that_was_changed_is_no_longer_said_to_open(
    client: Client, case: Nomination, offices: Offices
) -> None:
    works = [{**GOOD["works"][0], "link": "https://example.org/new"}]
    save(case, offices, {"works": works})
    sign_in(client, offices.filler, way="password")

    renewed = client.get(f"/c/mass-line-2021/desk/n/{case.pk}/checks").content.decode()

    assert states(renewed)["works-0-link"] == [("unchecked", "还没有查")]
    assert 'id="seen-works-1-link"' in renewed
