"""The outbox: letters are written in the transaction that wants them, and sent later."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pingxuan.domain.identity import uuid7


class Letter(models.Model):
    """One message to one address; its text is plain only while it waits."""

    class Way(models.TextChoices):
        SMS = "sms", _("短信")
        EMAIL = "email", _("邮件")
        SITE = "site", _("站内")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    way = models.CharField(max_length=8, choices=Way.choices)
    to_cipher = models.TextField(blank=True)
    person_id = models.UUIDField(null=True, db_index=True)
    template = models.CharField(max_length=60)
    text = models.TextField()
    about = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, db_index=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
