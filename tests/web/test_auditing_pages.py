"""The auditor's page shows every line of the book, whatever its facts are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.test import Client

from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Act, Role
from tests.builders import COLLECTING, Province, make_officer


@pytest.mark.parametrize("to", ["2021-11-25T12:00:00+08:00", "", "nobody"])
def test_a_line_whose_goal_is_no_unit_is_shown(client: Client, campaign: Campaign, to: str) -> None:
    auditor = make_officer(1, Role.AUDITOR, campaign, None)
    with transaction.atomic():
        record(
            Act.MOVE_CLOCK, campaign, person=None, now=COLLECTING, campaign_id=campaign.pk, to=to
        )
    client.force_login(auditor, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["way"] = "password"
    session.save()

    page = client.get(f"/c/{campaign.slug}/audit")

    assert (page.status_code, to in page.content.decode()) == (200, True)


def test_a_line_that_names_a_unit_shows_its_name(
    client: Client, campaign: Campaign, province: Province
) -> None:
    auditor = make_officer(1, Role.AUDITOR, campaign, None, now=datetime(2021, 10, 1, tzinfo=UTC))
    with transaction.atomic():
        record(
            Act.ENDORSE,
            campaign,
            person=None,
            now=COLLECTING,
            campaign_id=campaign.pk,
            to=str(province.city.pk),
        )
    client.force_login(auditor, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["way"] = "password"
    session.save()

    page = client.get(f"/c/{campaign.slug}/audit")

    assert (page.status_code, province.city.name in page.content.decode()) == (200, True)
