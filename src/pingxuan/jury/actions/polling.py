"""Hold a ballot (票决): open it, cast a slip, close it; a second vote on a tie. Source: G6."""

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
from pingxuan.domain.errors import (
    AlreadyDone,
    ContentInvalid,
    GateShut,
    Lack,
    StageClosed,
    WrongStatus,
)
from pingxuan.domain.judging import polls
from pingxuan.domain.judging.election import MOST_VOTES
from pingxuan.domain.judging.polls import Majority
from pingxuan.domain.revision import fingerprint
from pingxuan.domain.rules.contest import RoundBy
from pingxuan.domain.vocabulary import Act, Stage
from pingxuan.jury import queries
from pingxuan.jury.models import Ballot, Meeting, Poll
from pingxuan.jury.polls import (
    barred_from,
    candidates_of,
    is_void,
    open_poll_of,
    place_of,
    seats_of,
    voter_in,
)


@transaction.atomic
def open_poll(
    campaign: Campaign,
    round_code: str,
    category: str,
    *,
    person: Person,
    now: datetime,
    candidates: Sequence[str] = (),
    seats: int | None = None,
    majority: Majority | None = None,
) -> Poll:
    """Open a ballot on a category of a round.

    In a round by ballot its rules are the sheet's, all entries of the category stand, and it is
    held once, but for want of a quorum. In a round by marks the chair names the tied entries and how many of them go on.

    Args:
        candidates: public numbers; none: all of the category.
        seats: how many are to be elected; None: as many as the sheet lets go on.
        majority: None: the sheet's.

    Raises:
        NotYourAct: `person` does not chair the jury.
        StageClosed: the jury's stage is not open.
        AlreadyDone: the round is closed; the category has its ballot.
        ContentInvalid: no such category; a candidate is none; fewer candidates than seats.
    """
    require(person, "jury.lead", campaign)
    _check_time(campaign, round_code, Act.OPEN_POLL, now)
    one = queries.round_of(campaign, round_code)
    if category not in one.categories:
        raise ContentInvalid({"category": ["unknown_category"]})
    standing = candidates_of(campaign, round_code, category)
    is_by_ballot = one.by is RoundBy.BALLOT
    before = Poll.objects.filter(campaign=campaign, round=round_code, category=category)
    if is_by_ballot and not all(is_void(poll) for poll in before):
        raise AlreadyDone(Act.OPEN_POLL)
    if open_poll_of(campaign, round_code, category) is not None:
        raise AlreadyDone(Act.OPEN_POLL)
    named = standing if is_by_ballot or not candidates else sorted(set(candidates))
    wanted = seats
    if is_by_ballot or wanted is None:
        wanted = min(seats_of(campaign, one, category), len(named))
    if not set(named) <= set(standing):
        raise ContentInvalid({"candidates": ["not_a_candidate"]})
    if not named or not 1 <= wanted <= len(named):
        raise ContentInvalid({"seats": ["out_of_range"]})
    return _make(
        campaign,
        round_code,
        category,
        candidates=named,
        seats=wanted,
        at_most=min(one.at_most or wanted, len(named)),
        quorum=one.quorum,
        majority=one.majority if is_by_ballot or majority is None else majority,
        first=None,
        person=person,
        now=now,
    )


@transaction.atomic
def vote_again(poll_id: UUID, *, person: Person, now: datetime) -> Poll:
    """Open a second vote among those tied across the last seat, for the seats left open.

    Raises:
        NotYourAct, StageClosed, AlreadyDone: as for `open_poll`; it was held again before.
        WrongStatus: it is still open, left no tie, or was held so often that a meeting decides.
    """
    first = (
        Poll.objects.select_for_update(of=("self",))
        .select_related("campaign__version")
        .get(pk=poll_id)
    )
    require(person, "jury.lead", first.campaign)
    _check_time(first.campaign, first.round, Act.OPEN_POLL, now)
    if first.closed_at is None or not first.result["tied"]:
        raise WrongStatus(Act.OPEN_POLL, Lack("没有并列"))
    if not all(is_void(poll) for poll in first.again.all()):
        raise AlreadyDone(Act.OPEN_POLL)
    if place_of(first) >= MOST_VOTES:
        raise WrongStatus(Act.OPEN_POLL, Lack("已经重投多次，请由会议决定"))
    seats = first.result["open_seats"]
    return _make(
        first.campaign,
        first.round,
        first.category,
        candidates=first.result["tied"],
        seats=seats,
        at_most=seats,
        quorum=first.quorum,
        majority=Majority(first.majority),
        first=first,
        person=person,
        now=now,
    )


