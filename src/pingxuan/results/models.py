"""A decision with all that it rests on, its outcomes, the public notice and objections."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pingxuan.accounts.fields import EncryptedText
from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.identity import uuid7
from pingxuan.voting.models import Entry


class Decision(models.Model):
    """One computed result, proposed by one person and confirmed by another; then frozen.

    `inputs` names by hash all that was used: marks, votes, rules, the head of the vote log.
    `rules_toml`, `marks_csv`, `votes_csv`, `result_csv` are what `pingxuan score` reproduces;
    `raw_votes_csv` also counts the votes that were taken out, to show what that changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="decisions")
    round = models.CharField(max_length=20, blank=True)
    inputs = models.JSONField(default=dict)
    rules_toml = models.TextField()
    marks_csv = models.TextField()
    votes_csv = models.TextField(blank=True)
    raw_votes_csv = models.TextField(blank=True)
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
    phone_lookup = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "entry"], name="one_outcome_an_entry")
        ]
        ordering = ["category", "rank", "entry__number"]


class Notice(models.Model):
    """A public notice period, in campaign time, half-open. Source: H5, C20.

    `entry` is None for the list of the selected as a whole; whoever moves up later from the
    reserve (递补) has a notice of their own.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="notices")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "entry"], name="one_notice_of_an_entry"),
            models.UniqueConstraint(
                fields=["decision"],
                condition=models.Q(entry=None),
                name="one_notice_of_the_list",
            ),
        ]


class Objection(models.Model):
    """Somebody disputes an entry of the notice, under their own name.

    `number` is what its author cites; `unit` on whose behalf it is made, empty for oneself;
    `due_at` is when its answer is due, in campaign time.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("已收到")
        DISMISSED = "dismissed", _("不成立")
        CORRECTED = "corrected", _("已更正")
        DISQUALIFIED = "disqualified", _("取消资格")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="objections")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="objections")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="objections")
    number = models.CharField(max_length=12, blank=True)
    name = EncryptedText()
    unit = EncryptedText(blank=True)
    text = EncryptedText()
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=14, choices=State.choices, default=State.RECEIVED)
    answer = models.TextField(blank=True)
    ruled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(null=True)


class ObjectionFile(models.Model):
    """A file that its author laid beside an objection; only who answers it and the author see it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    objection = models.ForeignKey(Objection, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="objections/%Y/")


class Matter(models.Model):
    """What one person proposes and another confirms or refuses, on the effects that both read.

    `effects` are written at the confirmation, in the order of the page: `[["J-011", "winner"]]`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reason = models.TextField()
    effects = models.JSONField(default=list)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)
    refusal = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def is_waiting(self) -> bool:
        """Whether the second person has not spoken yet."""
        return self.confirmed_at is None and self.refused_at is None


class Removal(Matter):
    """An entry is taken off the list after an objection. `reason` is the answer to its author.

    Source:
        H5; the second person is never the first, nor of the unit concerned.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="removals")
    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="removals")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="removals")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=models.Q(refused_at=None),
                name="one_removal_of_an_entry",
            )
        ]


class TieRuling(Matter):
    """A meeting's recorded decision on the entries that are tied at the cut of one category.

    `order` names them best first; `reason` is what the meeting put on record.

    Source:
        C28: shown as such above the computed result.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="tie_rulings")
    category = models.CharField(max_length=40)
    order = models.JSONField(default=list)
    held_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "category"],
                condition=models.Q(refused_at=None, confirmed_at=None),
                name="one_waiting_ruling_of_a_category",
            )
        ]


class Announcement(models.Model):
    """The results are out from this minute on, whatever worker runs. Source: C29, H6."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="announcement")
    announced_at = models.DateTimeField()
    announced_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")


class Certificate(models.Model):
    """What one winner was awarded, as it is printed and as the check page shows it.

    `wording` is all that stands on it; it does not change when a name is changed elsewhere.
    `code` is what the QR code leads to: long enough that nobody guesses another.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="certificates")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="certificates")
    serial = models.CharField(max_length=40)
    code = models.CharField(max_length=40, unique=True)
    wording = models.JSONField()
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    revoked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "serial"], name="one_certificate_a_serial"),
            models.UniqueConstraint(
                fields=["outcome"],
                condition=models.Q(revoked_at=None),
                name="one_valid_certificate_an_outcome",
            ),
        ]
        ordering = ["serial"]


class Package(models.Model):
    """An archive that the worker makes: certificates, or a whole dossier, with its progress."""

    class Kind(models.TextChoices):
        CERTIFICATES = "certificates", _("全部证书")
        ENTRY = "entry", _("一件的全部材料")
        CAMPAIGN = "campaign", _("活动的全部材料")

    class State(models.TextChoices):
        WAITING = "waiting", _("等待")
        MAKING = "making", _("正在做")
        DONE = "done", _("已做好")
        FAILED = "failed", _("没有做成")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="packages")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, null=True, related_name="+")
    base_url = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    file = models.FileField(upload_to="packages/%Y/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at"]
