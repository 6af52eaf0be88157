"""Paper that comes in, and drafts that are made of it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from pingxuan.accounts.models import Person
from pingxuan.audit.models import Record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import AlreadyDone, NotYourAct, StageClosed, WrongStatus
from pingxuan.domain.vocabulary import Status
from pingxuan.nominations.actions.filing import file_nomination
from pingxuan.nominations.actions.incoming import confirm_form, import_form
from pingxuan.nominations.content.halves import drafted
from pingxuan.nominations.models import Attachment, IncomingForm
from pingxuan.nominations.queries.incoming import incoming_of
from tests.builders import COLLECTING, SCREENING_ONLY, Province, make_person
from tests.nominations.offices import Offices

SAMPLES = Path(__file__).parent.parent / "papers" / "samples"
FORM = (SAMPLES / "01-institution.docx").read_bytes()


def archive(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, data in members.items():
            packed.writestr(name.replace("__", "."), data)
    return stream.getvalue()


def coming_in(
    campaign: Campaign, province: Province, person: Person, name: str, data: bytes
) -> list[IncomingForm]:
    return import_form(campaign, province.county_unit, name, data, person=person, now=COLLECTING)


def test_a_form_is_read_and_waits_with_its_file(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    (row,) = coming_in(campaign, province, offices.filler, "推荐表（定稿）.docx", FORM)

    row.refresh_from_db()
    assert (row.state, row.errors, row.name, row.size) == (
        IncomingForm.State.WAITING,
        [],
        "推荐表（定稿）.docx",
        len(FORM),
    )
    assert row.reading["fields"]["title"] == "“马上就改”留言办理台账网上公开"
    assert row.reading["found"]["birth"] == "1982.06"
    assert row.file.read() == FORM
    assert "定稿" not in row.file.name
    assert [line.act for line in Record.objects.filter(subject_id=str(row.pk))] == ["import_form"]


def test_the_same_file_is_not_taken_twice(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    first = coming_in(campaign, province, offices.filler, "一.docx", FORM)

    again = coming_in(campaign, province, offices.county, "二.docx", FORM)

    assert again == first
    assert IncomingForm.objects.count() == 1


def test_an_archive_gives_a_row_for_each_form_and_for_what_is_none(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    second = (SAMPLES / "03-individual.docx").read_bytes()
    packed = archive(a__docx=FORM, b__docx=second, c__docx=b"PK\x03\x04broken", d__txt=b"hello")

    rows = coming_in(campaign, province, offices.filler, "全部.zip", packed)

    states = {row.part: (row.state, row.errors) for row in rows}
    assert states == {
        "a.docx": ("waiting", []),
        "b.docx": ("waiting", []),
        "c.docx": ("refused", ["corrupt"]),
        "d.txt": ("refused", ["wrong_type"]),
    }
    assert len({row.file.name for row in rows}) == 1


@pytest.mark.parametrize(
    ("name", "data", "state", "errors"),
    [
        ("空.docx", b"", "refused", ["empty"]),
        ("坏.docx", b"PK\x03\x04broken", "refused", ["corrupt"]),
        ("表.docx", b"%PDF-1.7\n%%EOF", "refused", ["wrong_type"]),
        ("照片.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40, "held", ["no_text_layer"]),
        ("../../etc/passwd", b"root:x:0", "refused", ["not_a_form"]),
    ],
)
def test_what_cannot_be_read_is_kept_with_its_reason(
    name: str,
    data: bytes,
    state: str,
    errors: list[str],
    campaign: Campaign,
    province: Province,
    offices: Offices,
) -> None:
    (row,) = coming_in(campaign, province, offices.filler, name, data)

    assert (row.state, row.errors) == (state, errors)
    assert row.file.read() == data


def test_a_statistics_table_is_held_for_its_own_desk(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    data = (SAMPLES / "tongjibiao-filled.xlsx").read_bytes()

    (row,) = coming_in(campaign, province, offices.filler, "统计表.xlsx", data)

    assert (row.state, row.errors, len(row.reading["table"]["rows"])) == ("held", ["table"], 6)


def test_a_confirmed_form_becomes_a_draft_with_the_original(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    (row,) = coming_in(campaign, province, offices.filler, "推荐表.docx", FORM)
    read = row.reading
    values = {
        key: value for key, value in read["fields"].items() if not key.endswith("_opinion")
    } | {"narrative": read["narrative"], "title": "马上就改"}

    case = confirm_form(row.pk, values, person=offices.filler, now=COLLECTING)

    row.refresh_from_db()
    kept = Attachment.objects.get(nomination=case)
    assert (row.state, row.nomination) == ("confirmed", case)
    assert (case.status, case.unit, case.title) == (Status.DRAFT, row.unit, "马上就改")
    assert drafted(case) == values
    assert (kept.kind, kept.name, kept.sha256, kept.file.read()) == (
        "form",
        "推荐表.docx",
        row.sha256,
        FORM,
    )
    assert kept.media_type.endswith("wordprocessingml.document")


def test_a_form_is_confirmed_once_and_refused_ones_never(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    (good,) = coming_in(campaign, province, offices.filler, "一.docx", FORM)
    (bad,) = coming_in(campaign, province, offices.filler, "二.docx", b"")
    (late,) = coming_in(campaign, province, offices.filler, "三.png", b"\x89PNG\r\n\x1a\n00")
    confirm_form(good.pk, {}, person=offices.filler, now=COLLECTING)

    with pytest.raises(AlreadyDone):
        confirm_form(good.pk, {}, person=offices.filler, now=COLLECTING)
    with pytest.raises(WrongStatus):
        confirm_form(bad.pk, {}, person=offices.filler, now=COLLECTING)
    with pytest.raises(StageClosed):
        confirm_form(late.pk, {}, person=offices.filler, now=SCREENING_ONLY)


def test_an_office_types_for_a_unit_below_it_and_hands_in(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    (row,) = coming_in(campaign, province, offices.county_reviewer, "推荐表.docx", FORM)
    read = row.reading["fields"]
    values = {key: value for key, value in read.items() if isinstance(value, str)}
    values |= {"narrative": row.reading["narrative"], "consent": True}

    case = confirm_form(row.pk, values, person=offices.county_reviewer, now=COLLECTING)
    filed = file_nomination(case.pk, person=offices.county_reviewer, now=COLLECTING)

    assert (filed.status, filed.office) == (Status.AT_UNIT, province.county_unit)


def test_strangers_neither_bring_nor_see_nor_confirm(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    (row,) = coming_in(campaign, province, offices.filler, "推荐表.docx", FORM)

    for stranger in (offices.other_city, offices.manager, make_person(61)):
        with pytest.raises(NotYourAct):
            coming_in(campaign, province, stranger, "b.docx", FORM)
        with pytest.raises(NotYourAct):
            confirm_form(row.pk, {}, person=stranger, now=COLLECTING)

    assert [list(incoming_of(p, campaign)) for p in (offices.county, offices.other_city)] == [
        [row],
        [],
    ]
