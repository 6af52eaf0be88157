"""A page whose frame is kept: each visitor gets their own, and nobody another's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from pingxuan.campaigns.actions import load_sheet
from pingxuan.campaigns.models import Campaign
from tests.builders import VOTING, Province, make_person, sheet_text
from tests.voting.builders import make_contest, shift_to, sign_in

BOARD = "/c/mass-line-2021/vote"


@pytest.fixture
def contest(campaign: Campaign, province: Province) -> Campaign:
    shift_to(campaign, VOTING, datetime.now(UTC))
    make_contest(campaign, [province.county_unit])
    return campaign


def test_two_visitors_see_their_own_names_and_their_own_address(
    client: Client, contest: Campaign
) -> None:
    first, second = make_person(1, "许甲"), make_person(2, "许乙")
    pages = []
    for person, query in ((first, "?q=a"), (second, "?q=b"), (first, "?q=a")):
        sign_in(client, person)
        pages.append(client.get(BOARD + query).content.decode())

    assert ["许甲" in page for page in pages] == [True, False, True]
    assert ["%3Fq%3Da" in page for page in pages] == [True, False, True]
    assert ["%3Fq%3Db" in page for page in pages] == [False, True, False]


def test_a_changed_title_language_or_theme_shows_at_once(client: Client, contest: Campaign) -> None:
    client.get(BOARD)
    renamed = sheet_text().replace("“走好网上群众路线”典型案例征集展示", "换了名字")
    load_sheet(renamed, now=datetime.now(UTC))

    assert "换了名字" in client.get(BOARD).content.decode()
    client.cookies["px_lang"] = "en"
    assert '<html lang="en"' in client.get(BOARD).content.decode()
    client.cookies["px_theme"] = "dark"
    assert 'data-bs-theme="dark"' in client.get(BOARD).content.decode()


def test_a_new_sheet_is_in_force_with_the_next_page(client: Client, contest: Campaign) -> None:
    assert "每人每天 10 票" in client.get(BOARD).content.decode()

    load_sheet(sheet_text().replace("per_day = 10", "per_day = 12"), now=datetime.now(UTC))

    assert "每人每天 12 票" in client.get(BOARD).content.decode()
