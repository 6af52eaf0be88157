"""A nomination, its revisions, what was said and sealed on each, and forms that came in on paper."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pingxuan.accounts.fields import EncryptedJSON
from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.identity import uuid7
from pingxuan.domain.vocabulary import STATUS_NAMES, Status
from pingxuan.units.models import Unit


class Nomination(models.Model):
    """One case on its way. What is being written stands in `draft`; what was filed, in a revision.

    `draft` and `draft_personal` together hold the form's values by field key; personal fields
    (the sheet says which) are only ever in the encrypted one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="nominations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="nominations")
    writer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="nominations")
    is_self_nominated = models.BooleanField(default=False)
    status = models.CharField(max_length=16, choices=[(s.value, STATUS_NAMES[s]) for s in Status])
    # The top office's decision before the candidates are published; nobody below may know. D6.
    is_provisional = models.BooleanField(default=False)
    office = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    revision = models.ForeignKey("Revision", on_delete=models.PROTECT, null=True, related_name="+")
    draft = models.JSONField(default=dict)
    draft_personal = EncryptedJSON(default=dict, blank=True)
    draft_version = models.PositiveIntegerField(default=0)
    draft_saved_at = models.DateTimeField(null=True)
    draft_saved_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Keys of the conditions that the writer says are met; no part of the text that is sealed. N7.
    confirmed = models.JSONField(default=list)
    # Copies for lists, kept in step by `nominations.actions.drafting`.
    title = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=60, blank=True)
    file_number = models.CharField(max_length=20, blank=True)
    public_number = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    # Until when an office that returned it wants it back; campaign time. Source: N8.
    due_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="merged"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "file_number"],
                condition=~models.Q(file_number=""),
                name="one_file_number",
            ),
            models.UniqueConstraint(
                fields=["campaign", "public_number"],
                condition=~models.Q(public_number=""),
                name="one_public_number",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "office", "status"])]

    @property
    def told_status(self) -> Status:
        """The state that everyone below the top office may know of. Source: D6."""
        return Status.AT_OFFICE if self.is_provisional else Status(self.status)

    def __str__(self) -> str:
        return self.title or str(self.id)


class Revision(models.Model):
    """An immutable text of a nomination; `hash` is SHA-256 over canonical JSON of both halves.

    `content` holds what is not personal, with a random `salt`, so that the hash tells nothing
    of a birth date; `personal` holds the rest.
    """

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    hash = models.CharField(max_length=64, unique=True)
    content = models.JSONField()
    personal = EncryptedJSON(default=dict, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["nomination", "number"], name="one_revision_per_number")
        ]


