"""The book: append-only, each line chained to the one before. Source: L4."""

from __future__ import annotations

from django.db import models


class Head(models.Model):
    """The end of one chain: a campaign's id, or `site` for what belongs to none."""

    chain = models.CharField(max_length=40, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)


class Record(models.Model):
    """One act: who did what, when, to what, with which facts."""

    chain = models.CharField(max_length=40)
    number = models.PositiveBigIntegerField()
    act = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    person_id = models.UUIDField(null=True)
    person_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="audit_one_line_per_number")
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_id"])]
        ordering = ["chain", "number"]
