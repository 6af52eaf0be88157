"""Dispute an entry of the notice, and answer such an objection. Source: H5, C20, C28."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.domain.errors import (
    ContentInvalid,
    GateShut,
    Lack,
    SecondPersonNeeded,
    StageClosed,
    WrongStatus,
)
from pingxuan.domain.rules.entry import FileKind
from pingxuan.domain.vocabulary import Act, Stage
from pingxuan.messages.actions import queue
from pingxuan.messages.models import Letter
from pingxuan.nominations.content.files import Kept, read_file
from pingxuan.results import noticing
from pingxuan.results.models import Notice, Objection, ObjectionFile
from pingxuan.results.seconding import has_no_part
from pingxuan.voting.models import Entry

ALONE = frozenset({Objection.State.DISMISSED, Objection.State.CORRECTED})
"""What a supervisor may answer alone; a disqualification takes two (`removing`)."""

LEAST_TEXT = 10
MOST_FILES = 5
MOST_BYTES = 10 * 1024 * 1024


def read_files(files: Sequence[tuple[str, bytes]]) -> list[Kept]:
    """Take pictures and PDFs whatever their names say; pictures lose what a camera adds.

    Raises:
        ContentInvalid: `files`, as for a nomination's; or there are `too_many_files`.
    """
    if len(files) > MOST_FILES:
        raise ContentInvalid({"files": ["too_many_files"]})
    kinds = {FileKind.PICTURE, FileKind.PDF}
    return [read_file(name, raw, kinds=kinds, most_bytes=MOST_BYTES) for name, raw in files]


@transaction.atomic
def object_to(
    notice: Notice,
    entry: Entry,
    *,
    name: str,
    text: str,
    person: Person,
    now: datetime,
    unit: str = "",
    files: Sequence[Kept] = (),
) -> Objection:
    """Dispute an entry of the notice under one's own name; its author gets an acknowledgement.

    Args:
        unit: on whose behalf; empty for oneself.
        files: as `read_files` gives them.

    Raises:
        NotYourAct: signed in by a hand-over, which only votes.
        StageClosed: the notice period is over, or has not begun.
        ContentInvalid: the entry is not on the list, no name, or fewer than ten characters of
            reasons.
    """
    require(person, "results.object", notice)
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    campaign = notice.decision.campaign
    moment = campaign.at(now)
    if not notice.opens_at <= moment < notice.closes_at:
        raise StageClosed(Act.OBJECT, Stage.NOTICE, notice.opens_at, notice.closes_at)
    problems = {}
    if not noticing.is_listed(notice, entry):
        problems["entry"] = ["unknown_entry"]
    if len(name.strip()) < 2:
        problems["name"] = ["missing"]
    if len(text.strip()) < LEAST_TEXT:
        problems["text"] = ["too_short"]
    if problems:
        raise ContentInvalid(problems)
    count = Objection.objects.filter(notice__decision=notice.decision).count()
    objection = Objection.objects.create(
        notice=notice,
        entry=entry,
        person=person,
        number=f"Y-{count + 1:03d}",
        name=name.strip(),
        unit=unit.strip(),
        text=text.strip(),
        made_at=now,
        due_at=noticing.due_at(campaign, moment),
    )
    for kept in files:
        _keep(objection, kept)
    _tell(
        objection, "objection_received", "已收到您的异议 {number}，答复期限内会在异议页答复。", now
    )
    record(
        Act.OBJECT,
        objection,
        person=person,
        now=now,
        campaign_id=campaign.pk,
        entry=entry.number,
        **({"files": [kept.sha256 for kept in files]} if files else {}),
    )
    return objection


@transaction.atomic
def rule_on(
    objection_id: UUID, state: Objection.State, *, answer: str, person: Person, now: datetime
) -> Objection:
    """Answer an objection that takes nobody off the list: dismissed, or something was corrected.

    Raises:
        NotYourAct: `person` is no supervisor.
        SecondPersonNeeded: a disqualification takes two people; or the supervisor made the
            objection, proposed the decision, or is of the unit concerned.
        WrongStatus: answered before. ContentInvalid: no answer.
        GateShut: it was proposed to disqualify the entry, and that waits for its second person.
    """
    objection = Objection.objects.select_for_update(of=("self",)).get(pk=objection_id)
    decision = objection.notice.decision
    require(person, "results.rule_on_objection", decision.campaign)
    is_apart = has_no_part(person, objection, decision.campaign)
    if state not in ALONE or person.pk == decision.proposed_by_id or not is_apart:
        raise SecondPersonNeeded(Act.RULE_ON_OBJECTION)
    if objection.state != Objection.State.RECEIVED:
        raise WrongStatus(Act.RULE_ON_OBJECTION, objection.get_state_display())
    if objection.removals.filter(confirmed_at=None, refused_at=None).exists():
        raise GateShut(Act.RULE_ON_OBJECTION, missing=[Lack("取消资格的第二人意见")])
    if not answer.strip():
        raise ContentInvalid({"answer": ["missing"]})
    close(objection, state, answer.strip(), person=person, now=now)
    record(
        Act.RULE_ON_OBJECTION,
        objection,
        person=person,
        now=now,
        campaign_id=decision.campaign_id,
        entry=objection.entry.number,
        outcome=state.value,
    )
    return objection


def close(
    objection: Objection, state: Objection.State, answer: str, *, person: Person, now: datetime
) -> None:
    """Write the answer on an objection and tell its author."""
    objection.state, objection.answer = state, answer
    objection.ruled_by, objection.ruled_at = person, now
    objection.save(update_fields=["state", "answer", "ruled_by", "ruled_at"])
    _tell(objection, "objection_answered", "您的异议 {number} 已答复，请在异议页查看。", now)


def _keep(objection: Objection, kept: Kept) -> None:
    ObjectionFile.objects.create(
        objection=objection,
        name=kept.name,
        media_type=kept.media_type,
        size=len(kept.content),
        sha256=kept.sha256,
        file=ContentFile(kept.content, name=kept.sha256),
    )


def _tell(objection: Objection, template: str, text: str, now: datetime) -> None:
    queue(
        template,
        text.format(number=objection.number),
        way=Letter.Way.SITE,
        now=now,
        person_id=objection.person_id,
        about=f"{objection._meta.label_lower}:{objection.pk}",
    )
