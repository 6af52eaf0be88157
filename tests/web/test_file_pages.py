"""Files on the nomination form: taken up with it or alone, and handed out to whoever may read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.campaigns.models import Campaign
from pingxuan.nominations.actions.attaching import attach, attach_link
from pingxuan.nominations.actions.filing import file_nomination
from pingxuan.nominations.models import Attachment, Nomination
from tests.builders import COLLECTING, Province, make_person
from tests.nominations.files import PDF, photo
from tests.nominations.offices import Offices, staff
from tests.nominations.writing import GOOD, written
from tests.voting.builders import shift_to, sign_in
from tests.web.large import BEHIND, NAMED, grow

DESK = "/c/mass-line-2021/desk"


@pytest.fixture
def offices(campaign: Campaign, province: Province, settings: Any, tmp_path: Path) -> Offices:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }
    shift_to(campaign, COLLECTING, datetime.now(UTC))
    return staff(campaign, province)


@pytest.fixture
def case(campaign: Campaign, province: Province, offices: Offices, client: Client) -> Nomination:
    sign_in(client, offices.filler, way="password")
    return written(campaign, province.county_unit, offices.filler, now=datetime.now(UTC))


def page_of(case: Nomination, act: str = "") -> str:
    return f"{DESK}/n/{case.pk}" + (f"/{act}" if act else "")


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def form_of(case: Nomination, **changes: Any) -> dict[str, Any]:
    case.refresh_from_db()
    data: dict[str, Any] = {"revision": str(case.draft_version)}
    for key, value in (GOOD | changes).items():
        if key in ("accounts", "works"):
            for place, row in enumerate(value):
                data |= {f"{key}-{place}-{name}": cell for name, cell in row.items()}
        elif value is True:
            data[key] = "on"
        else:
            data[key] = value
    return data


def chosen(raw: bytes, name: str = "现场.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw, content_type="application/octet-stream")


def test_saving_takes_files_and_proofs_along_without_any_script(
    client: Client, case: Nomination
) -> None:
    data = form_of(case) | {
        "files": [chosen(photo("navy")), chosen(PDF, "说明.pdf")],
        "works-0-proof-file": chosen(photo("teal"), "截图.png"),
        "video-link": "https://example.org/v",
        "video-name": "现场视频",
    }

    response = client.post(page_of(case), data)

    assert response.status_code == 302
    case.refresh_from_db()
    kinds = list(case.attachments.order_by("added_at", "pk").values_list("kind", flat=True))
    assert sorted(kinds) == ["pdf", "picture", "proof", "video_link"]
    proof = case.attachments.get(kind="proof")
    assert case.draft["works"][0]["proof"] == proof.sha256
    page = text_of(client.get(page_of(case)))
    assert page.count('class="files__item"') == 3
    assert f'value="{proof.sha256}"' in page


def test_a_bad_file_is_named_and_all_that_was_typed_is_kept(
    client: Client, case: Nomination
) -> None:
    data = form_of(case, title="刚改的名称") | {
        "files": [chosen(b"MZ\x90" + bytes(50), "程序.exe"), chosen(PDF, "说明.pdf")],
        "works-0-proof-file": chosen(b"nothing", "截图.png"),
    }

    response = client.post(page_of(case, "file"), data)

    page = text_of(response)
    assert response.status_code == 422
    assert "程序.exe：只收图片" in page
    assert 'id="id_works-0-proof_error"' in page
    assert "说明.pdf" in page
    case.refresh_from_db()
    assert (case.title, case.status, case.attachments.count()) == ("刚改的名称", "draft", 1)


def test_a_script_gets_the_panel_or_the_cell_anew(client: Client, case: Nomination) -> None:
    panel = client.post(page_of(case, "files"), {"files": chosen(photo())})
    cell = client.post(
        page_of(case, "files"),
        {"cell": "works-3-proof", "works-3-proof-file": chosen(photo("red"))},
    )
    wrong = client.post(page_of(case, "files"), {"files": chosen(b"x" * 20, "a.txt")})

    assert (panel.status_code, text_of(panel).lstrip().startswith("<fieldset")) == (200, True)
    proof = case.attachments.get(kind="proof")
    assert f'name="works-3-proof" value="{proof.sha256}"' in text_of(cell)
    assert (wrong.status_code, "a.txt：只收图片" in text_of(wrong)) == (422, True)
    case.refresh_from_db()
    assert case.draft_version == 1  # the draft itself was not touched


def test_a_file_is_taken_away_by_its_button(client: Client, case: Nomination) -> None:
    now = datetime.now(UTC)
    lying = attach(case.pk, "a.jpg", photo(), person=case.writer, now=now)

    response = client.post(page_of(case), form_of(case) | {"remove": str(lying.pk)})

    assert response.status_code == 302
    assert not Attachment.objects.exists()


def test_a_correction_page_keeps_what_was_typed_when_files_come(
    client: Client, case: Nomination, offices: Offices
) -> None:
    filed = file_nomination(case.pk, person=offices.filler, now=datetime.now(UTC))
    assert filed.revision is not None
    data = form_of(case, title="更正的名称") | {
        "seen": filed.revision.hash,
        "only": "files",
        "files": chosen(photo()),
    }

    response = client.post(page_of(case, "amend"), data)

    assert (response.status_code, "更正的名称" in text_of(response)) == (200, True)
    filed.refresh_from_db()
    assert (filed.revisions.count(), case.attachments.count()) == (1, 1)


def test_a_file_is_for_keeping_and_only_for_whoever_may_read_the_text(
    client: Client, case: Nomination, offices: Offices
) -> None:
    now = datetime.now(UTC)
    kept = attach(case.pk, "a.jpg", photo(), person=case.writer, now=now)
    address, small = page_of(case, f"files/{kept.pk}"), page_of(case, f"files/{kept.pk}/preview")

    response, preview = client.get(address), client.get(small)

    assert response["Content-Disposition"].startswith("attachment;")
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == (
        "image/jpeg",
        "nosniff",
    )
    assert (preview.status_code, preview["Content-Type"]) == (200, "image/webp")
    assert client.get(page_of(case, f"files/{uuid4()}")).status_code == 404

    told = {}
    for status in ("draft", "filed"):
        if status == "filed":
            file_nomination(case.pk, person=offices.filler, now=now)
        for who in ("county", "unit", "city"):
            sign_in(client, getattr(offices, who), way="password")
            told[status, who] = client.get(address).status_code
        sign_in(client, make_person(77, "路人"), way="sms")
        told[status, "stranger"] = client.get(address).status_code
    assert told == {
        ("draft", "county"): 404,
        ("draft", "unit"): 404,
        ("draft", "city"): 404,
        ("draft", "stranger"): 404,
        ("filed", "county"): 200,
        ("filed", "unit"): 200,
        ("filed", "city"): 200,
        ("filed", "stranger"): 404,
    }


def test_an_office_does_not_see_what_was_laid_beside_the_text_later(
    client: Client, case: Nomination, offices: Offices
) -> None:
    now = datetime.now(UTC)
    file_nomination(case.pk, person=offices.filler, now=now)
    later = attach(case.pk, "a.jpg", photo(), person=offices.filler, now=now)

    sign_in(client, offices.county, way="password")

    assert client.get(page_of(case, f"files/{later.pk}")).status_code == 404
    assert later.name not in text_of(client.get(page_of(case)))


def test_nobody_uploads_to_what_is_not_theirs(
    client: Client, case: Nomination, offices: Offices
) -> None:
    file_nomination(case.pk, person=offices.filler, now=datetime.now(UTC))
    sign_in(client, offices.county, way="password")

    response = client.post(page_of(case, "files"), {"files": chosen(photo())})

    assert (response.status_code, Attachment.objects.count()) == (404, 0)


def test_the_form_costs_the_same_with_one_file_and_with_three(
    client: Client, case: Nomination
) -> None:
    client.get(page_of(case))  # the first page of a session costs a little more
    counts = []
    for n in range(3):
        attach_link(
            case.pk, "", f"https://example.org/{n}", person=case.writer, now=datetime.now(UTC)
        )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(page_of(case))
        counts.append(len(queries))

    assert counts[0] == counts[2]


def test_a_large_file_is_left_to_the_ballot_box_for_whoever_may_read_it(
    client: Client, case: Nomination, offices: Offices
) -> None:
    kept = attach(case.pk, "a.jpg", photo(), person=case.writer, now=datetime.now(UTC))
    named, address = grow(kept), page_of(case, f"files/{kept.pk}")

    given = client.get(address, headers=BEHIND)
    sign_in(client, offices.county, way="password")
    refused = client.get(address, headers=BEHIND)

    assert (given.content, given[NAMED]) == (b"", named)
    assert given["Content-Disposition"].startswith("attachment;")
    assert (refused.status_code, NAMED in refused) == (404, False)
