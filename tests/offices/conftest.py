"""Filed nominations and the offices that work on them."""

from __future__ import annotations

import pytest

from pingxuan.campaigns.models import Campaign
from pingxuan.offices.queries.desk import Seat
from tests.builders import Province
from tests.nominations.offices import Filer, Offices, staff


@pytest.fixture
def offices(campaign: Campaign, province: Province) -> Offices:
    return staff(campaign, province)


@pytest.fixture
def make_filed(campaign: Campaign, province: Province, offices: Offices) -> Filer:
    return Filer(campaign, province, offices.filler)


@pytest.fixture
def county(campaign: Campaign, province: Province) -> Seat:
    return Seat(campaign, province.county)


@pytest.fixture
def city(campaign: Campaign, province: Province) -> Seat:
    return Seat(campaign, province.city)
