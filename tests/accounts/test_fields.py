"""Personal fields: encrypted at rest, bound to their column, found by HMAC."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from pingxuan.accounts.cipher import CannotDecrypt, decrypt, encrypt, lookup
from pingxuan.accounts.models import Phone
from pingxuan.accounts.phones import NotAPhone, masked, normalise
from tests.builders import COLLECTING, make_person


@given(st.text())
def test_decrypting_gives_back_what_was_encrypted(text: str) -> None:
    assert decrypt(encrypt(text, context="a.b"), context="a.b") == text


def test_two_encryptions_of_one_text_differ() -> None:
    assert encrypt("13800000001", context="a.b") != encrypt("13800000001", context="a.b")


def test_a_value_moved_to_another_column_cannot_be_read() -> None:
    with pytest.raises(CannotDecrypt):
        decrypt(encrypt("x", context="a.b"), context="a.c")


def test_the_database_holds_no_plain_number(db: None) -> None:
    person = make_person(7, now=COLLECTING)

    with connection.cursor() as cursor:
        cursor.execute("SELECT number, lookup FROM accounts_phone")
        stored = cursor.fetchone()

    assert ("1380000" in stored[0], stored[1]) == (False, lookup("+8613800000007"))
    assert Phone.objects.get(person=person).number == "+8613800000007"


@pytest.mark.parametrize(
    "text",
    [
        "13800000001",
        "138 0000 0001",
        "+86 138-0000-0001",
        "008613800000001",
        "１３８０００００００１",
    ],
)
def test_a_number_is_one_number_however_it_is_written(text: str) -> None:
    assert normalise(text) == "+8613800000001"


@pytest.mark.parametrize("text", ["", "1380000000", "138000000011", "02812345678", "abc"])
def test_what_is_no_mobile_number_is_refused(text: str) -> None:
    with pytest.raises(NotAPhone):
        normalise(text)


def test_a_masked_number_keeps_three_and_four_digits() -> None:
    assert masked("+8613800000001") == "138****0001"
