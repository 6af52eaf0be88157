"""The book as a page: who reads it, what is found in it, and what the check says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.audit.models import Record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Act, Role
from pingxuan.nominations.actions.returning import return_
from pingxuan.nominations.models import Nomination
from pingxuan.web.acts import WORDS, act_words
from tests.builders import COLLECTING, Province, make_officer
from tests.nominations.offices import Filer, Offices, staff
from tests.voting.builders import shift_to, sign_in

BOOK = "/c/mass-line-2021/audit"


@pytest.fixture
def offices(campaign: Campaign, province: Province) -> Offices:
    shift_to(campaign, COLLECTING, datetime.now(UTC))
    return staff(campaign, province)


@pytest.fixture
def returned(campaign: Campaign, province: Province, offices: Offices) -> Nomination:
    """A nomination that the county has returned: one line in the book."""
    case = Filer(campaign, province, offices.filler)(office=province.county, title="老街的灯")
    return return_(case.pk, remarks=[("", "改")], person=offices.county, now=datetime.now(UTC))


@pytest.fixture
def auditor(client: Client, campaign: Campaign, returned: Nomination) -> Client:
    sign_in(client, make_officer(20, Role.AUDITOR, campaign, None), way="password")
    return client


def rows_of(client: Client, query: str = "") -> int:
    return client.get(BOOK + query).content.decode().count('<th scope="row"')


@pytest.mark.parametrize(
    ("who", "status"), [("supervisor", 200), ("manager", 200), ("county", 403), ("filler", 403)]
)
def test_who_reads_the_book(who: str, status: int, client: Client, offices: Offices) -> None:
    sign_in(client, getattr(offices, who), way="password")

    assert client.get(BOOK).status_code == status


def test_a_line_names_act_person_case_and_unit(auditor: Client) -> None:
    page = auditor.get(f"{BOOK}?act=return").content.decode()

    for words in ("退回", "office_sealer-3", "老街的灯", "青杨县"):
        assert words in page


@pytest.mark.parametrize(
    ("query", "rows"),
    [("?act=return", 1), ("?q=老街", 1), ("?q=office_sealer-3", 1), ("?q=没有", 0)],
)
def test_one_finds_lines_by_act_person_and_case(query: str, rows: int, auditor: Client) -> None:
    assert rows_of(auditor, query) == rows


def test_an_act_that_nobody_knows_looks_for_nothing(auditor: Client, campaign: Campaign) -> None:
    total = Record.objects.filter(chain=str(campaign.pk)).count()

    assert rows_of(auditor, "?act=%00&page=0") == total > 1


def test_a_line_is_found_by_the_head_of_its_hash(auditor: Client) -> None:
    line = Record.objects.get(act="return")

    assert rows_of(auditor, f"?q={line.hash[:4]}·{line.hash[4:8]}·{line.hash[8:12]}") == 1


def test_the_check_tells_a_whole_chain_from_a_changed_one(auditor: Client) -> None:
    whole = auditor.get(f"{BOOK}?check=1").content.decode()
    Record.objects.filter(act="return").update(facts={"fields": ["title"]})

    torn = auditor.get(f"{BOOK}?check=1").content.decode()

    assert "核对通过" in whole
    assert "从第 11 行起对不上" in torn


def test_the_book_takes_the_same_queries_for_any_number_of_lines(
    auditor: Client, campaign: Campaign, province: Province, offices: Offices
) -> None:
    auditor.get(BOOK)
    with CaptureQueriesContext(connection) as few:
        auditor.get(BOOK)
    file = Filer(campaign, province, offices.filler)
    file.made = [Nomination()] * 5
    for _ in range(3):
        return_(
            file(office=province.county).pk,
            remarks=[("", "改")],
            person=offices.county,
            now=datetime.now(UTC),
        )

    with CaptureQueriesContext(connection) as more:
        auditor.get(BOOK)

    assert len(more) == len(few)


def test_every_act_has_its_words() -> None:
    assert set(WORDS) == set(Act)
    assert act_words("an_act_of_tomorrow") == "an_act_of_tomorrow"
