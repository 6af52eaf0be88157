"""Objections with files: the author and whoever answers see all of it, everybody else nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from pingxuan.campaigns.models import Campaign
from pingxuan.results.actions.publishing import open_notice
from pingxuan.results.models import Objection, ObjectionFile
from tests.builders import NOTICE, Province, at, make_person
from tests.jury.builders import Panel, officers_of
from tests.results.disputes import REASON, dispute, remove
from tests.results.ranking import strictly
from tests.voting.builders import shift_to, sign_in

BASE = "/c/mass-line-2021"


@pytest.fixture
def noticed(campaign: Campaign, province: Province) -> Panel:
    panel = Panel(campaign, province, officers_of(campaign), [])
    panel.publish({"institution": 13})
    panel.seat(province.other_city_unit)
    panel.assign()
    strictly(panel)
    decision = panel.decide()
    open_notice(decision.pk, person=panel.officers.manager, now=NOTICE)
    return panel


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def go_to(panel: Panel, moment: datetime) -> None:
    shift_to(panel.campaign, moment, datetime.now(UTC))


def text_of(response: Any) -> str:
    return str(response.content.decode())


def picture(name: str = "证据.png") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue())


def typed(**given: Any) -> dict[str, Any]:
    return {"entry": "J-003", "name": "李四", "text": REASON, **given}


def test_files_are_seen_by_the_author_and_by_who_answers(client: Client, noticed: Panel) -> None:
    go_to(noticed, NOTICE)
    sign_in(client, make_person(1))
    page = client.post(
        f"{BASE}/objection", typed(unit="临溪市某协会", files=[picture()]), follow=True
    )
    kept = ObjectionFile.objects.get()
    path = f"{BASE}/objection/files/{kept.pk}"

    assert ("Y-001" in text_of(page), "最迟 12 月 29 日答复" in text_of(page)) == (True, True)
    given = client.get(path)
    assert (given.status_code, given["Content-Type"]) == (200, "image/png")
    assert given["Content-Disposition"].startswith("attachment")
    answers = {}
    for who, way in (("supervisor", "password"), ("manager", "password"), ("editor", "password")):
        sign_in(client, getattr(noticed.officers, who), way=way)
        answers[who] = client.get(path).status_code
    sign_in(client, make_person(2))
    answers["other"] = client.get(path).status_code
    assert answers == {"supervisor": 200, "manager": 200, "editor": 404, "other": 404}
    sign_in(client, noticed.officers.supervisor, way="password")
    desk = text_of(client.get(f"{BASE}/decide"))
    assert ("李四（临溪市某协会）" in desk, path in desk) == (True, True)


def test_a_file_that_cannot_be_taken_keeps_what_was_typed(client: Client, noticed: Panel) -> None:
    go_to(noticed, NOTICE)
    sign_in(client, make_person(1))
    bad = SimpleUploadedFile("a.png", b"MZ\x00\x01")

    one = client.post(f"{BASE}/objection", typed(files=[bad]))
    six = client.post(f"{BASE}/objection", typed(files=[picture(f"{n}.png") for n in range(6)]))

    assert (one.status_code, REASON in text_of(one), "文字都还在" in text_of(one)) == (
        422,
        True,
        True,
    )
    assert (six.status_code, "最多 5 个文件" in text_of(six)) == (422, True)
    assert Objection.objects.count() == 0


def test_who_moved_up_is_shown_in_a_notice_of_its_own(client: Client, noticed: Panel) -> None:
    remove(noticed, "J-003", now=at("12-24 10:00"))
    go_to(noticed, at("12-24 11:00"))

    answer = client.get(f"{BASE}/notices")

    page = text_of(answer)
    [group] = answer.context["listed"]
    listed = {one.entry.number for one in group["outcomes"]}
    assert ("J-011" in listed, len(listed)) == (False, 9)
    assert ("递补公示" in page, "12 月 24 日至 12 月 30 日" in page) == (True, True)
    assert ("取消资格 1" in page, REASON in page) == (True, False)


def test_the_desk_costs_the_same_for_one_objection_and_for_three(
    client: Client, noticed: Panel
) -> None:
    sign_in(client, noticed.officers.supervisor, way="password")
    costs = []
    for number in ("J-001", "J-002", "J-003"):
        go_to(noticed, datetime.now(UTC))
        dispute(number)
        go_to(noticed, NOTICE)
        if number == "J-002":
            continue
        client.get(f"{BASE}/decide")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{BASE}/decide").status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1]
