"""The same case sent in twice is found, across the province, and nobody is told too much."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Role
from pingxuan.nominations.actions.comparing import compare_left
from pingxuan.nominations.actions.filing import file_nomination, withdraw
from pingxuan.nominations.content.sketching import bands_of, compared_title, shares, sketch_of
from pingxuan.nominations.models import Likeness, LinkCheck, Nomination
from pingxuan.nominations.queries.alike import has_twin, twin_counts, twins_of
from pingxuan.nominations.queries.marks import marks_of
from tests.builders import COLLECTING, Province, make_officer
from tests.nominations.offices import Filer, Offices
from tests.nominations.writing import GOOD, written

TEXT = (
    "2021年三月起，我们把办事窗口前的长凳换成了有靠背的椅子，又在旁边放了一块写字板，请等候的人写下"
    "哪一步最难办。半年里收到留言1200条，答复1187条，平均用时3小时，其中合并材料17种、取消盖章9处。"
    "老人不会用手机的，由值班的同事代填；夜里打来的电话，第二天九点前回。十月，邻县来看过三次。"
)
OTHER = (
    "暴雨那一夜，值班室的电话响了四百多次。我们把每一条求助都记在一张共享的表里，谁在哪里、几个人、有没有"
    "老人孩子，十分钟更新一次，并且在公众号上公开，让附近有船的人能看见。到第二天中午，表里的312条全部有了回音。"
    "后来这张表成了县里的预案，又开了三次课，教会了十九个乡镇的网格员怎样填、怎样销号、怎样在断网时用纸。"
)


@pytest.fixture
def elsewhere(campaign: Campaign, province: Province) -> Person:
    """Somebody who files for a unit of the province itself."""
    return make_officer(41, Role.UNIT_FILLER, campaign, province.provincial_unit)


def handed_in(campaign: Campaign, unit: Any, person: Person, **changes: Any) -> Nomination:
    made = written(campaign, unit, person, accounts=[], **changes)
    return file_nomination(made.pk, person=person, now=COLLECTING)


def test_a_sketch_measures_what_two_texts_share() -> None:
    changed = TEXT.replace("长凳", "旧凳").replace("老人", "老年人")

    near, far = shares(sketch_of(TEXT), [sketch_of(changed), sketch_of(OTHER)])

    assert near > 0.7
    assert far < 0.1
    assert set(bands_of(sketch_of(TEXT))) & set(bands_of(sketch_of(changed)))
    assert sketch_of("太短") == b""


def test_a_sketch_is_the_same_on_every_machine() -> None:
    assert sketch_of(TEXT)[:8].hex() == "56773301ccb28a07"


@pytest.mark.parametrize(
    ("title", "alike"),
    [
        ("“窗口前”的一张椅子", 100.0),
        ("窗口前的一张椅子（修订）", 80.0),
        ("窗口前的一把椅子", 80.0),
        ("另一件事情的名称", 0.0),
    ],
)
def test_titles_are_compared_without_signs(
    campaign: Campaign,
    province: Province,
    offices: Offices,
    elsewhere: Person,
    title: str,
    alike: float,
) -> None:
    first = handed_in(campaign, province.county_unit, offices.filler, works=[], narrative=TEXT)
    other = handed_in(
        campaign,
        province.provincial_unit,
        elsewhere,
        title=title,
        works=[],
        narrative=OTHER,
        phone="13800000002",
    )

    found = {twin.nomination_id: twin.title for twin in twins_of(first)}

    assert (found.get(other.pk, 0.0) >= alike, bool(found)) == (True, bool(alike))


def test_the_same_text_links_and_phone_under_another_title_are_found(
    campaign: Campaign, province: Province, offices: Offices, elsewhere: Person
) -> None:
    works = [
        {"platform": "wechat", "title": "一", "link": "https://www.example.org/a/"},
        {"platform": "wechat", "title": "二", "link": "https://example.org/b"},
    ]
    first = handed_in(campaign, province.county_unit, offices.filler, works=works, narrative=TEXT)
    twin = handed_in(
        campaign,
        province.provincial_unit,
        elsewhere,
        title="完全换了一个说法的题目",
        works=[works[0] | {"link": "http://example.org/a"}, works[1]],
        narrative=TEXT.replace("长凳", "旧凳"),
    )

    (found,) = twins_of(first)

    assert (found.nomination_id, found.title, found.links, found.phone) == (twin.pk, 0.0, 2, True)
    assert found.text > 0.8
    assert twin_counts(campaign, [first.pk, twin.pk]) == {first.pk: 1, twin.pk: 1}


def test_a_writer_is_told_that_there_is_one_and_a_withdrawn_one_is_none(
    campaign: Campaign, province: Province, offices: Offices, elsewhere: Person
) -> None:
    first = handed_in(campaign, province.county_unit, offices.filler, works=[], narrative=TEXT)
    draft = written(campaign, province.provincial_unit, elsewhere, works=[], narrative=TEXT)
    values = GOOD | {"narrative": TEXT, "works": []}

    assert has_twin(draft, values) is True
    assert has_twin(draft, values | {"title": "另一件", "narrative": OTHER}) is False
    withdraw(first.pk, person=offices.filler, now=COLLECTING)
    assert has_twin(draft, values) is False


def test_a_common_address_says_nothing(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    works = [{"platform": "wechat", "title": "首页", "link": "https://example.org/"}]
    made = [
        handed_in(
            campaign,
            province.county_unit,
            offices.filler,
            title=f"第 {n} 件不同的事：{'甲乙丙丁戊己庚辛壬癸子丑'[n] * 6}",
            works=works,
            narrative=f"数 {n}",
            phone=f"1380000{n:04d}",
        )
        for n in range(10)
    ]

    assert twins_of(made[0]) == []


def test_texts_of_an_older_time_are_taken_up_by_the_worker(
    campaign: Campaign, make_filed: Filer
) -> None:
    made = [make_filed(title="窗口前的椅子"), make_filed(title="窗口前的椅子！")]
    assert not Likeness.objects.exists()

    assert (compare_left(COLLECTING), compare_left(COLLECTING)) == (2, 0)

    assert [twin.nomination_id for twin in twins_of(made[0])] == [made[1].pk]


def test_marks_cost_the_same_for_one_row_and_for_three(
    campaign: Campaign, make_filed: Filer
) -> None:
    made = [make_filed(title=f"窗口前的椅子{'！' * n}", narrative="大量工作") for n in range(3)]
    compare_left(COLLECTING)
    LinkCheck.objects.create(
        nomination=made[0], address="http://a", key="a", same="a", state=LinkCheck.State.DEAD
    )

    counts = []
    for rows in (made[:1], made):
        with CaptureQueriesContext(connection) as queries:
            marks = marks_of(campaign, [row.pk for row in rows])
        counts.append(len(queries))

    assert counts[0] == counts[1]
    own = marks[made[0].pk]
    assert (own.dead, own.twins) == (1, 2)
    assert "narrative=vague:大量" in own.advice
    assert compared_title("“窗口” 前！") == "窗口前"
