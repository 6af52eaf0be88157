"""Handing in, correcting and taking back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pingxuan.accounts.models import Person
from pingxuan.audit.models import Record
from pingxuan.audit.queries import first_fault
from pingxuan.campaigns.actions import set_deadline
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import (
    ContentInvalid,
    DeadlinePassed,
    NotYourAct,
    StageClosed,
    StaleRevision,
    WrongNominator,
    WrongStatus,
)
from pingxuan.domain.revision import fingerprint
from pingxuan.domain.vocabulary import Act, Role, Stage, Status
from pingxuan.messages.models import Letter
from pingxuan.nominations.actions.drafting import draft, save_draft
from pingxuan.nominations.actions.filing import amend, file_nomination, withdraw
from pingxuan.nominations.actions.returning import return_
from pingxuan.nominations.actions.sealing import endorse
from pingxuan.nominations.models import Endorsement, Nomination, Revision
from pingxuan.nominations.queries.places import holder, way_ahead
from tests.builders import (
    COLLECTING,
    SCREENING_ONLY,
    Province,
    at,
    load_campaign,
    make_officer,
    make_person,
)
from tests.nominations.offices import TODAY, Offices
from tests.nominations.writing import GOOD, written

Write = Callable[..., Nomination]
SHEETS = Path(__file__).parent.parent / "campaigns" / "sheets"


@pytest.fixture
def write(campaign: Campaign, province: Province, offices: Offices) -> Write:
    """Write a good draft of the county's unit, but for the changes given."""

    def make(person: Person | None = None, **changes: Any) -> Nomination:
        return written(campaign, province.county_unit, person or offices.filler, **changes)

    return make


def filing(case: Nomination, person: Person, now: datetime = COLLECTING) -> Nomination:
    return file_nomination(case.pk, person=person, now=now)


def sealing(case: Nomination, person: Person) -> Nomination:
    assert case.revision is not None
    return endorse(
        case.pk,
        revision=case.revision.hash,
        opinion="同意推荐。",
        opinion_on=TODAY,
        person=person,
        now=COLLECTING,
    )


def test_filing_makes_a_clean_revision_and_waits_for_the_unit(
    write: Write, offices: Offices, province: Province, campaign: Campaign
) -> None:
    case = filing(write(), offices.filler)

    revision = Revision.objects.get(nomination=case)
    assert (case.status, case.office, case.file_number) == (
        Status.AT_UNIT,
        province.county_unit,
        "2021-000001",
    )
    assert (case.title, case.name, case.category) == ("窗口前的一张椅子", "张三", "institution")
    assert revision.personal == {
        "ethnicity": "汉族",
        "birth": "1985-03",
        "political": "中共党员",
        "phone": "13800000001",
    }
    salt = revision.content["salt"]
    assert {key: revision.content[key] for key in ("accounts", "works", "consent", "gender")} == {
        "accounts": [
            {
                "platform": "weibo",
                "name": "青杨健康",
                "link": "https://example.org/w",
                "followers": 12000,
            }
        ],
        "works": [
            {
                "platform": "wechat",
                "title": "一张椅子",
                "link": "https://example.org/1",
                "posts": None,
                "reads": 12000,
                "forwards": None,
                "shares": None,
                "comments": 30,
                "as_of": "2021-10-31",
            }
        ],
        "consent": True,
        "gender": "女",
    }
    assert len(salt) == 32
    whole = {"content": revision.content, "personal": revision.personal}
    assert revision.hash == fingerprint(whole)
    acts = Record.objects.filter(subject_id=str(case.pk)).order_by("number")
    assert [line.act for line in acts] == ["draft", "edit", "file"]
    assert first_fault(str(campaign.pk)) is None
    assert Letter.objects.get().person_id == offices.filler.pk


