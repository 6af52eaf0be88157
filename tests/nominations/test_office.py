"""What an office reads: trays, filters, gaps, and how many queries that takes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test.utils import CaptureQueriesContext

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Status
from pingxuan.nominations.models import Nomination
from pingxuan.nominations.queries.office import (
    DIRECT,
    MOST_BESIDE,
    GapBoard,
    GapCell,
    GapRow,
    Sought,
    Tray,
    desks,
    gap_board,
    in_trays,
    inbox,
    piles,
    readable_by,
    senders,
    todo_ids,
    tray_counts,
)
from pingxuan.units.models import Unit
from tests.builders import Province
from tests.nominations.offices import Offices

MakeFiled = Callable[..., Nomination]
S = Status


@pytest.fixture
def scattered(make_filed: MakeFiled, province: Province) -> dict[str, Nomination]:
    """One nomination for each place it can be in, all of the county's unit but the last three."""
    p = province
    cases = {
        "at_unit": make_filed(),
        "at_county": make_filed(office=p.county),
        "at_city": make_filed(office=p.city),
        "at_top": make_filed(office=p.root),
        "returned": make_filed(office=p.city, status=S.RETURNED),
        "declined": make_filed(office=p.county, status=S.DECLINED),
        "accepted": make_filed(office=p.root, status=S.ACCEPTED),
        "refused_at_top": make_filed(office=p.root, status=S.DECLINED),
        "published": make_filed(office=p.root, status=S.PUBLISHED),
        "city_unit": make_filed(unit=p.city_unit, office=p.city, category="individual"),
        "provincial": make_filed(unit=p.provincial_unit, office=p.root),
        "other_city": make_filed(unit=p.other_city_unit, office=p.other_city),
    }
    provisional = ["accepted", "refused_at_top"]
    Nomination.objects.filter(pk__in=[cases[name].pk for name in provisional]).update(
        is_provisional=True
    )
    Nomination.objects.create(
        campaign=cases["at_unit"].campaign,
        unit=p.county_unit,
        writer=cases["at_unit"].writer,
        status=S.DRAFT,
        created_at=cases["at_unit"].created_at,
    )
    return cases


@pytest.mark.parametrize(
    ("office", "trays"),
    [
        (
            "county",
            {
                "at_unit": "below",
                "at_county": "todo",
                "at_city": "sent",
                "at_top": "sent",
                "returned": "returned",
                "declined": "ended",
                "accepted": "sent",
                "refused_at_top": "sent",
                "published": "accepted",
            },
        ),
        (
            "city",
            {
                "at_unit": "below",
                "at_county": "below",
                "at_city": "todo",
                "at_top": "sent",
                "returned": "returned",
                "declined": "ended",
                "accepted": "sent",
                "refused_at_top": "sent",
                "published": "accepted",
                "city_unit": "todo",
            },
        ),
        (
            "root",
            {
                "at_unit": "below",
                "at_county": "below",
                "at_city": "below",
                "at_top": "todo",
                "returned": "returned",
                "declined": "ended",
                "accepted": "accepted",
                "refused_at_top": "ended",
                "published": "accepted",
                "city_unit": "below",
                "provincial": "todo",
                "other_city": "below",
            },
        ),
        ("other_county", {}),
    ],
)
def test_each_office_sees_its_branch_in_its_own_trays(
    office: str,
    trays: dict[str, str],
    scattered: dict[str, Nomination],
    campaign: Campaign,
    province: Province,
) -> None:
    names = {case.pk: name for name, case in scattered.items()}

    seen = {names[row.pk]: row.tray for row in in_trays(campaign, getattr(province, office))}

    assert seen == trays


@pytest.mark.parametrize(
    ("who", "count"),
    [
        ("county", 9),
        ("county_reviewer", 9),
        ("city", 10),
        ("other_city", 1),
        ("province", 12),
        ("manager", 12),
        ("filler", 0),
        ("unit", 9),
    ],
)
def test_a_person_reads_the_branches_of_their_desks(
    who: str,
    count: int,
    scattered: dict[str, Nomination],
    campaign: Campaign,
    offices: Offices,
) -> None:
    assert readable_by(getattr(offices, who), campaign).count() == count


def test_a_desk_is_reviewing_or_sealing_or_the_whole(
    campaign: Campaign, offices: Offices, province: Province
) -> None:
    assert desks(offices.county, campaign) == [province.county]
    assert desks(offices.manager, campaign) == [province.root]
    assert desks(offices.filler, campaign) == []


