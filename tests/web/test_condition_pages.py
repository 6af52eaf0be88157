"""Conditions on pages: beside the field while one writes, on the office's page, in the inbox."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from pingxuan.campaigns.models import Campaign
from pingxuan.nominations.actions.filing import file_nomination
from pingxuan.nominations.models import Nomination
from pingxuan.offices.models import Confirmation
from tests.builders import COLLECTING, Province
from tests.nominations.offices import Offices, staff
from tests.nominations.writing import GOOD, written
from tests.voting.builders import shift_to, sign_in

DESK = "/c/mass-line-2021/desk/n"
OFFICE = "/c/mass-line-2021/office"


@pytest.fixture
def offices(campaign: Campaign, province: Province) -> Offices:
    shift_to(campaign, COLLECTING, datetime.now(UTC))
    return staff(campaign, province)


@pytest.fixture
def case(campaign: Campaign, province: Province, offices: Offices) -> Nomination:
    """A good draft without accounts: the first condition is lacking."""
    now = datetime.now(UTC)
    return written(campaign, province.county_unit, offices.filler, accounts=[], now=now)


def asks(html: str, field: str) -> list[tuple[str, str]]:
    """Read the conditions beside a field: the tone, and the key of the tick if there is one."""
    place = html.split(f'id="asks-{field}"')[1].split(' id="', maxsplit=1)[0]
    found = re.findall(r'<div class="asks__one" data-tone="(\w+)">(.*?)</div>', place, re.S)
    keys = [(tone, re.search(r'value="(\w+)"( checked)?', said)) for tone, said in found]
    return [(tone, key.group(1) + (key.group(2) or "") if key else "") for tone, key in keys]


def test_each_condition_stands_beside_its_field_with_a_tick_where_it_is_asked(
    client: Client, campaign: Campaign, offices: Offices, case: Nomination
) -> None:
    _first, second, third, _fourth = campaign.sheet.category("institution").conditions
    sign_in(client, offices.filler, way="password")

    page = client.get(f"{DESK}/{case.pk}").content.decode()
    renewed = client.get(f"{DESK}/{case.pk}/checks").content.decode()

    for html in (page, renewed):
        assert asks(html, "accounts") == [("due", "")]
        assert asks(html, "narrative") == [("none", second.key), ("none", third.key)]
        assert asks(html, "works") == [("due", "")]
        assert asks(html, "title") == []


def test_a_tick_is_saved_with_the_form_and_shown_as_the_writers_own(
    client: Client, campaign: Campaign, offices: Offices, case: Nomination
) -> None:
    second = campaign.sheet.category("institution").conditions[1]
    sign_in(client, offices.filler, way="password")
    data = {"revision": str(case.draft_version), "category": "institution"}

    saved = client.post(f"{DESK}/{case.pk}/autosave", data | {"confirms": second.key})
    html = client.get(f"{DESK}/{case.pk}").content.decode()

    assert saved.status_code == 200
    assert asks(html, "narrative")[0] == ("done", f"{second.key} checked")
    assert "你已打勾" in html


def test_an_office_judges_each_and_the_inbox_counts_what_is_open(
    client: Client, campaign: Campaign, province: Province, offices: Offices
) -> None:
    now = datetime.now(UTC)
    works = [GOOD["works"][0] | {"posts": "3"}]
    made = written(campaign, province.county_unit, offices.filler, works=works, now=now)
    case = file_nomination(made.pk, person=offices.filler, now=now)
    keys = [one.key for one in campaign.sheet.category("institution").conditions]
    sign_in(client, offices.unit, way="password")
    assert case.revision is not None
    revision = case.revision.hash
    address = f"{OFFICE}/n/{case.pk}/conditions"

    before = client.get(f"{OFFICE}/inbox").content.decode()
    some = client.post(address, {"revision": revision, "confirms": keys[:3]})
    between = client.get(f"{OFFICE}/inbox").content.decode()
    client.post(address, {"revision": revision, "confirms": keys})
    after = client.get(f"{OFFICE}/inbox").content.decode()
    page = client.get(f"{OFFICE}/n/{case.pk}").content.decode()

    assert some.status_code == 302
    assert ("待确认 4" in before, "待确认 1" in between, "条件已确认" in between) == (1, 1, 0)
    assert ("待确认" in after, "条件已确认" in after) == (False, True)
    assert page.count("填报人没有勾选") == 4
    assert Confirmation.objects.filter(unit=province.county_unit).count() == 4


@pytest.mark.parametrize(
    ("who", "status"), [("unit", 302), ("filler", 403), ("other_city", 404), ("manager", 302)]
)
def test_who_ticks_for_an_office(
    who: str, status: int, client: Client, offices: Offices, case: Nomination
) -> None:
    now = datetime.now(UTC)
    filed = file_nomination(case.pk, person=offices.filler, now=now)
    sign_in(client, getattr(offices, who), way="password")
    assert filed.revision is not None

    answer = client.post(
        f"{OFFICE}/n/{case.pk}/conditions", {"revision": filed.revision.hash, "confirms": []}
    )
    stale = client.post(f"{OFFICE}/n/{case.pk}/conditions", {"revision": "0" * 64})

    assert answer.status_code == status
    assert stale.status_code == (409 if status == 302 else status)
