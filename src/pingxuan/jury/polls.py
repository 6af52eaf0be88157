"""What can be read of ballots: who stands, who votes, who is barred, what came out. Source: G6."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import NotYourAct
from pingxuan.domain.judging.election import MOST_VOTES, Vote
from pingxuan.domain.rules.contest import Round, RoundBy
from pingxuan.jury import queries
from pingxuan.jury.models import Assignment, Juror, Poll
from pingxuan.jury.recusals import is_recused


def candidates_of(campaign: Campaign, round_code: str, category: str) -> list[str]:
    """Name all that stand in a category of a round, by public number."""
    found = queries.entries_of(campaign, round_code).filter(category=category)
    return list(found.values_list("number", flat=True))


def seats_of(campaign: Campaign, one: Round, category: str) -> int:
    """Say how many a ballot of a round elects: those that go on, in the last round the seats."""
    return one.cut if one.cut is not None else campaign.sheet.category(category).seats


def open_poll_of(campaign: Campaign, round_code: str, category: str) -> Poll | None:
    """Give the ballot that is open for a category; None without one."""
    found = Poll.objects.filter(campaign=campaign, round=round_code, category=category)
    return found.filter(closed_at=None).first()


def polls_of(campaign: Campaign, round_code: str) -> list[Poll]:
    """Give a round's ballots, oldest first, each with `n_cast`, how many slips were cast."""
    found = Poll.objects.filter(campaign=campaign, round=round_code).annotate(
        n_cast=Count("ballots")
    )
    return list(found.select_related("first").order_by("opened_at"))


def voters_of(campaign: Campaign, round_code: str, category: str) -> list[Juror]:
    """Give the seated jurors who vote on a category."""
    seats = (
        Juror.objects.filter(campaign=campaign, round=round_code, left_at=None)
        .select_related("person", "unit")
        .order_by("code")
    )
    return [one for one in seats if not one.categories or category in one.categories]


def voter_in(poll: Poll, person: Person) -> Juror:
    """Find the seat from which a person votes in a ballot.

    Raises:
        NotYourAct: there is none.
    """
    juror = (
        Juror.objects.filter(
            campaign_id=poll.campaign_id, round=poll.round, person=person, left_at=None
        )
        .select_related("campaign__version", "unit", "person")
        .prefetch_related("recused_units")
        .first()
    )
    if juror is None or (juror.categories and poll.category not in juror.categories):
        raise NotYourAct("jury.vote")
    return juror


def barred_from(poll: Poll, juror: Juror) -> list[str]:
    """Name the candidates from which a juror is recused, by the tree or by declaration."""
    entries = queries.entries_of(poll.campaign, poll.round).filter(number__in=poll.candidates)
    declared = set(
        Assignment.objects.filter(juror=juror, state=Assignment.State.RECUSED).values_list(
            "entry__number", flat=True
        )
    )
    return [
        entry.number
        for entry in entries
        if entry.number in declared or is_recused(juror, entry.unit)
    ]


def is_void(poll: Poll) -> bool:
    """Say whether a ballot was closed without its quorum: it decides nothing, and is held anew."""
    return poll.closed_at is not None and not poll.result["is_quorate"]


def place_of(poll: Poll) -> int:
    """Say which vote on its category a ballot is: 1 for the first, 2 for a second vote."""
    place = 1
    while poll.first is not None:
        poll, place = poll.first, place + 1
    return place


def may_be_held_again(poll: Poll) -> bool:
    """Say whether nobody has voted again on a ballot's ties, or too few did."""
    return place_of(poll) < MOST_VOTES and all(is_void(one) for one in poll.again.all())


@dataclass(frozen=True)
class Elected:
    """What a round by ballot came to so far.

    Attributes:
        numbers: all that were elected, second votes included.
        waiting: categories whose ballot was not held, is open, lacked its quorum, or left a tie.
        again: those of them in which only a tie is left, after a second vote.
    """

    numbers: Sequence[str]
    waiting: Sequence[str]
    again: Sequence[str]


def elected_in(campaign: Campaign, round_code: str) -> Elected:
    """Add up the ballots of a round."""
    numbers: list[str] = []
    last: dict[str, Poll] = {}

    def is_empty(category: str) -> bool:
        return not candidates_of(campaign, round_code, category)

    for poll in polls_of(campaign, round_code):
        numbers += poll.result.get("elected", [])
        last[poll.category] = poll
    waiting = [
        category
        for category in queries.round_of(campaign, round_code).categories
        if not (_is_decided(last[category]) if category in last else is_empty(category))
    ]
    again = [code for code in waiting if code in last and _is_tied_again(last[code])]
    return Elected(sorted(numbers), waiting, again)


def _is_decided(poll: Poll) -> bool:
    return poll.closed_at is not None and not is_void(poll) and not poll.result["tied"]


def _is_tied_again(poll: Poll) -> bool:
    return poll.first_id is not None and poll.closed_at is not None and not is_void(poll)


def votes_in(campaign: Campaign, round_code: str) -> dict[str, list[Vote]]:
    """Give the ballots of a round that had their quorum, by category, first to last.

    Slips come in the order of their random salts, so that a number on one tells nothing.
    Only for computing a result or closing a round: callers have asked who may.
    """
    held: dict[str, list[Vote]] = {
        category: [] for category in queries.round_of(campaign, round_code).categories
    }
    for poll in polls_of(campaign, round_code):
        if poll.closed_at is None or is_void(poll):
            continue
        ballots = poll.ballots.select_related("juror__unit").order_by("salt")
        cast = list(ballots.prefetch_related("juror__recused_units"))
        recusals = sum(len(barred_from(poll, one.juror)) for one in cast)
        slips = [one.names for one in cast]
        held[poll.category].append(Vote(poll.candidates, poll.rules, slips, recusals))
    return held


def is_by_ballot(campaign: Campaign, round_code: str) -> bool:
    """Say whether a round decides by ballot."""
    return queries.round_of(campaign, round_code).by is RoundBy.BALLOT


def open_polls_for(juror: Juror) -> list[Poll]:
    """Give the open ballots on which a juror has not voted yet."""
    found = Poll.objects.filter(campaign=juror.campaign, round=juror.round, closed_at=None)
    found = found.exclude(ballots__juror=juror).order_by("opened_at")
    return [one for one in found if not juror.categories or one.category in juror.categories]
