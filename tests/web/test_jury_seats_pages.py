"""The jury comes together: invited by SMS or link, with its interests, reminded, and left in order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.accounts.actions import make_staff
from pingxuan.accounts.models import Person
from pingxuan.audit.models import Record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Act, Role
from pingxuan.jury.actions.inviting import hash_of
from pingxuan.jury.models import Assignment, Invitation, Juror
from pingxuan.jury.queries import has_pledged, seat_of
from pingxuan.messages.models import Letter
from tests.builders import COLLECTING, REVIEWING, Province, make_person
from tests.jury.builders import Panel, officers_of
from tests.voting.builders import shift_to, sign_in
from tests.web.test_jury_pages import JURY, go_to, text_of

INVITED = "+8613800000005"
FORM = {"name": "陈老师", "phone": "13800000005", "round": "final", "unit": "云泽市公共交通集团"}
ACCOUNT = {"username": "chen", "password": "a-long-enough-one"}


@pytest.fixture
def panel(campaign: Campaign, province: Province) -> Panel:
    return Panel(campaign, province, officers_of(campaign), [])


def invited(client: Client, panel: Panel, **changed: Any) -> str:
    """Let the manager invite; give the path of the link that the page shows."""
    sign_in(client, panel.officers.manager, way="password")
    page = client.post(f"{JURY}/panel", {**FORM, **changed})
    assert page.status_code == 200
    return str(page.context["link"]).removeprefix("http://testserver")


@pytest.mark.parametrize(
    ("who", "status"),
    [("manager", 200), ("chair", 403), ("supervisor", 403), ("editor", 403), ("", 302)],
)
def test_who_opens_the_list_of_the_jury(
    client: Client, panel: Panel, who: str, status: int
) -> None:
    if who:
        sign_in(client, getattr(panel.officers, who), way="password")

    assert client.get(f"{JURY}/panel").status_code == status
    assert client.post(f"{JURY}/panel", FORM).status_code == status
    assert Invitation.objects.exists() is (who == "manager")


def test_an_invitation_goes_out_by_sms_and_its_secret_is_not_kept(
    client: Client, panel: Panel
) -> None:
    link = invited(client, panel)

    one = Invitation.objects.get()
    letter = Letter.objects.get(template="jury_invitation")
    token = link.rsplit("/", 1)[1]
    assert (one.state, one.phone, one.unit) == ("open", INVITED, panel.province.other_city_unit)
    assert one.token_hash == hash_of(token)
    assert token not in str(vars(one))
    assert letter.text.endswith(link)
    assert token not in str([line.facts for line in Record.objects.all()])
    raw = connection.cursor()
    raw.execute("SELECT phone FROM jury_invitation")
    assert "13800000005" not in raw.fetchone()[0]


def test_the_invited_signs_in_by_phone_takes_an_account_and_the_seat(
    client: Client, panel: Panel
) -> None:
    link = invited(client, panel)
    client.logout()
    assert "138****0005" in text_of(client.get(link))
    person = make_person(5, "陈")
    sign_in(client, person, way="sms")

    weak = client.post(f"{link}/accept", {"username": "chen", "password": "short"})
    done = client.post(f"{link}/accept", ACCOUNT)

    assert weak.status_code == 422
    assert done.headers["Location"] == JURY
    juror = Juror.objects.get()
    assert (juror.person, juror.code, juror.round) == (person, "P01", "final")
    assert person.posts.get().role == Role.JUROR
    assert Invitation.objects.get().juror == juror
    assert Person.objects.get(pk=person.pk).check_password(ACCOUNT["password"])
    assert client.session["way"] == "password"
    assert "已接受" in text_of(client.get(link))
    assert client.post(f"{link}/accept").status_code == 409


def test_only_the_holder_of_the_phone_accepts(client: Client, panel: Panel) -> None:
    link = invited(client, panel)
    sign_in(client, make_person(6), way="sms")

    page = text_of(client.get(link))
    refused = client.post(f"{link}/accept", ACCOUNT)

    assert "与您登录的不是同一个人" in page
    assert (refused.status_code, Juror.objects.count()) == (403, 0)
    assert not Person.objects.filter(username="chen").exists()


def test_a_link_without_phone_is_accepted_by_who_has_an_account(
    client: Client, panel: Panel
) -> None:
    link = invited(client, panel, phone="", unit="", is_outside="on")
    staff = make_staff("expert", "专家", "a-long-enough-one", now=COLLECTING)
    sign_in(client, staff, way="password")

    done = client.post(f"{link}/accept")

    assert done.headers["Location"] == JURY
    juror = Juror.objects.get()
    assert (juror.person, juror.unit, juror.is_outside) == (staff, None, True)
    assert not Letter.objects.filter(template="jury_invitation").exists()


@pytest.mark.parametrize("end", ["refused", "revoked", "too old"])
def test_what_is_answered_revoked_or_too_old_is_not_accepted(
    client: Client, panel: Panel, end: str
) -> None:
    link = invited(client, panel)
    one = Invitation.objects.get()
    if end == "refused":
        client.post(f"{link}/refuse", {"reason": "出差"})
    elif end == "revoked":
        client.post(f"{JURY}/panel/invitations/{one.pk}/revoke")
    else:
        Invitation.objects.update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    sign_in(client, make_person(5), way="sms")

    answer = client.post(f"{link}/accept", ACCOUNT)

    assert (answer.status_code, Juror.objects.count()) == (409, 0)
    assert "btn-zhu" not in text_of(client.get(link))


def test_an_unknown_link_is_not_known(client: Client, panel: Panel) -> None:
    assert client.get(f"{JURY}/invitation/nothing").status_code == 404


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"unit": ""}, "不知道单位，就不能判断回避"),
        ({"unit": "没有的单位"}, "单位树里没有这个单位"),
        ({"phone": "138"}, "不是内地手机号"),
        ({"name": ""}, "field__error"),
    ],
)
def test_a_wrong_invitation_comes_back_with_what_was_typed(
    client: Client, panel: Panel, changed: dict[str, str], says: str
) -> None:
    sign_in(client, panel.officers.manager, way="password")

    page = client.post(f"{JURY}/panel", {**FORM, **changed})

    assert (page.status_code, Invitation.objects.count()) == (422, 0)
    assert says in text_of(page)
    assert f'value="{FORM["round"]}"' in text_of(page)


def test_the_pledge_takes_the_declaration_with_it(client: Client, panel: Panel) -> None:
    panel.publish({"institution": 2})
    [juror] = panel.seat(panel.province.other_city_unit)
    panel.assign()
    go_to(panel, REVIEWING)
    sign_in(client, juror.person, way="password")

    wrong = client.post(f"{JURY}/pledge", {"agree": "1", "units": "没有的单位"})
    assert wrong.status_code == 422
    assert "没有的单位" in text_of(wrong)
    client.post(
        f"{JURY}/pledge",
        {"agree": "1", "units": "青杨县卫生健康委员会\n", "statement": "曾任顾问"},
    )

    juror.refresh_from_db()
    assert has_pledged(juror)
    assert list(juror.recused_units.all()) == [panel.province.county_unit]
    assert juror.interests == "曾任顾问"
    assert {one.state for one in Assignment.objects.all()} == {"recused"}
    assert Record.objects.get(act=Act.DECLARE_INTEREST).facts["recused"] == 2


def test_an_interest_can_be_declared_later_and_only_by_the_juror(
    client: Client, panel: Panel
) -> None:
    [juror] = panel.seat(panel.province.other_city_unit)
    go_to(panel, REVIEWING)
    sign_in(client, juror.person, way="password")

    done = client.post(f"{JURY}/interests", {"units": "临溪市"})
    assert done.status_code == 302
    sign_in(client, panel.officers.manager, way="password")
    other = client.post(f"{JURY}/interests", {"units": "云泽市"})

    assert list(juror.recused_units.all()) == [panel.province.city]
    assert other.status_code == 403


def test_whoever_is_behind_is_reminded_once_in_one_click(client: Client, panel: Panel) -> None:
    panel.publish({"institution": 1})
    one, two = panel.seat(panel.province.other_city_unit, panel.province.provincial_unit)
    panel.assign()
    Assignment.objects.filter(juror=one).update(state="locked")
    go_to(panel, REVIEWING)
    sign_in(client, panel.officers.chair, way="password")

    first = client.post(f"{JURY}/remind", {"round": "final"}, follow=True)
    second = client.post(f"{JURY}/remind", {"round": "final"}, follow=True)

    assert "已催：P02" in text_of(first)
    assert "没有要催的" in text_of(second)
    [letter] = Letter.objects.filter(template="jury_reminder")
    assert (letter.person_id, letter.way) == (two.person_id, "sms")
    assert "还有 1 件" in letter.text
    lines = Record.objects.filter(act=Act.REMIND_JURORS).order_by("number")
    assert [line.facts["reminded"] for line in lines] == [["P02"], []]
    sign_in(client, two.person, way="password")
    assert client.post(f"{JURY}/remind", {"round": "final"}).status_code == 403


def test_a_juror_who_leaves_gives_back_what_is_not_locked(client: Client, panel: Panel) -> None:
    panel.publish({"institution": 2})
    one, *_ = panel.seat(panel.province.other_city_unit, panel.province.provincial_unit)
    panel.assign()
    Assignment.objects.filter(juror=one, entry__number="J-001").update(state="locked")
    go_to(panel, REVIEWING)
    sign_in(client, panel.officers.manager, way="password")

    client.post(f"{JURY}/panel/{one.pk}/release", {"reason": " "})
    assert Juror.objects.get(pk=one.pk).left_at is None
    client.post(f"{JURY}/panel/{one.pk}/release", {"reason": "住院"})

    states = Assignment.objects.filter(juror=one).order_by("entry__number")
    assert [each.state for each in states] == ["locked", "released"]
    assert Record.objects.get(act=Act.RELEASE_JUROR).facts == {"code": "P01", "given_back": 1}
    assert seat_of(one.person, panel.campaign) is None
    sign_in(client, one.person, way="password")
    assert client.get(JURY).status_code == 403


def test_the_list_costs_the_same_for_one_juror_and_for_three(client: Client, panel: Panel) -> None:
    costs = []
    for count in (1, 3):
        shift_to(panel.campaign, datetime.now(UTC), datetime.now(UTC))
        panel.seat(*[panel.province.city_unit] * (count - len(panel.jurors)))
        for n in range(count):
            invited(client, panel, phone="", name=f"客{n}")
        client.get(f"{JURY}/panel")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{JURY}/panel")
        costs.append(len(queries))

    assert costs[0] == costs[1]
