"""A pile of papers: one after the other without going back to the list, each file told of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Status
from pingxuan.nominations.actions.filing import file_nomination
from pingxuan.nominations.models import IncomingForm, Nomination
from pingxuan.nominations.queries.incoming import reading_now
from pingxuan.nominations.queries.own import next_draft
from pingxuan.nominations.tasks import read_papers
from tests.builders import COLLECTING, Province
from tests.nominations.offices import Offices, staff
from tests.voting.builders import shift_to, sign_in

DESK = "/c/mass-line-2021/desk"
SAMPLES = Path(__file__).parent.parent / "papers" / "samples"
NAMES = ("01-institution.docx", "03-individual.docx", "05-creative.docx")


@pytest.fixture
def offices(campaign: Campaign, province: Province) -> Offices:
    shift_to(campaign, COLLECTING, datetime.now(UTC))
    return staff(campaign, province)


@pytest.fixture
def desk(client: Client, offices: Offices) -> Client:
    """The browser of somebody who files for the county's unit."""
    sign_in(client, offices.filler, way="password")
    return client


def send(desk: Client, province: Province, name: str, as_name: str = "") -> HttpResponse:
    """Bring one sample alone, as the page's script does."""
    paper = SimpleUploadedFile(as_name or name, (SAMPLES / name).read_bytes())
    data = {"unit": str(province.county_unit.pk), "papers": [paper]}
    answer: HttpResponse = desk.post(f"{DESK}/incoming", data, headers={"X-One-File": "1"})
    return answer


def confirm(desk: Client, row: IncomingForm) -> HttpResponse:
    """Make a draft of a paper just as it was read."""
    fields = {key: value for key, value in row.reading["fields"].items() if isinstance(value, str)}
    typed = fields | {"narrative": row.reading["narrative"]}
    answer: HttpResponse = desk.post(f"{DESK}/incoming/{row.pk}", typed)
    return answer


def next_of(desk: Client, address: str) -> str:
    page = desk.get(address).content.decode()
    return page.partition('rel="next" href="')[2].partition('"')[0]


def test_next_goes_through_all_papers_and_not_between_two(desk: Client, province: Province) -> None:
    for name in NAMES:
        send(desk, province, name)
    read_papers(datetime.now(UTC))
    all_of_them = {f"{DESK}/incoming/{row.pk}" for row in IncomingForm.objects.all()}

    address, seen = next(iter(all_of_them)), list[str]()
    for _n in NAMES:
        address = next_of(desk, address)
        seen.append(address)

    assert set(seen) == all_of_them
    assert next_of(desk, address) == seen[0]
    assert "另有 2 份要核对" in desk.get(address).content.decode()


def test_a_confirmed_paper_gives_way_to_the_next_and_the_last_to_its_draft(
    desk: Client, province: Province
) -> None:
    for name in NAMES[:2]:
        send(desk, province, name)
    read_papers(datetime.now(UTC))
    first, second = IncomingForm.objects.order_by("pk")

    done = confirm(desk, first)
    page = desk.get(done["Location"]).content.decode()
    last = confirm(desk, second)

    first.refresh_from_db()
    second.refresh_from_db()
    assert first.nomination is not None
    assert second.nomination is not None
    assert done["Location"] == f"{DESK}/incoming/{second.pk}"
    assert f'已转为草稿：<a href="{DESK}/n/{first.nomination.pk}">' in page
    assert "还有 1 份要核对" in page
    assert last["Location"] == f"{DESK}/n/{second.nomination.pk}"


def test_the_same_file_again_is_told_of(desk: Client, province: Province) -> None:
    name = NAMES[0]
    papers = [SimpleUploadedFile("又一次.docx", (SAMPLES / name).read_bytes())]

    first = send(desk, province, name)
    alone = send(desk, province, name, "再发.docx")
    desk.post(f"{DESK}/incoming", {"unit": str(province.county_unit.pk), "papers": papers})
    page = desk.get(f"{DESK}/incoming").content.decode()

    said = f"与已收到的“{name}”是同一个文件，没有再收一遍。"
    assert (first.status_code, alone.status_code) == (204, 200)
    assert alone.content.decode() == said
    assert f"又一次.docx　{said}" in page
    assert "正在读取" not in page
    assert IncomingForm.objects.count() == 1


def test_what_is_read_grows_while_the_rest_waits(desk: Client, province: Province) -> None:
    for number, name in enumerate(NAMES):
        send(desk, province, name)
        newest = IncomingForm.objects.order_by("pk").last()
        assert newest is not None
        newest.arrived_at += timedelta(seconds=number)
        newest.save()
    oldest = IncomingForm.objects.order_by("arrived_at").first()
    assert oldest is not None
    oldest.state = IncomingForm.State.WAITING
    oldest.save()

    progress = reading_now(IncomingForm.objects.all())

    assert progress is not None
    assert (progress.done, progress.total) == (1, 3)


def test_after_one_draft_is_handed_in_the_next_is_at_hand(
    desk: Client, province: Province, offices: Offices
) -> None:
    for name in NAMES[:2]:
        send(desk, province, name)
    read_papers(datetime.now(UTC))
    for row in IncomingForm.objects.order_by("pk"):
        confirm(desk, row)
    first, second = Nomination.objects.order_by("created_at")
    first.draft = first.draft | {"consent": True}
    first.save()
    filed = file_nomination(first.pk, person=offices.filler, now=datetime.now(UTC))

    assert filed.status == Status.AT_UNIT
    assert next_of(desk, f"{DESK}/n/{first.pk}") == f"{DESK}/n/{second.pk}"
    assert next_draft(offices.filler, second) is None
