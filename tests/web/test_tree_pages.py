"""The manager's pages of the tree: list, one unit, preview of a list, the act."""

from __future__ import annotations

import html
import io
import re
from datetime import UTC, datetime

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.campaigns.models import Campaign
from pingxuan.units.models import Unit
from tests.builders import COLLECTING, Province
from tests.nominations.offices import Offices, staff
from tests.voting.builders import shift_to, sign_in

UNITS = "/c/mass-line-2021/manage/units"
HEAD = ["名称", "上级", "层级", "编码", "原名称", "并入", "状态"]
ROWS = [
    ["竹山县", "云泽市", "县", "31", "", "", ""],
    ["竹山县文化馆", "竹山县", "单位", "32", "", "", ""],
    ["青杨县卫健局", "临溪市/青杨县", "单位", "", "青杨县卫生健康委员会", "", ""],
    ["云泽市公共交通集团", "云泽市", "单位", "", "", "", "停用"],
]


@pytest.fixture
def offices(campaign: Campaign, province: Province, client: Client) -> Offices:
    shift_to(campaign, COLLECTING, datetime.now(UTC))
    found = staff(campaign, province)
    sign_in(client, found.manager, way="password")
    return found


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def xlsx(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in [HEAD, *rows]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv(rows: list[list[str]], encoding: str) -> bytes:
    return "\r\n".join(",".join(row) for row in [HEAD, *rows]).encode(encoding)


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


@pytest.mark.parametrize(
    "data", [xlsx(ROWS), csv(ROWS, "utf-8-sig"), csv(ROWS, "gb18030")], ids=["xlsx", "utf8", "gb"]
)
def test_a_list_is_shown_as_changes_and_then_done_in_one_act(
    client: Client, offices: Offices, province: Province, data: bytes
) -> None:
    upload = SimpleUploadedFile("名单.xlsx", data)

    shown = client.post(f"{UNITS}/preview", {"file": upload})
    page = text_of(shown)

    assert shown.status_code == 200
    for word in ("新增", "改名", "停用", "竹山县文化馆", "青杨县卫健局", "改这 4 处"):
        assert word in page
    assert not Unit.objects.filter(name="竹山县").exists()

    response = client.post(f"{UNITS}/apply", hidden(page))

    assert (response.status_code, response["Location"]) == (302, UNITS)
    assert Unit.objects.get(code="32").parent == Unit.objects.get(code="31")
    assert Unit.objects.get(pk=province.county_unit.pk).name == "青杨县卫健局"
    assert not Unit.objects.get(pk=province.other_city_unit.pk).is_active
    after = text_of(client.get(UNITS))
    assert "已停用" in after
    assert "曾用名称和位置" in text_of(client.get(f"{UNITS}/{province.county_unit.pk}"))


def test_faults_are_said_by_line_and_nothing_can_be_done(client: Client, offices: Offices) -> None:
    data = xlsx([["新馆", "没有的县", "单位", "", "", "", ""], ["", "云泽市", "", "", "", "", ""]])

    shown = client.post(f"{UNITS}/preview", {"file": SimpleUploadedFile("a.xlsx", data)})
    page = text_of(shown)

    assert shown.status_code == 422
    assert re.search(r"第 2 行　没有找到上级", page)
    assert re.search(r"第 3 行　没有名称", page)
    assert "tree_apply" not in page
    assert f'action="{UNITS}/apply"' not in page


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "文件是空的"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "请用 Excel"),
        ("甲,乙\r\n1,2".encode(), "没有找到表头"),
        ("名称\r\n".encode(), "名单里没有单位"),
    ],
)
def test_what_is_no_list_is_said_beside_the_file(
    client: Client, offices: Offices, data: bytes, said: str
) -> None:
    shown = client.post(f"{UNITS}/preview", {"file": SimpleUploadedFile("a.csv", data)})

    assert (shown.status_code, said in text_of(shown)) == (422, True)


def test_a_tree_that_changed_meanwhile_is_shown_anew(
    client: Client, offices: Offices, province: Province
) -> None:
    data = csv([["云泽县", "云泽市", "县", "", "", "", ""]], "utf-8")
    page = text_of(client.post(f"{UNITS}/preview", {"file": SimpleUploadedFile("a.csv", data)}))
    Unit.objects.create(parent=province.other_city, name="云泽县", level="unit")

    late = client.post(f"{UNITS}/apply", hidden(page))

    assert (late.status_code, "请再看一遍" in text_of(late)) == (409, True)
    assert Unit.objects.get(name="云泽县").level == "unit"


def test_one_unit_is_mended_and_merged_through_the_same_preview(
    client: Client, offices: Offices, province: Province
) -> None:
    unit = province.county_unit
    form = {"name": "青杨县卫健局", "level": "unit", "parent": str(province.county.pk)}

    renamed = text_of(client.post(f"{UNITS}/{unit.pk}", form | {"state": "stays"}))
    client.post(f"{UNITS}/apply", hidden(renamed))
    lacking = client.post(f"{UNITS}/{unit.pk}", form | {"state": "merges"})
    merged = text_of(
        client.post(
            f"{UNITS}/{unit.pk}", form | {"state": "merges", "into": str(province.city_unit.pk)}
        )
    )
    client.post(f"{UNITS}/apply", hidden(merged))

    assert (lacking.status_code, "请选并入哪个单位" in text_of(lacking)) == (422, True)
    assert "岗位 2 个" in merged
    unit.refresh_from_db()
    assert (unit.name, unit.is_active, unit.merged_into_id) == (
        "青杨县卫健局",
        False,
        province.city_unit.pk,
    )


def test_a_unit_is_added_below_another(
    client: Client, offices: Offices, province: Province
) -> None:
    page = client.post(
        f"{UNITS}/{province.county.pk}/add",
        {"name": "青杨县图书馆", "level": "unit", "parent": str(province.county.pk)},
    )
    client.post(f"{UNITS}/apply", hidden(text_of(page)))

    assert Unit.objects.get(name="青杨县图书馆").parent_id == province.county.pk


def test_the_tree_is_the_managers(client: Client, offices: Offices, province: Province) -> None:
    sign_in(client, offices.province, way="password")

    for address in (UNITS, f"{UNITS}/{province.city.pk}", f"{UNITS}/{province.city.pk}/add"):
        assert client.get(address).status_code == 403
    assert client.post(f"{UNITS}/apply", {"list": "[]"}).status_code == 403


def test_a_list_that_was_tampered_with_is_no_list(client: Client, offices: Offices) -> None:
    for text in ("", "{}", "[1]", '[{"line": "x"}]', "null"):
        assert client.post(f"{UNITS}/apply", {"list": text}).status_code in (409, 422)


def test_the_page_costs_the_same_for_a_larger_tree(
    client: Client, offices: Offices, province: Province
) -> None:
    counts = []
    for n in range(3):
        with CaptureQueriesContext(connection) as queries:
            client.get(UNITS)
        counts.append(len(queries))
        Unit.objects.create(parent=province.city, name=f"馆{n}", level="unit")

    assert counts[1] == counts[2]
