"""Slips, keys, stubs, receipts: what is read is what was written, and nothing else is read."""

from __future__ import annotations

import hashlib
import hmac
import uuid

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingxuan.ballotbox import receipts, stubs, wire
from pingxuan.ballotbox.mac import Mac

STUBS = st.builds(
    stubs.Stub,
    st.binary(min_size=16, max_size=16),
    st.integers(0, 2**32 - 1),
    st.integers(1, 65535),
    st.text(max_size=20),
    st.text(max_size=40),
)


@given(st.uuids())
def test_a_key_is_a_uuid_in_its_usual_form(key: uuid.UUID) -> None:
    assert wire.read_key(str(key).encode()) == key.bytes
    assert wire.read_key(str(key).upper().encode()) == key.bytes
    assert wire.read_key(key.hex.encode()) is None


@pytest.mark.parametrize(
    "text",
    [
        None,
        b"",
        b"not-a-uuid",
        b"0" * 36,
        b"00000000-0000-0000-0000-00000000000g",
        b"000000000000-0000-0000-0000-00000000",
        b"0000 000-0000-0000-0000-000000000000",
        "00000000-0000-0000-0000-0000000000é".encode(),
    ],
)
def test_any_other_key_is_none(text: bytes | None) -> None:
    assert wire.read_key(text) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"entry":"a"}',
        b'{"votes":1}',
        b'{"entry":7,"votes":1}',
        b'{"entry":"","votes":1}',
        b'{"entry":"a","votes":true}',
        b'{"entry":"a","votes":"3"}',
        b'{"entry":"a","votes":3.5}',
        b'{"entry":"a","votes":0}',
        b'{"entry":"a","votes":-1}',
        b'{"entry":"a","votes":NaN}',
        b'{"entry":"a","votes":1' + b"0" * 40 + b"}",
        b'{"entry":"a","votes":1,"voter":"b"}',
        b'{"entry":"a","votes":1} x',
        b"\xff\xfe",
    ],
)
def test_a_malformed_slip_is_refused(body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        wire.read_slip(body)


@given(st.lists(STUBS, max_size=12))
def test_stubs_are_found_by_their_key(given_stubs: list[stubs.Stub]) -> None:
    row = b"".join(stubs.pack(*stub) for stub in given_stubs)

    assert list(stubs.unpack(row)) == given_stubs
    for stub in given_stubs:
        found = stubs.find(row, stub.key)
        assert found == next(s for s in given_stubs if s.key == stub.key)
    assert stubs.find(row, b"another key here") is None


def test_bytes_that_only_look_like_a_key_are_told_apart() -> None:
    key = b"0123456789abcdef"
    row = stubs.pack(b"x" * 16, 1, 1, "web", key.decode())

    assert stubs.find(row, key) is None
    assert stubs.find(row + stubs.pack(key, 2, 3, "app", "J-001"), key) == stubs.Stub(
        key, 2, 3, "app", "J-001"
    )


@given(st.binary(max_size=100), st.binary(max_size=300))
def test_our_hmac_is_the_librarys(key: bytes, message: bytes) -> None:
    assert Mac(key).digest(message) == hmac.digest(key, message, hashlib.sha256)


def test_a_receipt_survives_being_typed() -> None:
    receipt = receipts.derive(Mac(b"k"), b"v" * 16, b"s" * 16)

    assert len(receipt) == 26
    assert receipts.normal(receipts.grouped(receipt).lower()) == receipt
    assert receipts.normal(receipt.replace("O", "0").replace("I", "1")) == receipt
    assert receipts.derive(Mac(b"k"), b"v" * 16, b"t" * 16) != receipt
