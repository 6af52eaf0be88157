"""A decision with all that it rests on, its outcomes, the public notice and objections."""

from __future__ import annotations

from django.db import models

from pingxuan.accounts.fields import EncryptedText
from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.identity import uuid7
from pingxuan.voting.models import Entry


class Decision(models.Model):
    """One computed result, proposed by one person and confirmed by another; then frozen.

    `inputs` names by hash all that was used: marks, votes, rules, the head of the vote log.
    `rules_toml`, `marks_csv`, `votes_csv`, `result_csv` are what `pingxuan score` reproduces.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="decisions")
    round = models.CharField(max_length=20, blank=True)
    inputs = models.JSONField(default=dict)
    rules_toml = models.TextField()
    marks_csv = models.TextField()
    votes_csv = models.TextField(blank=True)
    result_csv = models.TextField()
    explanation = models.JSONField(default=dict)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)


class Outcome(models.Model):
    """Where one entry came out, and what decided it. Source: C28, H2."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="outcomes")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="outcomes")
    category = models.CharField(max_length=40)
    rank = models.PositiveIntegerField(null=True)
    jury = models.CharField(max_length=40, blank=True)
    vote = models.CharField(max_length=40, blank=True)
    total = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=16)
    decided_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "entry"], name="one_outcome_an_entry")
        ]
        ordering = ["category", "rank", "entry__number"]


class Notice(models.Model):
    """The public notice period of a decision, in campaign time, half-open. Source: H5, C20."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="notice")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")


class Objection(models.Model):
    """Somebody disputes an entry of the notice, under their own name."""

    class State(models.TextChoices):
        RECEIVED = "received", "已收到"
        DISMISSED = "dismissed", "不成立"
        CORRECTED = "corrected", "已更正"
        DISQUALIFIED = "disqualified", "取消资格"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="objections")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="objections")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="objections")
    name = EncryptedText()
    text = EncryptedText()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=14, choices=State.choices, default=State.RECEIVED)
    answer = models.TextField(blank=True)
    ruled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(null=True)


class Announcement(models.Model):
    """The results are out from this minute on, whatever worker runs. Source: C29, H6."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="announcement")
    announced_at = models.DateTimeField()
    announced_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