def test_numbers_run_on_and_are_given_once(write: Write, offices: Offices) -> None:
    first, second = filing(write(), offices.filler), filing(write(), offices.filler)
    return_(first.pk, remarks=[("title", "请改题目")], person=offices.unit, now=COLLECTING)
    again = filing(first, offices.filler)

    assert (again.file_number, second.file_number) == ("2021-000001", "2021-000002")
    assert [r.number for r in Revision.objects.filter(nomination=first).order_by("number")] == [
        1,
        2,
    ]


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"title": " "}, {"title": ["missing"]}),
        ({"category": ""}, {"category": ["missing"]}),
        ({"category": ["institution", "creative"]}, {"category": ["two_categories_ticked"]}),
        ({"category": "sports"}, {"category": ["unknown_category"]}),
        ({"narrative": "好" * 1001}, {"narrative": ["too_long:1001/1000"]}),
        ({"phone": "138000000"}, {"phone": ["bad_phone:9"]}),
        ({"birth": "85-3"}, {"birth": ["bad_birth"]}),
        ({"birth": "2021-12"}, {"birth": ["bad_birth"]}),
        ({"ethnicity": "火星族"}, {"ethnicity": ["unknown_choice"]}),
        ({"name": "张"}, {"name": ["too_short:2"]}),
        ({"post": "XX省XX市XX单位XXXX职务"}, {"post": ["missing"]}),
        ({"consent": False}, {"consent": ["not_agreed"]}),
        (
            {"works": [{"link": "javascript:alert(1)", "reads": "-3"}]},
            {
                "works.0.platform": ["missing"],
                "works.0.title": ["missing"],
                "works.0.link": ["bad_link"],
                "works.0.reads": ["bad_count"],
                "works.0.as_of": ["missing"],
            },
        ),
        (
            {"name": "", "title": "", "accounts": [{"platform": "别处", "name": "号"}]},
            {
                "name": ["missing"],
                "title": ["missing"],
                "accounts.0.platform": ["unknown_choice"],
            },
        ),
    ],
)
def test_what_does_not_keep_to_the_sheet_is_said_at_its_field(
    changes: dict[str, Any], problems: dict[str, list[str]], write: Write, offices: Offices
) -> None:
    case = write(**changes)

    with pytest.raises(ContentInvalid) as refused:
        filing(case, offices.filler)

    assert refused.value.facts() == {"problems": problems}
    case.refresh_from_db()
    assert (case.status, case.file_number, Revision.objects.count()) == (Status.DRAFT, "", 0)


def test_a_thousand_characters_are_not_too_many(write: Write, offices: Offices) -> None:
    assert filing(write(narrative="好" * 1000), offices.filler).status == Status.AT_UNIT


@pytest.mark.parametrize("category", ["institution", "creative"])
def test_a_person_nominates_for_the_individual_category_only(
    category: str, write: Write, campaign: Campaign
) -> None:
    nominee = make_person(31)
    case = write(nominee, self_nominated=True, category=category)

    with pytest.raises(WrongNominator) as refused:
        filing(case, nominee)
    own = filing(write(nominee, self_nominated=True, category="individual"), nominee)

    assert refused.value.facts() == {"category": category, "nominator": "person"}
    assert (own.status, own.office) == (Status.AT_UNIT, own.unit)


def test_only_its_writers_hand_it_in(write: Write, offices: Offices, campaign: Campaign) -> None:
    units_case = write()
    own_case = write(make_person(32), self_nominated=True, category="individual")

    for case, person in [
        (units_case, offices.unit),
        (units_case, offices.county),
        (units_case, make_person(33)),
        (own_case, offices.filler),
        (own_case, offices.manager),
    ]:
        with pytest.raises(NotYourAct):
            filing(case, person)

    assert Revision.objects.count() == 0


def test_a_post_is_no_good_over_phone_and_code(write: Write, offices: Offices) -> None:
    case = write()
    by_phone = Person.objects.get(pk=offices.filler.pk)
    by_phone.may_use_posts = False

    with pytest.raises(NotYourAct):
        filing(case, by_phone)


def test_nothing_is_handed_in_after_collection(write: Write, offices: Offices) -> None:
    case = write()

    with pytest.raises(StageClosed) as refused:
        filing(case, offices.filler, at("11-20 17:30"))
    on_time = filing(case, offices.filler, at("11-16 17:59"))

    assert refused.value.facts()["needs"] is Stage.COLLECTION
    assert on_time.filed_at == at("11-16 17:59")


def test_the_office_that_the_unit_sends_to_has_its_own_deadline(
    write: Write, offices: Offices, province: Province, campaign: Campaign
) -> None:
    set_deadline(
        campaign,
        province.county,
        at("11-12 18:00"),
        reason="",
        person=offices.manager,
        now=COLLECTING,
    )
    case = write()

    with pytest.raises(DeadlinePassed) as refused:
        filing(case, offices.filler, at("11-12 18:00"))
    case.refresh_from_db()

    assert refused.value.facts() == {"unit": "青杨县", "closed_at": at("11-12 18:00")}
    assert (case.status, case.file_number) == (Status.DRAFT, "")


