"""A condition is ticked beside its field: kept by itself, and not taken back by what comes later."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from pingxuan.nominations.models import Nomination
from tests.browser.test_writing import Opens, case, look, open_form

pytestmark = pytest.mark.browser
__all__ = ["case", "open_form"]


def test_a_tick_is_kept_and_the_list_follows(
    open_form: Opens,
    case: Nomination,
) -> None:
    rules = case.campaign.sheet.category("institution").conditions
    page = open_form("phone")
    tick = page.locator(f'#asks-narrative input[value="{rules[1].key}"]')

    tick.check()
    expect(page.locator("[data-saved]")).to_have_text(re.compile("已自动保存"))
    expect(page.locator("#nomination-checks")).to_contain_text("你已打勾")
    expect(tick).to_be_checked()

    look(page)
    case.refresh_from_db()
    assert case.confirmed == [rules[1].key]
    page.locator('input[name="category"][value="creative"]').check()
    expect(page.locator("#asks-works")).to_contain_text("采用新的表现形式或新技术")
