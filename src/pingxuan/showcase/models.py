"""Stories of winners and excellent accounts, and the announcements area. Source: C29, C30."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.identity import uuid7
from pingxuan.voting.models import Entry


class Story(models.Model):
    """One piece of the showcase; shown from `publish_at` on, in campaign time.

    Its own fields are what is public. `draft` holds what the editor works on, by the same names;
    publishing it makes a version. A story without a version is not public yet.
    """

    class Kind(models.TextChoices):
        WINNER = "winner", _("入选案例")
        ACCOUNT = "account", _("优秀账号")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="stories")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="stories")
    category = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=120, blank=True)
    theme = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200)
    by = models.CharField(max_length=200, blank=True)
    lead = models.CharField(max_length=300, blank=True)
    blocks = models.JSONField(default=list)
    link = models.URLField(max_length=500, blank=True)
    publish_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    draft = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    is_withdrawn = models.BooleanField(default=False)


class StoryVersion(models.Model):
    """What a story says from one moment on; its content never changes.

    Attributes:
        public_from: campaign time; None for one that is only kept and was never to be public.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    public_from = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["story", "number"], name="one_story_version")
        ]


class Picture(models.Model):
    """A picture of a story, written anew when it came in; public while a public block shows it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="pictures")
    name = models.CharField(max_length=140)
    media_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="stories/")
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()


class Film(models.Model):
    """A film of a story, as it came in but for where it was taken; `captions` are WebVTT.

    It is public while a public block shows it. Source: I1, N6; WCAG 1.2.2.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="films")
    name = models.CharField(max_length=140)
    media_type = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="films/")
    captions = models.TextField(blank=True)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()


class Bulletin(models.Model):
    """One notice in the announcements area (公告), Markdown, shown from `publish_at` on."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="bulletins")
    title = models.CharField(max_length=200)
    body = models.TextField()
    is_pinned = models.BooleanField(default=False)
    publish_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)
    correction = models.CharField(max_length=300, blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")


class Correction(models.Model):
    """What a notice said before it was corrected, and why; it stays under the notice. Source: I2."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="corrections")
    what = models.CharField(max_length=300)
    before = models.TextField()
    corrected_at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["corrected_at", "id"]


class BulletinFile(models.Model):
    """A file that hangs on a notice, known by its content. Source: I2."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="bulletins/%Y/")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "sha256"], name="a_file_once_on_a_notice")
        ]
