"""The page on which a statistics table is reconciled with what was received."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.campaigns.models import Campaign
from pingxuan.nominations.actions.incoming import import_form
from pingxuan.nominations.models import IncomingForm, Nomination
from pingxuan.papers.model import TableHeader
from pingxuan.papers.table import write_table_xlsx
from tests.builders import COLLECTING, Province
from tests.nominations.offices import Offices
from tests.nominations.test_listing import MISSING, county_table
from tests.web.test_nomination_pages import DESK, offices, sit, text_of

__all__ = ["county_table", "offices"]


def test_each_difference_has_its_act_beside_it(
    client: Client, county_table: IncomingForm, offices: Offices
) -> None:
    sit(client, offices.county_reviewer)
    address = f"{DESK}/incoming/{county_table.pk}"
    paper = IncomingForm.objects.get(name="一.docx")

    page = client.get(address)
    text = text_of(page)
    made = client.post(f"{address}/drafts", {"line": ["1"]})
    nothing = client.post(f"{address}/drafts", {"line": ["x"]}, follow=True)
    after = text_of(client.get(address))
    done = client.post(f"{address}/settle")

    for said in (
        "表中 2 行：缺表 1 行，内容不一致 1 行；收到而未列入 1 件",
        "手机号：统计表“13800001000”，推荐表“138****1001”",
        "没有交表的案例",
        "乡村医生的“周三晚八点”",
    ):
        assert said in text
    assert f'href="{DESK}/incoming/{paper.pk}"' in page.content.decode()
    assert 'name="line" value="1"' in page.content.decode()
    assert (made.status_code, Nomination.objects.count()) == (302, 1)
    assert "没有勾选缺表的行" in text_of(nothing)
    assert "缺表 0 行" in after
    assert done.status_code == 302


def test_it_is_for_clerks_of_the_branch(
    client: Client, county_table: IncomingForm, offices: Offices
) -> None:
    address = f"{DESK}/incoming/{county_table.pk}"

    told = {}
    for who in ("filler", "other_city", "manager"):
        sit(client, getattr(offices, who))
        told[who] = [
            client.post(f"{address}/drafts").status_code,
            client.post(f"{address}/settle").status_code,
        ]

    assert told == {"filler": [404, 404], "other_city": [404, 404], "manager": [404, 404]}


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_one_line_and_for_three(
    number: int, client: Client, campaign: Campaign, province: Province, offices: Offices
) -> None:
    data = write_table_xlsx(TableHeader("青杨县"), [MISSING] * number)
    who = {"person": offices.county_reviewer, "now": COLLECTING}
    (row,) = import_form(campaign, province.county, "统计表.xlsx", data, **who)
    sit(client, offices.county_reviewer)
    client.get(f"{DESK}/incoming/{row.pk}")

    with CaptureQueriesContext(connection) as queries:
        client.get(f"{DESK}/incoming/{row.pk}")

    assert len(queries) == 10
