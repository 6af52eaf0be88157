"""The seminar: its agenda, who is invited, who comes and who came. Source: C31, I3."""

from __future__ import annotations

from django.db import models

from pingxuan.accounts.fields import EncryptedText
from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.identity import uuid7
from pingxuan.domain.vocabulary import Attendance
from pingxuan.units.models import Unit
from pingxuan.voting.models import Entry


class Seminar(models.Model):
    """One seminar of a campaign. Moments are campaign time; `about` and `recap` are Markdown."""

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, related_name="seminar")
    title = models.CharField(max_length=120)
    place = models.CharField(max_length=200)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    register_until = models.DateTimeField()
    seats = models.PositiveIntegerField()
    places_a_unit = models.PositiveSmallIntegerField()
    about = models.TextField(blank=True)
    recap = models.TextField(blank=True)
    recap_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)


class Session(models.Model):
    """One point of the agenda, half-open."""

    seminar = models.ForeignKey(Seminar, on_delete=models.CASCADE, related_name="sessions")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    title = models.CharField(max_length=120)
    speaker = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["begins_at", "pk"]


class Material(models.Model):
    """A file that a speaker gives to everyone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="materials")
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="seminar/")
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "pk"]


class Invitation(models.Model):
    """A winning unit is asked to come; its link is derived from its id and a key of the house."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seminar = models.ForeignKey(Seminar, on_delete=models.CASCADE, related_name="invitations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    declined_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["unit__path", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["seminar", "entry"], name="one_invitation_an_entry")
        ]


class Guest(models.Model):
    """Somebody who comes. `code` is on the badge and in its QR code, and says nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seminar = models.ForeignKey(Seminar, on_delete=models.CASCADE, related_name="guests")
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="guests")
    name = models.CharField(max_length=60)
    post = models.CharField(max_length=120, blank=True)
    phone = EncryptedText(blank=True)
    code = models.CharField(max_length=12, unique=True)
    state = models.CharField(
        max_length=12,
        choices=[(each.value, each.value) for each in Attendance],
        default=Attendance.REGISTERED.value,
    )
    registered_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["invitation__unit__path", "registered_at", "pk"]
