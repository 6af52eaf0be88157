"""Pages of what an office keeps for itself, and of its runs over many."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.models import Endorsement
from pingxuan.offices.actions.organising import set_labels, write_note
from pingxuan.offices.actions.running import begin
from pingxuan.offices.models import Label, Note, Preference
from pingxuan.offices.queries.desk import Seat
from tests.builders import COLLECTING, Province
from tests.nominations.offices import TODAY, Filer, Offices, staff
from tests.voting.builders import shift_to, sign_in

BASE = "/c/mass-line-2021/office"
INBOX = f"{BASE}/inbox"


@pytest.fixture
def offices(campaign: Campaign, province: Province) -> Offices:
    shift_to(campaign, COLLECTING, datetime.now(UTC))
    return staff(campaign, province)


@pytest.fixture
def make_filed(campaign: Campaign, province: Province, offices: Offices) -> Filer:
    return Filer(campaign, province, offices.filler)


def test_a_search_is_saved_from_its_address_and_found_again(
    client: Client, offices: Offices, make_filed: Filer
) -> None:
    make_filed()
    sign_in(client, offices.county, way="password")

    said = client.post(
        f"{BASE}/filters", {"name": "机构的", "query": "category=institution"}, follow=True
    )

    assert said.redirect_chain == [(f"{INBOX}?category=institution", 302)]
    assert '<a href="?category=institution" aria-current="true">机构的</a>' in said.content.decode()
    empty = client.post(f"{BASE}/filters", {"name": " ", "query": "tray=todo"}, follow=True)
    assert "常用筛选没有存。还没有填。" in empty.content.decode()


def test_a_search_that_is_dropped_is_named_and_a_second_click_says_nothing(
    client: Client, offices: Offices, make_filed: Filer
) -> None:
    make_filed()
    sign_in(client, offices.county, way="password")
    client.post(f"{BASE}/filters", {"name": "机构的", "query": "category=institution"})
    drop = re.search(rf"{BASE}/filters/\d+/drop", client.get(INBOX).content.decode())
    assert drop is not None

    said = [client.post(drop[0], follow=True).content.decode() for _ in range(2)]

    assert ["已删去常用筛选：机构的" in page for page in said] == [True, False]


def test_labels_and_notes_are_written_at_the_desk_and_seen_in_the_inbox(
    client: Client, offices: Offices, make_filed: Filer, province: Province
) -> None:
    case = make_filed(office=province.county)
    sign_in(client, offices.county_reviewer, way="password")

    client.post(f"{BASE}/n/{case.pk}/labels", {"new": "重点，缺照片"})
    client.post(f"{BASE}/n/{case.pk}/notes", {"note": "已电话核实"})
    page = client.get(INBOX, {"label": "重点"}).content.decode()

    assert "缺照片" in page
    assert "1 条备注" in page
    assert "已电话核实" in client.get(f"{BASE}/n/{case.pk}").content.decode()
    assert (Label.objects.count(), Note.objects.count()) == (2, 1)
    sign_in(client, offices.city, way="password")
    above = client.get(f"{BASE}/n/{case.pk}").content.decode()
    assert "已电话核实" not in above
    assert client.post(f"{BASE}/n/{case.pk}/notes", {"note": " "}, follow=True).status_code == 200
    sign_in(client, offices.other_city, way="password")
    assert client.post(f"{BASE}/n/{case.pk}/notes", {"note": "x"}).status_code == 404


def test_the_order_is_moved_by_a_button_and_taken_as_it_was_dragged(
    client: Client, offices: Offices, make_filed: Filer, province: Province
) -> None:
    first, second = (make_filed(office=province.county) for _n in range(2))
    sign_in(client, offices.county, way="password")
    address = f"{BASE}/order?category=institution"

    def order() -> list[object]:
        return list(Preference.objects.order_by("position").values_list("nomination", flat=True))

    client.post(address, {"order": [first.pk.hex, second.pk.hex], "down": first.pk.hex})
    assert order() == [second.pk, first.pk]
    dragged = client.post(
        address, {"order": [first.pk.hex, second.pk.hex]}, headers={"x-requested-with": "fetch"}
    )
    assert (dragged.status_code, order()) == (204, [first.pk, second.pk])
    page = client.get(INBOX, {"sort": "order"}).content.decode()
    assert page.index(first.title) < page.index(second.title)
    sign_in(client, offices.manager, way="password")
    assert client.post(address, {"order": []}).status_code == 302
    sign_in(client, offices.filler, way="password")
    assert client.post(address, {"order": []}).status_code == 403


def test_a_run_goes_on_from_its_page_by_form_and_by_fragment(
    client: Client, offices: Offices, make_filed: Filer, province: Province, campaign: Campaign
) -> None:
    cases = [make_filed(office=province.county) for _n in range(25)]
    run = begin(
        Seat(campaign, province.county),
        [(case.pk, case.revision.hash) for case in cases if case.revision],
        act=Act.ENDORSE,
        opinion="同意。",
        opinion_on=TODAY,
        person=offices.county,
        now=datetime.now(UTC),
    )
    sign_in(client, offices.county, way="password")
    address = f"{BASE}/runs/{run.pk}"

    shown = client.get(address).content.decode()
    part = client.post(f"{address}/on", headers={"hx-request": "true"}).content.decode()
    client.post(f"{address}/on")
    whole = client.post(f"{address}/on", follow=True).content.decode()

    assert "已办 0 件，共 25 件" in shown
    assert part.strip().startswith('<section class="panel" id="office-run"')
    assert "已办 10 件，共 25 件" in part
    assert "25 件中，25 件已盖章" in whole
    assert "hx-post" not in whole
    assert Endorsement.objects.count() == 25
    sign_in(client, offices.other_city, way="password")
    assert client.get(address).status_code == 404


def test_the_inbox_asks_as_much_for_one_row_with_labels_as_for_three(
    client: Client, offices: Offices, make_filed: Filer, province: Province, campaign: Campaign
) -> None:
    seat = Seat(campaign, province.county)
    sign_in(client, offices.county, way="password")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(INBOX)
        return len(caught)

    def add() -> None:
        case = make_filed(office=province.county)
        now = datetime.now(UTC)
        set_labels(seat, case, ["重点"], person=offices.county, now=now)
        write_note(seat, case, "话", person=offices.county, now=now)

    add()
    asked()  # the first page of a process also fills its caches
    one = asked()
    add()
    add()

    assert asked() == one
