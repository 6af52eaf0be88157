"""Where is my case: what happened, as the writer is told it and as an office sees it at its desk."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.accounts.models import Person
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.demo.planting import Staff, invented
from pingxuan.demo.year import Year
from pingxuan.domain.vocabulary import Act, Stage
from pingxuan.nominations.actions.accepting import accept
from pingxuan.nominations.actions.admitting import ask_late, decide_late, propose_late
from pingxuan.nominations.actions.drafting import save_draft
from pingxuan.nominations.actions.filing import file_nomination, withdraw
from pingxuan.nominations.actions.returning import return_
from pingxuan.nominations.actions.sealing import endorse
from pingxuan.nominations.models import Nomination
from pingxuan.offices.actions.organising import put_in_order, write_note
from pingxuan.offices.queries.desk import Seat
from tests.builders import COLLECTING, Province
from tests.nominations.offices import TODAY, Offices, staff
from tests.nominations.writing import GOOD, written
from tests.voting.builders import shift_to, sign_in

SLUG = "mass-line-2021"


@pytest.fixture
def offices(campaign: Campaign, province: Province) -> Offices:
    shift_to(campaign, COLLECTING, datetime.now(UTC))
    return staff(campaign, province)


@pytest.fixture
def case(campaign: Campaign, province: Province, offices: Offices) -> Nomination:
    """Saved four times, handed in, given back, handed in again, sealed by unit and county."""
    made = written(campaign, province.county_unit, offices.filler, now=now())
    for title in ("甲", "乙", "丙"):
        save(made, offices.filler, title)
    file_nomination(made.pk, person=offices.filler, now=now())
    due = campaign.at(now()) + timedelta(days=1)
    return_(
        made.pk,
        remarks=[("phone", "请核对号码"), ("", "写得再短些")],
        person=offices.unit,
        now=now(),
        due_at=due,
    )
    save(made, offices.filler, "丁")
    file_nomination(made.pk, person=offices.filler, now=now())
    for person in (offices.unit, offices.county):
        seal(made, person)
    return made


def now() -> datetime:
    return datetime.now(UTC)


def save(case: Nomination, person: Person, title: str) -> None:
    case.refresh_from_db()
    save_draft(
        case.pk,
        GOOD | {"title": title},
        seen_version=case.draft_version,
        person=person,
        now=now(),
    )


def seal(case: Nomination, person: Person) -> None:
    case.refresh_from_db()
    assert case.revision is not None
    endorse(
        case.pk,
        revision=case.revision.hash,
        opinion="同意。",
        opinion_on=TODAY,
        person=person,
        now=now(),
    )


def told(client: Client, person: Person, path: str) -> list[tuple[str, ...]]:
    """Give the lines of the timeline, newest first, without their times."""
    sign_in(client, person, way="password")
    page = client.get(f"/c/{SLUG}{path}").content.decode()
    found = re.search(r'<ol class="events">(.*?)</ol>', page, re.DOTALL)
    lines = re.findall(r"<li.*?</time>(.*?)</li>", found[1] if found else "", re.DOTALL)
    return [
        tuple(
            filter(
                None, (part.strip() for part in unescape(re.sub("<[^>]+>", "|", line)).split("|"))
            )
        )
        for line in lines
    ]


def test_a_writer_is_told_what_happened_and_no_name_of_an_office(
    client: Client, case: Nomination, offices: Offices, campaign: Campaign
) -> None:
    lines = told(client, offices.filler, f"/desk/n/{case.pk}")

    due = campaign.at(now()) + timedelta(days=1)
    assert [line[0] for line in lines] == [
        "青杨县盖章，送到临溪市",
        "青杨县卫生健康委员会盖章，送到青杨县",
        "再次提交，第 2 版",
        "青杨县卫生健康委员会退回修改，附 2 条意见",
        "提交第 1 版",
    ]
    assert lines[3][1].startswith(f"{due.astimezone(campaign.sheet.tz):%-m 月 %-d 日}")
    assert {name for line in lines for name in line[1:]} - {lines[3][1]} == {offices.filler.name}


def test_an_office_sees_savings_and_the_names_of_those_below_it(
    client: Client, case: Nomination, offices: Offices
) -> None:
    seal(case, offices.city)

    lines = told(client, offices.county, f"/office/n/{case.pk}")

    writer = offices.filler.name
    assert [(line[0], line[-1]) for line in lines] == [
        ("临溪市盖章，送到东岭省级主管部门",) * 2,
        ("青杨县盖章，送到临溪市", offices.county.name),
        ("青杨县卫生健康委员会盖章，送到青杨县", offices.unit.name),
        ("再次提交，第 2 版", writer),
        ("保存草稿", writer),
        ("青杨县卫生健康委员会退回修改，附 2 条意见", offices.unit.name),
        ("提交第 1 版", writer),
        ("保存草稿 4 次", writer),
        ("起草", writer),
    ]


def test_what_was_asked_and_admitted_late_stands_in_it(
    client: Client, case: Nomination, offices: Offices, campaign: Campaign
) -> None:
    at = now()
    asked = ask_late(case.pk, reason="停电", person=offices.city, now=at)
    until = campaign.at(at) + timedelta(hours=3)
    propose_late(asked.pk, until_at=until, person=offices.manager, now=at)
    decide_late(asked.pk, is_admitted=True, answer="", person=offices.supervisor, now=at)

    desk = told(client, offices.county, f"/office/n/{case.pk}")[:3]
    writer = told(client, offices.filler, f"/desk/n/{case.pk}")[:2]

    assert desk[0] == ("同意逾期受理", offices.supervisor.name)
    assert desk[1][0].startswith("提出逾期受理到")
    assert desk[2] == ("申请逾期受理", offices.city.name)
    assert writer == [("同意逾期受理",), ("申请逾期受理",)]


def test_a_provisional_decision_stands_in_it_for_the_topmost_office_only(
    client: Client, case: Nomination, offices: Offices
) -> None:
    seal(case, offices.city)
    case.refresh_from_db()
    assert case.revision is not None
    accept(
        case.pk,
        revision=case.revision.hash,
        opinion="同意。",
        opinion_on=TODAY,
        person=offices.province,
        now=now(),
    )

    top = told(client, offices.province, f"/office/n/{case.pk}")[0]
    below = told(client, offices.city, f"/office/n/{case.pk}")[0]

    assert top == ("受理", offices.province.name)
    assert below[0] == "临溪市盖章，送到东岭省级主管部门"


def test_notes_and_the_order_of_preference_are_the_offices_own(
    client: Client, case: Nomination, offices: Offices, campaign: Campaign, province: Province
) -> None:
    seat = Seat(campaign, province.county)
    at = now()
    write_note(seat, case, "先放一放再说", person=offices.county, now=at)
    put_in_order(seat, [case.pk], person=offices.county, now=at)

    sign_in(client, offices.filler, way="password")
    page = client.get(f"/c/{SLUG}/desk/n/{case.pk}").content.decode()

    for own in ("先放一放再说", "偏好", "优先", "第 1 位"):
        assert own not in page


def test_a_withdrawal_ends_it(client: Client, case: Nomination, offices: Offices) -> None:
    withdraw(case.pk, person=offices.filler, now=now())

    assert told(client, offices.filler, f"/desk/n/{case.pk}")[0] == ("撤回", offices.filler.name)


def test_the_times_are_those_of_the_campaigns_zone(
    client: Client, case: Nomination, offices: Offices, campaign: Campaign
) -> None:
    sign_in(client, offices.county, way="password")

    page = client.get(f"/c/{SLUG}/office/n/{case.pk}").content.decode()

    when = campaign.at(now()).astimezone(campaign.sheet.tz)
    assert f'<time class="events__when" datetime="{when:%Y-%m-%dT}' in page
    assert f">{when:%m-%d %H}:" in page


def test_a_moved_clock_leaves_the_times_of_what_happened_before(
    client: Client, campaign: Campaign, province: Province, offices: Offices
) -> None:
    year = Year(campaign, Staff(campaign, now(), invented(now())), now=now())
    made = written(campaign, province.county_unit, offices.filler, now=year.now)
    year.move_to(COLLECTING + timedelta(hours=3))
    file_nomination(made.pk, person=offices.filler, now=year.now)
    filed = campaign.at(year.now)
    year.move_to(COLLECTING + timedelta(days=1))
    seal(made, offices.unit)
    year.move_to(campaign.sheet.window(Stage.RESULTS).opens_at)
    sign_in(client, offices.filler, way="password")

    page = client.get(f"/c/{SLUG}/desk/n/{made.pk}").content.decode()

    made.refresh_from_db()
    sealed = made.endorsements.get().sealed_at
    shown = re.findall(r'<time class="events__when"[^>]*>([^<]*)<', page)
    assert made.filed_at == filed
    assert shown == [
        f"{at.astimezone(campaign.sheet.tz):%m-%d %H:%M}" for at in (sealed, made.filed_at)
    ]


def test_it_costs_the_same_for_a_long_history_and_a_short_one(
    client: Client, case: Nomination, offices: Offices
) -> None:
    sign_in(client, offices.county, way="password")
    client.get(f"/c/{SLUG}/office/n/{case.pk}")
    counts = []
    for more in (0, 20):
        with transaction.atomic():
            for n in range(more):
                record(Act.RETURN if n % 2 else Act.EDIT, case, person=offices.filler, now=now())
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/c/{SLUG}/office/n/{case.pk}")
        counts.append(len(seen))

    assert counts[0] == counts[1]
