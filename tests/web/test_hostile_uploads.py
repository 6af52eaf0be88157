"""Bad spreadsheets through the pages that take them: each has its answer, and nothing is lost or changed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from pingxuan.campaigns.models import Campaign
from pingxuan.nominations.actions.incoming import import_form
from pingxuan.nominations.models import IncomingForm
from pingxuan.nominations.tasks import read_papers
from pingxuan.papers.model import Row, TableHeader
from pingxuan.papers.table import write_table_xlsx
from pingxuan.units.models import Unit
from pingxuan.web.sentences import code_sentence
from tests.builders import COLLECTING, Province
from tests.nominations.offices import Offices, staff
from tests.papers.hostile_sheets import bad_sheets, book
from tests.voting.builders import shift_to, sign_in

UNITS = "/c/mass-line-2021/manage/units"
INCOMING = "/c/mass-line-2021/desk/incoming"
BAD = bad_sheets(book(["名称", "上级", "层级"], ["竹山县", "云泽市", "县"]))
SAID = {"wrong_type": "请用 Excel", "empty": "文件是空的", "too_large": "文件太大"}


@pytest.fixture
def offices(campaign: Campaign, province: Province) -> Offices:
    shift_to(campaign, COLLECTING, datetime.now(UTC))
    return staff(campaign, province)


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.mark.parametrize("what", BAD)
def test_a_bad_list_of_units_is_said_beside_the_file(
    what: str, client: Client, offices: Offices
) -> None:
    name, data, code = BAD[what]
    sign_in(client, offices.manager, way="password")
    before = Unit.objects.count()

    shown = client.post(f"{UNITS}/preview", {"file": SimpleUploadedFile(name, data)})

    assert shown.status_code == 422
    assert SAID.get(code, code_sentence(code)) in text_of(shown)
    assert Unit.objects.count() == before


@pytest.mark.parametrize("what", BAD)
def test_a_bad_table_is_kept_and_told_of(
    what: str, client: Client, offices: Offices, province: Province
) -> None:
    name, data, code = BAD[what]
    sign_in(client, offices.county, way="password")
    paper = SimpleUploadedFile(name, data)
    is_too_large = code == "too_large"

    sent = client.post(INCOMING, {"unit": province.county.pk, "papers": [paper]})
    read_papers(datetime.now(UTC))
    shown = text_of(client.get(INCOMING)) if not is_too_large else text_of(sent)

    assert sent.status_code == (413 if is_too_large else 302)
    assert code_sentence(code) in shown
    assert [(one.state, one.errors) for one in IncomingForm.objects.all()] == (
        [] if is_too_large else [("refused", [code])]
    )


@pytest.mark.parametrize(("when", "is_said"), [("2019年11月9日", True), ("2021年11月9日", False)])
def test_a_table_of_another_year_is_asked_about(
    when: str,
    is_said: bool,
    client: Client,
    offices: Offices,
    province: Province,
    campaign: Campaign,
) -> None:
    header = TableHeader("青杨县", when, "李四")
    row = Row("creative", "一盏灯", "张三", "青杨县 主任", "13800000001")
    (kept,) = import_form(
        campaign,
        province.county,
        "表.xlsx",
        write_table_xlsx(header, [row]),
        person=offices.county,
        now=datetime.now(UTC),
    )
    sign_in(client, offices.county, way="password")

    shown = text_of(client.get(f"{INCOMING}/{kept.pk}"))

    assert ("不是这次活动的年份" in shown) is is_said
    assert "一盏灯" in shown
