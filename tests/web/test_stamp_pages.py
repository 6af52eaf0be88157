"""Pages for seals: the sheet to print, many scans at once, the electronic seal."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pingxuan.accounts.models import SecondFactor
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.totp import code_of, step_at
from pingxuan.nominations.models import Attachment, Endorsement
from pingxuan.offices.models import SealPicture
from tests.builders import COLLECTING, Province
from tests.nominations.offices import Filer, Offices, staff
from tests.offices.test_stamping import mark_of, picture, scanned
from tests.voting.builders import shift_to, sign_in

BASE = "/c/mass-line-2021/office"


@pytest.fixture
def offices(campaign: Campaign, province: Province) -> Offices:
    shift_to(campaign, COLLECTING, datetime.now(UTC))
    return staff(campaign, province)


@pytest.fixture
def make_filed(campaign: Campaign, province: Province, offices: Offices) -> Filer:
    return Filer(campaign, province, offices.filler)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def code_now(*, steps: int = 0) -> str:
    secret: str = SecondFactor.objects.get().secret
    return code_of(base64.b32decode(secret), step_at(datetime.now(UTC)) + steps)


def test_the_sheet_carries_the_version_and_the_look_is_recorded(
    client: Client, offices: Offices, make_filed: Filer, province: Province
) -> None:
    case = make_filed(office=province.county)
    sign_in(client, offices.county, way="password")

    page = text_of(client.get(f"{BASE}/n/{case.pk}/sheet"))

    assert "<svg" in page
    assert "13800000001" in page
    assert "青杨县意见" in page
    sign_in(client, offices.other_city, way="password")
    assert client.get(f"{BASE}/n/{case.pk}/sheet").status_code == 404


def test_each_scan_finds_its_case_and_the_others_are_named(
    client: Client, offices: Offices, make_filed: Filer, province: Province
) -> None:
    first, second = (make_filed(office=province.county) for _n in range(2))
    old = mark_of(second)
    make_filed.revise(second, narrative="改过")
    files = [
        upload("a.jpg", scanned(mark_of(first)).content),
        upload("b.jpg", scanned(old).content),
        upload("c.png", picture()),
        upload("d.txt", b"text"),
    ]
    sign_in(client, offices.county, way="password")

    page = text_of(client.post(f"{BASE}/scans", {"opinion": "同意推荐。", "scan": files}))
    none = client.post(f"{BASE}/scans", {"opinion": "同意推荐。"})

    assert "4 份中，1 份已对上并盖章" in page
    assert "那一版已经改过" in page
    assert "没有读到版本码" in page
    assert [seal.nomination for seal in Endorsement.objects.all()] == [first]
    assert none.status_code == 422
    sign_in(client, offices.county_reviewer, way="password")
    assert client.get(f"{BASE}/scans").status_code == 403


def test_a_mismatch_comes_back_on_the_page_with_both_versions(
    client: Client, offices: Offices, make_filed: Filer, province: Province
) -> None:
    case, other = make_filed(office=province.county), make_filed(office=province.county)
    assert case.revision is not None
    sign_in(client, offices.county, way="password")
    scan = upload("b.jpg", scanned(mark_of(other)).content)
    given = {"revision": case.revision.hash, "opinion": "同意，已核", "opinion_on": "2021-11-05"}

    page = client.post(f"{BASE}/n/{case.pk}/endorse", given | {"scan": scan})

    assert page.status_code == 422
    assert "扫描件上是 2021-000002 的版本" in text_of(page)
    assert "同意，已核" in text_of(page)


def test_from_setting_up_the_code_to_sealing_with_the_picture(
    client: Client, offices: Offices, make_filed: Filer, province: Province
) -> None:
    case = make_filed(office=province.county)
    assert case.revision is not None
    sign_in(client, offices.county, way="password")
    given = {"revision": case.revision.hash, "opinion": "同意。", "opinion_on": "2021-11-05"}
    early = client.post(f"{BASE}/n/{case.pk}/endorse", given | {"with_seal": "on"})
    assert early.status_code == 403

    begun = text_of(client.get("/my/second-factor"))
    wrong = client.post("/my/second-factor", {"code": "1"})
    spare = text_of(client.post("/my/second-factor", {"code": code_now(steps=-1)}))
    kept = client.post(f"{BASE}/seal", {"picture": upload("章.png", picture()), "code": code_now()})
    done = client.post(f"{BASE}/n/{case.pk}/endorse", given | {"with_seal": "on"})

    assert (wrong.status_code, kept.status_code, done.status_code) == (422, 302, 302)
    assert 'href="otpauth://totp/' in begun
    assert "十个备用码只显示这一次" in spare
    assert SealPicture.objects.count() == 1
    assert Attachment.objects.get().kind == Attachment.Kind.SEAL
    assert client.get(f"{BASE}/seal/picture")["Content-Type"] == "image/png"


def test_phone_and_code_alone_set_up_no_second_factor(client: Client, offices: Offices) -> None:
    sign_in(client, offices.county, way="sms")
    assert client.get("/my/second-factor").status_code == 403
    client.logout()
    assert client.get("/my/second-factor").status_code == 302
