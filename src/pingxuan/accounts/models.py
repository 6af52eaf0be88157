"""Persons, their phones and the codes that are under way to them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from pingxuan.accounts.fields import EncryptedText
from pingxuan.domain.identity import uuid7


class PersonManager(BaseUserManager["Person"]):
    """Finds staff by their user name."""


class Person(AbstractBaseUser):
    """Somebody who signs in: with user name and password (staff), or by phone and code.

    `may_use_posts` and `may_only_vote` say what this sign-in may reach; the edge sets them for
    each request, because phone and code alone never open a staff role and a hand-over only votes.
    `acting_at` is the moment of the request, against which posts with an end are held.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=60, blank=True)
    username = models.CharField(max_length=60, unique=True, null=True, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = PersonManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    may_use_posts: bool = True
    may_only_vote: bool = False
    acting_at: datetime | None = None

    def __str__(self) -> str:
        return self.name or str(self.id)


class Phone(models.Model):
    """A verified phone number: encrypted, and found by its HMAC."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="phones")
    number = EncryptedText()
    lookup = models.CharField(max_length=64, unique=True)
    verified_at = models.DateTimeField()


class PhoneCode(models.Model):
    """A six-digit code that was sent to a phone; neither code nor number is kept in plain."""

    lookup = models.CharField(max_length=64, db_index=True)
    code_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)


class SecondFactor(models.Model):
    """Somebody's second factor: a secret that their phone knows as well. Source: B3, D4.

    `last_step` is the step of the last code that was taken: none is taken twice.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="second_factor")
    secret = EncryptedText()
    begun_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)
    failed_at = models.JSONField(default=list)


class RecoveryCode(models.Model):
    """A code that replaces the phone once, kept as a hash."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)
