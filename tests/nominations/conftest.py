"""Nominations that were filed, and the people on whose desks they lie."""

from __future__ import annotations

import pytest

from pingxuan.campaigns.models import Campaign
from tests.builders import Province
from tests.nominations.offices import TODAY, Filer, Offices, staff

__all__ = ["TODAY", "Filer", "Offices", "staff"]


@pytest.fixture
def offices(campaign: Campaign, province: Province) -> Offices:
    """Everybody who works in the small province."""
    return staff(campaign, province)


@pytest.fixture
def make_filed(campaign: Campaign, province: Province, offices: Offices) -> Filer:
    """Make a filed nomination: at its unit, or on the desk of `office`."""
    return Filer(campaign, province, offices.filler)
