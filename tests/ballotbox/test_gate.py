"""The gate agrees with PyJWT on good tokens and is stricter on the rest."""

from __future__ import annotations

import time
from types import SimpleNamespace

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingxuan.ballotbox import gate
from pingxuan.ballotbox.mac import Mac
from tests.ballotbox.hall import CAMPAIGN, KEYS

KEY = KEYS.token(CAMPAIGN)
CAMPAIGNS = {CAMPAIGN: SimpleNamespace(token_key=Mac(KEY))}
NOW = 1_800_000_000.0
CLAIMS = {"aud": CAMPAIGN, "ch": "web", "exp": int(NOW) + 60, "sub": "ab" * 16}


def token(claims: dict[str, object] | None = None, key: bytes = KEY, **header: object) -> str:
    algorithm = str(header.pop("alg", "HS256"))
    return jwt.encode(claims or CLAIMS, key, algorithm=algorithm, headers={"kid": "1"} | header)


def admit(text: str, now: float = NOW) -> gate.Admission | None:
    return gate.admit(b"Bearer " + text.encode(), CAMPAIGNS, now)


def test_a_good_token_comes_through() -> None:
    admitted = admit(token())

    assert admitted is not None
    assert (admitted.voter, admitted.channel) == (b"\xab" * 16, "web")
    assert admit(token(), NOW + 59.9) is not None


@pytest.mark.parametrize(
    "text",
    [
        token(key=b"\x22" * 32),
        token(alg="HS384"),
        token(kid="2"),
        token(CLAIMS | {"aud": "another"}),
        token(CLAIMS | {"exp": int(NOW)}),
        token(CLAIMS | {"sub": "ab"}),
        token(CLAIMS | {"sub": 7}),
        token()[:-2],
        token() + "A",
        token() + "=",
        jwt.encode(CLAIMS, "", algorithm="none", headers={"kid": "1"}),
        "",
        "..",
        "a" * 5000,
        "é",
    ],
)
def test_anything_else_does_not(text: str) -> None:
    assert admit(text) is None
    assert gate.admit(None, CAMPAIGNS, NOW) is None
    assert gate.admit(b"Basic " + text.encode(), CAMPAIGNS, NOW) is None


@given(st.integers(0, 400), st.integers(1, 255))
def test_no_byte_of_a_token_can_be_changed(at: int, by: int) -> None:
    good = token().encode()
    at %= len(good)
    bent = good[:at] + bytes([good[at] ^ by]) + good[at + 1 :]

    assert gate.admit(b"Bearer " + bent, CAMPAIGNS, NOW) is None


@given(
    st.fixed_dictionaries(
        {
            "aud": st.just(CAMPAIGN),
            "ch": st.text(max_size=8),
            "sub": st.binary(min_size=16, max_size=16).map(bytes.hex),
        }
    ),
    st.integers(-100, 100),
)
def test_the_gate_and_the_library_agree(claims: dict[str, str], seconds: int) -> None:
    now = int(time.time())
    text = token({**claims, "exp": now + seconds * 10 + 5})

    try:
        read = jwt.decode(text, KEY, algorithms=["HS256"], audience=CAMPAIGN)
    except jwt.InvalidTokenError:
        read = None

    admitted = admit(text, now)
    assert (read and (read["sub"], read["ch"])) == (
        admitted and (admitted.voter.hex(), admitted.channel)
    )
