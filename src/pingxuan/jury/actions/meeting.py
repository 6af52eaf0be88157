"""Lead a jury's meeting: open it, go through the agenda, write down what was decided. Source: G6."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import AlreadyDone, ContentInvalid, GateShut, StageClosed, WrongStatus
from pingxuan.domain.vocabulary import Act, Stage
from pingxuan.jury import queries
from pingxuan.jury.models import Juror, Meeting, MeetingLine, Poll
from pingxuan.voting.models import Entry


@transaction.atomic
def open_meeting(
    campaign: Campaign, round_code: str, agenda: Sequence[str], *, person: Person, now: datetime
) -> Meeting:
    """Open a meeting of a round's jury on some entries, in the order given; none: all of the round.

    Raises:
        NotYourAct: `person` does not chair the jury.
        StageClosed: the jury's stage has not begun.
        AlreadyDone: a meeting is open.
        ContentInvalid: an entry is not in the round.
    """
    require(person, "jury.lead", campaign)
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    window = campaign.sheet.window(Stage.REVIEW)
    if campaign.at(now) < window.opens_at:
        raise StageClosed(Act.OPEN_MEETING, Stage.REVIEW, window.opens_at, window.closes_at)
    before = Meeting.objects.filter(campaign=campaign, closed_at=None).first()
    if before is not None:
        raise AlreadyDone(Act.OPEN_MEETING, before.opened_at)
    known = list(queries.entries_of(campaign, round_code).values_list("number", flat=True))
    wanted = list(dict.fromkeys(agenda)) or known
    if not set(wanted) <= set(known):
        raise ContentInvalid({"agenda": ["not_a_candidate"]})
    meeting = Meeting.objects.create(
        campaign=campaign,
        round=round_code,
        agenda=wanted,
        seed=secrets.token_hex(8),
        opened_at=now,
        opened_by=person,
    )
    record(Act.OPEN_MEETING, meeting, person=person, now=now, round=round_code, agenda=wanted)
    return meeting


def _open(meeting_id: UUID, act: Act, person: Person) -> Meeting:
    """Lock a meeting that is open.

    Raises:
        NotYourAct: `person` does not chair the jury.
        WrongStatus: it is closed.
    """
    meeting = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("campaign__version")
        .get(pk=meeting_id)
    )
    require(person, "jury.lead", meeting.campaign)
    if meeting.closed_at is not None:
        raise WrongStatus(act, "会议已结束")
    return meeting


@transaction.atomic
def take_attendance(
    meeting_id: UUID, codes: Sequence[str], *, person: Person, now: datetime
) -> Meeting:
    """Write down which jurors are there.

    Raises:
        NotYourAct, WrongStatus: as for the meeting.
        ContentInvalid: a code that no seated juror of the round has.
    """
    meeting = _open(meeting_id, Act.LEAD_MEETING, person)
    seated = Juror.objects.filter(campaign=meeting.campaign, round=meeting.round, left_at=None)
    known = set(seated.values_list("code", flat=True))
    if not set(codes) <= known:
        raise ContentInvalid({"present": ["unknown_juror"]})
    meeting.present, meeting.turn = sorted(set(codes)), 0
    meeting.save(update_fields=["present", "turn"])
    record(Act.LEAD_MEETING, meeting, person=person, now=now, present=meeting.present)
    return meeting


@transaction.atomic
def go_to(meeting_id: UUID, at: int, *, turn: int, person: Person, now: datetime) -> Meeting:
    """Bring an entry of the agenda before the meeting, and say how many have spoken on it.

    Raises:
        NotYourAct, WrongStatus: as for the meeting.
        ContentInvalid: the agenda has no such place.
    """
    meeting = _open(meeting_id, Act.LEAD_MEETING, person)
    if not 0 <= at < max(len(meeting.agenda), 1) or turn < 0:
        raise ContentInvalid({"at": ["out_of_range"]})
    meeting.at, meeting.turn = at, turn
    meeting.save(update_fields=["at", "turn"])
    record(Act.LEAD_MEETING, meeting, person=person, now=now, at=at, turn=turn)
    return meeting


@transaction.atomic
def minute(
    meeting_id: UUID,
    text: str,
    *,
    kind: MeetingLine.Kind,
    number: str,
    person: Person,
    now: datetime,
) -> MeetingLine:
    """Write a decision or a note into the minutes, about an entry or in general; it stays.

    Raises:
        NotYourAct, WrongStatus: as for the meeting.
        ContentInvalid: no text, or an entry that is not on the agenda.
    """
    meeting = _open(meeting_id, Act.MINUTE, person)
    if not text.strip():
        raise ContentInvalid({"text": ["missing"]})
    if number and number not in meeting.agenda:
        raise ContentInvalid({"number": ["not_a_candidate"]})
    entry = Entry.objects.filter(campaign=meeting.campaign, number=number).first()
    line = MeetingLine.objects.create(
        meeting=meeting,
        kind=kind,
        entry=entry,
        text=text.strip()[:500],
        written_at=now,
        written_by=person,
    )
    record(
        Act.MINUTE,
        meeting,
        person=person,
        now=now,
        kind=line.kind,
        entry=number,
        text=line.text,
    )
    return line


@transaction.atomic
def close_meeting(meeting_id: UUID, *, person: Person, now: datetime) -> Meeting:
    """Close a meeting; its minutes stand from here on.

    Raises:
        NotYourAct, WrongStatus: as for the meeting.
        GateShut: a ballot of it is open still.
    """
    meeting = _open(meeting_id, Act.CLOSE_MEETING, person)
    if Poll.objects.filter(meeting=meeting, closed_at=None).exists():
        raise GateShut(Act.CLOSE_MEETING, missing=["票决结束"])
    meeting.closed_at = now
    meeting.save(update_fields=["closed_at"])
    record(Act.CLOSE_MEETING, meeting, person=person, now=now, lines=meeting.lines.count())
    return meeting