@pytest.mark.parametrize(
    ("sought", "names"),
    [
        (Sought(tray="todo"), {"at_city", "city_unit"}),
        (Sought(category="individual"), {"city_unit"}),
        (Sought(sender=DIRECT), {"city_unit"}),
        (Sought(text="住房"), {"city_unit"}),
        (Sought(text="第 3 张"), {"at_city"}),
        (Sought(text="2021-000010"), {"city_unit"}),
        (Sought(tray="sent", category="individual"), set()),
        (Sought(sender="no-such-unit"), set()),
        (Sought(text="%"), set()),
    ],
)
def test_filters_narrow_what_is_listed(
    sought: Sought,
    names: set[str],
    scattered: dict[str, Nomination],
    campaign: Campaign,
    province: Province,
) -> None:
    found = inbox(campaign, province.city, sought)

    assert {row.pk for row in found} == {scattered[name].pk for name in names}


def test_a_sender_is_a_unit_right_below(
    scattered: dict[str, Nomination], campaign: Campaign, province: Province
) -> None:
    by_county = inbox(campaign, province.city, Sought(sender=province.county.pk.hex))

    assert by_county.count() == 9
    assert senders(province.city) == [province.county, province.other_county, province.city_unit]


def test_what_waits_comes_first(
    scattered: dict[str, Nomination], campaign: Campaign, province: Province
) -> None:
    rows = list(inbox(campaign, province.city, Sought()))

    assert {row.pk for row in rows[:2]} == set(todo_ids(campaign, province.city))
    assert [row.rank for row in rows] == [0, 0] + [1] * 8


def test_the_counts_are_those_of_the_trays(
    scattered: dict[str, Nomination], campaign: Campaign, province: Province
) -> None:
    counts = tray_counts(piles(campaign, province.city))

    assert counts == {
        Tray.TODO: 2,
        Tray.BELOW: 2,
        Tray.SENT: 3,
        Tray.RETURNED: 1,
        Tray.ACCEPTED: 1,
        Tray.ENDED: 1,
    }


def test_the_province_sees_what_each_city_and_own_unit_still_owes(
    scattered: dict[str, Nomination], campaign: Campaign, province: Province
) -> None:
    found = piles(campaign, province.root)

    board = gap_board(campaign, province.root, senders(province.root), found)

    rows = {row.name: [(cell.have, cell.short) for cell in row.cells] for row in board.rows}
    assert rows == {
        "临溪市": [(3, 0), (0, 2), (0, 2)],
        "云泽市": [(0, 2), (0, 2), (0, 2)],
        "东岭省气象服务中心": [(1, 1), (0, 2), (0, 2)],
    }
    assert (board.short, board.short_rows, board.totals, board.own) == (15, 3, (4, 0, 0), None)


def test_a_city_sees_its_own_gap_beside_what_its_counties_sent(
    scattered: dict[str, Nomination], campaign: Campaign, province: Province
) -> None:
    found = piles(campaign, province.city)

    board = gap_board(campaign, province.city, senders(province.city), found)

    rows = {row.key: [(cell.have, cell.minimum) for cell in row.cells] for row in board.rows}
    assert rows == {
        province.county.pk.hex: [(5, 0), (0, 0), (0, 0)],
        province.other_county.pk.hex: [(0, 0), (0, 0), (0, 0)],
        DIRECT: [(0, 0), (1, 0), (0, 0)],
    }
    assert board.own is not None
    assert [(cell.have, cell.short) for cell in board.own.cells] == [(4, 0), (0, 2), (0, 2)]
    assert (board.short, board.totals) == (4, (5, 1, 0))


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_lists_and_counts_take_the_same_queries_for_any_number_of_rows(
    rows: int,
    make_filed: MakeFiled,
    campaign: Campaign,
    province: Province,
    django_assert_num_queries: Callable[[int], CaptureQueriesContext],
) -> None:
    for _ in range(rows):
        make_filed(office=province.city)

    with django_assert_num_queries(3):
        listed = [(row.unit.name, row.office) for row in inbox(campaign, province.city, Sought())]
        gap_board(campaign, province.city, senders(province.city), piles(campaign, province.city))

    assert len(listed) == rows


def test_a_county_names_its_units_and_a_city_folds_its_own(
    scattered: dict[str, Nomination], campaign: Campaign, province: Province
) -> None:
    def keys(office: Unit) -> list[str]:
        board = gap_board(campaign, office, senders(office), piles(campaign, office))
        return [row.key for row in board.rows]

    assert keys(province.county) == [province.county_unit.pk.hex]
    assert keys(province.city)[-1] == DIRECT
    assert keys(province.root)[-1] == province.provincial_unit.pk.hex


def test_of_many_senders_those_that_miss_most_stand_beside_the_list() -> None:
    rows = tuple(
        GapRow(str(n), f"单位 {n}", (GapCell(have=n % 3, minimum=2),))
        for n in range(MOST_BESIDE + 1)
    )

    few, many = GapBoard(rows[1:], None, ()), GapBoard(rows, None, ())

    assert few.beside == few.rows
    assert [row.short for row in many.beside] == [2] * 7 + [1] * 7 + [0] * 6
    assert [row.key for row in many.beside[:3]] == ["0", "3", "6"]
