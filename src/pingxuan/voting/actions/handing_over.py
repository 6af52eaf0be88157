"""A host app hands a person over: a signed token that is taken once. Source: J1, C3."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from django.db import IntegrityError, transaction

from pingxuan.accounts.actions import person_of
from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.accounts.phones import NotAPhone, normalise
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import AlreadyDone, BadHandOver
from pingxuan.domain.rules.contest import Channel
from pingxuan.domain.vocabulary import Act
from pingxuan.voting.models import ChannelKey, UsedNonce

ALGORITHMS = ("EdDSA", "RS256")
LIVES = timedelta(seconds=60)
CLOCKS_APART = timedelta(seconds=10)
LONGEST_NONCE = 80
AUDIENCE = "pingxuan:"


@dataclass(frozen=True)
class HandedOver:
    """Who came, for which campaign, through which channel.

    Attributes:
        person: None when the channel's numbers do not count as verified: then they verify here.
    """

    person: Person | None
    campaign: Campaign
    channel: str


@transaction.atomic
def hand_over(token: str, now: datetime) -> HandedOver:
    """Take a host app's token: JWS, its algorithm fixed by the key that the channel registered.

    Claims: `aud` (`pingxuan:` and the campaign's slug), `iat` at most 60 s ago, `jti` used once,
    `phone` of the person.

    Args:
        now: the real clock; the campaign's own plays no part.

    Raises:
        BadHandOver: it does not hold; why, as a code.

    Source:
        architecture, "Tokens".
    """
    key = _key_of(token)
    claims = _verified(token, key)
    campaign = key.campaign
    if claims["aud"] != AUDIENCE + campaign.slug:
        raise BadHandOver("wrong_audience")
    issued_at = datetime.fromtimestamp(claims["iat"], UTC)
    if issued_at < now - LIVES:
        raise BadHandOver("expired")
    if issued_at > now + CLOCKS_APART:
        raise BadHandOver("from_the_future")
    channel = _channel_of(campaign, key.channel)
    _use_once(key, claims["jti"], now)
    person = _person_of(claims.get("phone"), now) if channel.verified_phone else None
    record(
        Act.HAND_OVER, key, person=person, now=now, campaign_id=campaign.pk, channel=channel.code
    )
    return HandedOver(person, campaign, channel.code)


def _key_of(token: str) -> ChannelKey:
    try:
        header = jwt.get_unverified_header(token)
    except jwt.InvalidTokenError:
        raise BadHandOver("malformed") from None
    key = (
        ChannelKey.objects.filter(key_id=str(header.get("kid")), retired_at=None)
        .select_related("campaign__version")
        .first()
    )
    if key is None:
        raise BadHandOver("unknown_key")
    if key.algorithm not in ALGORITHMS or header.get("alg") != key.algorithm:
        raise BadHandOver("wrong_algorithm")
    return key


def _verified(token: str, key: ChannelKey) -> dict[str, Any]:
    # Times are held against `now`, not against the library's own clock.
    options: Any = {
        "require": ["aud", "iat", "jti"],
        "verify_aud": False,
        "verify_iat": False,
        "verify_exp": False,
        "verify_nbf": False,
    }
    try:
        claims: dict[str, Any] = jwt.decode(
            token, key.public_key, algorithms=[key.algorithm], options=options
        )
    except jwt.InvalidSignatureError:
        raise BadHandOver("bad_signature") from None
    except jwt.InvalidTokenError:
        raise BadHandOver("malformed") from None
    nonce, issued_at = claims["jti"], claims["iat"]
    if isinstance(issued_at, bool) or not isinstance(issued_at, int | float):
        raise BadHandOver("malformed")
    if not isinstance(nonce, str) or not 0 < len(nonce) <= LONGEST_NONCE:
        raise BadHandOver("malformed")
    return claims


def _channel_of(campaign: Campaign, code: str) -> Channel:
    rule = campaign.sheet.voting
    for channel in rule.channels if rule else ():
        if channel.code == code:
            return channel
    raise BadHandOver("no_such_channel")


def _use_once(key: ChannelKey, nonce: str, now: datetime) -> None:
    digest = hashlib.sha256(f"{key.key_id}\0{nonce}".encode()).hexdigest()
    try:
        with transaction.atomic():
            UsedNonce.objects.create(nonce=digest, used_at=now)
    except IntegrityError:
        raise BadHandOver("used") from None


def _person_of(phone: Any, now: datetime) -> Person:
    try:
        number = normalise(phone if isinstance(phone, str) else "")
    except NotAPhone:
        raise BadHandOver("bad_phone") from None
    return person_of(number, now=now)


@transaction.atomic
def register_key(
    campaign: Campaign,
    channel: str,
    key_id: str,
    public_key: str,
    *,
    person: Person | None,
    now: datetime,
    algorithm: str = "EdDSA",
) -> ChannelKey:
    """Register the public key (PEM) by which a channel's host app signs.

    Args:
        person: who registers; None for the command line and the demo.

    Raises:
        NotYourAct: `person` does not manage the campaign.
        BadHandOver: no such channel, or another algorithm than EdDSA and RS256.
        AlreadyDone: a key of this id is registered.
    """
    if person is not None:
        require(person, "voting.register_key", campaign)
    _channel_of(campaign, channel)
    if algorithm not in ALGORITHMS:
        raise BadHandOver("wrong_algorithm")
    if ChannelKey.objects.filter(key_id=key_id).exists():
        raise AlreadyDone(Act.HAND_OVER)
    key = ChannelKey.objects.create(
        campaign=campaign,
        channel=channel,
        key_id=key_id,
        algorithm=algorithm,
        public_key=public_key,
        added_at=now,
    )
    record(Act.HAND_OVER, key, person=person, now=now, channel=channel, registered=key_id)
    return key


@transaction.atomic
def retire_key(key: ChannelKey, *, person: Person, now: datetime) -> ChannelKey:
    """Take a host app's key out of use; sessions that it opened stay.

    Raises:
        NotYourAct: `person` does not manage the campaign.
    """
    require(person, "voting.register_key", key.campaign)
    key.retired_at = now
    key.save(update_fields=["retired_at"])
    record(Act.HAND_OVER, key, person=person, now=now, retired=key.key_id)
    return key
