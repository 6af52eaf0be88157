"""A published campaign for the tests of the vote."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pingxuan.campaigns.models import Campaign
from tests.builders import VOTING, Province
from tests.voting.builders import Contest, make_contest, shift_to


@pytest.fixture
def units(province: Province) -> list:
    return [province.county_unit, province.city_unit, province.provincial_unit]


@pytest.fixture
def contest(campaign: Campaign, units: list) -> Contest:
    """Three entries, one of each category; the campaign's clock is the real one."""
    return make_contest(campaign, units)


@pytest.fixture
def running(campaign: Campaign, units: list) -> Contest:
    """The same, with the campaign's clock moved into the voting stage of now."""
    shift_to(campaign, VOTING, datetime.now(UTC))
    return make_contest(campaign, units)
