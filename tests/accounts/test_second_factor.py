"""The second factor: each code once, five tries, spare codes, and only its owner's."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest

from pingxuan.accounts.models import Person, RecoveryCode, SecondFactor
from pingxuan.accounts.second_factor import (
    MOST_FAILURES,
    WINDOW,
    address,
    begin,
    confirm,
    has_second_factor,
    prove,
    take_away,
)
from pingxuan.domain.errors import AlreadyDone, BadCode, TooManyTries
from pingxuan.domain.totp import code_of, step_at
from tests.builders import COLLECTING, make_person

pytestmark = pytest.mark.django_db
LATER = COLLECTING + timedelta(minutes=1)


def code_at(person: Person, moment: object) -> str:
    secret: str = SecondFactor.objects.get(person=person).secret
    return code_of(base64.b32decode(secret), step_at(moment))  # type: ignore[arg-type]


@pytest.fixture
def sealer() -> Person:
    return make_person(70, "盖章人")


def test_it_counts_once_a_code_has_come_back(sealer: Person) -> None:
    factor = begin(sealer, now=COLLECTING)
    assert address(factor, issuer="评选").startswith("otpauth:")
    assert not has_second_factor(sealer)
    with pytest.raises(BadCode):
        prove(sealer, code_at(sealer, COLLECTING), now=COLLECTING)

    spare = confirm(sealer, code_at(sealer, COLLECTING), now=COLLECTING)

    assert has_second_factor(sealer)
    assert (len(set(spare)), RecoveryCode.objects.count()) == (10, 10)
    assert not RecoveryCode.objects.filter(code_hash__in=spare).exists()
    with pytest.raises(AlreadyDone):
        begin(sealer, now=COLLECTING)


def test_no_code_is_taken_twice(sealer: Person) -> None:
    begin(sealer, now=COLLECTING)
    spare = confirm(sealer, code_at(sealer, COLLECTING), now=COLLECTING)
    code = code_at(sealer, LATER)

    prove(sealer, f"{code[:3]} {code[3:]}", now=LATER)
    prove(sealer, spare[0].upper(), now=LATER)

    for used in (code, spare[0]):
        with pytest.raises(BadCode):
            prove(sealer, used, now=LATER)


def test_guessing_ends_after_five_and_begins_again_later(sealer: Person) -> None:
    begin(sealer, now=COLLECTING)
    confirm(sealer, code_at(sealer, COLLECTING), now=COLLECTING)

    for left in range(MOST_FAILURES - 1, -1, -1):
        with pytest.raises(BadCode) as refused:
            prove(sealer, "wrong", now=LATER)
        assert refused.value.tries_left == left
    with pytest.raises(TooManyTries):
        prove(sealer, code_at(sealer, LATER), now=LATER)
    after = LATER + WINDOW + timedelta(seconds=1)
    prove(sealer, code_at(sealer, after), now=after)


def test_the_secret_is_not_in_the_database_in_plain(sealer: Person) -> None:
    from django.db import connection

    factor = begin(sealer, now=COLLECTING)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM accounts_secondfactor")
        (stored,) = cursor.fetchone()

    assert stored != factor.secret
    take_away(sealer, now=COLLECTING)
    assert not SecondFactor.objects.exists()
