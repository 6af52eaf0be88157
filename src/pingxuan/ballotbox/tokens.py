"""Voter tokens: JWS compact, HS256, made for the page of a signed-in person.

The gate checks them by hand (`gate.py`); PyJWT signs, and is the oracle of the tests.
"""

from __future__ import annotations

from datetime import datetime

import jwt

from pingxuan.ballotbox.keys import Keys

ALGORITHM = "HS256"
KEY_ID = "1"


def issue(keys: Keys, *, campaign: str, channel: str, voter: bytes, expires_at: datetime) -> str:
    """Sign a token: this voter, in this campaign, through this channel, until then.

    Args:
        expires_at: by the real clock, whatever the campaign's clock says.
    """
    claims = {
        "aud": campaign,
        "ch": channel,
        "exp": int(expires_at.timestamp()),
        "sub": voter.hex(),
    }
    headers = {"kid": KEY_ID}
    return jwt.encode(claims, keys.token(campaign), algorithm=ALGORITHM, headers=headers)
