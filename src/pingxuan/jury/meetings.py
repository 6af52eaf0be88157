"""What can be read of a jury's meeting: what is before it, who speaks next, its minutes. Source: G6."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from django.db.models import QuerySet

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.judging.results import score
from pingxuan.jury import queries
from pingxuan.jury.cutting import marks_alone
from pingxuan.jury.models import Assignment, Juror, Meeting, MeetingLine, Poll
from pingxuan.jury.polls import polls_of
from pingxuan.jury.recusals import is_recused
from pingxuan.voting.models import Entry


def meeting_of(campaign: Campaign) -> Meeting | None:
    """Give the meeting that is open, else the last one; None before the first."""
    found = Meeting.objects.filter(campaign=campaign).select_related("opened_by")
    return found.filter(closed_at=None).first() or found.order_by("-opened_at").first()


def jurors_at(meeting: Meeting) -> list[Juror]:
    """Give the seated jurors of a meeting's round, by code."""
    return list(
        Juror.objects.filter(campaign=meeting.campaign, round=meeting.round, left_at=None)
        .select_related("person", "unit")
        .prefetch_related("recused_units")
        .order_by("code")
    )


def entry_at(meeting: Meeting) -> Entry | None:
    """Give the entry that is before the meeting; None when the agenda is empty."""
    if not meeting.agenda:
        return None
    number = meeting.agenda[min(meeting.at, len(meeting.agenda) - 1)]
    found = Entry.objects.filter(campaign=meeting.campaign, number=number)
    return found.select_related("unit").first()


def speaking_order(meeting: Meeting, number: str, codes: Sequence[str]) -> list[str]:
    """Mix who speaks when on an entry: another order for each, the same whoever asks.

    Nobody speaks first by rank, and nobody always last.
    """

    def lot(code: str) -> bytes:
        text = f"{meeting.seed}\0{number}\0{code}"
        return blake2b(text.encode(), digest_size=8).digest()

    return sorted(codes, key=lot)


@dataclass(frozen=True)
class Floor:
    """Who is heard on the entry that is before a meeting.

    Attributes:
        speakers: present jurors in their order; `turn` of them have spoken.
        away: present jurors who are recused from it and leave the room.
    """

    entry: Entry | None
    speakers: Sequence[Juror]
    turn: int
    away: Sequence[Juror]

    @property
    def speaking(self) -> Juror | None:
        """Who speaks now; None when all have."""
        return self.speakers[self.turn] if self.turn < len(self.speakers) else None

    @property
    def following(self) -> Juror | None:
        """Who speaks next."""
        return self.speakers[self.turn + 1] if self.turn + 1 < len(self.speakers) else None


def floor_of(meeting: Meeting, jurors: Sequence[Juror]) -> Floor:
    """Say who is heard now."""
    entry = entry_at(meeting)
    present = {one.code: one for one in jurors if one.code in meeting.present}
    if entry is None:
        return Floor(None, [], 0, [])
    declared = set(
        Assignment.objects.filter(
            juror__in=list(present.values()), entry=entry, state=Assignment.State.RECUSED
        ).values_list("juror__code", flat=True)
    )
    away = [one for one in present.values() if one.code in declared or is_recused(one, entry.unit)]
    codes = [code for code, one in present.items() if one not in away]
    order = speaking_order(meeting, entry.number, codes)
    return Floor(entry, [present[code] for code in order], meeting.turn, away)


@dataclass(frozen=True)
class Line:
    """Where one entry stands by the marks alone."""

    rank: int | None
    entry: str
    category: str
    jury: str
    status: str


def standing_of(campaign: Campaign, round_code: str) -> list[Line]:
    """Give a closed round's standing by its marks alone, never the vote; nothing before it is closed.

    Callers have asked who may.
    """
    if round_code not in queries.closings(campaign):
        return []
    rows = queries.mark_rows(campaign, round_code)
    if not any(row.mark is not None for row in rows):
        return []
    one = queries.round_of(campaign, round_code)
    result = score(
        rows, None, marks_alone(campaign.sheet.judging.rules, campaign.sheet.jury, one.cut)
    )
    return [
        Line(
            row.rank,
            row.entry,
            row.category,
            "" if row.jury is None else f"{row.jury:f}",
            row.status.value,
        )
        for row in result.rows
    ]


@dataclass(frozen=True)
class Minutes:
    """All that the minutes of a meeting say; a paper is made of it.

    Attributes:
        agenda: entries in their order.
        recused: entry's number → codes of present jurors who left the room for it.
        polls: the ballots that were held, with counts and never slips.
        lines: decisions and notes, in the order of writing.
    """

    meeting: Meeting
    round_name: str
    chair: str
    present: Sequence[Juror]
    absent: Sequence[Juror]
    agenda: Sequence[Entry]
    recused: dict[str, list[str]]
    polls: Sequence[Poll]
    lines: Sequence[MeetingLine]


def lines_of(meeting: Meeting) -> QuerySet[MeetingLine]:
    """Give the lines of a meeting's minutes, oldest first."""
    return meeting.lines.select_related("entry", "written_by").order_by("written_at", "pk")


def minutes_of(meeting: Meeting) -> Minutes:
    """Collect the minutes of a meeting."""
    campaign = meeting.campaign
    jurors = jurors_at(meeting)
    present = [one for one in jurors if one.code in meeting.present]
    entries = {
        one.number: one
        for one in Entry.objects.filter(
            campaign=campaign, number__in=meeting.agenda
        ).select_related("unit")
    }
    agenda = [entries[number] for number in meeting.agenda if number in entries]
    recused = {
        entry.number: [one.code for one in present if is_recused(one, entry.unit)]
        for entry in agenda
    }
    return Minutes(
        meeting=meeting,
        round_name=str(queries.round_of(campaign, meeting.round).name),
        chair=meeting.opened_by.name,
        present=present,
        absent=[one for one in jurors if one.code not in meeting.present],
        agenda=agenda,
        recused={number: codes for number, codes in recused.items() if codes},
        polls=[one for one in polls_of(campaign, meeting.round) if one.meeting_id == meeting.pk],
        lines=list(lines_of(meeting)),
    )