class Endorsement(models.Model):
    """A unit's or an office's opinion and seal under one revision. Source: D4, C24."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    nomination = models.ForeignKey(
        Nomination, on_delete=models.CASCADE, related_name="endorsements"
    )
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="endorsements")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    # What the unit was called, and where it stood, when it sealed: the seal covers the name. B1.
    unit_name = models.CharField(max_length=120)
    unit_place = models.CharField(max_length=600, blank=True)
    tier = models.CharField(max_length=10)
    opinion = models.CharField(max_length=500)
    opinion_on = models.DateField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    voided_at = models.DateTimeField(null=True)
    # What the scan's own mark said: `matched`, `unread`; empty without a scan. Source: D4.
    scan_mark = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "unit"], name="one_seal_per_revision")
        ]
        ordering = ["sealed_at"]


class Remark(models.Model):
    """What an office wants changed, hung on the very field. Source: N8."""

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="remarks")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=500)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)


class LateAdmission(models.Model):
    """Leave for one nomination to go its way after the deadline; two people give it. Source: N9.

    Asked for with a reason, proposed by a manager with an end, decided by a supervisor.
    """

    nomination = models.ForeignKey(
        Nomination, on_delete=models.CASCADE, related_name="late_admissions"
    )
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_admitted = models.BooleanField(default=False)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["nomination"],
                condition=models.Q(decided_at=None),
                name="one_late_question_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("proposed_by")),
                name="late_takes_two_people",
            ),
        ]


class Attachment(models.Model):
    """A file beside a nomination, known by its content; a video is a link without a file.

    One that was taken away but stands in a filed text is kept for that text, with `removed_at`.
    """

    class Kind(models.TextChoices):
        FORM = "form", _("推荐表")
        SCAN = "scan", _("盖章扫描件")
        SEAL = "seal", _("电子印章")
        PROOF = "proof", _("佐证")
        PICTURE = "picture", _("图片")
        PDF = "pdf", "PDF"
        AUDIO = "audio", _("音频")
        VIDEO_LINK = "video_link", _("视频链接")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="attachments")
    endorsement = models.ForeignKey(
        Endorsement, on_delete=models.CASCADE, null=True, related_name="attachments"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    link = models.CharField(max_length=500, blank=True)
    file = models.FileField(upload_to="nominations/%Y/", blank=True)
    preview = models.FileField(upload_to="previews/%Y/", blank=True)
    # How often the worker has begun to draw a PDF's first page: one that kills it is not begun for ever.
    preview_tries = models.PositiveSmallIntegerField(default=0)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)


class LinkCheck(models.Model):
    """Whether a link of a nomination opens, as a worker found it, never a page.

    `due_at` is when it is looked at next; none when nothing more is to be done. Real time.

    Source:
        N2, N7.
    """

    class State(models.TextChoices):
        UNCHECKED = "unchecked", "还没有查"
        OPENED = "opened", "打得开"
        MOVED = "moved", "转到了别处"
        DEAD = "dead", "打不开"

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="link_checks")
    address = models.CharField(max_length=2000)
    # SHA-256 of the address: a key of fixed length; `same` is that of its plain form, for twins.
    key = models.CharField(max_length=64)
    same = models.CharField(max_length=64, db_index=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UNCHECKED)
    reason = models.CharField(max_length=20, blank=True)
    landed = models.CharField(max_length=500, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, db_index=True)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["nomination", "key"], name="one_check_per_link")
        ]


class Likeness(models.Model):
    """What a filed text is compared by, so that the same case sent in twice is found. Source: N7.

    `title` is the title as it is compared; `sketch` a MinHash of the narrative; `phone` an HMAC;
    `links` the fingerprints of its addresses. `advice` holds what the check said at filing, and
    `conditions` how each condition stood, as `key=standing`; none before they were judged.
    """

    nomination = models.OneToOneField(
        Nomination, on_delete=models.CASCADE, primary_key=True, related_name="likeness"
    )
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=200)
    phone = models.CharField(max_length=64, blank=True)
    sketch = models.BinaryField(default=bytes)
    links = models.JSONField(default=list)
    advice = models.JSONField(default=list)
    conditions = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["campaign", "phone"]),
            models.Index(fields=["campaign", "title"]),
        ]


class LikenessKey(models.Model):
    """One key under which texts that are alike meet: a band of the sketch, or a link."""

    likeness = models.ForeignKey(Likeness, on_delete=models.CASCADE, related_name="keys")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["campaign", "key"])]


class IncomingForm(models.Model):
    """A paper form as it came in, with what was read from it; nothing that arrives is lost."""

    class State(models.TextChoices):
        RECEIVED = "received", _("读取中")
        WAITING = "waiting", _("待确认")
        HELD = "held", _("有问题待处理")
        CONFIRMED = "confirmed", _("已转为草稿")
        REFUSED = "refused", _("不收")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="incoming_forms")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    # Nobody when it came by mail.
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    part = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    file = models.FileField(upload_to="incoming/%Y/")
    reading = EncryptedJSON(default=dict, blank=True)
    errors = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices)
    nomination = models.ForeignKey(
        Nomination, on_delete=models.SET_NULL, null=True, related_name="incoming_forms"
    )
    arrived_at = models.DateTimeField()
    # Which process reads it since when, and the how many-th; a killed one's claim runs out.
    claimed_by = models.CharField(max_length=100, blank=True)
    claimed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["state", "arrived_at"], name="incoming_to_read")]
