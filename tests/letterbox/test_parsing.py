"""A mail taken apart: names in every spelling, and which parts are papers."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart

import pytest

from pingxuan.letterbox.parsing import read_mail
from tests.letterbox.mails import FORM, OTHER, mail

NAME = "推荐表（张三）.docx"


def with_heading(heading: bytes) -> bytes:
    return (
        b"From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        + heading
        + b"\r\n\r\n"
        + base64.b64encode(b"PK123")
        + b"\r\n--b--\r\n"
    )


@pytest.mark.parametrize(
    "heading",
    [
        b'Content-Disposition: attachment; filename="' + NAME.encode("gbk") + b'"',
        b'Content-Disposition: attachment; filename="' + NAME.encode() + b'"',
        b'Content-Disposition: attachment; filename="=?GB2312?B?'
        + base64.b64encode(NAME.encode("gbk")) + b'?="',
        b'Content-Disposition: attachment; filename="=?utf-8?B?'
        + base64.b64encode(NAME.encode()) + b'?="',
        b"Content-Disposition: attachment; filename*=gb2312''"
        + b"".join(b"%%%02X" % byte for byte in NAME.encode("gbk")),
        b"Content-Disposition: attachment; filename*=UTF-8''"
        + b"".join(b"%%%02X" % byte for byte in NAME.encode()),
    ],
    ids=["raw gbk", "raw utf-8", "words gb2312", "words utf-8", "rfc2231 gbk", "rfc2231 utf-8"],
)  # fmt: skip
def test_names_are_read_in_every_spelling(heading: bytes) -> None:
    assert read_mail(with_heading(heading)).papers == [(NAME, b"PK123")]


def test_a_name_in_the_type_alone_counts_too() -> None:
    raw = with_heading(b"X-Nothing: 1").replace(
        b"application/octet-stream", b'application/msword; name="a.doc"'
    )

    assert read_mail(raw).papers == [("a.doc", b"PK123")]


def test_papers_of_an_enclosed_mail_are_papers_and_signatures_are_none() -> None:
    outer = MIMEMultipart()
    outer["From"] = "李四 <li@example.org>"
    inner = EmailMessage()
    inner.set_content("见附件")
    inner.add_attachment(FORM, maintype="application", subtype="octet-stream", filename="a.docx")
    inner.add_attachment(
        b"\x89PNG", maintype="image", subtype="png", filename="logo.png", disposition="inline",
        cid="<logo>",
    )  # fmt: skip
    outer.attach(MIMEMessage(inner))

    read = read_mail(outer.as_bytes())

    assert (read.sender, [name for name, _ in read.papers]) == ("li@example.org", ["a.docx"])


def test_the_same_content_stands_once() -> None:
    read = read_mail(mail(("a.docx", FORM), ("b.docx", FORM), ("c.docx", OTHER)))

    assert [name for name, _ in read.papers] == ["a.docx", "c.docx"]


def test_a_mail_without_a_name_of_its_own_is_known_by_its_content() -> None:
    one, other = b"From: a@example.org\r\n\r\nx", b"From: a@example.org\r\n\r\ny"

    assert read_mail(one).identity == read_mail(one).identity != read_mail(other).identity


@pytest.mark.parametrize(
    "raw",
    [b"", b"\0\xff\xfe", b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b",
     b"Content-Type: text/plain; charset=nonsense\r\n\r\n\xff", b"Subject: =?x?q?=FF?=\r\n\r\n",
     b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!"],
)  # fmt: skip
def test_broken_mails_are_mails_without_papers(raw: bytes) -> None:
    assert read_mail(raw).papers == []


HEAD = b"From: a@example.org\r\nSubject: x\r\n"
NESTED = b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000)
)


@pytest.mark.parametrize(
    "raw",
    [HEAD + NESTED, HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 3000],
    ids=["parts", "mails"],
)
def test_a_mail_nested_beyond_reason_is_told_as_broken_and_never_answered(raw: bytes) -> None:
    read = read_mail(raw)

    assert (read.is_broken, read.papers, read.wants_no_answer) == (True, [], True)
    assert read.identity != read_mail(raw + b"x").identity


@pytest.mark.parametrize(
    "head",
    [
        b"X-A: \xff\r\n" * 30_000,
        b"X-A: " + b"a" * 3_000_000 + b"\r\n",
        b"Subject: " + b"=?utf-8?B?5p2O?= " * 100_000 + b"\r\n",
        b"From: " + b'"a" <' * 20_000 + b"\r\n",
        b"Content-Type: text/plain; " + b"; ".join(b"a*%d=b" % n for n in range(20_000)) + b"\r\n",
        b"Subject: =?hex?q?=FF?= =?zlib?q?a?= =?undefined?q?a?= =?idna?q?=FF?=\r\n",
    ],
    ids=["many", "long", "encoded words", "senders", "parameters", "odd encodings"],
)
def test_headers_beyond_reason_hide_no_paper(head: bytes) -> None:
    """Each of them took minutes or more before headers were cut."""
    read = read_mail(with_heading(b'Content-Disposition: attachment; filename="a.docx"\r\n' + head))

    assert (read.is_broken, read.papers) == (False, [("a.docx", b"PK123")])
    assert read_mail(head + b"\r\nx").papers == []


def test_a_way_out_in_a_name_is_no_way_out_and_a_winmail_is_a_paper() -> None:
    """What its name leads to is decided where it is kept: under its hash; see `unsafe_name`."""
    names = ["../../x.docx", "C:\\x.docx", "winmail.dat", "x\u202excod.exe"]

    read = read_mail(mail(*((name, name.encode()) for name in names)))

    assert [name for name, _data in read.papers] == names


@pytest.mark.parametrize(
    ("headers", "wants_none"),
    [
        ({}, False),
        ({"Auto_Submitted": "no"}, False),
        ({"Auto_Submitted": "auto-replied"}, True),
        ({"Precedence": "bulk"}, True),
        ({"List_Id": "<a.example.org>"}, True),
        ({"sender": "no-reply@example.org"}, True),
        ({"sender": "<>"}, True),
    ],
)
def test_programs_and_lists_want_no_answer(headers: dict[str, str], wants_none: bool) -> None:
    assert read_mail(mail(("a.docx", FORM), **headers)).wants_no_answer is wants_none