def _check_time(campaign: Campaign, round_code: str, act: Act, now: datetime) -> None:
    if Stage.REVIEW not in campaign.open_stages(now):
        window = campaign.sheet.window(Stage.REVIEW)
        raise StageClosed(act, Stage.REVIEW, window.opens_at, window.closes_at)
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    if round_code in queries.closings(campaign):
        raise AlreadyDone(act)


def _make(
    campaign: Campaign,
    round_code: str,
    category: str,
    *,
    candidates: Sequence[str],
    seats: int,
    at_most: int,
    quorum: int,
    majority: Majority,
    first: Poll | None,
    person: Person,
    now: datetime,
) -> Poll:
    poll = Poll.objects.create(
        campaign=campaign,
        round=round_code,
        category=category,
        meeting=Meeting.objects.filter(campaign=campaign, closed_at=None).first(),
        first=first,
        candidates=list(candidates),
        seats=seats,
        at_most=at_most,
        quorum=quorum,
        majority=majority.value,
        opened_at=now,
        opened_by=person,
    )
    record(
        Act.OPEN_POLL,
        poll,
        person=person,
        now=now,
        round=round_code,
        category=category,
        candidates=list(candidates),
        seats=seats,
        majority=majority.value,
        again=first is not None,
    )
    return poll


@transaction.atomic
def cast(poll_id: UUID, names: Sequence[str], *, person: Person, now: datetime) -> Ballot:
    """Cast one's slip; it is final, and may be blank.

    The book keeps its salted hash, as for marks.

    Raises:
        NotYourAct: `person` has no seat in the round for this category.
        GateShut: no pledge yet.
        StageClosed: the jury's stage is not open.
        WrongStatus: the ballot is closed.
        AlreadyDone: cast before.
        ContentInvalid: too many names, one twice, no candidate, or one that is recused.
    """
    poll = (
        Poll.objects.select_for_update(of=("self",))
        .select_related("campaign__version")
        .get(pk=poll_id)
    )
    juror = voter_in(poll, person)
    require(person, "jury.pledge", juror)
    if Stage.REVIEW not in poll.campaign.open_stages(now):
        window = poll.campaign.sheet.window(Stage.REVIEW)
        raise StageClosed(Act.CAST_BALLOT, Stage.REVIEW, window.opens_at, window.closes_at)
    if not queries.has_pledged(juror):
        raise GateShut(Act.CAST_BALLOT, missing=["保密承诺"])
    if poll.closed_at is not None:
        raise WrongStatus(Act.CAST_BALLOT, "票决已结束")
    before = Ballot.objects.filter(poll=poll, juror=juror).first()
    if before is not None:
        raise AlreadyDone(Act.CAST_BALLOT, before.cast_at)
    problems = polls.slip_problems(names, poll.candidates, poll.rules, barred_from(poll, juror))
    if problems:
        raise ContentInvalid({"names": problems})
    salt = secrets.token_hex(16)
    ballot = Ballot.objects.create(
        poll=poll, juror=juror, names=sorted(names), salt=salt, cast_at=now
    )
    record(
        Act.CAST_BALLOT,
        poll,
        person=person,
        now=now,
        slip=fingerprint({"names": sorted(names), "salt": salt}),
    )
    return ballot


@transaction.atomic
def close_poll(poll_id: UUID, *, person: Person, now: datetime) -> Poll:
    """Close a ballot and count it; who has not voted by now has not taken part.

    Raises:
        NotYourAct: `person` does not chair the jury.
        AlreadyDone: it was closed before.
    """
    poll = Poll.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=poll_id)
    require(person, "jury.lead", poll.campaign)
    if poll.closed_at is not None:
        raise AlreadyDone(Act.CLOSE_POLL, poll.closed_at)
    slips = list(poll.ballots.values_list("names", flat=True))
    found = polls.count(slips, poll.candidates, poll.rules)
    poll.closed_at = now
    poll.result = {
        "votes": dict(found.votes),
        "slips": found.slips,
        "needed": found.needed,
        "is_quorate": found.is_quorate,
        "elected": list(found.elected),
        "tied": list(found.tied),
        "open_seats": found.open_seats,
    }
    poll.save(update_fields=["closed_at", "result"])
    record(Act.CLOSE_POLL, poll, person=person, now=now, **poll.result)
    return poll
