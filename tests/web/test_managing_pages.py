"""The manager's overview: gates, counts, publishing, deadlines, posts and seats of the jury."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.accounts.actions import make_staff
from pingxuan.campaigns.models import Campaign, OfficeDeadline, Post
from pingxuan.domain.vocabulary import Role, Status
from pingxuan.jury.models import Juror
from pingxuan.nominations.models import Nomination
from pingxuan.voting.models import Entry
from pingxuan.web.gates import gates
from tests.builders import BEFORE, SCREENING_ONLY, VOTING, Province, at
from tests.nominations.offices import Filer, Offices, staff
from tests.voting.builders import shift_to, sign_in

MANAGE = "/c/mass-line-2021/manage"


@pytest.fixture
def offices(campaign: Campaign, province: Province) -> Offices:
    shift_to(campaign, SCREENING_ONLY, datetime.now(UTC))
    return staff(campaign, province)


@pytest.fixture
def make_filed(campaign: Campaign, province: Province, offices: Offices) -> Filer:
    return Filer(campaign, province, offices.filler)


@pytest.fixture
def accepted(make_filed: Filer, province: Province) -> list[Nomination]:
    """One accepted nomination of each category, provisional."""
    cases = [
        make_filed(office=province.root, status=Status.ACCEPTED, category=category)
        for category in ("institution", "individual", "creative")
    ]
    for letter, case in zip("JGC", cases, strict=True):
        case.public_number, case.is_provisional = f"{letter}-001", True
        case.save()
    return cases


@pytest.fixture
def manager(client: Client, offices: Offices) -> Client:
    sign_in(client, offices.manager, way="password")
    return client


def text_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize(
    ("who", "status"),
    [("manager", 200), ("supervisor", 200), ("province", 403), ("county", 403), ("filler", 403)],
)
def test_who_sees_the_overview(who: str, status: int, client: Client, offices: Offices) -> None:
    sign_in(client, getattr(offices, who), way="password")

    assert client.get(MANAGE).status_code == status


def test_a_sign_in_by_phone_opens_no_overview(client: Client, offices: Offices) -> None:
    sign_in(client, offices.manager, way="sms")

    assert client.get(MANAGE).status_code == 403


def test_one_press_publishes_all_candidates_and_a_second_one_none(
    manager: Client, accepted: list[Nomination]
) -> None:
    page = text_of(manager.get(MANAGE))
    first = manager.post(f"{MANAGE}/publish", follow=True)
    second = manager.post(f"{MANAGE}/publish", follow=True)

    assert "公布 3 件候选" in page
    assert "已公布 3 件候选" in text_of(first)
    assert "没有新的候选" in text_of(second)
    assert "等待公布" in text_of(second)
    assert sorted(Entry.objects.values_list("number", flat=True)) == ["C-001", "G-001", "J-001"]


@pytest.mark.parametrize("who", ["supervisor", "province", "county"])
def test_only_the_manager_publishes(
    who: str, client: Client, offices: Offices, accepted: list[Nomination]
) -> None:
    sign_in(client, getattr(offices, who), way="password")

    assert client.post(f"{MANAGE}/publish").status_code == 403
    assert not Entry.objects.exists()


def test_after_the_screening_nothing_is_published_and_the_page_says_when(
    manager: Client, accepted: list[Nomination], campaign: Campaign
) -> None:
    shift_to(campaign, VOTING, datetime.now(UTC))

    page = text_of(manager.get(MANAGE))
    answer = manager.post(f"{MANAGE}/publish")

    assert "初审已于 11 月 20 日 20:00 结束" in page
    assert 'action="/c/mass-line-2021/manage/publish"' not in page
    assert answer.status_code == 409


def test_the_gates_say_what_is_missing_and_fall_one_by_one(
    manager: Client, accepted: list[Nomination], campaign: Campaign, province: Province
) -> None:
    before = {gate.text for gate in gates(campaign) if not gate.is_met}
    manager.post(f"{MANAGE}/publish")
    after = {gate.text for gate in gates(campaign) if not gate.is_met}

    assert before - after == {
        "有 3 件已决定、没有公布",
        "优秀机构案例：还没有候选",
        "优秀个人案例：还没有候选",
        "优秀创意案例：还没有候选",
    }
    assert after == {
        "1 个单位还没有盖章人：柳溪县",
        "终评，优秀机构案例：还没有评委",
        "终评，优秀个人案例：还没有评委",
        "终评，优秀创意案例：还没有评委",
        "还没有评审组长",
        "结果还没有由两人确认",
    }


def test_a_deadline_is_read_in_the_campaigns_zone(
    manager: Client, campaign: Campaign, province: Province
) -> None:
    given = {"unit": "临溪市", "ends_at": "2021-11-15T12:00", "reason": "路远"}

    answer = manager.post(f"{MANAGE}/deadline", {f"deadline-{k}": v for k, v in given.items()})

    assert answer.status_code == 302
    row = OfficeDeadline.objects.get()
    assert (row.unit, row.ends_at, row.reason) == (province.city, at("11-15 12:00"), "路远")
    assert "11 月 15 日 12:00" in text_of(manager.get(MANAGE))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"unit": "没有的市", "ends_at": "2021-11-15T12:00", "reason": "路远"}, "没有这个单位"),
        ({"unit": "临溪市", "ends_at": "soon", "reason": "路远"}, "有效的日期"),
        ({"unit": "临溪市", "ends_at": "2021-11-15T12:00", "reason": ""}, "必填"),
    ],
)
def test_a_bad_deadline_comes_back(
    given: dict[str, str], words: str, manager: Client, province: Province
) -> None:
    answer = manager.post(f"{MANAGE}/deadline", {f"deadline-{k}": v for k, v in given.items()})

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not OfficeDeadline.objects.exists()


def test_a_post_and_a_seat_are_given_by_user_name(
    manager: Client, campaign: Campaign, province: Province
) -> None:
    person = make_staff("lisi", "李四", "correct horse battery", now=BEFORE)

    post = manager.post(
        f"{MANAGE}/post",
        {"post-username": "lisi", "post-role": "office_sealer", "post-unit": "柳溪县"},
    )
    seat = manager.post(
        f"{MANAGE}/juror",
        {
            "juror-username": "lisi",
            "juror-round": "final",
            "juror-categories": ["institution", "creative"],
            "juror-unit": "云泽市",
        },
    )
    nobody = manager.post(
        f"{MANAGE}/post", {"post-username": "nobody", "post-role": "manager", "post-unit": ""}
    )

    assert (post.status_code, seat.status_code, nobody.status_code) == (302, 302, 422)
    held = {(one.role, one.unit) for one in Post.objects.filter(person=person)}
    assert held == {(Role.OFFICE_SEALER, province.other_county), (Role.JUROR, None)}
    juror = Juror.objects.get()
    assert (juror.categories, juror.unit) == (["institution", "creative"], province.other_city)
    assert "没有这个用户名" in text_of(nobody)


@pytest.mark.parametrize("part", ["deadline", "post", "juror"])
def test_the_supervisor_looks_and_changes_nothing(
    part: str, client: Client, offices: Offices
) -> None:
    sign_in(client, offices.supervisor, way="password")

    assert client.post(f"{MANAGE}/{part}", {}).status_code == 403
    assert f"{MANAGE}/{part}" not in text_of(client.get(MANAGE))


def test_the_overview_takes_the_same_queries_for_any_number_of_rows(
    manager: Client, make_filed: Filer, province: Province
) -> None:
    make_filed(office=province.city)
    manager.get(MANAGE)
    with CaptureQueriesContext(connection) as one:
        manager.get(MANAGE)
    for number in range(9):
        make_filed(office=province.root, status=list(Status)[number])

    with CaptureQueriesContext(connection) as many:
        manager.get(MANAGE)

    assert len(many) == len(one)
