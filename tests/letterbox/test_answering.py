"""The answer says what came and what was wrong; it leaves once, and only where it was switched on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from pingxuan.audit.models import Record
from pingxuan.campaigns.models import Campaign
from pingxuan.letterbox.actions import answering
from pingxuan.letterbox.actions.fetching import EVERY
from pingxuan.letterbox.actions.setting_up import Place, set_up
from pingxuan.letterbox.models import Mail, Mailbox
from pingxuan.letterbox.tasks import look_into_mailboxes
from pingxuan.nominations.tasks import read_papers
from tests.builders import COLLECTING, Province
from tests.letterbox.mails import FORM, mail
from tests.letterbox.servers import Dovecot, free_port
from tests.nominations.offices import Offices

LATER = COLLECTING + EVERY


class Post:
    """What an SMTP server was given."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(  # noqa: N802 - the server calls it so
        self, _server: object, _session: object, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"


@pytest.fixture
def post() -> Iterator[tuple[Post, int]]:
    handler = Post()
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


@pytest.fixture
def answering_box(
    place: Place, post: tuple[Post, int], campaign: Campaign, province: Province, offices: Offices
) -> Mailbox:
    on = replace(place, answers=True, smtp_host="127.0.0.1", smtp_port=post[1], smtp_way="plain")
    return set_up(campaign, province.county, on, person=offices.county, now=COLLECTING)


def test_the_answer_says_what_came_and_what_was_wrong(
    server: Dovecot, answering_box: Mailbox, post: tuple[Post, int]
) -> None:
    server.deliver(mail(("推荐表.docx", FORM), ("空.docx", b"PK\x03\x04broken")))

    before_it_is_read = look_into_mailboxes(COLLECTING)
    assert post[0].letters == []
    read_papers(COLLECTING)
    after = look_into_mailboxes(COLLECTING)
    again = look_into_mailboxes(LATER)

    (letter,) = post[0].letters
    text = letter.get_content()
    assert (before_it_is_read, after, again) == (1, 1, 0)
    assert (letter["To"], letter["In-Reply-To"]) == ("zhang@example.org", "<1@example.org>")
    assert (letter["Auto-Submitted"], letter["Subject"]) == ("auto-replied", "已收到：报送推荐表")
    assert "共2个：\n· 推荐表.docx\n· 空.docx" in text.replace("\r\n", "\n")
    assert "· 空.docx：文件损坏，无法打开" in text
    assert answering_box.unit.name in text
    assert Mail.objects.get().answer == Mail.Answer.SENT
    assert Record.objects.filter(act="answer_mail").count() == 1


def test_the_offices_own_words_are_used(
    server: Dovecot, answering_box: Mailbox, post: tuple[Post, int]
) -> None:
    answering_box.answer_text = "{单位}收到{件数}份。{未知} {收到}"
    answering_box.save()
    server.deliver(mail(("推荐表.docx", FORM)))
    look_into_mailboxes(COLLECTING)
    read_papers(COLLECTING)

    look_into_mailboxes(COLLECTING)

    (letter,) = post[0].letters
    expected = f"{answering_box.unit.name}收到1份。{{未知}} · 推荐表.docx"
    assert letter.get_content().strip() == expected


@pytest.mark.parametrize(
    "raw",
    [
        mail(("a.docx", FORM), Auto_Submitted="auto-generated"),
        mail(("a.docx", FORM), sender="office@example.org"),
        mail(text="没有附件"),
    ],
    ids=["a program", "oneself", "no papers"],
)
def test_some_are_not_answered(
    raw: bytes, server: Dovecot, answering_box: Mailbox, post: tuple[Post, int]
) -> None:
    server.deliver(raw)

    look_into_mailboxes(COLLECTING)
    read_papers(COLLECTING)
    look_into_mailboxes(COLLECTING)

    assert (post[0].letters, Mail.objects.get().answer) == ([], Mail.Answer.NONE)


def test_nobody_is_answered_unless_it_is_switched_on(server: Dovecot, mailbox: Mailbox) -> None:
    server.deliver(mail(("a.docx", FORM)))

    look_into_mailboxes(COLLECTING)
    read_papers(COLLECTING)

    assert look_into_mailboxes(COLLECTING) == 0
    assert Mail.objects.get().answer == Mail.Answer.NONE


def test_an_answer_that_was_cut_off_is_not_sent_again(
    server: Dovecot, answering_box: Mailbox, post: tuple[Post, int]
) -> None:
    server.deliver(mail(("a.docx", FORM)))
    look_into_mailboxes(COLLECTING)
    read_papers(COLLECTING)
    answering._begin(Mail.objects.get().pk)

    look_into_mailboxes(LATER)

    assert (post[0].letters, Mail.objects.get().answer) == ([], Mail.Answer.BEGUN)


def test_a_server_that_takes_nothing_is_noted(server: Dovecot, answering_box: Mailbox) -> None:
    answering_box.smtp_port = 1
    answering_box.save()
    server.deliver(mail(("a.docx", FORM)))
    look_into_mailboxes(COLLECTING)
    read_papers(COLLECTING)

    assert look_into_mailboxes(COLLECTING) == 0
    assert Mail.objects.get().answer == Mail.Answer.FAILED
