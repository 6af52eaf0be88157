"""The second factor: set up by scanning a code once, then shown before an act that binds.

Source:
    B3, D4; RFC 6238.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import transaction

from pingxuan.accounts.models import Person, RecoveryCode, SecondFactor
from pingxuan.audit.actions import record
from pingxuan.domain.errors import AlreadyDone, BadCode, TooManyTries
from pingxuan.domain.totp import DIGITS, STEP_SECONDS, matching_step
from pingxuan.domain.vocabulary import Act

SECRET_BYTES = 20
MOST_FAILURES = 5
WINDOW = timedelta(minutes=15)
HOLDS_FOR = timedelta(minutes=10)
RECOVERY_CODES = 10


def has_second_factor(person: Person) -> bool:
    """Whether somebody has set one up."""
    return SecondFactor.objects.filter(person=person).exclude(confirmed_at=None).exists()


@transaction.atomic
def begin(person: Person, *, now: datetime) -> SecondFactor:
    """Give somebody a secret to scan; it counts once a code of it has come back.

    Raises:
        AlreadyDone: one is set up; it is taken away first, by a code of its own.
    """
    found = SecondFactor.objects.select_for_update().filter(person=person).first()
    if found is not None and found.confirmed_at is not None:
        raise AlreadyDone(Act.SET_UP_CODE, found.confirmed_at)
    if found is not None:
        return found
    secret = base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()
    return SecondFactor.objects.create(person=person, secret=secret, begun_at=now)


def address(factor: SecondFactor, *, issuer: str) -> str:
    """Write the secret as the address that phones read from a QR code."""
    secret: str = factor.secret
    facts = urlencode(
        {"secret": secret, "issuer": issuer, "digits": DIGITS, "period": STEP_SECONDS}
    )
    label = quote(f"{issuer}:{factor.person.username or factor.person.name}")
    return f"otpauth://totp/{label}?{facts}"


def confirm(person: Person, code: str, *, now: datetime) -> list[str]:
    """Take the first code, and give ten codes for the day the phone is lost; shown only now.

    Raises:
        BadCode, TooManyTries: as `prove`.
        AlreadyDone: one is set up.
    """
    begin(person, now=now)
    _take(person, code, now=now)
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().get(person=person)
        factor.confirmed_at = now
        factor.save(update_fields=["confirmed_at"])
        codes = [secrets.token_hex(5) for _n in range(RECOVERY_CODES)]
        RecoveryCode.objects.filter(person=person).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(person=person, code_hash=_hash(one)) for one in codes
        )
        record(Act.SET_UP_CODE, person, person=person, now=now)
    return codes


def prove(person: Person, code: str, *, now: datetime) -> None:
    """Take a code of the phone, or a recovery code, each once.

    Raises:
        BadCode: it is none, or was taken before.
        TooManyTries: five wrong ones within a quarter of an hour.
    """
    if not has_second_factor(person):
        raise BadCode(tries_left=0)
    _take(person, code, now=now)


@transaction.atomic
def take_away(person: Person, *, now: datetime) -> None:
    """Take the second factor away, so that another phone can be set up; `prove` comes before."""
    SecondFactor.objects.filter(person=person).delete()
    RecoveryCode.objects.filter(person=person).delete()
    record(Act.SET_UP_CODE, person, person=person, now=now, taken_away=True)


def _take(person: Person, code: str, *, now: datetime) -> None:
    typed = code.replace(" ", "").strip().lower()
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().get(person=person)
        since = (now - WINDOW).timestamp()
        failed = [moment for moment in factor.failed_at if moment > since]
        if len(failed) >= MOST_FAILURES:
            until = failed[0] + WINDOW.total_seconds()
            raise TooManyTries(retry_after=int(until - now.timestamp()) + 1)
        secret: str = factor.secret
        step = matching_step(base64.b32decode(secret), typed, now, after=factor.last_step)
        is_right = step is not None or _is_recovery(person, typed, now)
        factor.last_step = step or factor.last_step
        factor.failed_at = [] if is_right else [*failed, now.timestamp()]
        factor.save(update_fields=["last_step", "failed_at"])
        left = MOST_FAILURES - len(failed) - 1
    if not is_right:
        # Outside the transaction: a wrong try has to stay counted.
        raise BadCode(tries_left=max(left, 0))


def _is_recovery(person: Person, typed: str, now: datetime) -> bool:
    unused = RecoveryCode.objects.select_for_update().filter(person=person, used_at=None)
    found = unused.filter(code_hash=_hash(typed)).first()
    if found is None:
        return False
    found.used_at = now
    found.save(update_fields=["used_at"])
    return True


def _hash(code: str) -> str:
    key = b"pingxuan recovery\0" + bytes.fromhex(settings.FIELD_KEY)
    return hmac.new(key, code.encode(), hashlib.sha256).hexdigest()
