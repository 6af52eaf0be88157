"""Notice periods: until when a list, or whoever moved up later, is open to objections.

Source:
    H5, C20: working days by the official calendar; 递补 has a notice of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pingxuan.accounts.models import Person
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.judging.awards import Standing
from pingxuan.domain.vocabulary import Act, Stage
from pingxuan.results.models import Decision, Notice, Objection, Outcome
from pingxuan.voting.models import Entry


def closing_of_list(campaign: Campaign, opens_at: datetime) -> datetime:
    """Give the end of the list's notice: the stage's end, but never before the working days are full."""
    window = campaign.sheet.window(Stage.NOTICE)
    return max(window.closes_at, closing_of_promotion(campaign, opens_at))


def closing_of_promotion(campaign: Campaign, opens_at: datetime) -> datetime:
    """Give the end of the sheet's working days from `opens_at` (campaign time)."""
    rule = campaign.sheet.notice
    return rule.calendar.end_of(opens_at.astimezone(campaign.sheet.tz), rule.working_days)


def due_at(campaign: Campaign, made_at: datetime) -> datetime:
    """Give when the answer to an objection is due; the reply clock starts on the next day.

    Args:
        made_at: campaign time.
    """
    rule = campaign.sheet.notice
    local = made_at.astimezone(campaign.sheet.tz)
    next_day = rule.calendar.end_of(local, 0)
    return rule.calendar.end_of(next_day, rule.reply_days)


def guessed_years(campaign: Campaign, moment: datetime) -> list[int]:
    """List the years into which notice and replies run, and whose official calendar is not known.

    Args:
        moment: campaign time; a list that is up counts from when it went up.

    Source:
        H5: until the State Council has given a year's make-up days, its working days are a guess.
    """
    if not campaign.sheet.has_stage(Stage.NOTICE):
        return []
    up = Notice.objects.filter(decision__campaign=campaign, entry=None).first()
    opens_at = up.opens_at if up else max(moment, campaign.sheet.window(Stage.NOTICE).opens_at)
    closes_at = up.closes_at if up else closing_of_list(campaign, opens_at)
    zone = campaign.sheet.tz
    return campaign.sheet.notice.calendar.guessed_years(
        opens_at.astimezone(zone), due_at(campaign, closes_at).astimezone(zone)
    )


def of_list(decision: Decision) -> Notice | None:
    """Give the notice of the list as a whole."""
    return Notice.objects.filter(decision=decision, entry=None).first()


def of_entry(decision: Decision, entry: Entry) -> Notice | None:
    """Give the notice in which an entry can be disputed: its own if it moved up, else the list's."""
    own = Notice.objects.filter(decision=decision, entry=entry).first()
    return own or of_list(decision)


def put_up_promoted(
    decision: Decision, promoted: Iterable[Outcome], *, person: Person, now: datetime
) -> list[Notice]:
    """Open a notice for everybody who moved up after the list was put up."""
    if of_list(decision) is None:
        return []
    campaign = decision.campaign
    opens_at = campaign.at(now)
    made = []
    for outcome in promoted:
        notice = Notice.objects.create(
            decision=decision,
            entry=outcome.entry,
            opens_at=opens_at,
            closes_at=closing_of_promotion(campaign, opens_at),
            opened_by=person,
        )
        record(
            Act.OPEN_NOTICE,
            notice,
            person=person,
            now=now,
            campaign_id=campaign.pk,
            entry=outcome.entry.number,
            closes_at=notice.closes_at.isoformat(),
        )
        made.append(notice)
    return made


def pending(decision: Decision, moment: datetime) -> set[str]:
    """Name by number the selected that cannot be awarded yet at `moment`.

    Those whose own notice still runs, or against whom an objection waits for its answer.
    """
    running = Notice.objects.filter(decision=decision, closes_at__gt=moment).exclude(entry=None)
    disputed = Objection.objects.filter(
        notice__decision=decision, state=Objection.State.RECEIVED
    ).exclude(notice__entry=None)
    return {
        *running.values_list("entry__number", flat=True),
        *disputed.values_list("entry__number", flat=True),
    }


def is_listed(notice: Notice, entry: Entry) -> bool:
    """Whether a notice is about `entry`."""
    if notice.entry_id is not None:
        return notice.entry_id == entry.pk
    is_winner = notice.decision.outcomes.filter(entry=entry, status=Standing.WINNER).exists()
    return is_winner and of_entry(notice.decision, entry) == notice
