"""Late but justified: asked for with a reason, and given by two people or not at all."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.queries import posts_of
from pingxuan.domain.errors import AlreadyDone, ContentInvalid, SecondPersonNeeded, WrongStatus
from pingxuan.domain.vocabulary import Act, Stage, Status
from pingxuan.nominations.actions.stepping import locked, tell_writer
from pingxuan.nominations.models import LateAdmission
from pingxuan.nominations.queries.late import open_question

LONGEST_REASON = 500
ON_THE_WAY = frozenset({Status.DRAFT, Status.RETURNED, Status.AT_UNIT, Status.AT_OFFICE})


@transaction.atomic
def ask_late(nomination_id: UUID, *, reason: str, person: Person, now: datetime) -> LateAdmission:
    """Ask that a nomination may go its way although the deadline is over.

    Raises:
        NotYourAct: `person` neither writes it nor works where it lies.
        WrongStatus: it is not on its way.
        AlreadyDone: that was asked, and is not decided.
        ContentInvalid: no reason, or too long a one.

    Source:
        N9.
    """
    nomination = locked(nomination_id)
    require(person, "nominations.ask_late", nomination)
    if nomination.status not in ON_THE_WAY:
        raise WrongStatus(Act.ASK_LATE, nomination.status)
    waiting = open_question(nomination)
    if waiting is not None:
        raise AlreadyDone(Act.ASK_LATE, waiting.asked_at)
    asked = LateAdmission.objects.create(
        nomination=nomination,
        reason=_said(reason),
        asked_by=person,
        asked_at=nomination.campaign.at(now),
    )
    _write_down(Act.ASK_LATE, asked, person, now, reason=asked.reason)
    return asked


@transaction.atomic
def propose_late(
    question_id: int, *, until_at: datetime, person: Person, now: datetime
) -> LateAdmission:
    """Propose to admit it until a moment (campaign time); a second person then decides.

    Raises:
        NotYourAct: `person` does not manage the campaign.
        AlreadyDone: it is decided.
        ContentInvalid: the end has passed, or lies after the end of screening.
    """
    question = LateAdmission.objects.select_for_update().get(pk=question_id)
    nomination = question.nomination
    require(person, "nominations.propose_late", nomination)
    _require_open(question, Act.PROPOSE_LATE)
    moment, sheet = nomination.campaign.at(now), nomination.campaign.sheet
    if until_at <= moment:
        raise ContentInvalid({"until_at": ["past"]})
    if sheet.has_stage(Stage.SCREENING) and until_at > sheet.window(Stage.SCREENING).closes_at:
        raise ContentInvalid({"until_at": ["after_screening"]})

    question.proposed_by, question.proposed_at, question.until_at = person, moment, until_at
    question.save(update_fields=["proposed_by", "proposed_at", "until_at"])
    _write_down(Act.PROPOSE_LATE, question, person, now, until=until_at.isoformat())
    return question


@transaction.atomic
def decide_late(
    question_id: int, *, is_admitted: bool, answer: str, person: Person, now: datetime
) -> LateAdmission:
    """Admit it late, or not; the writer is told, with the answer.

    Raises:
        NotYourAct: `person` does not supervise the campaign.
        SecondPersonNeeded: nobody proposed it yet; or `person` asked or proposed it, or is of the
            unit that it is about.
        AlreadyDone: it is decided.
        ContentInvalid: no answer to a refusal, or too long a one.

    Source:
        N9: late but justified takes two people.
    """
    question = LateAdmission.objects.select_for_update().get(pk=question_id)
    nomination = locked(question.nomination_id)
    act = Act.ADMIT_LATE if is_admitted else Act.REFUSE_LATE
    require(person, f"nominations.{act}", nomination)
    _require_open(question, act)
    if question.proposed_by_id is None and is_admitted:
        raise SecondPersonNeeded(act)
    first = {question.asked_by_id, question.proposed_by_id}
    units = {post.unit_id for post in posts_of(person)}
    if person.pk in first or nomination.unit_id in units:
        raise SecondPersonNeeded(act)

    question.answer = answer.strip()[:LONGEST_REASON] if is_admitted else _said(answer)
    question.decided_by, question.decided_at = person, nomination.campaign.at(now)
    question.is_admitted = is_admitted
    question.save(update_fields=["answer", "decided_by", "decided_at", "is_admitted"])
    told = "同意逾期受理，请尽快办理" if is_admitted else f"不同意逾期受理：{question.answer}"
    tell_writer(nomination, "nomination_late", f"《{nomination.title}》：{told}。", now)
    _write_down(act, question, person, now, first=str(question.proposed_by_id or ""))
    return question


def _require_open(question: LateAdmission, act: Act) -> None:
    if question.decided_at is not None:
        raise AlreadyDone(act, question.decided_at)


def _said(text: str) -> str:
    said = text.strip()
    if not said or len(said) > LONGEST_REASON:
        raise ContentInvalid({"reason": ["too_long" if said else "missing"]})
    return said


def _write_down(
    act: Act, question: LateAdmission, person: Person, now: datetime, **facts: str
) -> None:
    nomination = question.nomination
    record(
        act,
        question,
        person=person,
        now=now,
        campaign_id=nomination.campaign_id,
        nomination=str(nomination.pk),
        **facts,
    )
