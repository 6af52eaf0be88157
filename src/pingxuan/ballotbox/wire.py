"""What goes over the wire: a slip comes in, a receipt or a problem goes out.

Source:
    INTERFACE section 2; RFC 9457 for problems.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

import msgspec

MAX_BODY_BYTES = 16 * 1024
KEY_TEXT_BYTES = 36
RETRY_AFTER_SECONDS = 1

JSON = b"application/json"
PROBLEM = b"application/problem+json"

_DASHES = slice(8, 24, 5)


class Slip(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a vote."""

    entry: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    votes: Annotated[int, msgspec.Meta(ge=1, le=30_000)]


class Receipt(msgspec.Struct, frozen=True):
    """The body of a 200."""

    receipt: str
    entry: str
    votes: int
    left: int
    day: str
    replayed: bool


class Answer(msgspec.Struct, frozen=True):
    """A whole answer, ready to be sent.

    Attributes:
        extra: headers beside content type and length.
    """

    status: int
    body: bytes
    content_type: bytes = JSON
    extra: tuple[tuple[bytes, bytes], ...] = ()


read_slip = msgspec.json.Decoder(Slip).decode
_encode = msgspec.json.Encoder().encode


def read_key(text: bytes | None) -> bytes | None:
    """Read an Idempotency-Key: a UUID in its usual form; None for anything else."""
    if text is None or len(text) != KEY_TEXT_BYTES:
        return None
    try:
        key = bytes.fromhex(text.replace(b"-", b"").decode("ascii"))
    except ValueError:
        return None
    # fromhex skips blanks, so the length and the places of the dashes are both looked at.
    return key if len(key) == 16 and text[_DASHES] == b"----" else None


def receipt(given: Receipt) -> Answer:
    """Answer 200: this vote is on disk."""
    return Answer(HTTPStatus.OK, _encode(given))


def problem(status: HTTPStatus, code: str, **facts: Any) -> Answer:
    """Answer with an RFC 9457 problem: a code for programs and the facts behind it."""
    body = {"type": "about:blank", "title": status.phrase, "status": status.value, "code": code}
    extra: tuple[tuple[bytes, bytes], ...] = ()
    if status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
        extra = ((b"retry-after", str(RETRY_AFTER_SECONDS).encode()),)
    elif status == HTTPStatus.UNAUTHORIZED:
        extra = ((b"www-authenticate", b"Bearer"),)
    elif status == HTTPStatus.METHOD_NOT_ALLOWED:
        extra = ((b"allow", b"POST"),)
    return Answer(status, _encode(body | facts), PROBLEM, extra)


BAD_TOKEN = problem(HTTPStatus.UNAUTHORIZED, "bad_token")
MALFORMED = problem(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed")
KEY_REUSED = problem(HTTPStatus.UNPROCESSABLE_ENTITY, "key_reused")
NOT_ELIGIBLE = problem(HTTPStatus.FORBIDDEN, "not_eligible")
UNKNOWN_ENTRY = problem(HTTPStatus.NOT_FOUND, "unknown_entry")
IN_FLIGHT = problem(HTTPStatus.CONFLICT, "in_flight")
BAD_REQUEST = problem(HTTPStatus.BAD_REQUEST, "bad_request")
METHOD_NOT_ALLOWED = problem(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed")
TOO_LARGE = problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
UNSUPPORTED = problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type")
HEADERS_TOO_LARGE = problem(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "headers_too_large")
STORAGE_UNAVAILABLE = problem(HTTPStatus.SERVICE_UNAVAILABLE, "storage_unavailable")


def voting_closed(reason: str) -> Answer:
    """Answer that no vote is taken now, and why."""
    return problem(HTTPStatus.CONFLICT, "voting_closed", reason=reason)


def quota_exceeded(left: int, cap: str | None) -> Answer:
    """Answer that more was asked for than is left, and which cap is met if not the daily one."""
    facts: dict[str, Any] = {"left": left}
    if cap is not None:
        facts["cap"] = cap
    return problem(HTTPStatus.CONFLICT, "quota_exceeded", **facts)
