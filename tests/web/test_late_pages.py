"""Pages for what came late: asking, proposing, deciding; and what is merged or replaced."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Stage, Status
from pingxuan.nominations.models import LateAdmission
from tests.builders import COLLECTING, Province, at
from tests.nominations.offices import Filer, Offices, staff
from tests.voting.builders import shift_to, sign_in

BASE = "/c/mass-line-2021"


@pytest.fixture
def offices(campaign: Campaign, province: Province) -> Offices:
    return staff(campaign, province)


@pytest.fixture
def make_filed(campaign: Campaign, province: Province, offices: Offices) -> Filer:
    return Filer(campaign, province, offices.filler)


def test_from_asking_at_the_desk_to_sealing_after_the_deadline(
    client: Client, offices: Offices, make_filed: Filer, province: Province, campaign: Campaign
) -> None:
    shift_to(campaign, at("11-17 09:00"), datetime.now(UTC))
    case = make_filed(office=province.county)
    desk = f"{BASE}/office/n/{case.pk}"
    sign_in(client, offices.county, way="password")
    assert "申请逾期受理" in client.get(desk).content.decode()

    client.post(f"{BASE}/late/{case.pk}/ask", {"reason": "停电两天"})
    asked = LateAdmission.objects.get()
    assert "等待答复" in client.get(desk).content.decode()
    assert client.get(f"{BASE}/manage/late").status_code == 403
    sign_in(client, offices.manager, way="password")
    client.post(f"{BASE}/manage/late/{asked.pk}/propose", {"until_at": "2021-11-18T18:00"})
    sign_in(client, offices.supervisor, way="password")
    page = client.get(f"{BASE}/manage/late").content.decode()
    assert "停电两天" in page
    assert "11 月 18 日 18:00" in page
    client.post(f"{BASE}/manage/late/{asked.pk}/decide", {"say": "yes", "answer": ""})

    asked.refresh_from_db()
    assert asked.is_admitted
    sign_in(client, offices.county, way="password")
    assert "/endorse" in client.get(desk).content.decode()


def test_once_screening_is_over_nobody_is_offered_to_propose(
    client: Client, offices: Offices, make_filed: Filer, province: Province, campaign: Campaign
) -> None:
    shift_to(campaign, at("11-17 09:00"), datetime.now(UTC))
    case = make_filed(office=province.county)
    sign_in(client, offices.county, way="password")
    client.post(f"{BASE}/late/{case.pk}/ask", {"reason": "停电两天"})
    sign_in(client, offices.manager, way="password")
    end = campaign.sheet.window(Stage.SCREENING).closes_at

    seen = []
    for moment in (end - timedelta(hours=1), end):
        shift_to(campaign, moment, datetime.now(UTC))
        page = client.get(f"{BASE}/manage/late").content.decode()
        seen.append(("/propose" in page, "初审已在" in page))

    assert seen == [(True, False), (False, True)]


def test_a_stranger_does_not_know_what_one_could_ask_for(
    client: Client, offices: Offices, make_filed: Filer, province: Province, campaign: Campaign
) -> None:
    shift_to(campaign, at("11-17 09:00"), datetime.now(UTC))
    case = make_filed(office=province.county)
    sign_in(client, offices.other_city, way="password")

    assert client.post(f"{BASE}/late/{case.pk}/ask", {"reason": "x"}).status_code == 404


def test_an_office_merges_and_a_bad_number_comes_back_with_its_sentence(
    client: Client, offices: Offices, make_filed: Filer, province: Province, campaign: Campaign
) -> None:
    shift_to(campaign, COLLECTING, datetime.now(UTC))
    twin, kept = make_filed(office=province.county), make_filed(office=province.county)
    address = f"{BASE}/office/n/{twin.pk}/merge"
    sign_in(client, offices.county_reviewer, way="password")

    wrong = client.post(address, {"into": "2021-999999", "reason": "重复"})
    right = client.post(address, {"into": kept.file_number, "reason": "重复"})

    assert wrong.status_code == 422
    assert "没有这个编号" in wrong.content.decode()
    assert "2021-999999" in wrong.content.decode()
    twin.refresh_from_db()
    assert (right.status_code, twin.status) == (302, Status.MERGED)


def test_a_writer_replaces_from_the_filed_page(
    client: Client, offices: Offices, make_filed: Filer, province: Province, campaign: Campaign
) -> None:
    shift_to(campaign, COLLECTING, datetime.now(UTC))
    old, new = make_filed(), make_filed()
    address = f"{BASE}/desk/n/{old.pk}/replace"
    sign_in(client, offices.filler, way="password")

    wrong = client.post(address, {"into": "1", "reason": "重写"})
    client.post(address, {"into": new.file_number, "reason": "重写"})

    assert wrong.status_code == 422
    old.refresh_from_db()
    assert old.merged_into == new


def test_a_day_for_the_writer_is_set_and_a_wrong_one_comes_back(
    client: Client, offices: Offices, make_filed: Filer, province: Province, campaign: Campaign
) -> None:
    shift_to(campaign, COLLECTING, datetime.now(UTC))
    case = make_filed(office=province.county)
    address = f"{BASE}/office/n/{case.pk}/return"
    sign_in(client, offices.county, way="password")

    wrong = client.post(address, {"remark_title": "太长", "due_at": "2021-11-01T09:00"})
    client.post(address, {"remark_title": "太长", "due_at": "2021-11-08T18:00"})

    assert wrong.status_code == 422
    assert "这一刻已经过了" in wrong.content.decode()
    assert "太长" in wrong.content.decode()
    sign_in(client, offices.filler, way="password")
    assert "11 月 8 日 18:00" in client.get(f"{BASE}/desk/n/{case.pk}").content.decode()
