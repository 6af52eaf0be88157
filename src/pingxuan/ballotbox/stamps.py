"""Time stamps over signed heads, from a service that is not ours: optional, by RFC 3161.

A head says itself when it was made; whoever holds the key could date it back. A stamp of somebody
else's says that the head existed at that moment. What the service sent is kept byte for byte.

Source:
    RFC 3161; SHA-256 only, since services and tools rarely agree on more.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from rfc3161_client import (
    HashAlgorithm,
    TimeStampRequest,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from pingxuan.ballotbox import reading, store

TIMEOUT_SECONDS = 15
MOST_BYTES = 64 * 1024
GRANTED = (0, 1)  # granted, granted with modifications
AT_ONCE = 4


class NoStampError(Exception):
    """The service gave no stamp, or one that is not good; the message says why."""


@dataclass(frozen=True)
class Service:
    """A time stamping service.

    Attributes:
        certificates: a PEM file with the service's root, and those below it if it sends none;
            without it a stamp is only looked at, not verified.
    """

    url: str
    certificates: Path | None = None


def ask(service: Service, line: bytes) -> bytes:
    """Have a head's line stamped; give the service's whole reply.

    Raises:
        NoStampError: none came, or it is not good.
    """
    request = TimestampRequestBuilder().data(line).hash_algorithm(HashAlgorithm.SHA256).build()
    sent = urllib.request.Request(  # noqa: S310 - the operator's own setting
        service.url,
        data=request.as_bytes(),
        headers={"Content-Type": "application/timestamp-query"},
    )
    try:
        with urllib.request.urlopen(sent, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            reply: bytes = answer.read(MOST_BYTES + 1)
    except (OSError, ValueError, urllib.error.URLError) as gone:
        raise NoStampError(str(gone)) from gone
    check(reply, request, line, service.certificates)
    return reply


def check(reply: bytes, request: TimeStampRequest, line: bytes, roots: Path | None) -> None:
    """Look at a reply: granted, over this line, and signed under the roots if there are any.

    Raises:
        NoStampError: it is not good.
    """
    if len(reply) > MOST_BYTES:
        raise NoStampError("the reply is too large")
    try:
        read = decode_timestamp_response(reply)
    except ValueError:
        # The library insists on an order of certificates that some services do not keep.
        if hashlib.sha256(line).digest() not in reply:
            raise NoStampError("the reply is no time stamp over this head") from None
        if roots is not None:
            _check_with_openssl(reply, request, roots)
        return
    if read.status not in GRANTED:
        raise NoStampError(f"refused with status {read.status}")
    if read.tst_info.message_imprint.message != hashlib.sha256(line).digest():
        raise NoStampError("the stamp is over something else")
    if roots is not None:
        _check_signature(read, request, line, roots)


def _check_signature(
    read: TimeStampResponse, request: TimeStampRequest, line: bytes, roots: Path
) -> None:
    builder = VerifierBuilder()
    for certificate in x509.load_pem_x509_certificates(roots.read_bytes()):
        is_root = certificate.issuer == certificate.subject
        add = builder.add_root_certificate if is_root else builder.add_intermediate_certificate
        builder = add(certificate)
    for raw in read.signed_data.certificates:
        certificate = x509.load_der_x509_certificate(raw)
        if _stamps(certificate):
            builder = builder.tsa_certificate(certificate)
    if request.nonce is not None:
        builder = builder.nonce(request.nonce)
    try:
        builder.build().verify_message(read, line)
    except (VerificationError, ValueError) as bad:
        raise NoStampError(f"the signature is not good: {bad}") from bad


def _stamps(certificate: x509.Certificate) -> bool:
    """Say whether a certificate is made for time stamping."""
    try:
        uses = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in uses


def _check_with_openssl(reply: bytes, request: TimeStampRequest, roots: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        query, answer = Path(folder) / "q.tsq", Path(folder) / "r.tsr"
        query.write_bytes(request.as_bytes())
        answer.write_bytes(reply)
        command = ["openssl", "ts", "-verify", "-queryfile", str(query), "-in", str(answer)]
        command += ["-CAfile", str(roots), "-untrusted", str(roots)]
        try:
            done = subprocess.run(command, capture_output=True, check=False, timeout=30)
        except (OSError, subprocess.TimeoutExpired) as gone:
            raise NoStampError(f"openssl: {gone}") from gone
    if done.returncode:
        raise NoStampError("the signature is not good, says openssl")


def stamp_heads(session: store.Session, campaign: int, service: Service, now: int) -> int:
    """Have the newest heads stamped that have no stamp yet; say how many were.

    Raises:
        NoStampError: the service fails; what it has stamped before is kept.
    """
    waiting = session.rows(
        "SELECT n, line FROM heads WHERE campaign = ? AND n NOT IN"
        " (SELECT n FROM stamps WHERE campaign = ?) ORDER BY n DESC LIMIT ?",
        campaign,
        campaign,
        AT_ONCE,
    )
    for n, line in waiting:
        reply = ask(service, line.encode())
        with session.transaction():
            session.run(
                "INSERT INTO stamps (campaign, n, made_at, reply) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                campaign,
                n,
                now,
                reply,
            )
    return len(waiting)


def replies(session: store.Session, campaign: int) -> dict[int, bytes]:
    """Give all stamps of a campaign by the number of their head."""
    rows = session.rows("SELECT n, reply FROM stamps WHERE campaign = ? ORDER BY n", campaign)
    return {n: bytes(reply) for n, reply in rows}


def stamped(url: str, campaign: str) -> frozenset[int]:
    """Say which heads have a stamp, by their number."""
    with reading.at_campaign(url, campaign) as (session, number):
        return frozenset(
            n for (n,) in session.rows("SELECT n FROM stamps WHERE campaign = ?", number)
        )


def token_of(url: str, campaign: str, head: int) -> bytes | None:
    """Give the service's reply over one head; None when there is none."""
    with reading.at_campaign(url, campaign) as (session, number):
        rows = session.rows("SELECT reply FROM stamps WHERE campaign = ? AND n = ?", number, head)
    return bytes(rows[0][0]) if rows else None
