"""A campaign, the versions of its rule sheet, who holds which post, and deadlines of offices."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from pingxuan.accounts.models import Person
from pingxuan.campaigns.reading import sheet_of
from pingxuan.domain.identity import uuid7
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.domain.vocabulary import Role, Stage
from pingxuan.units.models import Unit


class Campaign(models.Model):
    """One award campaign. Its rules are the sheet; its clock may be shifted (demo, rehearsal)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    root = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.ForeignKey(
        "SheetVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )
    shift_seconds = models.BigIntegerField(default=0)
    is_demo = models.BooleanField(default=False)
    face = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    @cached_property
    def sheet(self) -> RuleSheet:
        """The rules that are running, decoded."""
        if self.version is None:
            raise ValueError(f"campaign {self.slug} has no rule sheet")
        return sheet_of(self.version.hash, self.version.text)

    def at(self, now: datetime) -> datetime:
        """Give the campaign's time for the real `now`."""
        return now + timedelta(seconds=self.shift_seconds)

    def open_stages(self, now: datetime) -> frozenset[Stage]:
        """Name the stages that are open at the real `now`."""
        return self.sheet.open_stages(self.at(now))

    def __str__(self) -> str:
        return self.title


class SheetVersion(models.Model):
    """One version of a rule sheet, kept whole; its hash is over the decoded content. Source: A3."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    text = models.TextField()
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="one_sheet_per_number")
        ]


class PageVersion(models.Model):
    """One version of a fixed page (rules, questions, contact, privacy), kept whole. Source: I5."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="page_versions")
    code = models.SlugField(max_length=40)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    body = models.TextField()
    body_en = models.TextField(blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "code", "number"], name="one_text_per_page_version"
            )
        ]


class Post(models.Model):
    """A role held by a person for a branch of the tree (or the whole campaign). Source: B2."""

    class RoleChoice(models.TextChoices):
        UNIT_FILLER = Role.UNIT_FILLER.value, _("单位填报人")
        OFFICE_REVIEWER = Role.OFFICE_REVIEWER.value, _("审核人")
        OFFICE_SEALER = Role.OFFICE_SEALER.value, _("盖章人")
        MANAGER = Role.MANAGER.value, _("活动管理员")
        JUROR = Role.JUROR.value, _("评委")
        JURY_CHAIR = Role.JURY_CHAIR.value, _("评审组长")
        INTEGRITY_REVIEWER = Role.INTEGRITY_REVIEWER.value, _("复核员")
        SUPERVISOR = Role.SUPERVISOR.value, _("监督员")
        EDITOR = Role.EDITOR.value, _("编辑")
        AUDITOR = Role.AUDITOR.value, _("审计员")
        ADMINISTRATOR = Role.ADMINISTRATOR.value, _("系统管理员")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="posts")
    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, null=True, related_name="posts"
    )
    role = models.CharField(max_length=24, choices=RoleChoice.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "campaign", "role", "unit"], name="one_post_for_a_unit"
            ),
            models.UniqueConstraint(
                fields=["person", "campaign", "role"],
                condition=models.Q(unit=None),
                name="one_post_for_all",
            ),
        ]


class Invitation(models.Model):
    """An offer of a post by a link that works once; only the hash of its secret is kept. Source: B2."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="invitations")
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=24, choices=Post.RoleChoice.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    post_until = models.DateTimeField(null=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class OfficeDeadline(models.Model):
    """An office's own deadline for what comes from below it, in campaign time. Source: C5, C17."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="deadlines")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "unit"], name="one_deadline_per_office")
        ]


class Extension(models.Model):
    """One sender's own, later deadline at one office, in campaign time. Source: D2."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="extensions")
    sender = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "sender", "office"], name="one_extension_per_sender"
            )
        ]


class Counter(models.Model):
    """A running number of a campaign (file numbers, public numbers per category letter)."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=20)
    value = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "name"], name="one_counter")]
