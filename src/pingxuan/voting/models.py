"""What stands to the vote, through which channels, and what was paused. Votes lie elsewhere."""

from __future__ import annotations

from django.db import models

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.identity import uuid7
from pingxuan.nominations.models import Nomination, Revision
from pingxuan.units.models import Unit


class Entry(models.Model):
    """A published nomination as the public sees it, bound to the revision that was published."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="entries")
    nomination = models.OneToOneField(Nomination, on_delete=models.PROTECT, related_name="entry")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=12)
    category = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    by = models.CharField(max_length=200)
    place = models.CharField(max_length=120, blank=True)
    fact = models.CharField(max_length=120, blank=True)
    search = models.TextField()
    published_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="one_entry_per_number")
        ]
        indexes = [models.Index(fields=["campaign", "category", "number"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class EntryFilm(models.Model):
    """A film that the office laid beside an entry: with captions, or with what is heard in words.

    The sealed text does not name it; it is public as the entry's files are. `poster` is small.

    Source:
        E3, N6; WCAG 1.2.2.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="films")
    title = models.CharField(max_length=120)
    name = models.CharField(max_length=140)
    media_type = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="films/")
    poster = models.FileField(upload_to="films/", blank=True)
    captions = models.TextField(blank=True)
    silent = models.CharField(max_length=300, blank=True)
    laid_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    laid_at = models.DateTimeField()


class Pause(models.Model):
    """The vote, or one channel of it, stands still for a public reason. Source: E7."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="pauses")
    channel = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=200)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)


class ChannelKey(models.Model):
    """The key by which a host app signs its hand-overs; its algorithm is part of it. Source: J1."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="channel_keys")
    channel = models.CharField(max_length=20)
    key_id = models.CharField(max_length=40)
    algorithm = models.CharField(max_length=10, default="EdDSA")
    public_key = models.TextField()
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key_id"], name="one_channel_key_id")]


class UsedNonce(models.Model):
    """A hand-over that was taken; the row is what makes it work once."""

    nonce = models.CharField(max_length=80, primary_key=True)
    used_at = models.DateTimeField()


class Board(models.Model):
    """The running version of a campaign's board: what the pages keep in memory hangs on it."""

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, related_name="board")
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()


class ListedVoter(models.Model):
    """Somebody on the uploaded list of a campaign whose sheet says so; only the hash is kept.

    Source:
        E9.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    voter = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "voter"], name="one_line_per_listed_voter")
        ]
