"""Files beside a form: by content, without their place, bound by the revision, gone or kept."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pingxuan.audit.models import Record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import ContentInvalid, NotYourAct, StageClosed
from pingxuan.domain.rules.entry import FileKind
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.actions.attaching import attach, attach_link, attach_proof, detach
from pingxuan.nominations.actions.drafting import save_draft
from pingxuan.nominations.actions.filing import amend, file_nomination
from pingxuan.nominations.actions.returning import return_
from pingxuan.nominations.content.files import read_file
from pingxuan.nominations.models import Attachment, Nomination
from pingxuan.nominations.queries.attached import beside, of_revision, proofs_of
from tests.builders import COLLECTING, SCREENING_ONLY, Province
from tests.nominations.files import GPS, M4A, MP3, PDF, PDF_WITH_SCRIPT, WAV, photo
from tests.nominations.offices import Offices
from tests.nominations.writing import GOOD, written

ALL = frozenset(FileKind)


@pytest.fixture
def case(
    campaign: Campaign, province: Province, offices: Offices, settings: Any, tmp_path: Path
) -> Nomination:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }
    return written(campaign, province.county_unit, offices.filler)


def code_of(name: str, raw: bytes, *, most: int = 1024 * 1024) -> list[str]:
    with pytest.raises(ContentInvalid) as refused:
        read_file(name, raw, kinds=ALL, most_bytes=most)
    return list(refused.value.problems["files"])


# -- one file --------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_upright_and_forgets_where_it_was_taken(format_: str) -> None:
    raw = photo(format_=format_)
    assert GPS in Image.open(BytesIO(raw)).getexif()

    kept = read_file("现场.jpg", raw, kinds=ALL, most_bytes=10**6)

    picture = Image.open(BytesIO(kept.content))
    assert (dict(picture.getexif()), picture.size, picture.format) == ({}, (40, 60), format_)
    assert b"A camera" not in kept.content
    assert Image.open(BytesIO(kept.preview)).format == "WEBP"


@pytest.mark.parametrize(
    ("name", "raw", "shown", "media_type"),
    [
        ("../../图.exe", photo(), "图.jpg", "image/jpeg"),
        ("录音", MP3, "录音.mp3", "audio/mpeg"),
        ("a.mp3", WAV, "a.wav", "audio/wav"),
        ("b.docx", M4A, "b.m4a", "audio/mp4"),
        ("C:\\桌面\\材料\u202efdp.exe", PDF, "材料fdp.pdf", "application/pdf"),
        ("...", photo(format_="BMP"), "_.png", "image/png"),
    ],
)
def test_a_file_is_named_by_what_it_is(name: str, raw: bytes, shown: str, media_type: str) -> None:
    kept = read_file(name, raw, kinds=ALL, most_bytes=10**6)

    assert (kept.name, kept.media_type) == (shown, media_type)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty_file"),
        (b"MZ\x90\x00" + bytes(200), "unknown_file_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "unknown_file_type"),
        (b"<html><script>alert(1)</script>", "unknown_file_type"),
        (b"PK\x03\x04" + bytes(100), "unknown_file_type"),
        (photo()[:200], "broken_file"),
        (PDF[:-7], "broken_file"),
        (PDF_WITH_SCRIPT, "active_content"),
        (photo(size=(9000, 6000)), "picture_too_large"),
    ],
)
def test_what_is_no_picture_pdf_or_sound_is_refused_by_its_content(raw: bytes, code: str) -> None:
    assert code_of("无害.jpg", raw) == [code]


def test_a_file_beyond_the_sheets_size_is_refused_with_the_size() -> None:
    assert code_of("a.jpg", bytes(2 * 1024 * 1024 + 1), most=2 * 1024 * 1024) == [
        "file_too_large:2"
    ]


# -- beside the form -------------------------------------------------------------------------------


def test_the_same_file_twice_is_one_and_each_leaves_a_line(
    case: Nomination, offices: Offices
) -> None:
    first = attach(case.pk, "a.jpg", photo(), person=offices.filler, now=COLLECTING)
    again = attach(case.pk, "b.jpg", photo(), person=offices.filler, now=COLLECTING)
    link = attach_link(
        case.pk, "现场视频", "https://example.org/v", person=offices.filler, now=COLLECTING
    )

    assert (first.pk, first.kind) == (again.pk, "picture")
    assert [one.pk for one in beside(case)] == [first.pk, link.pk]
    facts = [line.facts for line in Record.objects.filter(act=Act.ATTACH)]
    assert facts == [
        {"sha256": first.sha256, "kind": "picture"},
        {"sha256": link.sha256, "kind": "video_link"},
    ]


def test_no_more_than_the_sheet_allows(case: Nomination, offices: Offices) -> None:
    most = case.campaign.sheet.evidence.most_files
    for place in range(most):
        attach_link(
            case.pk, "", f"https://example.org/{place}", person=offices.filler, now=COLLECTING
        )

    with pytest.raises(ContentInvalid) as refused:
        attach(case.pk, "a.jpg", photo(), person=offices.filler, now=COLLECTING)

    assert refused.value.problems == {"files": [f"too_many_files:{most}"]}
    assert beside(case).count() == most


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("", "missing"),
        ("javascript:alert(1)", "bad_link"),
        ("https://", "bad_link"),
        ("http://127.0.0.1/v", "unsafe_link"),
        ('https://example.org/"><b>', "bad_link"),
    ],
)
def test_a_video_is_a_link_to_the_web(
    case: Nomination, offices: Offices, link: str, code: str
) -> None:
    with pytest.raises(ContentInvalid) as refused:
        attach_link(case.pk, "视频", link, person=offices.filler, now=COLLECTING)

    assert refused.value.problems == {"link": [code]}


def test_only_its_writers_and_only_while_it_is_collected(
    case: Nomination, offices: Offices
) -> None:
    with pytest.raises(NotYourAct):
        attach(case.pk, "a.jpg", photo(), person=offices.county, now=COLLECTING)
    with pytest.raises(StageClosed):
        attach(case.pk, "a.jpg", photo(), person=offices.filler, now=SCREENING_ONLY)

    assert not Attachment.objects.exists()


# -- bound by the revision -------------------------------------------------------------------------


def with_proof(case: Nomination, offices: Offices) -> Attachment:
    proof = attach_proof(case.pk, "p.png", photo(), person=offices.filler, now=COLLECTING)
    works = [GOOD["works"][0] | {"proof": proof.sha256}]
    save_draft(
        case.pk,
        {"works": works},
        seen_version=case.draft_version,
        person=offices.filler,
        now=COLLECTING,
    )
    return proof


def test_a_filed_text_names_its_files_by_content(case: Nomination, offices: Offices) -> None:
    plain = attach(case.pk, "a.jpg", photo("navy"), person=offices.filler, now=COLLECTING)
    proof = with_proof(case, offices)

    filed = file_nomination(case.pk, person=offices.filler, now=COLLECTING)

    assert filed.revision is not None
    assert [one["sha256"] for one in filed.revision.content["attachments"]] == [plain.sha256]
    assert filed.revision.content["works"][0]["proof"] == proof.sha256
    assert [one.pk for one in of_revision(filed.revision)] == [plain.pk, proof.pk]
    assert proofs_of(filed.revision) == {proof.sha256: proof}


def test_another_file_makes_another_fingerprint_and_the_old_text_keeps_its_own(
    case: Nomination, offices: Offices
) -> None:
    first = attach(case.pk, "a.jpg", photo("navy"), person=offices.filler, now=COLLECTING)
    filed = file_nomination(case.pk, person=offices.filler, now=COLLECTING)
    before = filed.revision
    assert before is not None
    return_(
        case.pk,
        remarks=[("attachments", "请换一张")],
        person=offices.unit,
        now=COLLECTING,
    )

    detach(case.pk, first.pk, person=offices.filler, now=COLLECTING)
    second = attach(case.pk, "b.jpg", photo("maroon"), person=offices.filler, now=COLLECTING)
    again = file_nomination(case.pk, person=offices.filler, now=COLLECTING)

    assert again.revision is not None
    assert again.revision.hash != before.hash
    assert [one.pk for one in of_revision(before)] == [first.pk]
    assert [one.pk for one in of_revision(again.revision)] == [second.pk]
    assert case.remarks.get().settled_at is not None


def test_a_file_that_no_text_names_goes_with_its_bytes(
    case: Nomination, offices: Offices, django_capture_on_commit_callbacks: Any
) -> None:
    lying = attach(case.pk, "a.jpg", photo(), person=offices.filler, now=COLLECTING)
    places = [Path(lying.file.path), Path(lying.preview.path)]
    assert [place.exists() for place in places] == [True, True]

    with django_capture_on_commit_callbacks(execute=True):
        detach(case.pk, lying.pk, person=offices.filler, now=COLLECTING)

    assert [place.exists() for place in places] == [False, False]
    assert not beside(case).exists()


def test_a_proof_that_lies_nowhere_keeps_the_form_from_being_filed(
    case: Nomination, offices: Offices
) -> None:
    works = [GOOD["works"][0] | {"proof": "ab" * 32}]
    save_draft(
        case.pk,
        {"works": works},
        seen_version=case.draft_version,
        person=offices.filler,
        now=COLLECTING,
    )

    with pytest.raises(ContentInvalid) as refused:
        file_nomination(case.pk, person=offices.filler, now=COLLECTING)

    assert refused.value.problems == {"works.0.proof": ["missing"]}


def test_a_correction_binds_the_files_that_lie_there_then(
    case: Nomination, offices: Offices
) -> None:
    filed = file_nomination(case.pk, person=offices.filler, now=COLLECTING)
    assert filed.revision is not None
    later = attach(case.pk, "a.pdf", PDF, person=offices.filler, now=COLLECTING)
    assert of_revision(filed.revision) == []

    mended = amend(case.pk, {}, seen=filed.revision.hash, person=offices.filler, now=COLLECTING)

    assert [one.pk for one in of_revision(mended.revision)] == [later.pk]
