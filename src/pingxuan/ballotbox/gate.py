"""The gate: is this a voter token of ours, and whose?

Checked by hand, because a library's decoding costs as much as a whole empty request. The algorithm
and the key are fixed: a header that is not byte for byte ours is not looked into.

Source:
    architecture, "Tokens"; RFC 7515.
"""

from __future__ import annotations

import hmac
from binascii import Error, a2b_base64, b2a_base64
from typing import TYPE_CHECKING, Any

import msgspec

from pingxuan.ballotbox.tokens import ALGORITHM, KEY_ID

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_TOKEN_BYTES = 1024
_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
_TO_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def url_safe(raw: bytes) -> bytes:
    """Write base64 as in a JWS: URL-safe, without padding."""
    return b2a_base64(raw, newline=False).translate(_TO_URL_SAFE).rstrip(b"=")


HEADER = url_safe(b'{"alg":"%b","kid":"%b","typ":"JWT"}' % (ALGORITHM.encode(), KEY_ID.encode()))


class Claims(msgspec.Struct, frozen=True):
    """What a token says."""

    aud: str
    ch: str
    exp: int
    sub: str


class Admission(msgspec.Struct, frozen=True):
    """Who comes through the gate.

    Attributes:
        campaign: whatever the caller keeps for the campaign that the token names.
    """

    campaign: Any
    voter: bytes
    channel: str


def admit(
    authorization: bytes | None, campaigns: Mapping[str, Any], now: float
) -> Admission | None:
    """Check the Authorization header; None for anything but a good token that has not expired.

    Args:
        campaigns: campaign id → what is kept for it, with its `Mac` as `token_key`.
        now: the real clock, whatever the campaign's clock says.
    """
    if authorization is None or authorization[:7].lower() != b"bearer ":
        return None
    token = authorization[7:].strip()
    signed, _, signature = token.rpartition(b".")
    header, _, payload = signed.partition(b".")
    if header != HEADER or len(token) > MAX_TOKEN_BYTES:
        return None
    try:
        raw = a2b_base64(payload.translate(_TO_STANDARD) + b"===")
        claims = _decode(raw)
        voter = bytes.fromhex(claims.sub)
    except (Error, msgspec.DecodeError, ValueError):
        return None
    campaign = campaigns.get(claims.aud)
    if campaign is None or len(voter) != 16:
        return None
    expected = url_safe(campaign.token_key.digest(signed))
    if not hmac.compare_digest(expected, signature) or now >= claims.exp:
        return None
    return Admission(campaign, voter, claims.ch)


_decode = msgspec.json.Decoder(Claims).decode
