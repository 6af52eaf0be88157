"""A mail server, and an office whose mailbox lies on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pingxuan.campaigns.models import Campaign
from pingxuan.letterbox.actions.setting_up import Place, set_up
from pingxuan.letterbox.models import Mailbox
from tests.builders import COLLECTING, Province
from tests.letterbox.servers import PASSWORD, USER, Dovecot, dovecot
from tests.nominations.offices import Offices, staff


@pytest.fixture(scope="session")
def running() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.fixture
def server(running: Dovecot, settings: Any) -> Dovecot:
    running.empty()
    settings.MAIL_CA = running.authority
    settings.MAIL_HOSTS = ["127.0.0.1"]
    return running


@pytest.fixture
def offices(campaign: Campaign, province: Province) -> Offices:
    return staff(campaign, province)


@pytest.fixture
def place(server: Dovecot) -> Place:
    return Place("127.0.0.1", server.tls, "tls", USER, PASSWORD)


@pytest.fixture
def mailbox(campaign: Campaign, province: Province, offices: Offices, place: Place) -> Mailbox:
    return set_up(campaign, province.county, place, person=offices.county_reviewer, now=COLLECTING)
