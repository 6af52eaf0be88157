"""Who sets up an office's mailbox, and what is kept of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection

from pingxuan.accounts.permissions import may
from pingxuan.audit.models import Record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import NotYourAct
from pingxuan.letterbox.actions.setting_up import Place, look_now, set_up
from pingxuan.letterbox.models import Mailbox
from tests.builders import COLLECTING, Province, make_person
from tests.nominations.offices import Offices

PLACE = Place("imap.example.org", 993, "tls", "office@example.org", "a secret")


def test_the_password_is_encrypted_and_stays_when_it_is_not_typed_again(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    who = {"person": offices.county, "now": COLLECTING}
    first = set_up(campaign, province.county, PLACE, **who)
    first.last_uid, first.uid_validity = 12, 3
    first.save()

    again = set_up(campaign, province.county, replace(PLACE, password="", answers=True), **who)

    with connection.cursor() as cursor:
        cursor.execute("SELECT password FROM letterbox_mailbox")
        assert "secret" not in cursor.fetchone()[0]
    again.refresh_from_db()
    assert (again.pk, again.password, again.last_uid) == (first.pk, "a secret", 12)
    assert again.answers_since == COLLECTING
    lines = Record.objects.filter(act="set_up_mailbox")
    assert len(lines) == 2
    assert "a secret" not in str([line.facts for line in lines])


def test_another_account_is_read_from_its_beginning(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    first = set_up(campaign, province.county, PLACE, person=offices.county, now=COLLECTING)
    first.last_uid, first.uid_validity = 12, 3
    first.save()

    other = replace(PLACE, username="other@example.org")
    moved = set_up(campaign, province.county, other, person=offices.county, now=COLLECTING)

    assert (moved.last_uid, moved.uid_validity) == (0, None)


@pytest.mark.parametrize("permission", ["letterbox.set_up_mailbox", "letterbox.read"])
def test_only_who_works_at_the_very_office(
    permission: str, campaign: Campaign, province: Province, offices: Offices
) -> None:
    mailbox = Mailbox(campaign=campaign, unit=province.county)

    allowed = {
        name
        for name in ("filler", "unit", "county", "county_reviewer", "city", "other_city", "province", "manager", "supervisor")
        if may(getattr(offices, name), permission, mailbox)
    }  # fmt: skip

    assert allowed == {"county", "county_reviewer"}
    assert not may(None, permission, mailbox)


def test_strangers_change_nothing(campaign: Campaign, province: Province, offices: Offices) -> None:
    mailbox = set_up(campaign, province.county, PLACE, person=offices.county, now=COLLECTING)
    for stranger in (offices.city, offices.manager, make_person(61)):
        with pytest.raises(NotYourAct):
            set_up(campaign, province.county, PLACE, person=stranger, now=COLLECTING)
        with pytest.raises(NotYourAct):
            look_now(mailbox, person=stranger, now=COLLECTING)

    assert Record.objects.filter(act="set_up_mailbox").count() == 1
