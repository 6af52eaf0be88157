"""Sign-in: codes sent to a phone, persons found or made, passwords of staff."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from pingxuan.accounts.cipher import lookup
from pingxuan.accounts.models import Person, Phone, PhoneCode
from pingxuan.audit.actions import record
from pingxuan.domain.errors import AlreadyDone, BadCode, ContentInvalid, TooManyTries
from pingxuan.domain.vocabulary import Act
from pingxuan.messages.actions import queue
from pingxuan.messages.models import Letter

CODE_LIVES = timedelta(minutes=5)
MOST_TRIES = 5
PAUSE_BETWEEN = timedelta(seconds=60)
MOST_AN_HOUR = 8


def _hash(code: str, phone_lookup: str) -> str:
    key = bytes.fromhex(settings.LOOKUP_KEY)
    return hmac.new(key, f"{phone_lookup}:{code}".encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def send_code(phone: str, *, now: datetime) -> None:
    """Send a six-digit code to `phone` (E.164); the answer is the same for known and unknown.

    Raises:
        TooManyTries: within a minute of the last one, or the ninth within an hour.

    Source:
        B3; ASVS 5.0 6.5: codes live five minutes, are tried five times and work once.
    """
    key = lookup(phone)
    recent = PhoneCode.objects.filter(lookup=key, created_at__gt=now - timedelta(hours=1))
    times = sorted(recent.values_list("created_at", flat=True))
    if times and now - times[-1] < PAUSE_BETWEEN:
        raise TooManyTries(retry_after=int((times[-1] + PAUSE_BETWEEN - now).total_seconds()) + 1)
    if len(times) >= MOST_AN_HOUR:
        raise TooManyTries(
            retry_after=int((times[0] + timedelta(hours=1) - now).total_seconds()) + 1
        )
    code = f"{secrets.randbelow(1_000_000):06d}"
    PhoneCode.objects.create(
        lookup=key, code_hash=_hash(code, key), created_at=now, expires_at=now + CODE_LIVES
    )
    text = f"【评选】验证码 {code}，{CODE_LIVES.seconds // 60} 分钟内有效，请勿转告他人。"
    queue("sign_in_code", text, way=Letter.Way.SMS, to=phone, now=now)


def enter_code(phone: str, code: str, *, now: datetime) -> Person:
    """Take the code that was sent to `phone`; sign in its person, or make one.

    Raises:
        BadCode: wrong, used, or older than five minutes; after five tries always.
    """
    key = lookup(phone)
    with transaction.atomic():
        sent = (
            PhoneCode.objects.select_for_update()
            .filter(lookup=key, used_at=None, expires_at__gt=now)
            .order_by("-created_at")
            .first()
        )
        if sent is None or sent.tries >= MOST_TRIES:
            raise BadCode(tries_left=0)
        is_right = hmac.compare_digest(sent.code_hash, _hash(code.strip(), key))
        sent.tries += 1
        sent.used_at = now if is_right else None
        sent.save(update_fields=["tries", "used_at"])
        if is_right:
            return person_of(phone, now=now)
    # Outside the transaction: a wrong try has to stay counted.
    raise BadCode(tries_left=MOST_TRIES - sent.tries)


@transaction.atomic
def person_of(phone: str, *, now: datetime, name: str = "") -> Person:
    """Give the person of a verified phone number, made at its first sign-in."""
    key = lookup(phone)
    known = Phone.objects.select_related("person").filter(lookup=key).first()
    if known is not None:
        return known.person
    person = Person(name=name, created_at=now)
    person.set_unusable_password()
    person.save()
    Phone.objects.create(person=person, number=phone, lookup=key, verified_at=now)
    record(Act.SIGN_IN, person, person=None, now=now, first=True)
    return person


@transaction.atomic
def become_staff(person_id: UUID, username: str, password: str, *, now: datetime) -> Person:
    """Give a person, known by phone so far, user name and password; for posts, which need both.

    Raises:
        ContentInvalid: the user name is taken.
        AlreadyDone: the person has a user name already.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    if person.username:
        raise AlreadyDone(Act.SIGN_IN)
    if Person.objects.filter(username=username).exists():
        raise ContentInvalid({"username": ["taken"]})
    person.username = username
    person.set_password(password)
    person.save(update_fields=["username", "password"])
    record(Act.SIGN_IN, person, person=person, now=now, became_staff=True)
    return person


@transaction.atomic
def make_staff(username: str, name: str, password: str, *, now: datetime) -> Person:
    """Make a person who signs in with user name and password."""
    person = Person(username=username, name=name, created_at=now)
    person.set_password(password)
    person.save()
    return person
