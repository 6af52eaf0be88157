"""Opinion and seal, from the unit to the topmost office."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from io import BytesIO
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from PIL import Image

from pingxuan.accounts.models import Person
from pingxuan.audit.models import Record
from pingxuan.audit.queries import first_fault
from pingxuan.campaigns.actions import set_deadline
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import (
    ContentInvalid,
    DeadlinePassed,
    NotAllowed,
    NotYourAct,
    Refusal,
    StageClosed,
    StaleRevision,
    WrongStatus,
)
from pingxuan.domain.revision import seal_digest
from pingxuan.domain.vocabulary import Act, Stage, Status
from pingxuan.messages.models import Letter
from pingxuan.nominations.actions.accepting import accept
from pingxuan.nominations.actions.scanning import MOST_BYTES, read_scan
from pingxuan.nominations.actions.sealing import Outcome, endorse, endorse_many
from pingxuan.nominations.models import Attachment, Endorsement, Nomination, Revision
from tests.builders import COLLECTING, SCREENING_ONLY, Province, at
from tests.nominations.offices import TODAY, Offices

MakeFiled = Callable[..., Nomination]


def sealing(nomination: Nomination, person: Person, **changed: Any) -> Nomination:
    """Endorse as one would on a good day."""
    assert nomination.revision is not None
    given: dict[str, Any] = {
        "revision": nomination.revision.hash,
        "opinion": "同意推荐。",
        "opinion_on": TODAY,
        "person": person,
        "now": COLLECTING,
    }
    return endorse(nomination.pk, **given | changed)


def written(nomination: Nomination) -> tuple[str, int, int, int]:
    """Say what is in the database of a nomination: state, seals, acts in the book, letters."""
    nomination.refresh_from_db()
    about = Record.objects.filter(subject_id=str(nomination.pk))
    return nomination.status, Endorsement.objects.count(), about.count(), Letter.objects.count()


def test_a_case_climbs_from_its_unit_over_county_and_city_to_the_province(
    make_filed: MakeFiled, offices: Offices, province: Province, campaign: Campaign
) -> None:
    case = make_filed()
    read = case.revision
    assert read is not None

    for person in (offices.unit, offices.county, offices.city):
        case = sealing(case, person)
    case = accept(
        case.pk,
        revision=read.hash,
        opinion="受理。",
        opinion_on=TODAY,
        person=offices.province,
        now=COLLECTING,
    )

    seals = [(s.tier, s.unit, s.revision) for s in case.endorsements.order_by("sealed_at", "pk")]
    assert seals == [
        ("unit", province.county_unit, read),
        ("county", province.county, read),
        ("city", province.city, read),
        ("province", province.root, read),
    ]
    assert (case.status, case.office, case.public_number) == (
        Status.ACCEPTED,
        province.root,
        "J-001",
    )
    book = Record.objects.filter(subject_id=str(case.pk)).order_by("number")
    assert [line.act for line in book] == ["endorse", "endorse", "endorse", "accept"]
    assert first_fault(str(campaign.pk)) is None


def test_the_seal_binds_opinion_day_and_scan_to_the_revision(
    make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    case = make_filed(office=province.county)
    assert case.revision is not None
    raw = BytesIO()
    Image.new("RGB", (30, 20), "white").save(raw, "PNG")
    scan = read_scan("盖章页.png", raw.getvalue())

    sealing(case, offices.county, opinion="  同意。 ", scan=scan)

    endorsement = Endorsement.objects.get()
    assert (endorsement.opinion, endorsement.opinion_on) == ("同意。", TODAY)
    assert endorsement.digest == seal_digest(
        revision=case.revision.hash,
        unit="青杨县",
        opinion="同意。",
        day="2021-11-05",
        tier="county",
        attachments=[scan.sha256],
    )
    kept = Attachment.objects.get(endorsement=endorsement)
    assert (kept.kind, kept.media_type, kept.sha256) == ("scan", "image/png", scan.sha256)
    assert kept.file.read() == scan.content


@pytest.mark.parametrize(
    ("start", "passes"),
    [
        ("county_unit", ["county", "city", "root"]),
        ("city_unit", ["city", "root"]),
        ("provincial_unit", ["root"]),
        ("county", ["city", "root"]),
        ("root", ["root"]),
    ],
)
def test_the_way_follows_the_tree(
    start: str,
    passes: list[str],
    make_filed: MakeFiled,
    province: Province,
    campaign: Campaign,
) -> None:
    from pingxuan.nominations.queries.places import next_holder

    case, way = make_filed(unit=getattr(province, start)), []
    while (office := next_holder(case)) is not None:
        way.append(office)
        case.status, case.office = Status.AT_OFFICE, office

    assert way == [getattr(province, name) for name in passes]


def test_a_text_that_has_moved_is_not_sealed(
    make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    case = make_filed(office=province.county)
    assert case.revision is not None

    with pytest.raises(StaleRevision) as refused:
        sealing(case, offices.county, revision="0" * 64)

    assert refused.value.facts() == {"seen": "0" * 64, "current": case.revision.hash}
    assert written(case) == (Status.AT_OFFICE, 0, 0, 0)


def test_a_new_revision_leaves_the_old_seal_on_the_old_text(
    make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    case = make_filed(office=province.county)
    old = case.revision
    sealing(case, offices.county)
    case.revision = Revision.objects.create(
        nomination=case,
        number=2,
        hash="2" * 64,
        content={},
        made_by=offices.filler,
        made_at=COLLECTING,
    )
    case.status, case.office = Status.AT_OFFICE, province.county
    case.save()

    sealing(case, offices.county)

    assert [s.revision.number for s in case.endorsements.order_by("revision__number")] == [1, 2]
    assert old is not None
    assert old.endorsements.count() == 1


@pytest.mark.parametrize(
    "who", ["filler", "unit", "county_reviewer", "city", "other_city", "province"]
)
def test_only_the_seal_of_the_office_that_holds_it_counts(
    who: str, make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    case = make_filed(office=province.county)

    with pytest.raises(NotYourAct):
        sealing(case, getattr(offices, who))

    assert written(case) == (Status.AT_OFFICE, 0, 0, 0)


def test_who_wrote_does_not_seal(
    make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    case = make_filed(writer=offices.unit)

    with pytest.raises(NotAllowed):
        sealing(case, offices.unit)

    assert written(case) == (Status.AT_UNIT, 0, 0, 0)


@pytest.mark.parametrize(
    ("now", "closes_at"),
    [(at("11-20 17:30"), at("11-20 17:30")), (at("10-19 23:59"), at("11-20 17:30"))],
)
def test_nothing_is_sealed_outside_collection(
    now: datetime, closes_at: datetime, make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    case = make_filed(office=province.city)

    with pytest.raises(StageClosed) as refused:
        sealing(case, offices.city, now=now)

    assert refused.value.facts() == {
        "act": Act.ENDORSE,
        "needs": Stage.COLLECTION,
        "opens_at": at("10-20 00:00"),
        "closes_at": closes_at,
    }
    assert written(case) == (Status.AT_OFFICE, 0, 0, 0)


def test_a_county_is_late_at_the_city_deadline_and_the_city_is_not(
    make_filed: MakeFiled, offices: Offices, province: Province, campaign: Campaign
) -> None:
    set_deadline(
        campaign,
        province.city,
        at("11-16 18:00"),
        reason="",
        person=offices.manager,
        now=COLLECTING,
    )
    in_county, in_city = make_filed(office=province.county), make_filed(office=province.city)
    on_time = make_filed(office=province.county)

    with pytest.raises(DeadlinePassed) as refused:
        sealing(in_county, offices.county, now=at("11-16 18:00"))
    done = sealing(on_time, offices.county, now=at("11-16 17:59"))
    late_city = sealing(in_city, offices.city, now=at("11-20 17:29"))

    assert refused.value.facts() == {"unit": "临溪市", "closed_at": at("11-16 18:00")}
    assert (done.office, late_city.office) == (province.city, province.root)


def test_the_topmost_office_accepts_and_does_not_forward(
    make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    case = make_filed(office=province.root)

    with pytest.raises(WrongStatus) as refused:
        sealing(case, offices.province)

    assert refused.value.facts() == {"act": Act.ENDORSE, "status": Status.AT_OFFICE}
    assert written(case) == (Status.AT_OFFICE, 0, 0, 0)


@pytest.mark.parametrize(
    ("changed", "problems"),
    [
        ({"opinion": " \n"}, {"opinion": ["empty"]}),
        ({"opinion": "好" * 501}, {"opinion": ["too_long"]}),
        ({"opinion_on": date(2021, 11, 6)}, {"opinion_on": ["not_yet"]}),
    ],
)
def test_an_opinion_has_text_and_a_day_that_has_come(
    changed: dict[str, Any],
    problems: dict[str, list[str]],
    make_filed: MakeFiled,
    offices: Offices,
    province: Province,
) -> None:
    case = make_filed(office=province.county)

    with pytest.raises(ContentInvalid) as refused:
        sealing(case, offices.county, **changed)

    assert refused.value.facts() == {"problems": problems}
    assert written(case) == (Status.AT_OFFICE, 0, 0, 0)


def test_bulk_forward_says_for_each_what_became_of_it(
    make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    good, stale, elsewhere = (
        make_filed(office=province.county),
        make_filed(office=province.county),
        make_filed(office=province.city),
    )
    assert good.revision is not None
    assert elsewhere.revision is not None

    outcomes = endorse_many(
        [
            (good.pk, good.revision.hash),
            (stale.pk, "0" * 64),
            (elsewhere.pk, elsewhere.revision.hash),
        ],
        opinion="同意推荐。",
        opinion_on=TODAY,
        person=offices.county,
        now=COLLECTING,
    )

    assert outcomes[0] == Outcome(good.pk)
    assert [type(outcome.refusal) for outcome in outcomes] == [
        type(None),
        StaleRevision,
        NotYourAct,
    ]
    assert [written(case)[0] for case in (good, stale, elsewhere)] == [Status.AT_OFFICE] * 3
    assert [case.office for case in (good, stale, elsewhere)] == [
        province.city,
        province.county,
        province.city,
    ]


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_at_once_seal_one_time(
    make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    case = make_filed(office=province.county)
    hands = 2
    start = Barrier(hands)

    def one(_: int) -> str:
        try:
            start.wait(timeout=10)
            sealing(Nomination.objects.get(pk=case.pk), offices.county)
        except Refusal as refusal:
            return type(refusal).__name__
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(hands) as pool:
        outcomes = sorted(pool.map(one, range(hands)))

    assert outcomes == ["AlreadyDone", "done"]
    assert written(case)[:2] == (Status.AT_OFFICE, 1)


def test_a_photo_loses_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x010F] = "some camera"
    exif.get_ifd(0x8825)[1] = "N"
    raw = BytesIO()
    Image.new("RGB", (40, 30), "white").save(raw, "JPEG", exif=exif, comment=b"at home")

    scan = read_scan("a.pdf", raw.getvalue())

    with Image.open(BytesIO(scan.content)) as kept:
        assert (scan.media_type, kept.size, dict(kept.getexif())) == ("image/jpeg", (40, 30), {})
    assert b"some camera" not in scan.content
    assert b"at home" not in scan.content


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"MZ\x90", "unknown_type"),
        (b"<svg/>", "unknown_type"),
        (b"", "unknown_type"),
        (b"\x89PNG\r\n\x1a\n123", "broken"),
        (b"\xff\xd8\xff123", "broken"),
        (b"%PDF-1.7 cut off", "broken"),
        (b"\xff\xd8\xff" + b"0" * MOST_BYTES, "too_large"),
    ],
)
def test_what_is_no_scan_is_refused_with_its_code(raw: bytes, code: str) -> None:
    with pytest.raises(ContentInvalid) as refused:
        read_scan("盖章页.jpg", raw)

    assert refused.value.facts() == {"problems": {"scan": [code]}}


def test_a_pdf_is_kept_to_the_byte() -> None:
    raw = b"%PDF-1.7\n...\n%%EOF\n"

    assert read_scan("页.pdf", raw).content == raw


def test_screening_goes_on_after_forwarding_has_ended(
    make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    case = make_filed(office=province.root)
    assert case.revision is not None

    accepted = accept(
        case.pk,
        revision=case.revision.hash,
        opinion="受理。",
        opinion_on=date(2021, 11, 20),
        person=offices.province,
        now=SCREENING_ONLY,
    )

    assert accepted.status == Status.ACCEPTED