def test_an_office_that_hands_in_begins_at_its_own_seal(
    offices: Offices, province: Province, campaign: Campaign
) -> None:
    clerk = make_officer(34, Role.UNIT_FILLER, campaign, province.county)
    case = filing(written(campaign, province.county, clerk), clerk)
    assert (case.status, case.office) == (Status.AT_UNIT, province.county)

    with pytest.raises(NotYourAct):
        sealing(case, clerk)
    sealed = sealing(case, offices.county)

    assert (sealed.status, sealed.office) == (Status.AT_OFFICE, province.city)


def test_remarks_on_changed_fields_are_settled_and_the_others_stay(
    write: Write, offices: Offices
) -> None:
    case = filing(write(), offices.filler)
    return_(
        case.pk,
        remarks=[("title", "题目太长"), ("phone", "请核对"), ("", "请再看一遍")],
        person=offices.unit,
        now=COLLECTING,
    )
    case.refresh_from_db()
    case.draft["title"] = "一张椅子"
    case.save()

    filing(case, offices.filler, at("11-06 09:00"))

    open_ = case.remarks.filter(settled_at=None).values_list("field", flat=True)
    settled = case.remarks.exclude(settled_at=None)
    assert list(open_) == ["phone"]
    assert {(r.field, r.settled_at) for r in settled} == {
        ("title", at("11-06 09:00")),
        ("", at("11-06 09:00")),
    }


def test_a_correction_voids_the_seals_and_begins_at_the_unit(
    write: Write, offices: Offices, province: Province
) -> None:
    case = sealing(sealing(filing(write(), offices.filler), offices.unit), offices.county)
    old = case.revision
    assert old is not None

    amended = amend(
        case.pk, {"title": "两张椅子"}, seen=old.hash, person=offices.filler, now=COLLECTING
    )

    assert amended.revision is not None
    assert (amended.status, amended.office, amended.title) == (
        Status.AT_UNIT,
        province.county_unit,
        "两张椅子",
    )
    assert (amended.revision.number, amended.revision.personal) == (2, old.personal)
    assert amended.draft["title"] == "两张椅子"
    seals = Endorsement.objects.filter(nomination=case)
    assert {(seal.revision_id, seal.voided_at) for seal in seals} == {(old.pk, COLLECTING)}
    again = sealing(amended, offices.unit)
    assert (again.status, again.office) == (Status.AT_OFFICE, province.county)


def test_a_correction_names_the_text_that_it_corrects(write: Write, offices: Offices) -> None:
    case = filing(write(), offices.filler)
    assert case.revision is not None
    seen = case.revision.hash

    with pytest.raises(StaleRevision):
        amend(case.pk, {"title": "x"}, seen="0" * 64, person=offices.filler, now=COLLECTING)
    with pytest.raises(ContentInvalid):
        amend(case.pk, {"title": ""}, seen=seen, person=offices.filler, now=COLLECTING)

    assert Revision.objects.filter(nomination=case).count() == 1


def test_what_was_taken_back_stays_readable_and_goes_no_further(
    write: Write, offices: Offices
) -> None:
    case = sealing(filing(write(), offices.filler), offices.unit)

    gone = withdraw(case.pk, person=offices.filler, now=COLLECTING)

    assert (gone.status, gone.revisions.count(), gone.endorsements.count()) == (
        Status.WITHDRAWN,
        1,
        1,
    )
    assert Record.objects.filter(act=Act.WITHDRAW, subject_id=str(case.pk)).count() == 1
    with pytest.raises(WrongStatus):
        withdraw(case.pk, person=offices.filler, now=COLLECTING)
    with pytest.raises(StageClosed):
        withdraw(filing(write(), offices.filler).pk, person=offices.filler, now=SCREENING_ONLY)


