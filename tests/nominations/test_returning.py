"""Back to the writer: with remarks on the fields, or for good."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from pingxuan.audit.models import Record
from pingxuan.domain.errors import ContentInvalid, NotYourAct, StageClosed, WrongStatus
from pingxuan.domain.vocabulary import Act, Stage, Status
from pingxuan.messages.models import Letter
from pingxuan.messages.queries import inbox
from pingxuan.nominations.actions.returning import decline, return_
from pingxuan.nominations.models import Nomination, Remark
from tests.builders import COLLECTING, SCREENING_ONLY, VOTING, Province, at
from tests.nominations.offices import Offices

MakeFiled = Callable[..., Nomination]


def untouched(nomination: Nomination) -> bool:
    """Say whether nothing of a refused act is in the database."""
    before = (nomination.status, nomination.office_id)
    nomination.refresh_from_db()
    about = Record.objects.filter(subject_id=str(nomination.pk))
    nothing = not (Remark.objects.exists() or about.exists() or Letter.objects.exists())
    return nothing and before == (nomination.status, nomination.office_id)


def test_a_return_hangs_remarks_on_fields_and_tells_the_writer(
    make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    case = make_filed(office=province.county, title="老街的灯")

    returned = return_(
        case.pk,
        remarks=[("narrative", "第二段的数字请核对。"), ("", "请补一张盖章页。")],
        person=offices.county_reviewer,
        now=COLLECTING,
    )

    assert (returned.status, returned.office) == (Status.RETURNED, province.county)
    hung = [
        (r.field, r.text, r.unit, r.revision, r.settled_at) for r in case.remarks.order_by("pk")
    ]
    assert hung == [
        ("narrative", "第二段的数字请核对。", province.county, case.revision, None),
        ("", "请补一张盖章页。", province.county, case.revision, None),
    ]
    texts = [letter.text for letter in inbox(offices.filler.pk)]
    assert texts == ["《老街的灯》：青杨县退回修改，有 2 条意见。"]
    line = Record.objects.get(act="return")
    assert line.facts["fields"] == ["narrative", ""]


def test_the_unit_itself_may_return(
    make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    case = make_filed()

    returned = return_(case.pk, remarks=[("", "再想想。")], person=offices.unit, now=COLLECTING)

    assert (returned.status, returned.office) == (Status.RETURNED, province.county_unit)


@pytest.mark.parametrize(
    ("remarks", "problems"),
    [
        ([], {"remarks": ["empty"]}),
        ([("narrative", "  ")], {"narrative": ["empty"]}),
        ([("", "好" * 501)], {"remarks": ["too_long"]}),
        ([("no_such", "改")], {"no_such": ["unknown_field"]}),
    ],
)
def test_a_return_says_what_is_to_be_changed(
    remarks: list[tuple[str, str]],
    problems: dict[str, list[str]],
    make_filed: MakeFiled,
    offices: Offices,
    province: Province,
) -> None:
    case = make_filed(office=province.county)

    with pytest.raises(ContentInvalid) as refused:
        return_(case.pk, remarks=remarks, person=offices.county, now=COLLECTING)

    assert refused.value.facts() == {"problems": problems}
    assert untouched(case)


@pytest.mark.parametrize(
    "give_back",
    [partial(return_, remarks=[("", "改")]), partial(decline, reason="不符合条件")],
    ids=["return", "decline"],
)
@pytest.mark.parametrize("who", ["filler", "unit", "city", "other_city", "supervisor"])
def test_only_the_office_that_holds_it_gives_it_back(
    give_back: Callable[..., Nomination],
    who: str,
    make_filed: MakeFiled,
    offices: Offices,
    province: Province,
) -> None:
    case = make_filed(office=province.county)

    with pytest.raises(NotYourAct):
        give_back(case.pk, person=getattr(offices, who), now=COLLECTING)

    assert untouched(case)


def test_after_forwarding_has_ended_screening_may_still_return(
    make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    case = make_filed(office=province.root)

    returned = return_(
        case.pk, remarks=[("", "缺章。")], person=offices.province, now=SCREENING_ONLY
    )

    assert returned.status == Status.RETURNED


def test_after_screening_nothing_is_declined_and_the_page_can_say_when(
    make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    case = make_filed(office=province.county)

    with pytest.raises(StageClosed) as refused:
        decline(case.pk, reason="太晚", person=offices.county, now=VOTING)

    assert refused.value.facts() == {
        "act": Act.DECLINE,
        "needs": Stage.SCREENING,
        "opens_at": at("10-20 00:00"),
        "closes_at": at("11-20 20:00"),
    }
    assert untouched(case)


def test_a_lower_office_declines_at_once_and_says_why(
    make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    case = make_filed(office=province.county, title="老街的灯")

    declined = decline(
        case.pk, reason="事迹早于 2021 年。", person=offices.county_reviewer, now=COLLECTING
    )

    assert (declined.status, declined.is_provisional) == (Status.DECLINED, False)
    texts = [letter.text for letter in inbox(offices.filler.pk)]
    assert texts == ["《老街的灯》：青杨县未予推荐。理由：事迹早于 2021 年。"]


def test_the_topmost_office_declines_provisionally_and_tells_nobody(
    make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    case = make_filed(office=province.root)

    declined = decline(case.pk, reason="名额已满。", person=offices.province, now=COLLECTING)

    assert (declined.status, declined.is_provisional) == (Status.DECLINED, True)
    assert declined.told_status is Status.AT_OFFICE
    assert not Letter.objects.exists()


def test_what_was_declined_is_not_declined_again(
    make_filed: MakeFiled, offices: Offices, province: Province
) -> None:
    case = make_filed(office=province.county, status=Status.DECLINED)

    with pytest.raises(WrongStatus) as refused:
        decline(case.pk, reason="再次", person=offices.county, now=COLLECTING)

    assert refused.value.facts() == {"act": Act.DECLINE, "status": Status.DECLINED}
    assert untouched(case)
