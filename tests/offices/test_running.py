"""One opinion under many: each once, whatever happens on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pingxuan.audit.models import Record
from pingxuan.campaigns.actions import set_deadline
from pingxuan.domain.errors import ContentInvalid, DeadlinePassed, NotYourAct, StaleRevision
from pingxuan.domain.vocabulary import Act, Status
from pingxuan.nominations.models import Endorsement, Nomination
from pingxuan.offices.actions.running import MOST_AT_ONCE, advance, begin, finish_left
from pingxuan.offices.models import Run, RunItem
from pingxuan.offices.queries.desk import Seat
from pingxuan.offices.refusals import kept, revived
from tests.builders import COLLECTING, Province
from tests.nominations.offices import TODAY, Filer, Offices


def picks(*cases: Nomination) -> list[tuple[object, str]]:
    return [(case.pk, case.revision.hash) for case in cases if case.revision]


def started(seat: Seat, offices: Offices, items: list[tuple[object, str]]) -> Run:
    return begin(
        seat,
        items,  # type: ignore[arg-type]
        act=Act.ENDORSE,
        opinion=" 同意推荐。 ",
        opinion_on=TODAY,
        person=offices.county,
        now=COLLECTING,
    )


def test_each_is_sealed_or_refused_by_itself(
    county: Seat, offices: Offices, make_filed: Filer, province: Province
) -> None:
    good, stale = make_filed(office=province.county), make_filed(office=province.county)
    items = [*picks(good), (stale.pk, "0" * 64)]

    run = advance(started(county, offices, items), now=COLLECTING)

    outcomes = [(item.state, item.refusal.get("kind")) for item in run.items.all()]
    assert outcomes == [("done", None), ("refused", "StaleRevision")]
    assert run.finished_at == COLLECTING
    seal = Endorsement.objects.get()
    assert (seal.nomination, seal.opinion, seal.person) == (good, "同意推荐。", offices.county)
    assert [line.act for line in Record.objects.order_by("pk")][-2:] == ["forward_many", "endorse"]


def test_what_breaks_is_held_and_logged_and_the_others_go_on(
    county: Seat,
    offices: Offices,
    make_filed: Filer,
    province: Province,
    caplog: pytest.LogCaptureFixture,
) -> None:
    first, broken, last = (make_filed(office=province.county) for _n in range(3))
    run = started(county, offices, picks(first, broken, last))
    Nomination.objects.filter(pk=broken.pk).update(status="unheard-of")

    advance(run, now=COLLECTING)

    assert [(one.state, one.refusal) for one in run.items.all()] == [
        ("done", {}),
        ("held", {}),
        ("done", {}),
    ]
    assert (run.finished_at, Endorsement.objects.count()) == (COLLECTING, 2)
    (line,) = caplog.records
    assert (str(broken.pk) in line.getMessage(), line.exc_info is not None) == (True, True)


def test_a_run_that_was_left_is_finished_by_the_worker_and_nothing_is_done_twice(
    county: Seat, offices: Offices, make_filed: Filer, province: Province
) -> None:
    cases = [make_filed(office=province.county) for _n in range(5)]
    run = started(county, offices, picks(*cases))
    advance(run, now=COLLECTING, limit=2)

    swept = finish_left(COLLECTING + timedelta(minutes=1))
    again = finish_left(COLLECTING + timedelta(minutes=2))

    assert (swept, again) == (1, 0)
    assert Endorsement.objects.count() == len(cases)
    assert {case.status for case in Nomination.objects.all()} == {Status.AT_OFFICE.value}


def test_what_arrived_before_the_deadline_is_in_time_however_long_the_work_takes(
    county: Seat, offices: Offices, make_filed: Filer, province: Province
) -> None:
    """Source: N1: the last second is decided by the server's clock at arrival."""
    case = make_filed(office=province.county)
    soon = COLLECTING + timedelta(seconds=1)
    set_deadline(
        county.campaign, province.city, soon, reason="", person=offices.manager, now=COLLECTING
    )
    run = started(county, offices, picks(case))

    advance(run, now=COLLECTING + timedelta(hours=1))

    assert run.items.get().state == RunItem.State.DONE


def test_what_is_not_of_the_branch_is_left_out(
    county: Seat, offices: Offices, make_filed: Filer, province: Province
) -> None:
    foreign = make_filed(unit=province.other_city_unit, office=province.other_city)

    run = advance(started(county, offices, picks(foreign)), now=COLLECTING)

    assert (run.items.count(), Endorsement.objects.count()) == (0, 0)


def test_who_may_begin_and_with_what(
    county: Seat, offices: Offices, make_filed: Filer, province: Province
) -> None:
    case = make_filed(office=province.county)
    for person in (offices.county_reviewer, offices.city, offices.manager, offices.filler):
        with pytest.raises(NotYourAct):
            begin(
                county,
                picks(case),  # type: ignore[arg-type]
                act=Act.ENDORSE,
                opinion="同意",
                opinion_on=TODAY,
                person=person,
                now=COLLECTING,
            )
    many = picks(case) * (MOST_AT_ONCE + 1)
    for items, opinion, problem in (
        ([], "同意", {"pick": ["missing"]}),
        (many, "同意", {"pick": [f"too_many:{MOST_AT_ONCE}"]}),
        (picks(case), " ", {"opinion": ["missing"]}),
    ):
        with pytest.raises(ContentInvalid) as refused:
            begin(
                county,
                items,  # type: ignore[arg-type]
                act=Act.ENDORSE,
                opinion=opinion,
                opinion_on=TODAY,
                person=offices.county,
                now=COLLECTING,
            )
        assert refused.value.problems == problem
    assert Run.objects.count() == 0


def test_the_topmost_office_accepts_many(
    campaign: object, offices: Offices, make_filed: Filer, province: Province, county: Seat
) -> None:
    case = make_filed(unit=province.provincial_unit, office=province.root)
    top = Seat(county.campaign, province.root)

    run = begin(
        top,
        picks(case),  # type: ignore[arg-type]
        act=Act.ACCEPT,
        opinion="同意受理。",
        opinion_on=TODAY,
        person=offices.province,
        now=COLLECTING,
    )
    advance(run, now=COLLECTING)

    case.refresh_from_db()
    assert (case.status, case.public_number) == (Status.ACCEPTED, "J-001")


@pytest.mark.parametrize(
    "refusal",
    [
        StaleRevision(seen="a", current="b"),
        DeadlinePassed(unit="临溪市", closed_at=COLLECTING),
        NotYourAct("nominations.endorse"),
    ],
)
def test_a_refusal_comes_back_as_it_was_kept(refusal: StaleRevision) -> None:
    assert revived(kept(refusal)).facts() == refusal.facts()
