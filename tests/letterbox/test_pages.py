"""The mailbox's page: set up by those who work at the office, with what went wrong in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.letterbox.models import Mailbox
from pingxuan.letterbox.tasks import look_into_mailboxes
from tests.builders import COLLECTING, Province
from tests.letterbox.mails import FORM, OTHER, mail
from tests.letterbox.servers import PASSWORD, USER, Dovecot
from tests.nominations.offices import Offices
from tests.web.test_nomination_pages import DESK, sit, text_of

PAGE = f"{DESK}/mailbox"


def typed(server: Dovecot, **changed: str) -> dict[str, Any]:
    return {
        "host": "127.0.0.1", "port": str(server.tls), "way": "tls", "username": USER,
        "password": PASSWORD, "folder": "INBOX", "is_on": "on", "smtp_port": "465",
        "smtp_way": "tls", "answer_text": "",
    } | changed  # fmt: skip


def test_a_clerk_sets_the_mailbox_up_and_sees_what_came(
    client: Client, server: Dovecot, province: Province, offices: Offices
) -> None:
    sit(client, offices.county_reviewer)
    empty = text_of(client.get(PAGE))
    done = client.post(PAGE, typed(server))
    server.deliver(mail(("推荐表.docx", FORM)))
    mailbox = Mailbox.objects.get()
    look_into_mailboxes(mailbox.due_at or COLLECTING)

    page = client.get(PAGE)
    again = client.post(f"{PAGE}/look", {"office": province.county.pk.hex})
    incoming = text_of(client.get(f"{DESK}/incoming"))

    assert "还没有设置邮箱" in empty
    assert (done.status_code, again.status_code, mailbox.unit) == (302, 302, province.county)
    for said in ("报送推荐表", "zhang@example.org", "正常"):
        assert said in text_of(page)
    assert PASSWORD not in page.content.decode()
    assert "推荐表.docx" in incoming


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"password": ""}, "请填授权码"),
        ({"host": "10.0.0.1"}, "这个地址不能连接"),
        ({"host": "example.org", "port": "22"}, "这个地址不能连接"),
        ({"answers": "on"}, "请填 SMTP 服务器"),
        ({"port": "x"}, "端口"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(
    changed: dict[str, str], said: str, client: Client, server: Dovecot, offices: Offices
) -> None:
    sit(client, offices.county)

    page = client.post(PAGE, typed(server, **changed))

    assert (page.status_code, Mailbox.objects.count()) == (422, 0)
    assert said in text_of(page)
    assert PASSWORD not in page.content.decode()


def test_an_office_sees_its_own_mailbox_only(
    client: Client, server: Dovecot, mailbox: Mailbox, province: Province, offices: Offices
) -> None:
    named = f"{PAGE}?office={province.county.pk.hex}"

    told = {}
    for who in ("county", "city", "filler", "manager"):
        sit(client, getattr(offices, who))
        told[who] = [client.get(PAGE).status_code, client.get(named).status_code]
    nonsense = client.get(f"{PAGE}?office=x")

    assert told == {
        "county": [200, 200], "city": [200, 404], "filler": [200, 404], "manager": [403, 404],
    }  # fmt: skip
    assert nonsense.status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_one_mail_and_for_three(
    number: int, client: Client, server: Dovecot, mailbox: Mailbox, offices: Offices
) -> None:
    for index in range(number):
        server.deliver(mail(("a.docx", OTHER), message_id=f"<{index}@example.org>"))
    look_into_mailboxes(COLLECTING)
    sit(client, offices.county)
    client.get(PAGE)

    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)

    assert len(queries) == 9