def test_the_innovation_award_has_its_own_fields(province: Province) -> None:
    text = (SHEETS / "innovation-award.toml").read_text("utf-8")
    now = datetime.fromisoformat("2026-02-10T09:00:00+08:00")
    campaign = load_campaign(province.root, text, now=now)
    filler = make_officer(41, Role.UNIT_FILLER, campaign, province.city_unit, now=now)
    case = draft(campaign, province.city_unit, self_nominated=False, person=filler, now=now)
    typed = {
        "title": "省油的泵",
        "category": "product",
        "employee_number": "004711",
        "department": "生产车间",
        "cost_saved": "1,234.50",
        "in_use_since": "2025年6月1日",
        "narrative": "装了12台。",
    }
    save_draft(case.pk, typed, seen_version=0, person=filler, now=now)

    filed = file_nomination(case.pk, person=filler, now=now)

    assert filed.revision is not None
    assert filed.file_number == "2026-000001"
    assert filed.revision.personal == {"employee_number": "004711"}
    assert filed.revision.content | {"salt": ""} == {
        "title": "省油的泵",
        "category": "product",
        "department": "workshop",
        "cost_saved": "1234.50",
        "in_use_since": "2025-06-01",
        "narrative": "装了12台。",
        "salt": "",
    }


def test_the_good_form_has_no_empty_place() -> None:
    assert all(GOOD.values())


def _without_own_opinion(campaign: Campaign, province: Province) -> Campaign:
    text = (SHEETS.parents[2] / "src/pingxuan/campaigns/sheets/mass-line-2021.toml").read_text(
        "utf-8"
    )
    changed = text.replace("own_unit_opinion_first = true", "own_unit_opinion_first = false")
    return load_campaign(province.root, changed)


def test_the_sheet_says_whether_the_own_unit_of_somebody_is_asked_first(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    """Source: D1."""
    nominee = make_person(60, "周禾")
    own = {"self_nominated": True, "category": "individual"}

    asked = filing(written(campaign, province.county_unit, nominee, **own), nominee)
    without = _without_own_opinion(campaign, province)
    straight = filing(written(without, province.county_unit, nominee, **own), nominee)
    of_unit = filing(written(without, province.county_unit, offices.filler), offices.filler)

    assert (asked.status, holder(asked)) == (Status.AT_UNIT, province.county_unit)
    assert (straight.status, holder(straight)) == (Status.AT_OFFICE, province.county)
    assert (of_unit.status, holder(of_unit)) == (Status.AT_UNIT, province.county_unit)
    assert [unit for unit, _tier in way_ahead(straight, Status.RETURNED)] == [
        province.county,
        province.city,
        province.root,
    ]


def test_a_correction_begins_again_where_the_way_began(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    nominee = make_person(60, "周禾")
    without = _without_own_opinion(campaign, province)
    case = written(
        without, province.county_unit, nominee, self_nominated=True, category="individual"
    )
    case = filing(case, nominee)
    assert case.revision is not None
    endorse(
        case.pk,
        revision=case.revision.hash,
        opinion="同意推荐。",
        opinion_on=TODAY,
        person=offices.county,
        now=COLLECTING,
    )

    amended = amend(
        case.pk, {"title": "新名称"}, seen=case.revision.hash, person=nominee, now=COLLECTING
    )

    assert (amended.status, holder(amended)) == (Status.AT_OFFICE, province.county)
    assert not amended.endorsements.filter(voided_at=None).exists()
    assert Letter.objects.latest("pk").text == (
        "《新名称》已更正，原有盖章作废，等待青杨县重新盖章。"
    )


def test_an_office_that_nominates_seals_once_as_the_unit(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    """Source: D1: its own opinion is left out on its own desk, where it sealed as the unit."""
    case = filing(
        written(campaign, province.county, offices.county_reviewer), offices.county_reviewer
    )
    assert case.revision is not None

    sealed = endorse(
        case.pk,
        revision=case.revision.hash,
        opinion="同意推荐。",
        opinion_on=TODAY,
        person=offices.county,
        now=COLLECTING,
    )

    assert (case.status, sealed.status) == (Status.AT_UNIT, Status.AT_OFFICE)
    assert holder(sealed) == province.city


def test_the_last_moment_is_decided_by_the_clock_at_arrival(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    """Half-open: the microsecond before the end is in time, the end itself is not. Source: C16."""
    closes_at = campaign.sheet.window(Stage.COLLECTION).closes_at
    unit = province.provincial_unit
    filler = make_officer(61, Role.UNIT_FILLER, campaign, unit)
    first, second = (written(campaign, unit, filler, title=f"案例 {n}") for n in "一二")

    in_time = file_nomination(first.pk, person=filler, now=closes_at - timedelta(microseconds=1))
    with pytest.raises(StageClosed):
        file_nomination(second.pk, person=filler, now=closes_at)

    second.refresh_from_db()
    assert (in_time.status, second.status) == (Status.AT_UNIT, Status.DRAFT)
