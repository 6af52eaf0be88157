"""The way to an office's mail server: only where it may lead, encrypted, and within limits."""

from __future__ import annotations

import imaplib
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.conf import settings
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import (
    ImapToolsError,
    MailboxFolderSelectError,
    MailboxLoginError,
    MailboxStarttlsError,
)

from pingxuan.letterbox.models import Mailbox

SECONDS = 20
IMAP_PORTS = frozenset({143, 993})
SMTP_PORTS = frozenset({25, 465, 587, 994})
_WHO_WE_ARE = '("name" "pingxuan" "version" "1.0" "vendor" "pingxuan")'

# Some providers let only those in who say who they are; imaplib does not know the command. RFC 2971.
imaplib.Commands.setdefault("ID", ("NONAUTH", "AUTH", "SELECTED"))

_FAILURE = Mailbox.Failure


class CannotConnect(Exception):
    """The mail server was not reached; `failure` says in which step."""

    def __init__(self, failure: str) -> None:
        super().__init__(failure)
        self.failure = failure


@dataclass(frozen=True)
class Opened:
    """A mailbox that was opened for reading: the connection, and what the folder says of itself."""

    client: BaseMailBox
    uid_validity: int


def may_lead_to(host: str, port: int, ports: frozenset[int]) -> bool:
    """Say whether a server may be connected to: a usual port, and an address that is not inside.

    `PINGXUAN_MAIL_HOSTS` lists the servers inside that are meant.
    """
    if f"{host}:{port}" in settings.MAIL_HOSTS or host in settings.MAIL_HOSTS:
        return True
    if port not in ports:
        return False
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return True  # it leads nowhere, which the connection will say
    return all(ipaddress.ip_address(str(one[4][0]).partition("%")[0]).is_global for one in found)


def encryption() -> ssl.SSLContext:
    """Give the settings of every encrypted connection: certificates are verified.

    `PINGXUAN_MAIL_CA` names a file of further authorities, for servers of one's own.
    """
    context = ssl.create_default_context()
    if settings.MAIL_CA:
        context.load_verify_locations(settings.MAIL_CA)
    return context


@contextmanager
def opened(mailbox: Mailbox) -> Iterator[Opened]:
    """Sign in, say who we are, and open the folder for reading only.

    Raises:
        CannotConnect: with the step that failed.
    """
    if not may_lead_to(mailbox.host, mailbox.port, IMAP_PORTS):
        raise CannotConnect(_FAILURE.FORBIDDEN)
    if mailbox.way == Mailbox.Way.PLAIN and not _is_listed(mailbox):
        raise CannotConnect(_FAILURE.FORBIDDEN)
    client = _connected(mailbox)
    try:
        yield _entered(client, mailbox)
    finally:
        with suppress(Exception):
            client.logout()


def _is_listed(mailbox: Mailbox) -> bool:
    return f"{mailbox.host}:{mailbox.port}" in settings.MAIL_HOSTS or (
        mailbox.host in settings.MAIL_HOSTS
    )


def _connected(mailbox: Mailbox) -> BaseMailBox:
    host, port = mailbox.host, mailbox.port
    try:
        if mailbox.way == Mailbox.Way.TLS:
            return MailBox(host, port, timeout=SECONDS, ssl_context=encryption())
        if mailbox.way == Mailbox.Way.STARTTLS:
            return MailBoxStartTls(host, port, timeout=SECONDS, ssl_context=encryption())
        return MailBoxUnencrypted(host, port, timeout=SECONDS)
    except (ssl.SSLError, MailboxStarttlsError) as failed:
        raise CannotConnect(_FAILURE.TLS) from failed
    except (OSError, imaplib.IMAP4.error, UnicodeError) as failed:
        raise CannotConnect(_FAILURE.CONNECT) from failed


def _entered(client: BaseMailBox, mailbox: Mailbox) -> Opened:
    try:
        client.login(mailbox.username, mailbox.password, initial_folder=None)
        with suppress(imaplib.IMAP4.error):
            client.client.xatom("ID", _WHO_WE_ARE)
        client.folder.set(mailbox.folder, readonly=True)
        _, validity = client.client.response("UIDVALIDITY")
        return Opened(client, int(validity[0] or 0) if validity else 0)
    except (MailboxLoginError, UnicodeError) as failed:
        raise CannotConnect(_FAILURE.LOGIN) from failed
    except MailboxFolderSelectError as failed:
        raise CannotConnect(_FAILURE.FOLDER) from failed
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as failed:
        raise CannotConnect(_FAILURE.BROKEN) from failed


def new_uids(mailbox: Opened, after: int) -> list[int]:
    """Number the mails that came after one, oldest first."""
    status, found = mailbox.client.client.uid("SEARCH", f"UID {after + 1}:*")
    if status != "OK":
        raise CannotConnect(_FAILURE.BROKEN)
    # `n:*` names the last mail even when its number is smaller.
    return sorted(uid for uid in map(int, (found[0] or b"").split()) if uid > after)


def raw_mail(mailbox: Opened, uid: int, most: int) -> bytes | None:
    """Fetch one mail without marking it as read; None when it is larger than `most` or gone."""
    client = mailbox.client.client
    status, sizes = client.uid("FETCH", str(uid), "(RFC822.SIZE)")
    told = b" ".join(one if isinstance(one, bytes) else one[0] for one in sizes if one)
    size = int(told.rpartition(b"RFC822.SIZE ")[2].split(b")")[0] or 0) if b"SIZE" in told else 0
    if status != "OK" or not size or size > most:
        return None
    status, pieces = client.uid("FETCH", str(uid), "(BODY.PEEK[])")
    if status != "OK":
        raise CannotConnect(_FAILURE.BROKEN)
    return next((bytes(one[1]) for one in pieces if isinstance(one, tuple)), None)
