"""Mails are taken in from a real server: all, once, and without touching them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pingxuan.campaigns.models import Campaign
from pingxuan.letterbox.actions import fetching
from pingxuan.letterbox.actions.fetching import EVERY, look_into, take_in
from pingxuan.letterbox.actions.setting_up import Place, set_up
from pingxuan.letterbox.models import Enclosure, Mail, Mailbox
from pingxuan.letterbox.parsing import read_mail
from pingxuan.letterbox.tasks import look_into_mailboxes
from pingxuan.nominations.models import IncomingForm
from pingxuan.nominations.queries.incoming import incoming_of
from pingxuan.nominations.tasks import read_papers
from tests.builders import COLLECTING, Province
from tests.letterbox.mails import FORM, OTHER, mail
from tests.letterbox.servers import Dovecot
from tests.nominations.offices import Offices

LATER = COLLECTING + EVERY


def test_each_mails_papers_come_in_and_wait_for_the_office(
    server: Dovecot, mailbox: Mailbox, campaign: Campaign, offices: Offices
) -> None:
    server.deliver(mail(("推荐表（张三）.docx", FORM), ("另一份.docx", OTHER)))
    server.deliver(mail(message_id="<2@example.org>", text="表在超大附件里"))

    taken = look_into_mailboxes(COLLECTING)
    read_papers(COLLECTING)

    rows = incoming_of(offices.county_reviewer, campaign).order_by("name")
    assert taken == 2
    assert [(row.name, row.state, row.uploaded_by) for row in rows] == [
        ("另一份.docx", "waiting", None),
        ("推荐表（张三）.docx", "waiting", None),
    ]
    empty, full = Mail.objects.all()
    assert (full.sender, full.subject, full.has_cloud_files) == (
        "zhang@example.org",
        "报送推荐表",
        False,
    )
    assert (empty.has_cloud_files, empty.enclosures.count()) == (True, 0)
    mailbox.refresh_from_db()
    assert (mailbox.failure, mailbox.looked_at, mailbox.last_uid) == ("", COLLECTING, 2)


def test_we_say_who_we_are_and_mark_nothing_as_read(server: Dovecot, mailbox: Mailbox) -> None:
    server.deliver(mail(("a.docx", FORM)))

    look_into(mailbox.pk, now=COLLECTING)

    assert "name=pingxuan" in server.log
    assert server.unseen() == 1


def test_a_hostile_mail_is_told_and_those_after_it_come_in(
    server: Dovecot, mailbox: Mailbox, campaign: Campaign, offices: Offices
) -> None:
    inside = ("../../etc/passwd.docx", FORM), ("winmail.dat", b"\x78\x9f\x3e\x22" + bytes(40))
    server.deliver(b"From: a@example.org\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 3000)
    server.deliver(mail(*inside))

    taken = look_into_mailboxes(COLLECTING)
    read_papers(COLLECTING)

    assert taken == 2
    assert [one.is_broken for one in Mail.objects.order_by("pk")] == [True, False]
    rows = incoming_of(offices.county_reviewer, campaign).order_by("-state")
    assert [(row.state, row.errors) for row in rows] == [
        ("waiting", []),
        ("refused", ["wrong_type"]),
    ]
    assert all(Path(row.file.name).name.startswith(row.sha256) for row in rows)


def test_nothing_is_taken_twice_by_message_or_by_content(server: Dovecot, mailbox: Mailbox) -> None:
    server.deliver(mail(("a.docx", FORM)))
    look_into(mailbox.pk, now=COLLECTING)
    server.deliver(mail(("a.docx", FORM)))
    server.deliver(mail(("b.docx", FORM), message_id="<2@example.org>"))

    look_into(mailbox.pk, now=LATER)

    assert Mail.objects.count() == 2
    assert IncomingForm.objects.count() == 1
    assert [(one.name, one.was_known) for one in Enclosure.objects.all()] == [
        ("a.docx", False),
        ("b.docx", True),
    ]


def test_when_the_server_numbers_anew_all_is_looked_at_and_nothing_taken_again(
    server: Dovecot, mailbox: Mailbox
) -> None:
    server.deliver(mail(("a.docx", FORM)))
    look_into(mailbox.pk, now=COLLECTING)
    mailbox.refresh_from_db()
    mailbox.uid_validity, mailbox.last_uid = 7, 900
    mailbox.save()
    server.deliver(mail(("b.docx", OTHER), message_id="<2@example.org>"))

    taken = look_into(mailbox.pk, now=LATER)

    mailbox.refresh_from_db()
    assert (taken, mailbox.last_uid, IncomingForm.objects.count()) == (1, 2, 2)


def test_a_reader_killed_between_two_mails_loses_none(server: Dovecot, mailbox: Mailbox) -> None:
    first = mail(("a.docx", FORM))
    server.deliver(first)
    server.deliver(mail(("b.docx", OTHER), message_id="<2@example.org>"))
    claimed = fetching._claim(mailbox.pk, now=COLLECTING)
    assert claimed is not None
    with fetching.opened(claimed) as folder:
        claimed.uid_validity = folder.uid_validity
        take_in(claimed, 1, read_mail(first), now=COLLECTING)

    too_early = look_into(mailbox.pk, now=COLLECTING + timedelta(seconds=1))
    taken = look_into(mailbox.pk, now=LATER)

    assert (too_early, taken) == (0, 1)
    assert (Mail.objects.count(), IncomingForm.objects.count()) == (2, 2)


@pytest.mark.parametrize(
    ("change", "failure"),
    [
        ({"password": "wrong"}, "login"),
        ({"folder": "nowhere"}, "folder"),
        ({"port": 1}, "connect"),
        ({"host": "10.0.0.1"}, "forbidden"),
        ({"host": "localhost"}, "forbidden"),
    ],
)
def test_what_went_wrong_is_said_and_tried_again_later(
    change: dict[str, object],
    failure: str,
    server: Dovecot,
    place: Place,
    campaign: Campaign,
    province: Province,
    offices: Offices,
) -> None:
    wrong = replace(place, **change)  # type: ignore[arg-type]
    mailbox = set_up(campaign, province.county, wrong, person=offices.county, now=COLLECTING)

    for step in range(9):
        look_into(mailbox.pk, now=COLLECTING + step * timedelta(hours=1))

    mailbox.refresh_from_db()
    assert (mailbox.failure, mailbox.failures) == (failure, 9)
    assert mailbox.due_at == COLLECTING + timedelta(hours=9)


def test_a_certificate_that_nobody_knows_ends_the_connection(
    server: Dovecot, mailbox: Mailbox, settings: Any
) -> None:
    settings.MAIL_CA = ""

    look_into(mailbox.pk, now=COLLECTING)

    mailbox.refresh_from_db()
    assert mailbox.failure == Mailbox.Failure.TLS


@pytest.mark.parametrize("way", ["starttls", "plain"])
def test_the_other_ways_lead_there_too(
    way: str,
    server: Dovecot,
    place: Place,
    campaign: Campaign,
    province: Province,
    offices: Offices,
) -> None:
    server.deliver(mail(("a.docx", FORM)))
    other = replace(place, port=server.plain, way=way)
    mailbox = set_up(campaign, province.county, other, person=offices.county, now=COLLECTING)

    assert look_into(mailbox.pk, now=COLLECTING) == 1


def test_without_encryption_only_where_the_site_allows_it(
    server: Dovecot, place: Place, campaign: Campaign, province: Province, offices: Offices,
    settings: Any,
) -> None:  # fmt: skip
    settings.MAIL_HOSTS = []
    plain = replace(place, host="example.org", port=143, way="plain")
    mailbox = set_up(campaign, province.county, plain, person=offices.county, now=COLLECTING)

    look_into(mailbox.pk, now=COLLECTING)

    mailbox.refresh_from_db()
    assert mailbox.failure == Mailbox.Failure.FORBIDDEN


def test_a_mail_beyond_the_limit_is_noted_and_left(
    server: Dovecot, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 2000)
    server.deliver(mail(("a.docx", FORM)))
    server.deliver(mail(message_id="<2@example.org>", text="好"))

    look_into(mailbox.pk, now=COLLECTING)

    assert sorted(Mail.objects.values_list("is_too_large", flat=True)) == [False, True]
    assert IncomingForm.objects.count() == 0


def test_a_mailbox_that_is_off_is_left_alone(
    server: Dovecot, place: Place, campaign: Campaign, province: Province, offices: Offices
) -> None:
    off = replace(place, is_on=False)
    set_up(campaign, province.county, off, person=offices.county, now=COLLECTING)
    server.deliver(mail(("a.docx", FORM)))

    assert look_into_mailboxes(COLLECTING) == 0
    assert Mail.objects.count() == 0
