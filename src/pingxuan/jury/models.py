"""Jurors, what they are given to judge, and their marks."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pingxuan.accounts.fields import EncryptedText
from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.identity import uuid7
from pingxuan.domain.judging.polls import Majority, PollRules
from pingxuan.units.models import Unit
from pingxuan.voting.models import Entry


class Juror(models.Model):
    """A person who judges in a round: the categories, and the unit that recuses.

    `is_outside` says that the juror works nowhere in the tree of units, so that only declared units
    recuse; without unit and without it, the check for recusals cannot run and blocks. `left_at`
    ends the seat: what was locked stays, what was not goes to others.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="jurors")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="jurors")
    round = models.CharField(max_length=20)
    categories = models.JSONField(default=list)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    recused_units = models.ManyToManyField(Unit, related_name="+")
    is_outside = models.BooleanField(default=False)
    interests = models.TextField(blank=True)
    declared_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=20)
    seated_at = models.DateTimeField()
    pledged_at = models.DateTimeField(null=True)
    pledge_version = models.CharField(max_length=64, blank=True)
    reminded_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    left_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "person", "round"], name="one_juror_a_round"
            ),
            models.UniqueConstraint(fields=["campaign", "round", "code"], name="one_juror_code"),
        ]


class Assignment(models.Model):
    """One entry before one juror in one round.

    `salt` is made at the lock and hashed with the marks into the audit book: marks are few enough
    to be guessed from a plain hash.
    """

    class State(models.TextChoices):
        OPEN = "open", _("待打分")
        LOCKED = "locked", _("已锁定")
        RECUSED = "recused", _("回避")
        RELEASED = "released", _("已交回")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="assignments")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="assignments")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    recusal_reason = models.CharField(max_length=200, blank=True)
    is_skipped = models.BooleanField(default=False)
    comment = models.TextField(blank=True)
    note = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True)
    saved_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["juror", "entry"], name="one_assignment_a_juror")
        ]


class Mark(models.Model):
    """One juror's mark on one quality of one entry. Source: C14, C27."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="marks")
    criterion = models.CharField(max_length=40)
    mark = models.DecimalField(max_digits=7, decimal_places=3)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "criterion"], name="one_mark_a_criterion")
        ]


class RoundClosing(models.Model):
    """The end of a round: who goes on, and which marks were missing. Source: G2, G6.

    `goes_on` holds public numbers; it is empty for the last round, which the decision follows.
    `missing` holds the number of entries that each juror, by code, left open.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="round_closings")
    round = models.CharField(max_length=20)
    goes_on = models.JSONField(default=list)
    missing = models.JSONField(default=dict)
    result_csv = models.TextField(blank=True)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "round"], name="one_closing_a_round")
        ]


class Invitation(models.Model):
    """An invitation to the jury: a link that holds until it is answered, revoked or too old.

    The link's secret is kept as its hash only. Source: G1, B2.
    """

    class State(models.TextChoices):
        OPEN = "open", "待答复"
        ACCEPTED = "accepted", "已接受"
        REFUSED = "refused", "已谢绝"
        REVOKED = "revoked", "已撤回"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="jury_invitations"
    )
    round = models.CharField(max_length=20)
    categories = models.JSONField(default=list)
    name = models.CharField(max_length=60)
    phone = EncryptedText(blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    is_outside = models.BooleanField(default=False)
    token_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True)
    juror = models.OneToOneField(
        Juror, on_delete=models.PROTECT, null=True, related_name="invitation"
    )


class Meeting(models.Model):
    """A meeting of a round's jury: what is before it, who is there, who speaks. Source: G6.

    `agenda` holds public numbers in order, `at` the place in it (from 0), `present` the codes of
    the jurors who are there, `turn` how many of them have spoken on the present entry. `seed`
    mixes the order of speaking anew for each entry.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="meetings")
    round = models.CharField(max_length=20)
    agenda = models.JSONField(default=list)
    at = models.PositiveIntegerField(default=0)
    present = models.JSONField(default=list)
    turn = models.PositiveIntegerField(default=0)
    seed = models.CharField(max_length=32)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"],
                condition=models.Q(closed_at=None),
                name="one_open_meeting_a_campaign",
            )
        ]


class MeetingLine(models.Model):
    """One line of a meeting's minutes: a decision or a note, about an entry or in general."""

    class Kind(models.TextChoices):
        DECISION = "decision", "决定"
        NOTE = "note", "记录"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=500)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")


class Poll(models.Model):
    """A ballot (票决) among entries of a category; a second vote names the first. Source: G6.

    `candidates` holds public numbers; `result`, once it is closed, what it came to.
    """

    class MajorityChoice(models.TextChoices):
        MOST = Majority.MOST, "得票多的当选"
        HALF = Majority.HALF, "过半数当选"
        TWO_THIRDS = Majority.TWO_THIRDS, "三分之二当选"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="polls")
    round = models.CharField(max_length=20)
    category = models.CharField(max_length=40)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="polls")
    first = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="again")
    candidates = models.JSONField(default=list)
    seats = models.PositiveIntegerField()
    at_most = models.PositiveIntegerField()
    quorum = models.PositiveIntegerField(default=0)
    majority = models.CharField(max_length=12, choices=MajorityChoice.choices)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "round", "category"],
                condition=models.Q(closed_at=None),
                name="one_open_poll_a_category",
            )
        ]

    @property
    def rules(self) -> PollRules:
        """What it is held by."""
        return PollRules(self.seats, self.at_most, self.quorum, Majority(self.majority))


class Ballot(models.Model):
    """One juror's slip in a poll; given once. Only counts leave the room."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="ballots")
    juror = models.ForeignKey(Juror, on_delete=models.PROTECT, related_name="ballots")
    names = models.JSONField(default=list)
    salt = models.CharField(max_length=32)
    cast_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "juror"], name="one_ballot_a_juror")]


class Question(models.Model):
    """What the chair asks a juror about the own marks; it changes none of them. Source: G5.

    `facts` is what the check found, as it was when the chair asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="questions")
    kind = models.CharField(max_length=20)
    facts = models.JSONField(default=dict)
    text = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)


class ScoreSheet(models.Model):
    """Marks that came in otherwise than on the screen: a workbook, or paper that a clerk typed in.

    `rows` holds for each public number the marks by criterion, as typed, and the comment. A workbook
    is taken over by its juror; paper by a second clerk. Source: G4.
    """

    class Source(models.TextChoices):
        WORKBOOK = "workbook", "电子打分表"
        PAPER = "paper", "纸质打分表"

    class State(models.TextChoices):
        WAITING = "waiting", "待确认"
        TAKEN = "taken", "已录入"
        REFUSED = "refused", "已退回"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="sheets")
    source = models.CharField(max_length=10, choices=Source.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    rows = models.JSONField(default=dict)
    file_hash = models.CharField(max_length=64, blank=True)
    has_paper_pledge = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    remark = models.CharField(max_length=200, blank=True)
