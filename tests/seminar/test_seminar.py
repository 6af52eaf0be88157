"""The seminar: who may plan it, who comes, what the door does, and what is printed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.audit.models import Record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.attendance import ATTENDANCE, attend
from pingxuan.domain.errors import QuotaFull, Refusal, WrongStatus
from pingxuan.domain.vocabulary import Act, Attendance, Role, Status
from pingxuan.nominations.models import Nomination
from pingxuan.seminar import actions
from pingxuan.seminar.models import Guest, Invitation, Material, Seminar
from pingxuan.seminar.printing import badges, sign_in_list
from pingxuan.seminar.queries import id_of, token_of
from tests.builders import Province, at, make_officer
from tests.voting.builders import Contest, make_contest, shift_to, sign_in
from tests.web.large import BEHIND, NAMED, grow

DESK = "/c/mass-line-2021/manage/seminar"
PUBLIC = "/c/mass-line-2021/show/seminar"
AWARDED_NOW = at("12-29 12:00")
PLAN = {
    "title": "典型案例研讨会",
    "place": "省会议中心",
    "opens_at": "2022-01-10T09:00",
    "closes_at": "2022-01-10T17:00",
    "register_until": "2022-01-08T00:00",
    "seats": "3",
    "places_a_unit": "2",
    "about": "**欢迎**",
}


@pytest.fixture
def contest(campaign: Campaign, province: Province) -> Contest:
    shift_to(campaign, AWARDED_NOW, datetime.now(UTC))
    made = make_contest(campaign, [province.county_unit, province.city_unit], count=3)
    numbers = [entry.number for entry in made.entries[:2]]
    Nomination.objects.filter(entry__number__in=numbers).update(status=Status.AWARDED)
    return made


@pytest.fixture
def editor(client: Client, contest: Contest) -> Client:
    sign_in(client, make_officer(1, Role.EDITOR, contest.campaign, None), way="password")
    return client


@pytest.fixture
def planned(editor: Client, contest: Contest) -> Seminar:
    assert editor.post(DESK, PLAN).status_code == 302
    editor.post(f"{DESK}/publish")
    editor.post(f"{DESK}/invite")
    return Seminar.objects.get()


def link_of(invitation: Invitation) -> str:
    return f"{PUBLIC}/i/{token_of('invitation', invitation.pk)}"


def register(seminar: Seminar, name: str, which: int = 0) -> Guest:
    invitation = list(seminar.invitations.all())[which]
    return actions.register_guest(
        invitation.pk, name=name, post="主任", phone="", now=datetime.now(UTC)
    )


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_only_editors_and_managers_plan_and_keep_the_door(client: Client, contest: Contest) -> None:
    may = {Role.EDITOR, Role.MANAGER}
    for number, role in enumerate(Role, 50):
        sign_in(client, make_officer(number, role, contest.campaign, None), way="password")
        wanted = 200 if role in may else 403
        assert client.get(DESK).status_code == wanted, role
    Seminar.objects.all().delete()
    for number, role in enumerate(set(Role) - may, 80):
        sign_in(client, make_officer(number, role, contest.campaign, None), way="password")
        assert client.post(DESK, PLAN).status_code == 403
        for part in ("sessions", "recap"):
            assert client.post(f"{DESK}/{part}", {}).status_code in (403, 404)
        assert client.get(f"{DESK}/door").status_code == 403
        assert client.get(f"{DESK}/print/list.pdf").status_code == 403


def test_only_units_of_awarded_cases_are_invited_and_each_once(
    editor: Client, planned: Seminar, contest: Contest
) -> None:
    editor.post(f"{DESK}/invite")

    invited = {one.entry for one in Invitation.objects.all()}
    assert invited == set(contest.entries[:2])
    page = text_of(editor.get(DESK))
    assert page.count("未答复") == 2


def test_a_unit_registers_by_its_link_without_signing_in(
    planned: Seminar, contest: Contest
) -> None:
    invitation = planned.invitations.all()[0]
    guest = Client()

    made = guest.post(
        link_of(invitation), {"name": "王五", "post": "主任", "phone": "138 0000 0044"}
    )
    page = text_of(guest.get(link_of(invitation)))

    assert made.status_code == 302
    assert "王五" in page
    assert "还可报 1 人" in page
    found = Guest.objects.get()
    assert found.phone == "+8613800000044"
    assert "13800000044" not in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM seminar_guest")
        assert "13800000044" not in str(cursor.fetchall())
    shown = text_of(guest.get(f"{PUBLIC}/pass/{token_of('pass', found.pk)}"))
    assert found.code in shown
    assert "<svg" in shown


@pytest.mark.parametrize("token", ["x", "", "AAAA", "A" * 43, "another"])
def test_a_link_that_was_never_given_opens_nothing(token: str, planned: Seminar) -> None:
    if token == "another":
        token = token_of("invitation", uuid4())

    assert Client().get(f"{PUBLIC}/i/{token}").status_code == 404
    assert Client().get(f"{PUBLIC}/pass/{token}").status_code == 404


def test_a_changed_token_is_no_token() -> None:
    pk = uuid4()
    token = token_of("pass", pk)

    assert id_of("pass", token) == pk
    assert id_of("invitation", token) is None
    wrong = [token[:n] + ("A" if token[n] != "A" else "B") + token[n + 1 :] for n in range(42)]
    assert [id_of("pass", one) for one in wrong] == [None] * 42


def test_places_and_seats_are_not_overrun(planned: Seminar) -> None:
    register(planned, "甲")
    register(planned, "乙")

    with pytest.raises(QuotaFull) as unit:
        register(planned, "丙")
    register(planned, "丁", which=1)
    with pytest.raises(QuotaFull) as seats:
        register(planned, "戊", which=1)

    assert (unit.value.kind, seats.value.kind, Guest.objects.count()) == ("unit", "seats", 3)
    answer = Client().post(link_of(planned.invitations.all()[1]), {"name": "戊"})
    assert answer.status_code == 409
    assert "座位已满" in text_of(answer)
    assert 'value="戊"' in text_of(answer)


def test_a_cancelled_place_is_free_again(planned: Seminar) -> None:
    guest = register(planned, "甲")
    register(planned, "乙")
    address = link_of(guest.invitation)

    Client().post(f"{address}/{guest.pk}/cancel")
    again = Client().post(f"{address}/{guest.pk}/cancel")

    assert again.status_code == 409
    register(planned, "丙")
    other = register(planned, "丁", which=1)
    assert Client().post(f"{address}/{other.pk}/cancel").status_code == 404


def test_registration_ends_by_the_campaigns_clock(planned: Seminar) -> None:
    shift_to(planned.campaign, at("2022-01-08 00:00"), datetime.now(UTC))

    answer = Client().post(link_of(planned.invitations.all()[0]), {"name": "甲"})

    assert answer.status_code == 409
    assert "报名已经截止" in text_of(answer)
    assert not Guest.objects.exists()


def test_a_unit_declines_and_changes_its_mind(planned: Seminar) -> None:
    address = link_of(planned.invitations.all()[0])

    Client().post(f"{address}/decline")
    declined = Invitation.objects.exclude(declined_at=None).count()
    Client().post(address, {"name": "甲"})

    assert declined == 1
    assert not Invitation.objects.exclude(declined_at=None).exists()
    assert Client().post(f"{address}/decline").status_code == 409


def test_the_door_takes_a_list_that_was_kept_offline_and_the_same_list_again(
    editor: Client, planned: Seminar
) -> None:
    first, second, gone = (
        register(planned, "甲"),
        register(planned, "乙"),
        register(planned, "丙", 1),
    )
    actions.cancel_guest(gone.invitation_id, gone.pk, now=datetime.now(UTC))
    early = datetime.now(UTC) - timedelta(minutes=9)
    kept = [
        {"code": first.code.lower(), "at": early.isoformat()},
        {"code": f" {second.code[:4]}-{second.code[4:]} ", "at": "2099-01-01T00:00:00Z"},
        {"code": gone.code, "at": early.isoformat()},
        {"code": "NOSUCH99", "at": early.isoformat()},
    ]

    answers = [
        editor.post(f"{DESK}/door", json.dumps(kept), content_type="application/json").json()
        for _ in range(2)
    ]

    assert answers[0] == answers[1]
    assert [one["reason"] for one in answers[0]["arrivals"]] == ["", "", "cancelled", "unknown"]
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.arrived_at == early
    assert second.arrived_at is not None
    assert second.arrived_at <= datetime.now(UTC)
    assert Record.objects.filter(act=Act.CHECK_IN).count() == 2
    assert "已签到 2 / 2" in text_of(editor.get(f"{DESK}/door"))


@pytest.mark.parametrize(
    "body", ["[", "{}", "[1]", '[{"code": "A"}]', '[{"code": "A", "at": "noon"}]',
             '[{"code": "A", "at": "2022-01-01T00:00:00"}]', "null"]
)  # fmt: skip
def test_the_door_refuses_what_is_no_list(body: str, editor: Client, planned: Seminar) -> None:
    answer = editor.post(f"{DESK}/door", body, content_type="application/json")

    assert answer.status_code == 422


def test_the_plain_form_of_the_door_says_who_is_in(editor: Client, planned: Seminar) -> None:
    guest = register(planned, "甲")

    known = editor.post(f"{DESK}/door", {"code": guest.code}, follow=True)
    unknown = editor.post(f"{DESK}/door", {"code": "NOSUCH99"}, follow=True)

    assert "已签到：甲" in text_of(known)
    assert "没有这个码" in text_of(unknown)


def test_what_is_not_published_is_not_known(editor: Client, contest: Contest) -> None:
    editor.post(DESK, PLAN)

    page = Client().get(PUBLIC)

    assert page.status_code == 200
    assert "省会议中心" not in text_of(page)
    assert editor.post(f"{DESK}/invite").status_code == 409


def test_agenda_material_and_recap_reach_everyone(editor: Client, planned: Seminar) -> None:
    editor.post(
        f"{DESK}/sessions",
        {
            "title": "经验介绍",
            "speaker": "李四",
            "begins_at": "2022-01-10T09:30",
            "ends_at": "2022-01-10T10:00",
        },
    )
    session = planned.sessions.get()
    pdf = SimpleUploadedFile("../讲稿.pdf", b"%PDF-1.7 x")
    wrong = SimpleUploadedFile("讲稿.pdf", b"MZ..")
    editor.post(f"{DESK}/sessions/{session.pk}/materials", {"file": pdf})
    editor.post(f"{DESK}/sessions/{session.pk}/materials", {"file": wrong})
    too_early = editor.post(f"{DESK}/recap", {"recap": "x"})
    shift_to(planned.campaign, at("2022-01-10 18:00"), datetime.now(UTC))
    editor.post(f"{DESK}/recap", {"recap": "# 纪要\n<script>alert(1)</script>"})

    page = text_of(Client().get(PUBLIC))
    material = Material.objects.get()
    file = Client().get(f"{PUBLIC}/materials/{material.pk}")
    named = grow(material)
    large = Client().get(f"{PUBLIC}/materials/{material.pk}", headers=BEHIND)

    assert too_early.status_code == 409
    assert "经验介绍" in page
    assert "<script>alert" not in page
    assert material.name == "讲稿.pdf"
    assert (file.content, large.content) == (b"%PDF-1.7 x", b"")
    assert large[NAMED] == named
    assert file["Content-Disposition"].startswith("attachment")
    assert file["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"closes_at": "2022-01-10T09:00"}, "结束要在开始之后"),
        ({"register_until": "2022-01-11T00:00"}, "报名要在开始之前截止"),
        ({"seats": "0"}, "大于"),
    ],
)
def test_a_plan_that_cannot_be_held_comes_back(
    changed: Mapping[str, str], words: str, editor: Client
) -> None:
    page = editor.post(DESK, {**PLAN, **changed})

    assert page.status_code == 422
    assert words in text_of(page)
    assert "省会议中心" in text_of(page)
    assert not Seminar.objects.exists()


def test_a_plan_keeps_a_seat_for_each_who_is_registered(editor: Client, planned: Seminar) -> None:
    register(planned, "甲")
    register(planned, "乙")

    assert editor.post(DESK, {**PLAN, "seats": "1"}).status_code == 422


def test_badges_and_list_hold_every_name(planned: Seminar) -> None:
    long = "欧阳" * 12
    guests = [register(planned, "甲乙"), register(planned, long)]

    for make in (badges, sign_in_list):
        document = pypdfium2.PdfDocument(BytesIO(make(planned, now=datetime.now(UTC))))
        text = "".join(page.get_textpage().get_text_range() for page in document)
        assert "甲乙" in text
        assert long in "".join(text.split())
    text = "".join(
        page.get_textpage().get_text_range()
        for page in pypdfium2.PdfDocument(badges(planned, now=datetime.now(UTC)))
    )
    assert all(guest.code in text for guest in guests)


@pytest.mark.parametrize("state", Attendance)
@pytest.mark.parametrize("act", Act)
def test_a_registration_goes_where_the_table_says(act: Act, state: Attendance) -> None:
    if (state, act) in ATTENDANCE:
        assert attend(act, state) is ATTENDANCE[state, act]
    else:
        with pytest.raises(WrongStatus):
            attend(act, state)


def test_lists_take_the_same_queries_for_one_guest_and_for_three(
    editor: Client, planned: Seminar
) -> None:
    register(planned, "甲")
    for address in (DESK, f"{DESK}/door"):
        editor.get(address)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            for address in (DESK, f"{DESK}/door"):
                editor.get(address)
        counts.append(len(seen))
        register(planned, "乙", which=Guest.objects.count() - 1)

    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_eight_hands_do_not_overrun_the_hall(campaign: Campaign, province: Province) -> None:
    shift_to(campaign, AWARDED_NOW, datetime.now(UTC))
    contest = make_contest(campaign, [province.county_unit], count=1)
    Nomination.objects.update(status=Status.AWARDED)
    editor = make_officer(1, Role.EDITOR, campaign, None)
    wanted = actions.Plan(
        "会", "厅", at("2022-01-10 09:00"), at("2022-01-10 10:00"), at("2022-01-09 00:00"), 3, 9, ""
    )
    seminar = actions.plan(contest.campaign, wanted, person=editor, now=datetime.now(UTC))
    actions.publish_seminar(seminar, person=editor, now=datetime.now(UTC))
    (invitation,) = actions.invite_winners(seminar, person=editor, now=datetime.now(UTC))

    def hand(number: int) -> bool:
        try:
            actions.register_guest(
                invitation.pk, name=f"人{number}", post="", phone="", now=datetime.now(UTC)
            )
        except Refusal:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as hands:
        done = list(hands.map(hand, range(8)))

    assert (done.count(True), Guest.objects.count()) == (3, 3)
