"""What the running check says beside the fields, and to an office beside the text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.test import Client

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Role
from pingxuan.nominations.actions.filing import file_nomination
from pingxuan.nominations.models import LinkCheck, Nomination
from tests.builders import COLLECTING, Province, make_officer
from tests.nominations.offices import Offices, staff
from tests.nominations.test_alike import TEXT
from tests.nominations.writing import written
from tests.voting.builders import shift_to, sign_in

OFFICE = "/c/mass-line-2021/office"
DESK = "/c/mass-line-2021/desk"


@pytest.fixture
def offices(campaign: Campaign, province: Province) -> Offices:
    shift_to(campaign, COLLECTING, datetime.now(UTC))
    return staff(campaign, province)


@pytest.fixture
def elsewhere(campaign: Campaign, province: Province, offices: Offices) -> Person:
    return make_officer(41, Role.UNIT_FILLER, campaign, province.provincial_unit)


@pytest.fixture
def pair(
    campaign: Campaign, province: Province, offices: Offices, elsewhere: Person
) -> tuple[Nomination, Nomination]:
    """The same case, of a county's unit and of a provincial one."""
    now = datetime.now(UTC)
    made = [
        written(campaign, province.county_unit, offices.filler, now=now, narrative=TEXT),
        written(
            campaign,
            province.provincial_unit,
            elsewhere,
            now=now,
            title="窗口前的一把椅子",
            narrative=TEXT.replace("长凳", "旧凳"),
        ),
    ]
    for case, person in zip(made, (offices.filler, elsewhere), strict=True):
        file_nomination(case.pk, person=person, now=now)
    return made[0], made[1]


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def test_the_province_sees_both_side_by_side_and_a_county_only_that_there_is_one(
    client: Client, offices: Offices, pair: tuple[Nomination, Nomination]
) -> None:
    own, other = pair
    panel, both = f"{OFFICE}/n/{own.pk}/alike", f"{OFFICE}/n/{own.pk}/alike/{other.pk}"

    sign_in(client, offices.province, way="password")
    told, compared = text_of(client.get(panel)), client.get(both)
    sign_in(client, offices.county, way="password")
    told_below, below = text_of(client.get(panel)), client.get(both)

    assert (f"/alike/{other.pk}" in told, "事迹重合约" in told) == (True, True)
    assert (compared.status_code, below.status_code) == (200, 404)
    assert "<ins>旧</ins>" in text_of(compared)
    assert "13800000001" not in text_of(compared)
    assert other.title not in told_below
    assert "别处还有 1 件相似的" in told_below


def test_an_inbox_row_says_what_to_look_at(
    client: Client, offices: Offices, pair: tuple[Nomination, Nomination]
) -> None:
    LinkCheck.objects.filter(nomination=pair[0], address__endswith="/1").update(state="dead")
    sign_in(client, offices.county, way="password")

    page = text_of(client.get(f"{OFFICE}/inbox"))

    assert ("相似 1" in page, "打不开 1" in page) == (True, True)


def test_a_part_of_the_page_is_given_to_a_script_and_a_page_to_everyone_else(
    client: Client, offices: Offices, pair: tuple[Nomination, Nomination]
) -> None:
    sign_in(client, offices.county, way="password")
    address = f"{OFFICE}/n/{pair[0].pk}/alike"

    part = text_of(client.get(address, headers={"HX-Request": "true"}))
    whole = text_of(client.get(address))

    assert part.lstrip().startswith("<section")
    assert whole.lstrip().startswith("<!doctype html>")
    sign_in(client, offices.other_city, way="password")
    assert client.get(address).status_code == 404


def test_the_check_speaks_beside_each_field_while_one_writes(
    client: Client,
    campaign: Campaign,
    province: Province,
    elsewhere: Person,
    pair: tuple[Nomination, Nomination],
) -> None:
    draft = written(
        campaign,
        province.provincial_unit,
        elsewhere,
        now=datetime.now(UTC),
        phone="138",
        narrative="2019年做了大量工作。见 https://example.org/x 。",
        works=[{"platform": "wechat", "title": "一", "link": "https://example.org/y"}],
        consent=False,
    )
    LinkCheck.objects.filter(nomination=draft).update(state="dead")
    sign_in(client, elsewhere, way="password")

    said = text_of(client.get(f"{DESK}/n/{draft.pk}/checks"))
    beside = {
        key: said.partition(f'<div id="live-{key}" hx-swap-oob="innerHTML">')[2].partition(
            "</div>"
        )[0]
        for key in ("phone", "narrative", "works", "title", "consent", "post")
    }

    assert "少 8 位" in beside["phone"]
    for word in ("“大量”说得笼统", "早于 2021-01-01", "打不开：https://example.org/x"):
        assert word in beside["narrative"]
    assert "第 1 行" in beside["works"]
    assert "打不开：https://example.org/y" in beside["works"]
    assert "已有相似的案例" in beside["title"]
    assert "2021-00000" not in said
    assert beside["consent"] == ""  # nobody is told off for what they have not reached
    assert beside["post"] == ""
