"""Codes by phone: sent, entered, guessed, too often."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.conf import settings

from pingxuan.accounts import actions
from pingxuan.accounts.models import Person, Phone, PhoneCode
from pingxuan.domain.errors import BadCode, TooManyTries
from pingxuan.messages.actions import send_waiting
from pingxuan.messages.models import Letter
from tests.builders import COLLECTING

PHONE = "+8613800000001"


@pytest.fixture(autouse=True)
def _own_outbox(db: None, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(settings, "DATA", tmp_path)


def code_sent() -> str:
    send_waiting(now=COLLECTING)
    lines = (settings.DATA / "sms.jsonl").read_text("utf-8").splitlines()
    text = json.loads(lines[-1])["text"]
    return "".join(filter(str.isdigit, text))[:6]


def test_the_right_code_signs_in_and_makes_a_person_once() -> None:
    actions.send_code(PHONE, now=COLLECTING)
    first = actions.enter_code(PHONE, code_sent(), now=COLLECTING)
    later = COLLECTING + timedelta(minutes=2)
    actions.send_code(PHONE, now=later)

    second = actions.enter_code(PHONE, code_sent(), now=later)

    assert (first, Person.objects.count(), Phone.objects.count()) == (second, 1, 1)


def test_a_code_works_once() -> None:
    actions.send_code(PHONE, now=COLLECTING)
    code = code_sent()
    actions.enter_code(PHONE, code, now=COLLECTING)

    with pytest.raises(BadCode) as refused:
        actions.enter_code(PHONE, code, now=COLLECTING)

    assert refused.value.facts() == {"tries_left": 0}


def test_a_code_dies_after_five_minutes() -> None:
    actions.send_code(PHONE, now=COLLECTING)

    with pytest.raises(BadCode):
        actions.enter_code(PHONE, code_sent(), now=COLLECTING + timedelta(minutes=5))


def test_guessing_ends_after_five_tries_even_with_the_right_code() -> None:
    actions.send_code(PHONE, now=COLLECTING)
    right = code_sent()
    wrong = "000000" if right != "000000" else "111111"
    left = []
    for _ in range(5):
        with pytest.raises(BadCode) as refused:
            actions.enter_code(PHONE, wrong, now=COLLECTING)
        left.append(refused.value.tries_left)

    with pytest.raises(BadCode):
        actions.enter_code(PHONE, right, now=COLLECTING)

    assert left == [4, 3, 2, 1, 0]


def test_a_second_code_waits_a_minute() -> None:
    actions.send_code(PHONE, now=COLLECTING)

    with pytest.raises(TooManyTries) as refused:
        actions.send_code(PHONE, now=COLLECTING + timedelta(seconds=20))

    assert refused.value.facts() == {"retry_after": 41}


def test_nine_codes_in_an_hour_are_too_many() -> None:
    for minute in range(8):
        actions.send_code(PHONE, now=COLLECTING + timedelta(minutes=2 * minute))

    with pytest.raises(TooManyTries):
        actions.send_code(PHONE, now=COLLECTING + timedelta(minutes=30))


def test_neither_number_nor_code_stands_in_the_database_in_plain() -> None:
    actions.send_code(PHONE, now=COLLECTING)
    letter = Letter.objects.get()
    code = code_sent()

    kept = " ".join(
        str(value)
        for row in [*PhoneCode.objects.values(), *Letter.objects.values()]
        for value in row.values()
    )

    assert PHONE not in letter.to_cipher
    assert (PHONE in kept, code in kept) == (False, False)
