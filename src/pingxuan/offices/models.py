"""What an office keeps beside its inbox: filters, labels, notes, an order, and runs over many."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pingxuan.accounts.fields import EncryptedText
from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.identity import uuid7
from pingxuan.messages.models import Letter
from pingxuan.nominations.models import Nomination, Revision
from pingxuan.units.models import Unit


class SavedFilter(models.Model):
    """A search of the inbox under a name: somebody's own, at one office. Source: D3."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=400)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "unit", "person", "name"], name="offices_one_filter_per_name"
            )
        ]
        ordering = ["pk"]


class Label(models.Model):
    """A word that an office hangs on nominations; no other office sees it. Source: D3."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=20)
    nominations = models.ManyToManyField(Nomination, related_name="labels")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "unit", "name"], name="offices_one_label_per_name"
            )
        ]
        ordering = ["name"]


class Note(models.Model):
    """What an office writes down for itself about a nomination; no other office sees it."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="notes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at", "pk"]


class Confirmation(models.Model):
    """An office's yes to a condition that no machine can judge, of one text. Source: N7.

    Another text is asked about anew; no other office sees it.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    condition = models.CharField(max_length=12)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "unit", "condition"], name="offices_one_yes_per_condition"
            )
        ]


class Preference(models.Model):
    """The place of a nomination in an office's own first selection. Source: C21, D3."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="preferences")
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "nomination"], name="offices_one_place_per_nomination"
            )
        ]


class Glance(models.Model):
    """Which text somebody saw last, so that the next time shows what changed since. Source: N8."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    before = models.ForeignKey(Revision, on_delete=models.SET_NULL, null=True, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "nomination"], name="offices_one_glance_per_nomination"
            )
        ]


class SealPicture(models.Model):
    """An office's electronic seal: a picture that only its sealers set, with a second factor.

    A new one retires the one before; what was sealed with that keeps its own copy. Source: D4.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    media_type = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="seals/")
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=models.Q(retired_at=None),
                name="offices_one_seal_at_a_time",
            )
        ]


class Run(models.Model):
    """One opinion under many nominations, worked off one by one. Source: D3.

    `began_at` is when it arrived at the server: deadlines are held against that moment.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=16)
    opinion = models.CharField(max_length=500)
    opinion_on = models.DateField()
    began_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, db_index=True)
    picture = models.ForeignKey(SealPicture, on_delete=models.PROTECT, null=True, related_name="+")


class RunItem(models.Model):
    """One nomination of a run, and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        DONE = "done", "已办"
        REFUSED = "refused", "没有办"
        # Something broke that nobody had foreseen; the log says what. It can be picked anew.
        HELD = "held", "出错待查"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="items")
    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="+")
    revision = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    refusal = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "nomination"], name="offices_once_per_run")
        ]
        ordering = ["pk"]


class Contact(models.Model):
    """Whom to call at a unit: name, phone and address as the statistics table asks. Source: C23."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    phone = EncryptedText(blank=True)
    email = EncryptedText(blank=True)
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "unit"], name="offices_one_contact_per_unit"
            )
        ]


class Reminder(models.Model):
    """That a unit was reminded of what is missing: by whom, how, and when; once a day. Source: D5."""

    class Way(models.TextChoices):
        SMS = "sms", _("短信")
        EMAIL = "email", _("邮件")
        CALL = "call", _("电话")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=8, choices=Way.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    reached = models.PositiveSmallIntegerField()
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "target", "on"], name="offices_reminded_once_a_day"
            )
        ]
        ordering = ["-at"]


class Mailing(models.Model):
    """One text to a group, each with its own words filled in; held until it is let go. Source: N12.

    Its letters carry its id as their batch; what became of each is theirs to say.
    """

    class Group(models.TextChoices):
        BELOW = "below", _("下一级各单位")
        SHORT = "short", _("还不够的单位")
        WRITERS = "writers", _("报送人")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=8, choices=Group.choices)
    tray = models.CharField(max_length=12, blank=True)
    category = models.CharField(max_length=40, blank=True)
    way = models.CharField(max_length=8, choices=Letter.Way.choices)
    subject = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=500)
    made_at = models.DateTimeField()
    let_go_at = models.DateTimeField(null=True)
    scheduled_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]


class MessageTemplate(models.Model):
    """A text that a campaign's offices begin their messages from; a manager may change it."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=20)
    subject = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=500)
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "code"], name="offices_one_template_per_code"
            )
        ]


class Digest(models.Model):
    """That an office was told of its day: one letter, once a day. Source: N12."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "unit", "on"], name="offices_one_digest_a_day"
            )
        ]
