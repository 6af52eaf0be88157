"""Ask a juror about what a check has found. No mark is changed by it. Source: G5."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import AlreadyDone, ContentInvalid, GateShut
from pingxuan.domain.vocabulary import Act
from pingxuan.jury.flags import findings_of
from pingxuan.jury.models import Juror, Question
from pingxuan.jury.seclusion import is_secluded
from pingxuan.messages.actions import queue
from pingxuan.messages.models import Letter


def require_checks(campaign: Campaign, person: Person, now: datetime) -> None:
    """Let the chair look at others' marks, once the chair's own are locked.

    Raises:
        NotYourAct: `person` does not chair the jury.
        GateShut: `person` is a juror, too, and has still to mark.
    """
    require(person, "jury.checks", campaign)
    if is_secluded(person, campaign, now):
        raise GateShut(Act.ASK_JUROR, missing=["先锁定自己的打分"])


@transaction.atomic
def ask(
    campaign: Campaign, round_code: str, key: str, text: str, *, person: Person, now: datetime
) -> Question:
    """Ask a juror about a finding, with what was found as it is now.

    Args:
        key: which finding (`Finding.key`).

    Raises:
        NotYourAct, GateShut: as for `require_checks`.
        ContentInvalid: no text; no such finding any more.
    """
    require_checks(campaign, person, now)
    found = next((one for one in findings_of(campaign, round_code) if one.key == key), None)
    if found is None:
        raise ContentInvalid({"key": ["unknown_finding"]})
    if not text.strip():
        raise ContentInvalid({"text": ["missing"]})
    flag = found.flag
    juror = Juror.objects.select_for_update().get(
        campaign=campaign, round=round_code, code=flag.judge
    )
    question = Question.objects.create(
        juror=juror,
        kind=flag.kind,
        facts={"key": key, "score": f"{flag.score:.4f}", "entries": flag.entries},
        text=text.strip()[:500],
        asked_at=now,
        asked_by=person,
    )
    letter = _("“%(title)s”评审组长就你的打分有一个问题，请到“打分”页答复。")
    queue(
        "jury_question",
        letter % {"title": campaign.title},
        way=Letter.Way.SITE,
        person_id=juror.person_id,
        now=now,
        about=str(question.pk),
    )
    record(
        Act.ASK_JUROR,
        question,
        person=person,
        now=now,
        campaign_id=campaign.pk,
        juror=juror.code,
        **question.facts,
    )
    return question


@transaction.atomic
def answer(question_id: UUID, text: str, *, person: Person, now: datetime) -> Question:
    """Answer the chair's question, once.

    Raises:
        NotYourAct: it was not asked of `person`.
        AlreadyDone: answered before.
        ContentInvalid: no text.
    """
    question = (
        Question.objects.select_for_update(of=("self",))
        .select_related("juror__campaign")
        .get(pk=question_id)
    )
    require(person, "jury.pledge", question.juror)
    if question.answered_at is not None:
        raise AlreadyDone(Act.ANSWER_CHAIR, question.answered_at)
    if not text.strip():
        raise ContentInvalid({"text": ["missing"]})
    question.answer, question.answered_at = text.strip()[:1000], now
    question.save(update_fields=["answer", "answered_at"])
    record(
        Act.ANSWER_CHAIR,
        question,
        person=person,
        now=now,
        campaign_id=question.juror.campaign_id,
        juror=question.juror.code,
    )
    return question
