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
    Lack,
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

    Args:
        at: the minute in campaign time; None for now.

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
    elif decision.campaign.sheet.has_stage(Stage.NOTICE):
        missing += _missing_notice(decision, out_at)
    if missing:
        raise GateShut(Act.ANNOUNCE, missing=missing)


def _missing_notice(decision: Decision, out_at: datetime) -> list[Lack]:
    notice = noticing.of_list(decision)
    if notice is None:
        return [Lack("公示")]
    if out_at < notice.closes_at:
        return [Lack("公示还没有结束")]
    if notice.objections.filter(state=Objection.State.RECEIVED).exists():
        return [Lack("还有异议没有答复")]
    return []
