"""Close a round of the jury: who goes on is computed by the sheet's own rules. Source: G2, G6."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import AlreadyDone, GateShut, Lack, StageClosed
from pingxuan.domain.judging.awards import Standing
from pingxuan.domain.judging.inputs import MarkRow
from pingxuan.domain.judging.results import result_csv, score
from pingxuan.domain.rules.contest import Round, RoundBy
from pingxuan.domain.vocabulary import Act, Stage
from pingxuan.jury import queries
from pingxuan.jury.cutting import marks_alone
from pingxuan.jury.models import RoundClosing
from pingxuan.jury.polls import elected_in


@transaction.atomic
def close_round(
    campaign: Campaign, round_code: str, *, person: Person, now: datetime
) -> RoundClosing:
    """Close a round, with marks missing if need be; from here on nothing in it can be marked.

    The marks alone say who goes on, whatever the public votes: the vote counts once, in the
    decision. A tie across the cut that the rules leave open lets all of the tied go on.

    Raises:
        NotYourAct: `person` neither chairs the jury nor manages the campaign.
        StageClosed: the jury's stage has not begun.
        GateShut: nobody has locked a mark, or fewer jurors than the quorum; a ballot is wanting.
        AlreadyDone: it was closed before.
        MarksInvalid: what is there does not fit the sheet's judging part.
    """
    require(person, "jury.close_round", campaign)
    one = queries.round_of(campaign, round_code)
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    window = campaign.sheet.window(Stage.REVIEW)
    if campaign.at(now) < window.opens_at:
        raise StageClosed(Act.CLOSE_ROUND, Stage.REVIEW, window.opens_at, window.closes_at)
    before = RoundClosing.objects.filter(campaign=campaign, round=round_code).first()
    if before is not None:
        raise AlreadyDone(Act.CLOSE_ROUND, before.closed_at)
    marks = _standing_marks(campaign, round_code)
    elected = _elected(campaign, one)
    if elected is None:
        check_quorum(one, marks, Act.CLOSE_ROUND)
    closing = RoundClosing.objects.create(
        campaign=campaign,
        round=round_code,
        missing=queries.missing_in(campaign, round_code),
        closed_at=now,
        closed_by=person,
    )
    if elected is not None:
        closing.goes_on = elected if one.cut is not None else []
        closing.save(update_fields=["goes_on"])
    elif one.cut is not None:
        rules = marks_alone(campaign.sheet.judging.rules, campaign.sheet.jury, one.cut)
        result = score(marks, None, rules)
        closing.goes_on = sorted(row.entry for row in result.rows if row.status is Standing.WINNER)
        closing.result_csv = result_csv(result)
        closing.save(update_fields=["goes_on", "result_csv"])
    record(
        Act.CLOSE_ROUND,
        closing,
        person=person,
        now=now,
        round=round_code,
        goes_on=closing.goes_on,
        missing=closing.missing,
    )
    return closing


def _standing_marks(campaign: Campaign, round_code: str) -> list[MarkRow]:
    standing = set(queries.entries_of(campaign, round_code).values_list("number", flat=True))
    return [row for row in queries.mark_rows(campaign, round_code) if row.entry in standing]


def _elected(campaign: Campaign, one: Round) -> list[str] | None:
    """Give whom a round by ballot has elected; None for a round by marks.

    Raises:
        GateShut: a category has no ballot yet, an open one, or a tie without second vote.
    """
    if one.by is not RoundBy.BALLOT:
        return None
    found = elected_in(campaign, one.code)
    if found.waiting:
        names = [str(campaign.sheet.category(code).name) for code in found.waiting]
        raise GateShut(Act.CLOSE_ROUND, missing=[f"{name}的票决" for name in names])
    return list(found.numbers)


def check_quorum(one: Round, marks: Sequence[MarkRow], act: Act) -> None:
    """Refuse a round in which too few jurors have locked marks.

    Raises:
        GateShut: nobody has, or fewer than the sheet's quorum.
    """
    taking_part = {row.judge for row in marks if row.mark is not None}
    if len(taking_part) < max(one.quorum, 1):
        raise GateShut(
            act,
            missing=[
                Lack(
                    "%(round)s已锁定的评委 %(count)s",
                    round=one.name,
                    count=f"{len(taking_part)}/{one.quorum or 1}",
                )
            ],
        )
