"""Notice period, objections and the announcement. Source: H5, H6, C20, C28, C29."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import (
    AlreadyDone,
    ContentInvalid,
    GateShut,
    Lack,
    SecondPersonNeeded,
    StageClosed,
    WrongStatus,
)
from pingxuan.domain.judging.awards import Standing
from pingxuan.domain.vocabulary import Act, Stage, Status
from pingxuan.nominations.actions.deciding import apply
from pingxuan.results.models import Announcement, Decision, Notice, Objection, Outcome
from pingxuan.results.seconding import has_no_part
from pingxuan.voting.models import Entry

ALONE = frozenset({Objection.State.DISMISSED, Objection.State.CORRECTED})
"""What a supervisor may answer alone; a disqualification takes two (`removing`)."""

NO_TIES = Lack("线上并列还没有会议决定")


def _need_stage(campaign: Campaign, stage: Stage, act: Act, *, now: datetime) -> None:
    if stage in campaign.open_stages(now):
        return
    if not campaign.sheet.has_stage(stage):
        raise StageClosed(act, needs=stage)
    window = campaign.sheet.window(stage)
    raise StageClosed(act, stage, window.opens_at, window.closes_at)


@transaction.atomic
def open_notice(decision_id: UUID, *, person: Person, now: datetime) -> Notice:
    """Put the selected of a confirmed decision up for public notice, to the stage's end.

    Raises:
        NotYourAct: `person` does not manage the campaign.
        StageClosed: the notice stage is not open.
        GateShut: the decision is not confirmed, or a tie at the cut waits for its meeting (C28).
        AlreadyDone: the notice is up.
    """
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision_id)
    require(person, "results.open_notice", decision.campaign)
    _need_stage(decision.campaign, Stage.NOTICE, Act.OPEN_NOTICE, now=now)
    if decision.confirmed_at is None:
        raise GateShut(Act.OPEN_NOTICE, missing=[Lack("第二人确认")])
    if has_open_ties(decision):
        raise GateShut(Act.OPEN_NOTICE, missing=[NO_TIES])
    if Notice.objects.filter(decision=decision).exists():
        raise AlreadyDone(Act.OPEN_NOTICE)
    notice = Notice.objects.create(
        decision=decision,
        opens_at=decision.campaign.at(now),
        closes_at=decision.campaign.sheet.window(Stage.NOTICE).closes_at,
        opened_by=person,
    )
    record(Act.OPEN_NOTICE, notice, person=person, now=now, campaign_id=decision.campaign_id)
    return notice


@transaction.atomic
def object_to(
    notice: Notice, entry: Entry, *, name: str, text: str, person: Person, now: datetime
) -> Objection:
    """Dispute an entry of the notice under one's own name.

    Raises:
        NotYourAct: signed in by a hand-over, which only votes.
        StageClosed: the notice period is over, or has not begun.
        ContentInvalid: the entry is not on the list, no name, or fewer than ten characters of
            reasons.
    """
    require(person, "results.object", notice)
    moment = notice.decision.campaign.at(now)
    if not notice.opens_at <= moment < notice.closes_at:
        raise StageClosed(Act.OBJECT, Stage.NOTICE, notice.opens_at, notice.closes_at)
    problems = {}
    if not notice.decision.outcomes.filter(entry=entry, status=Standing.WINNER).exists():
        problems["entry"] = ["unknown_entry"]
    if len(name.strip()) < 2:
        problems["name"] = ["missing"]
    if len(text.strip()) < 10:
        problems["text"] = ["too_short"]
    if problems:
        raise ContentInvalid(problems)
    objection = Objection.objects.create(
        notice=notice,
        entry=entry,
        person=person,
        name=name.strip(),
        text=text.strip(),
        made_at=now,
    )
    record(
        Act.OBJECT,
        objection,
        person=person,
        now=now,
        campaign_id=notice.decision.campaign_id,
        entry=entry.number,
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
    objection.state, objection.answer = state, answer.strip()
    objection.ruled_by, objection.ruled_at = person, now
    objection.save(update_fields=["state", "answer", "ruled_by", "ruled_at"])
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


@transaction.atomic
def announce(decision_id: UUID, *, person: Person, now: datetime) -> Announcement:
    """Announce the results; winners are awarded.

    Raises:
        NotYourAct: `person` does not manage the campaign.
        StageClosed: the results stage is not open.
        GateShut: the decision is not confirmed, a tie at the cut waits for its meeting, or (where the sheet has a notice stage) no notice
            was held, it is not over, or an objection waits for its answer.
        AlreadyDone: announced before.
    """
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision_id)
    campaign = decision.campaign
    require(person, "results.announce", campaign)
    _need_stage(campaign, Stage.RESULTS, Act.ANNOUNCE, now=now)
    _check_announcement(decision, now=now)
    for outcome in _winners(decision):
        if outcome.entry.nomination.status == Status.SELECTED:
            apply(outcome.entry.nomination, Act.AWARD, person=person, now=now)
    announcement = Announcement.objects.create(
        decision=decision, announced_at=campaign.at(now), announced_by=person
    )
    record(Act.ANNOUNCE, announcement, person=person, now=now, campaign_id=campaign.pk)
    return announcement


def has_open_ties(decision: Decision) -> bool:
    """Whether entries lie tied at the cut, and no meeting has placed them. Source: C28."""
    return decision.outcomes.filter(status=Standing.TIED_AT_CUT).exists()


def _winners(decision: Decision) -> list[Outcome]:
    return list(
        decision.outcomes.filter(status=Standing.WINNER).select_related("entry__nomination")
    )


def _check_announcement(decision: Decision, *, now: datetime) -> None:
    before = Announcement.objects.filter(decision=decision).first()
    if before is not None:
        raise AlreadyDone(Act.ANNOUNCE, before.announced_at)
    missing = []
    notice = Notice.objects.filter(decision=decision).first()
    if decision.confirmed_at is None:
        missing.append(Lack("第二人确认"))
    elif has_open_ties(decision):
        missing.append(NO_TIES)
    elif not decision.campaign.sheet.has_stage(Stage.NOTICE):
        return
    elif notice is None:
        missing.append(Lack("公示"))
    elif decision.campaign.at(now) < notice.closes_at:
        missing.append(Lack("公示还没有结束"))
    elif notice.objections.filter(state=Objection.State.RECEIVED).exists():
        missing.append(Lack("还有异议没有答复"))
    if missing:
        raise GateShut(Act.ANNOUNCE, missing=missing)
