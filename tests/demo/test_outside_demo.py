"""Nothing of the demonstration exists outside demo mode."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, get_resolver, reverse

from pingxuan.campaigns.models import Campaign

DEMO_PATHS = ["/_demo/", "/_demo/progress", "/_demo/move", "/_demo/sit/manager", "/_components"]


def test_these_tests_run_outside_demo_mode() -> None:
    assert settings.DEMO is False


@pytest.mark.parametrize("path", DEMO_PATHS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_demo_address_answers(client, campaign: Campaign, path: str, method: str) -> None:
    assert getattr(client, method)(path).status_code == 404


@pytest.mark.parametrize("name", ["demo", "demo_progress", "demo_move"])
def test_no_demo_address_has_a_name(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_no_pattern_of_the_site_leads_to_the_demo() -> None:
    found = [
        str(pattern.pattern)
        for pattern in get_resolver().url_patterns
        if "demo" in str(pattern.pattern) or "demo" in getattr(pattern.callback, "__module__", "")
    ]

    assert found == []


def test_a_demo_session_is_worth_nothing_outside(client, campaign: Campaign) -> None:
    page = client.get(f"/c/{campaign.slug}/")

    assert b"/_demo/" not in page.content


def test_in_demo_mode_the_addresses_are_there() -> None:
    code = "import django; django.setup(); from django.urls import reverse; print(reverse('demo'))"
    environment = {
        **os.environ,
        "PINGXUAN_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "pingxuan.site.settings",
    }

    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "/_demo/"
