"""Paper that was kept is read once, whoever is killed at it."""

from __future__ import annotations

import socket
import subprocess
import sys
from datetime import timedelta

from pingxuan.audit.models import Record
from pingxuan.campaigns.models import Campaign
from pingxuan.nominations.actions import receiving
from pingxuan.nominations.actions.receiving import LEASE, MOST_TRIES, read_received, receive
from pingxuan.nominations.models import IncomingForm
from pingxuan.nominations.tasks import read_papers
from tests.builders import COLLECTING, Province
from tests.nominations.offices import Offices
from tests.nominations.test_incoming import FORM, SAMPLES, archive

State = IncomingForm.State


def kept(
    campaign: Campaign, province: Province, offices: Offices, data: bytes = FORM
) -> IncomingForm:
    (row,) = receive(
        campaign, province.county_unit, "表.docx", data, person=offices.filler, now=COLLECTING
    )
    return row


def test_a_file_is_kept_at_once_and_read_later(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    row = kept(campaign, province, offices)
    assert (row.state, row.reading, row.file.read()) == (State.RECEIVED, {}, FORM)

    done = read_papers(COLLECTING)

    row.refresh_from_db()
    assert (done, row.state, row.reading["fields"]["name"]) == (1, State.WAITING, "张三")
    assert any("rows" in block for block in row.reading["layout"])
    assert read_papers(COLLECTING) == 0
    assert read_received(row.pk, now=COLLECTING) == []


def test_an_archive_gives_its_rows_once_and_a_record_for_each(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    second = (SAMPLES / "03-individual.docx").read_bytes()
    (row,) = receive(
        campaign, province.county_unit, "全部.zip", archive(a__docx=FORM, b__docx=second),
        person=offices.filler, now=COLLECTING,
    )  # fmt: skip

    read_papers(COLLECTING)
    again = receive(
        campaign, province.county_unit, "又.zip", row.file.open().read(),
        person=offices.county, now=COLLECTING,
    )  # fmt: skip

    rows = IncomingForm.objects.order_by("part")
    assert [(one.part, one.state) for one in rows] == [("a.docx", "waiting"), ("b.docx", "waiting")]
    assert {one.pk for one in again} == {one.pk for one in rows}
    assert Record.objects.filter(act="import_form").count() == 2


def test_what_a_killed_reader_had_in_hand_is_read_by_the_next(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    dead = subprocess.Popen([sys.executable, "-c", "pass"])
    dead.wait()
    row = kept(campaign, province, offices)
    row.claimed_by, row.claimed_at, row.tries = f"{socket.gethostname()}:{dead.pid}", COLLECTING, 1
    row.save()

    assert len(read_received(row.pk, now=COLLECTING)) == 1


def test_a_reader_on_another_machine_is_waited_for_until_its_time_is_over(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    row = kept(campaign, province, offices)
    row.claimed_by, row.claimed_at, row.tries = "elsewhere:1", COLLECTING, 1
    row.save()

    early = read_received(row.pk, now=COLLECTING + LEASE - timedelta(seconds=1))
    late = read_received(row.pk, now=COLLECTING + LEASE)

    assert (early, [one.pk for one in late]) == ([], [row.pk])


def test_a_reader_that_was_overtaken_writes_nothing(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    row = kept(campaign, province, offices)
    slow = receiving._claim(row.pk, now=COLLECTING)
    assert slow is not None

    read_received(row.pk, now=COLLECTING + LEASE)
    written = receiving._settle(slow, receiving.FormFile(errors=["corrupt"]), now=COLLECTING)

    row.refresh_from_db()
    assert (written, row.state, row.errors) == ([], State.WAITING, [])


def test_a_file_that_ends_its_readers_is_told_and_kept(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    row = kept(campaign, province, offices)
    row.tries = MOST_TRIES
    row.save()

    read_papers(COLLECTING)

    row.refresh_from_db()
    assert (row.state, row.errors, row.file.read()) == (State.REFUSED, ["corrupt"], FORM)
