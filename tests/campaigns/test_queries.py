"""Who holds which post, and until when a sender may hand in."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from pingxuan.campaigns.actions import give_post, set_deadline
from pingxuan.campaigns.models import Campaign
from pingxuan.campaigns.queries import deadline_for, holds, office_of, posts_of, running
from pingxuan.domain.vocabulary import Role
from tests.builders import (
    BEFORE,
    COLLECTING,
    Province,
    at,
    load_campaign,
    make_officer,
    make_person,
    sheet_text,
)


@pytest.mark.parametrize(
    ("sender", "office", "ends_at"),
    [
        ("county_unit", "county", None),
        ("county", "city", at("11-16 18:00")),
        ("city_unit", "city", at("11-16 18:00")),
        ("city", "root", at("11-20 17:30")),
        ("provincial_unit", "root", at("11-20 17:30")),
    ],
)
def test_the_sheet_gives_each_tier_its_deadline(
    sender: str, office: str, ends_at: datetime | None, campaign: Campaign, province: Province
) -> None:
    assert deadline_for(campaign, getattr(province, sender), getattr(province, office)) == ends_at


def test_an_offices_own_deadline_is_for_what_comes_from_below(
    campaign: Campaign, province: Province
) -> None:
    manager = make_officer(1, Role.MANAGER, campaign, None)

    set_deadline(
        campaign, province.city, at("11-15 12:00"), reason="", person=manager, now=COLLECTING
    )

    assert deadline_for(campaign, province.county, province.city) == at("11-15 12:00")
    assert deadline_for(campaign, province.city, province.root) == at("11-20 17:30")
    assert deadline_for(campaign, province.county, province.other_city) == at("11-16 18:00")


def test_an_extension_for_one_unit_stands_over_its_offices_deadline(
    campaign: Campaign, province: Province
) -> None:
    manager = make_officer(1, Role.MANAGER, campaign, None)
    for unit, ends_at in ((province.city, "11-15 12:00"), (province.city_unit, "11-18 12:00")):
        set_deadline(campaign, unit, at(ends_at), reason="洪水", person=manager, now=COLLECTING)

    assert deadline_for(campaign, province.city_unit, province.city) == at("11-18 12:00")
    assert deadline_for(campaign, province.county, province.city) == at("11-15 12:00")


def test_a_sheet_may_name_one_office_by_its_path(province: Province) -> None:
    text = sheet_text().replace(
        "[[tiers.deadlines]]\n",
        '[[tiers.deadlines]]\nunit = "东岭省/云泽市"\nends_at = 2021-11-14T09:00:00\n\n'
        "[[tiers.deadlines]]\n",
        1,
    )
    campaign = load_campaign(province.root, text)

    assert deadline_for(campaign, province.other_city_unit, province.other_city) == at(
        "11-14 09:00"
    )
    assert deadline_for(campaign, province.city_unit, province.city) == at("11-16 18:00")


@pytest.mark.parametrize(
    ("unit", "covers"),
    [
        ("city", True),
        ("county", True),
        ("county_unit", True),
        ("other_city", False),
        ("root", False),
    ],
)
def test_a_post_covers_its_unit_and_what_lies_below(
    unit: str, covers: bool, campaign: Campaign, province: Province
) -> None:
    officer = make_officer(1, Role.OFFICE_REVIEWER, campaign, province.city)
    officer.acting_at = COLLECTING

    is_held = holds(officer, campaign, Role.OFFICE_REVIEWER, unit=getattr(province, unit))

    assert is_held is covers
    assert not holds(officer, campaign, Role.OFFICE_SEALER)
    assert not holds(officer, None, Role.OFFICE_REVIEWER)
    assert office_of(officer, campaign) == province.city


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        (BEFORE - timedelta(seconds=1), 0),
        (BEFORE, 1),
        (COLLECTING - timedelta(seconds=1), 1),
        (COLLECTING, 0),
    ],
)
def test_a_post_is_held_from_its_start_to_just_before_its_end(
    moment: datetime, count: int, campaign: Campaign
) -> None:
    person = make_person(1)
    give_post(
        person,
        Role.JUROR,
        campaign=campaign,
        unit=None,
        person=None,
        now=BEFORE,
        until=COLLECTING,
    )
    person.acting_at = moment

    assert len(posts_of(person)) == count


def test_a_sign_in_without_posts_has_none(campaign: Campaign) -> None:
    person = make_officer(1, Role.MANAGER, campaign, None)
    person.may_use_posts = False

    assert posts_of(person) == []


def test_only_a_campaign_with_a_sheet_runs(campaign: Campaign) -> None:
    Campaign.objects.create(slug="empty", title="空", created_at=COLLECTING)

    assert list(running()) == [campaign]
