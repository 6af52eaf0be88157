"""Seals on paper find their version by themselves; the electronic seal asks for a second factor."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
import segno
from PIL import Image, ImageFilter

from pingxuan.domain.errors import (
    ContentInvalid,
    NotYourAct,
    ScanMismatch,
    SecondFactorNeeded,
)
from pingxuan.domain.stampmark import Mark
from pingxuan.domain.vocabulary import Act, Status
from pingxuan.nominations.actions.scanning import Scan, read_scan
from pingxuan.nominations.actions.sealing import endorse
from pingxuan.nominations.actions.stamps import marks_on
from pingxuan.nominations.models import Attachment, Endorsement, Nomination
from pingxuan.offices.actions.running import advance, begin
from pingxuan.offices.actions.stamping import keep_seal, seal_of, stamp
from pingxuan.offices.models import SealPicture
from pingxuan.offices.queries.desk import Seat
from tests.builders import COLLECTING, Province
from tests.nominations.offices import TODAY, Filer, Offices


def picture(kind: str = "PNG", size: int = 120) -> bytes:
    out = BytesIO()
    Image.new("RGB", (size, size), "#b93a26").save(out, kind)
    return out.getvalue()


def scanned(*marks: Mark, kind: str = "JPEG", turned: float = 2.0) -> Scan:
    """A page with its codes as a scanner gives it: grey, slanted, blurred, compressed."""
    page = Image.new("L", (1240, 1754), 245)
    for number, mark in enumerate(marks):
        code = BytesIO()
        segno.make(str(mark), error="m", micro=False).save(code, kind="png", scale=5, border=4)
        page.paste(Image.open(code).convert("L"), (800, 120 + 500 * number))
    page = page.rotate(turned, expand=True, fillcolor=245).filter(ImageFilter.GaussianBlur(1.2))
    out = BytesIO()
    page.save(out, kind, **({"quality": 40} if kind == "JPEG" else {"resolution": 150}))
    return read_scan("盖章页", out.getvalue())


def sealed(case: Nomination, offices: Offices, scan: Scan) -> Endorsement:
    assert case.revision is not None
    endorse(
        case.pk,
        revision=case.revision.hash,
        opinion="同意",
        opinion_on=TODAY,
        person=offices.county,
        now=COLLECTING,
        scan=scan,
    )
    return Endorsement.objects.get(nomination=case)


def mark_of(case: Nomination) -> Mark:
    assert case.revision is not None
    return Mark(case.file_number, case.revision.hash)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "PDF"])
@pytest.mark.parametrize("turned", [0.0, 3.0, 90.0, 180.0])
def test_a_mark_is_read_back_from_a_scan_however_it_lay(kind: str, turned: float) -> None:
    mark = Mark("2021-000123", "3f" * 32)

    assert marks_on(scanned(mark, kind=kind, turned=turned)) == [mark]


def test_the_seal_says_whether_the_scan_shows_this_version(
    offices: Offices, make_filed: Filer, province: Province
) -> None:
    right, blank = make_filed(office=province.county), make_filed(office=province.county)

    assert sealed(right, offices, scanned(mark_of(right))).scan_mark == "matched"
    assert sealed(blank, offices, read_scan("照片", picture())).scan_mark == "unread"


def test_a_scan_of_another_version_is_refused_with_both_named(
    offices: Offices, make_filed: Filer, province: Province
) -> None:
    """Source: D4."""
    case = make_filed(office=province.county)
    old = mark_of(case)
    make_filed.revise(case, narrative="改过")

    with pytest.raises(ScanMismatch) as refused:
        sealed(case, offices, scanned(old))

    assert refused.value.facts() == {
        "scanned_case": "2021-000001",
        "scanned_revision": old.revision[:12],
        "case": "2021-000001",
        "revision": mark_of(case).revision[:12],
    }
    assert not Endorsement.objects.exists()


def test_a_broken_pdf_shows_no_mark() -> None:
    assert marks_on(Scan("x.pdf", "application/pdf", b"%PDF-1.4 nothing %%EOF")) == []


def kept(county: Seat, offices: Offices) -> SealPicture:
    return keep_seal(
        county,
        read_scan("章.png", picture()),
        proved_at=COLLECTING,
        person=offices.county,
        now=COLLECTING,
    )


def test_the_electronic_seal_is_set_only_after_the_second_factor(
    county: Seat, offices: Offices, make_filed: Filer, province: Province
) -> None:
    case = make_filed(office=province.county)
    assert case.revision is not None
    given = {
        "act": Act.ENDORSE,
        "revision": case.revision.hash,
        "opinion": "同意",
        "opinion_on": TODAY,
        "picture": kept(county, offices),
        "person": offices.county,
        "now": COLLECTING,
    }
    for proved_at in (None, COLLECTING - timedelta(minutes=10), COLLECTING + timedelta(seconds=1)):
        with pytest.raises(SecondFactorNeeded):
            stamp(case.pk, proved_at=proved_at, **given)  # type: ignore[arg-type]
    with pytest.raises(ContentInvalid):
        stamp(case.pk, proved_at=COLLECTING, **given | {"picture": None})  # type: ignore[arg-type]
    assert not Endorsement.objects.exists()

    done = stamp(case.pk, proved_at=COLLECTING, **given)  # type: ignore[arg-type]

    laid = Attachment.objects.get()
    assert (done.status, laid.kind, laid.endorsement_id) == (
        Status.AT_OFFICE,
        Attachment.Kind.SEAL,
        Endorsement.objects.get().pk,
    )


def test_the_seal_is_kept_by_its_sealers_and_a_new_one_retires_the_old(
    county: Seat, offices: Offices
) -> None:
    first = kept(county, offices)
    second = kept(county, offices)

    first.refresh_from_db()
    assert (first.retired_at, seal_of(county)) == (COLLECTING, second)
    for person in (offices.county_reviewer, offices.city, offices.manager):
        with pytest.raises(NotYourAct):
            keep_seal(
                county,
                read_scan("章.png", picture()),
                proved_at=COLLECTING,
                person=person,
                now=COLLECTING,
            )
    with pytest.raises(ContentInvalid):
        keep_seal(
            county,
            Scan("章.pdf", "application/pdf", b"%PDF-"),
            proved_at=COLLECTING,
            person=offices.county,
            now=COLLECTING,
        )


def test_one_code_serves_a_whole_run(
    county: Seat, offices: Offices, make_filed: Filer, province: Province
) -> None:
    cases = [make_filed(office=province.county) for _n in range(3)]
    items = [(case.pk, case.revision.hash) for case in cases if case.revision]
    given = {"act": Act.ENDORSE, "opinion": "同意", "opinion_on": TODAY}
    given |= {"picture": kept(county, offices), "person": offices.county, "now": COLLECTING}
    with pytest.raises(SecondFactorNeeded):
        begin(county, items, **given)  # type: ignore[arg-type]

    advance(begin(county, items, proved_at=COLLECTING, **given), now=COLLECTING)  # type: ignore[arg-type]

    assert Attachment.objects.filter(kind=Attachment.Kind.SEAL).count() == len(cases)
