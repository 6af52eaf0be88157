"""Remind the jurors who are behind, in one click. Source: G2."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.accounts.queries import verified_phone
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import AlreadyDone, StageClosed
from pingxuan.domain.vocabulary import Act, Stage
from pingxuan.jury import queries
from pingxuan.jury.models import Juror
from pingxuan.messages.actions import queue
from pingxuan.messages.models import Letter

PAUSE_BETWEEN = timedelta(hours=12)
"""Nobody is reminded twice within this time, however often the button is pressed."""


@transaction.atomic
def remind(campaign: Campaign, round_code: str, *, person: Person, now: datetime) -> list[str]:
    """Remind everyone in a round who is behind, by SMS, or in the site without a phone number.

    Gives the codes of those who were reminded; whoever was within twelve hours is left in peace.

    Raises:
        NotYourAct: `person` neither manages the campaign nor chairs the jury.
        StageClosed: the jury's stage is not open.
        AlreadyDone: the round is closed.
    """
    require(person, "jury.remind", campaign)
    window = campaign.sheet.window(Stage.REVIEW)
    if Stage.REVIEW not in campaign.open_stages(now):
        raise StageClosed(Act.REMIND_JURORS, Stage.REVIEW, window.opens_at, window.closes_at)
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    if round_code in queries.closings(campaign):
        raise AlreadyDone(Act.REMIND_JURORS)
    reminded = []
    for row in queries.behind(campaign, round_code):
        juror = row.juror
        if juror.reminded_at is not None and now < juror.reminded_at + PAUSE_BETWEEN:
            continue
        phone = verified_phone(juror.person)
        ends = window.closes_at.astimezone(campaign.sheet.tz)
        facts = {"title": campaign.title, "n": row.open, "when": f"{ends:%Y-%m-%d %H:%M}"}
        text = _("“%(title)s”还有 %(n)s 件等您打分并锁定，评议 %(when)s 截止。") % facts
        way = Letter.Way.SMS if phone else Letter.Way.SITE
        queue("jury_reminder", text, way=way, to=phone or "", person_id=juror.person_id, now=now)
        reminded.append(juror)
    Juror.objects.filter(pk__in=[one.pk for one in reminded]).update(reminded_at=now)
    codes = [one.code for one in reminded]
    record(
        Act.REMIND_JURORS,
        campaign,
        person=person,
        now=now,
        campaign_id=campaign.pk,
        round=round_code,
        reminded=codes,
    )
    return codes
