"""Put the list up for notice, and announce the results. Source: H5, H6, C20, C28, C29."""

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
<<<<<<< HEAD
    Lack,
    SecondPersonNeeded,
=======
>>>>>>> 6e6c485 (Run notices in working days, objections with a clock)
    StageClosed,
)
from pingxuan.domain.judging.awards import Standing
from pingxuan.domain.vocabulary import Act, Stage, Status
from pingxuan.nominations.actions.deciding import apply
from pingxuan.results import noticing, queries
from pingxuan.results.models import Announcement, Decision, Notice, Objection

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
    """Put the selected of a confirmed decision up for public notice.

    It runs to the stage's end, and longer if the sheet's working days are not full by then.

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
    if noticing.of_list(decision) is not None:
        raise AlreadyDone(Act.OPEN_NOTICE)
    opens_at = decision.campaign.at(now)
    notice = Notice.objects.create(
        decision=decision,
        opens_at=opens_at,
        closes_at=noticing.closing_of_list(decision.campaign, opens_at),
        opened_by=person,
    )
    record(
        Act.OPEN_NOTICE,
        notice,
        person=person,
        now=now,
        campaign_id=decision.campaign_id,
        closes_at=notice.closes_at.isoformat(),
    )
    return notice


@transaction.atomic
def announce(
    decision_id: UUID, *, person: Person, now: datetime, at: datetime | None = None
) -> Announcement:
    """Announce the results, now or at a minute to come; they come out by the clock alone.

<<<<<<< HEAD
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
=======
    Args:
        at: the minute in campaign time; None for now.
>>>>>>> 6e6c485 (Run notices in working days, objections with a clock)

    Raises:
        NotYourAct: `person` does not manage the campaign.
        StageClosed: the results stage is not open at that minute.
        GateShut: the decision is not confirmed, a tie at the cut waits for its meeting, or (where
            the sheet has a notice stage) no notice was held, it is not over by then, or an
            objection waits for its answer.
        AlreadyDone: announced before. ContentInvalid: the minute is over.
    """
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision_id)
    campaign = decision.campaign
    require(person, "results.announce", campaign)
    moment = campaign.at(now)
    out_at = moment if at is None else at
    if out_at < moment:
        raise ContentInvalid({"at": ["over"]})
    _need_stage(campaign, Stage.RESULTS, Act.ANNOUNCE, now=now + (out_at - moment))
    _check_announcement(decision, out_at)
    announcement = Announcement.objects.create(
        decision=decision, announced_at=out_at, announced_by=person
    )
    award_due(decision, person=person, now=now)
    record(
        Act.ANNOUNCE,
        announcement,
        person=person,
        now=now,
        campaign_id=campaign.pk,
        announced_at=out_at.isoformat(),
    )
    return announcement


@transaction.atomic
def award_due(decision: Decision, *, person: Person, now: datetime) -> int:
    """Award every winner whose results are out and whose notice is over; give how many.

    The pages do not wait for this: they go by the clock. It writes the nominations and the letters.
    """
    moment = decision.campaign.at(now)
    announcement = queries.announced(decision.campaign, moment)
    if announcement is None or announcement.decision_id != decision.pk:
        return 0
    pending = noticing.pending(decision, moment)
    awarded = 0
    for outcome in decision.outcomes.filter(
        status=Standing.WINNER, entry__nomination__status=Status.SELECTED
    ).select_related("entry__nomination"):
        if outcome.entry.number not in pending:
            apply(outcome.entry.nomination, Act.AWARD, person=person, now=now)
            awarded += 1
    return awarded


def award_all_due(*, now: datetime) -> int:
    """Award in every campaign what is due, in the name of who announced it; give how many."""
    waiting = Announcement.objects.filter(
        decision__outcomes__status=Standing.WINNER,
        decision__outcomes__entry__nomination__status=Status.SELECTED,
    )
    found = waiting.select_related("decision__campaign__version", "announced_by").distinct()
    return sum(
        award_due(one.decision, person=one.announced_by, now=now)
        for one in found
        if Stage.RESULTS in one.decision.campaign.open_stages(now)
    )


def has_open_ties(decision: Decision) -> bool:
    """Whether entries lie tied at the cut, and no meeting has placed them. Source: C28."""
    return decision.outcomes.filter(status=Standing.TIED_AT_CUT).exists()


def _check_announcement(decision: Decision, out_at: datetime) -> None:
    before = Announcement.objects.filter(decision=decision).first()
    if before is not None:
        raise AlreadyDone(Act.ANNOUNCE, before.announced_at)
    missing = []
    if decision.confirmed_at is None:
        missing.append(Lack("第二人确认"))
    elif has_open_ties(decision):
        missing.append(NO_TIES)
<<<<<<< HEAD
    elif not decision.campaign.sheet.has_stage(Stage.NOTICE):
        return
    elif notice is None:
        missing.append(Lack("公示"))
    elif decision.campaign.at(now) < notice.closes_at:
        missing.append(Lack("公示还没有结束"))
    elif notice.objections.filter(state=Objection.State.RECEIVED).exists():
        missing.append(Lack("还有异议没有答复"))
=======
    elif decision.campaign.sheet.has_stage(Stage.NOTICE):
        missing += _missing_notice(decision, out_at)
>>>>>>> 6e6c485 (Run notices in working days, objections with a clock)
    if missing:
        raise GateShut(Act.ANNOUNCE, missing=missing)


def _missing_notice(decision: Decision, out_at: datetime) -> list[str]:
    notice = noticing.of_list(decision)
    if notice is None:
        return ["公示"]
    if out_at < notice.closes_at:
        return ["公示还没有结束"]
    if notice.objections.filter(state=Objection.State.RECEIVED).exists():
        return ["还有异议没有答复"]
    return []
