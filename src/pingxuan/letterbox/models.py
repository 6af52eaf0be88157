"""An office's mailbox, and the mails that were found in it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pingxuan.accounts.fields import EncryptedText
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.identity import uuid7
from pingxuan.nominations.models import IncomingForm
from pingxuan.units.models import Unit


class Mailbox(models.Model):
    """Where one office's mail lies, and how far it was read; the mailbox itself is never changed.

    `uid_validity` and `last_uid` say up to which mail all was taken in; `due_at` is when somebody
    looks in again, and moving it on claims the mailbox for one reader.
    """

    class Way(models.TextChoices):
        TLS = "tls", "SSL/TLS"
        STARTTLS = "starttls", "STARTTLS"
        PLAIN = "plain", "不加密"

    class Failure(models.TextChoices):
        CONNECT = "connect", _("连不上服务器")
        TLS = "tls", _("服务器的证书不能验证")
        LOGIN = "login", _("用户名或授权码不对，或邮箱没有开通 IMAP")
        FOLDER = "folder", _("没有这个文件夹，或邮箱拒绝打开")
        BROKEN = "broken", _("收取中断")
        FORBIDDEN = "forbidden", _("这个地址不允许连接")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="mailboxes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    host = models.CharField(max_length=200)
    port = models.PositiveIntegerField(default=993)
    way = models.CharField(max_length=8, choices=Way.choices, default=Way.TLS)
    username = models.CharField(max_length=200)
    password = EncryptedText()
    folder = models.CharField(max_length=200, default="INBOX")
    is_on = models.BooleanField(default=True)
    answers = models.BooleanField(default=False)
    answer_text = models.TextField(blank=True)
    smtp_host = models.CharField(max_length=200, blank=True)
    smtp_port = models.PositiveIntegerField(default=465)
    smtp_way = models.CharField(max_length=8, choices=Way.choices, default=Way.TLS)
    uid_validity = models.BigIntegerField(null=True)
    last_uid = models.BigIntegerField(default=0)
    due_at = models.DateTimeField(null=True, db_index=True)
    looked_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=10, choices=Failure.choices, blank=True)
    failures = models.PositiveIntegerField(default=0)
    answers_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "unit"], name="one_mailbox_per_office")
        ]


class Mail(models.Model):
    """One mail that was taken in, known by its Message-ID, else by its content."""

    class Answer(models.TextChoices):
        NONE = "none", _("不回复")
        DUE = "due", _("待回复")
        BEGUN = "begun", _("正在回复")
        SENT = "sent", _("已回复")
        FAILED = "failed", _("回复没有发出")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="mails")
    identity = models.CharField(max_length=64)
    message_id = models.CharField(max_length=500, blank=True)
    sender = EncryptedText(blank=True)
    subject = EncryptedText(blank=True)
    # Too large to be fetched, not to be taken apart, or with its papers only behind a link.
    is_too_large = models.BooleanField(default=False)
    is_broken = models.BooleanField(default=False)
    has_cloud_files = models.BooleanField(default=False)
    taken_at = models.DateTimeField()
    answer = models.CharField(max_length=6, choices=Answer.choices, default=Answer.NONE)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "identity"], name="each_mail_once")
        ]
        ordering = ["-taken_at", "-pk"]


class Enclosure(models.Model):
    """An attachment of a mail, and the paper that came in with it; the same content comes in once."""

    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name="enclosures")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    incoming = models.ForeignKey(IncomingForm, on_delete=models.CASCADE, related_name="+")
    was_known = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mail", "sha256"], name="each_enclosure_once")
        ]
        ordering = ["pk"]
