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
    subject = models.CharField(max_length=120, blank=True)
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
    # Which letters belong together; until when they wait, are held, or will never leave. Source: N12.
    batch = models.UUIDField(null=True, db_index=True)
    not_before_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    # Written and committed before the letter is handed over: nobody else takes it meanwhile.
    claimed_at = models.DateTimeField(null=True)

    @property
    def state(self) -> str:
        """What has become of it: sent, failed, stopped, held, or waiting."""
        for state in ("sent", "failed", "stopped", "held"):
            if getattr(self, f"{state}_at"):
                return state
        return "waiting"
