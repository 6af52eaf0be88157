"""A mail as plain data: who wrote it, and the papers in it, however deep they are enclosed."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr
from hashlib import sha256
from itertools import islice

_MOST_PARTS = 500
_MOST_PAPERS = 100
_MOST_HEADERS = 500  # of one part
_LONGEST_HEADER = 10_000
_CLOUD = re.compile("超大附件|云附件|文件中转站|大附件下载")
_ROBOTS = re.compile(
    r"^(?:no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?)\b", re.IGNORECASE
)
_ENDINGS = {
    "application/msword": ".doc",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel": ".xls",
}


@dataclass(slots=True)
class Read:
    """What a mail holds.

    Attributes:
        identity: SHA-256 of its Message-ID, else of the whole mail.
        papers: name and content of each enclosed file, the same content once.
        has_cloud_files: whether the provider keeps a file behind a link instead of enclosing it.
        wants_no_answer: whether a program wrote it, or a list sent it.
        is_broken: whether it could not be taken apart; a person looks at it in the mailbox.
    """

    identity: str
    message_id: str = ""
    sender: str = ""
    subject: str = ""
    papers: list[tuple[str, bytes]] = field(default_factory=list)
    has_cloud_files: bool = False
    wants_no_answer: bool = False
    is_broken: bool = False


def read_mail(raw: bytes) -> Read:
    """Take a mail apart; what is broken in it costs that part and no other."""
    try:
        return _read(raw)
    except Exception:
        # Thousands of mails one in another upset the parser. Those after it go on.
        return Read(identity=sha256(raw).hexdigest(), wants_no_answer=True, is_broken=True)


def _read(raw: bytes) -> Read:
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    parts = list(_parts(message))
    message_id = _header(message, "Message-ID").strip()
    known_by = message_id.encode() if re.fullmatch(r"<[^<>\s]+@[^<>\s]+>", message_id) else raw
    sender = parseaddr(_header(message, "From"))[1]
    read = Read(
        identity=sha256(known_by).hexdigest(),
        message_id=message_id[:500],
        sender=sender[:300],
        subject=" ".join(_header(message, "Subject").split())[:300],
        wants_no_answer=_wants_no_answer(message, sender),
    )
    seen: set[str] = set()
    for part in parts:
        content = part.get_payload(decode=True)
        if part.is_multipart() or not isinstance(content, bytes):
            continue
        name = _file_name(part)
        if name is None:
            is_text = part.get_content_maintype() == "text"
            read.has_cloud_files |= is_text and bool(_CLOUD.search(_text(part, content)))
            continue
        digest = sha256(content).hexdigest()
        if digest not in seen and len(read.papers) < _MOST_PAPERS:
            seen.add(digest)
            read.papers.append((name, content))
    return read


def _parts(message: Message) -> Iterator[Message]:
    """Give all parts, those of enclosed mails too, with their headers in characters.

    Headers are cut to a length that no mail program reaches: decoding them takes the square of it.
    """
    for part in islice(message.walk(), _MOST_PARTS):
        part._headers = [  # type: ignore[attr-defined]
            (name, _in_characters(str(value)[:_LONGEST_HEADER]))
            for name, value in islice(part.raw_items(), _MOST_HEADERS)
        ]
        yield part


def _in_characters(text: str) -> str:
    """Read the bytes that the parser left in a header, unless characters stand among them."""
    if any("\udc80" <= sign <= "\udcff" for sign in text) and _is_bytes(text):
        return _from_bytes(text.encode("ascii", "surrogateescape"), "utf-8")
    return text


def _is_bytes(text: str) -> bool:
    return all(ord(sign) < 0x80 or "\udc80" <= sign <= "\udcff" for sign in text)


def _from_bytes(raw: bytes, charset: str) -> str:
    """Decode in the charset that is named, else in those that offices write."""
    named = "gb18030" if charset.lower() in ("gb2312", "gbk", "hz-gb-2312", "x-gbk") else charset
    for one in (named, "utf-8", "gb18030"):
        try:
            return raw.decode(one)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", "replace")


def _header(part: Message, name: str) -> str:
    return _decoded(str(part.get(name, "")))


def _decoded(text: str) -> str:
    """Decode the words that a header encloses as =?…?=."""
    try:
        pieces = decode_header(text)
    except (ValueError, MessageError):
        return text
    return "".join(
        piece if isinstance(piece, str) else _from_bytes(piece, charset or "utf-8")
        for piece, charset in pieces
    )


def _file_name(part: Message) -> str | None:
    """Name an enclosed file; None for the mail's own text and for pictures of a signature."""
    kind, disposition = part.get_content_type(), part.get_content_disposition()
    has_place = part.get("Content-ID") and disposition != "attachment"
    if kind.startswith("image/") and has_place:
        return None
    named = part.get_param("filename", None, "content-disposition") or part.get_param("name")
    if isinstance(named, tuple):
        charset, _, value = named
        raw = value.encode("latin-1", "replace")
        named = _from_bytes(raw, charset or "utf-8")
    if named:
        return _decoded(str(named)).replace("\0", "").strip()[:200] or "_"
    if disposition == "attachment" or kind in _ENDINGS:
        return "附件" + _ENDINGS.get(kind, "")
    return None


def _text(part: Message, content: bytes) -> str:
    return _from_bytes(content[:100_000], str(part.get_content_charset("utf-8")))


def _wants_no_answer(message: Message, sender: str) -> bool:
    """Say whether an answer would reach a program or a list, and might be answered in turn.

    Source:
        RFC 3834, section 2.
    """
    automatic = _header(message, "Auto-Submitted").strip().lower()
    precedence = _header(message, "Precedence").strip().lower()
    return (
        automatic not in ("", "no")
        or precedence in ("bulk", "list", "junk")
        or any(
            message.get(name)
            for name in ("List-Id", "List-Unsubscribe", "X-Auto-Response-Suppress")
        )
        or not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", sender)
        or bool(_ROBOTS.match(sender))
    )
