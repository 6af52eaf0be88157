"""The gap board's page and the pages of messages to a group."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from pingxuan.campaigns.models import Campaign, Extension
from pingxuan.messages.actions import send_waiting
from pingxuan.messages.models import Letter
from pingxuan.offices.models import Contact, Mailing, MessageTemplate, Reminder
from tests.builders import COLLECTING, Province, at
from tests.nominations.offices import Filer, Offices, staff
from tests.voting.builders import shift_to, sign_in

BASE = "/c/mass-line-2021/office"
GAPS = f"{BASE}/gaps"
MESSAGES = f"{BASE}/messages"


@pytest.fixture
def offices(campaign: Campaign, province: Province) -> Offices:
    shift_to(campaign, COLLECTING, datetime.now(UTC))
    return staff(campaign, province)


@pytest.fixture
def make_filed(campaign: Campaign, province: Province, offices: Offices) -> Filer:
    return Filer(campaign, province, offices.filler)


def test_from_the_board_to_the_record_of_who_was_reminded(
    client: Client, offices: Offices, province: Province
) -> None:
    sign_in(client, offices.province, way="password")
    city = province.city.pk

    board = client.get(GAPS).content.decode()
    client.post(f"{GAPS}/{city}/contact", {"name": "李四", "phone": "13800000009"})
    client.post(f"{GAPS}/{city}/extend", {"ends_at": "2021-11-20T12:00", "reason": "停电"})
    said = client.post(f"{GAPS}/remind", {"unit": city.hex, "way": "sms"}).content.decode()
    again = client.post(f"{GAPS}/remind", {"unit": city.hex, "way": "call"}).content.decode()
    calls = client.get(f"{GAPS}/calls").content.decode()

    assert "差 2" in board
    assert "已催" in said
    assert "今天已经催过了" in again
    assert ("李四" in calls, "13800000009" in calls) == (True, True)
    assert (Contact.objects.count(), Extension.objects.count()) == (1, 1)
    assert (Reminder.objects.get().person, Letter.objects.filter(way="sms").count()) == (
        offices.province,
        1,
    )


def test_at_night_the_page_says_so_and_a_post_is_refused(
    client: Client, offices: Offices, province: Province, campaign: Campaign
) -> None:
    shift_to(campaign, at("11-05 23:00"), datetime.now(UTC))
    sign_in(client, offices.province, way="password")

    refused = client.post(f"{GAPS}/remind", {"unit": province.city.pk.hex, "way": "sms"})

    assert "夜里（22 点到 8 点）不催报" in client.get(GAPS).content.decode()
    assert refused.status_code == 409
    assert "11 月 6 日 08:00" in refused.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("province", 200), ("county", 200), ("manager", 200), ("filler", 403)]
)
def test_who_sees_the_board_and_writes_messages(
    who: str, status: int, client: Client, offices: Offices
) -> None:
    sign_in(client, getattr(offices, who), way="password")

    assert [client.get(GAPS).status_code, client.get(MESSAGES).status_code] == [status] * 2


def test_a_message_is_counted_and_shown_before_it_is_kept_and_goes_only_then(
    client: Client, offices: Offices, make_filed: Filer, province: Province
) -> None:
    make_filed(title="一张椅子")
    make_filed(title="一盏灯")
    sign_in(client, offices.county, way="password")
    given = {"group": "writers", "way": "site", "text": "{姓名}：《{标题}》请留意。"}

    look = client.post(MESSAGES, given | {"look": "1"}).content.decode()
    assert "会发出 2 份" in look
    assert "《一盏灯》请留意。" in look
    assert not Mailing.objects.exists()
    client.post(MESSAGES, given | {"keep": "1"})
    mailing = Mailing.objects.get()
    address = f"{MESSAGES}/{mailing.pk}"
    assert send_waiting(now=datetime.now(UTC)) == 0

    client.post(f"{address}/do", {"do": "go"})
    assert send_waiting(now=datetime.now(UTC)) == 2
    page = client.get(address).content.decode()
    assert page.count("已发出") >= 3
    sign_in(client, offices.other_city, way="password")
    assert client.get(address).status_code == 404


def test_a_message_is_put_off_held_and_stopped(
    client: Client, offices: Offices, make_filed: Filer, campaign: Campaign
) -> None:
    make_filed()
    sign_in(client, offices.county, way="password")
    client.post(MESSAGES, {"group": "writers", "way": "site", "text": "请留意。", "keep": "1"})
    mailing = Mailing.objects.get()
    address = f"{MESSAGES}/{mailing.pk}/do"

    client.post(address, {"do": "go", "at": "2021-11-05T18:00"})
    letter = Letter.objects.get(batch=mailing.pk)
    assert letter.not_before_at is not None
    assert campaign.at(letter.not_before_at) == at("11-05 18:00")
    client.post(address, {"do": "hold"})
    letter.refresh_from_db()
    assert letter.state == "held"
    client.post(address, {"do": "stop"})
    letter.refresh_from_db()
    assert letter.state == "stopped"
    assert client.post(address, {"do": "go"}).status_code == 409


def test_what_cannot_be_filled_in_or_reach_anybody_is_said_beside_the_field(
    client: Client, offices: Offices, make_filed: Filer
) -> None:
    make_filed()
    sign_in(client, offices.county, way="password")
    unknown = client.post(
        MESSAGES, {"group": "writers", "way": "site", "text": "{电话}", "keep": "1"}
    )
    nobody = client.post(MESSAGES, {"group": "below", "way": "email", "text": "话", "keep": "1"})

    assert (unknown.status_code, nobody.status_code) == (422, 422)
    assert "没有“{电话}”这一项" in unknown.content.decode()
    assert "请先登记联系人" in nobody.content.decode()


def test_the_manager_alone_changes_what_messages_begin_from(
    client: Client, offices: Offices
) -> None:
    given = {"subject": "{活动}", "text": "{单位}：请速报。"}
    sign_in(client, offices.county, way="password")
    assert client.post(f"{MESSAGES}/template/remind", given).status_code == 403
    sign_in(client, offices.manager, way="password")
    client.post(f"{MESSAGES}/template/remind", given)
    assert MessageTemplate.objects.get().text == "{单位}：请速报。"
    assert "临溪市：请速报。" in client.get(GAPS).content.decode()


def test_the_call_list_names_what_is_missing_in_the_readers_language(
    client: Client, offices: Offices, campaign: Campaign
) -> None:
    sign_in(client, offices.province, way="password")
    told = {}
    for lang in ("zh-hans", "en"):
        client.cookies["px_lang"] = lang
        page = client.get(f"{GAPS}/calls").content.decode()
        told[lang] = re.findall(r'<span class="d-block">([^<]+)</span>', page)[:2]

    first, second = campaign.sheet.categories[:2]
    assert told == {
        "zh-hans": [f"{first.name.get('zh')} 2 件", f"{second.name.get('zh')} 2 件"],
        "en": [f"{first.name.get('en')}: 2 cases", f"{second.name.get('en')}: 2 cases"],
    }
