"""A published campaign for the tests of the showcase."""

from __future__ import annotations

import pytest

from pingxuan.campaigns.models import Campaign
from tests.builders import Province
from tests.jury.builders import Panel, officers_of


@pytest.fixture
def panel(campaign: Campaign, province: Province) -> Panel:
    """The built-in campaign, with officers and without entries and jurors."""
    return Panel(campaign, province, officers_of(campaign), [])
