"""The worker draws the first pages of PDF files, each once, and is not stopped by a bad one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from pingxuan.campaigns.models import Campaign
from pingxuan.nominations.actions.attaching import attach
from pingxuan.nominations.models import Attachment, Nomination
from pingxuan.nominations.tasks import draw_previews
from tests.builders import COLLECTING, Province
from tests.nominations.files import paper
from tests.nominations.offices import Offices, staff
from tests.nominations.writing import written
from tests.voting.builders import shift_to, sign_in


@pytest.fixture
def offices(campaign: Campaign, province: Province) -> Offices:
    shift_to(campaign, COLLECTING, datetime.now(UTC))
    return staff(campaign, province)


@pytest.fixture
def case(campaign: Campaign, province: Province, offices: Offices) -> Nomination:
    return written(campaign, province.county_unit, offices.filler, now=datetime.now(UTC))


def lay(case: Nomination, offices: Offices, name: str, raw: bytes, minute: int = 0) -> Attachment:
    now = datetime.now(UTC) + timedelta(minutes=minute)
    return attach(case.pk, name, raw, person=offices.filler, now=now)


def test_a_pdf_gets_its_picture_once_and_the_form_shows_it(
    client: Client, case: Nomination, offices: Offices
) -> None:
    laid = lay(case, offices, "材料.pdf", paper())
    sign_in(client, offices.filler, way="password")
    address = f"/c/mass-line-2021/desk/n/{case.pk}"
    before = client.get(address).content.decode()

    tried = [draw_previews(datetime.now(UTC)) for _ in range(2)]

    laid.refresh_from_db()
    shown = client.get(f"{address}/files/{laid.pk}/preview")
    assert tried == [1, 0]
    assert laid.preview.name.endswith(".webp")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")
    assert f"{laid.pk}/preview" not in before
    assert f"{laid.pk}/preview" in client.get(address).content.decode()


def test_one_that_cannot_be_drawn_is_tried_twice_and_holds_up_no_other(
    case: Nomination, offices: Offices
) -> None:
    lay(case, offices, "甲.pdf", paper(b"broken")[:-200] + b"%%EOF")
    bad = case.attachments.get()
    Attachment.objects.filter(pk=bad.pk).update(name="bad.pdf")
    with bad.file.storage.open(bad.file.name, "wb") as stored:
        stored.write(b"no pdf at all")
    good = lay(case, offices, "乙.pdf", paper(), minute=1)

    tried = [draw_previews(datetime.now(UTC)) for _ in range(3)]

    bad.refresh_from_db()
    good.refresh_from_db()
    assert tried == [2, 1, 0]
    assert (bool(bad.preview), bad.preview_tries) == (False, 2)
    assert (bool(good.preview), good.preview_tries) == (True, 1)
