"""What can be read of ballots: who stands, who votes, who is barred, what came out. Source: G6."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import NotYourAct
from pingxuan.domain.judging.inputs import MarkRow
from pingxuan.domain.rules.contest import Round, RoundBy
from pingxuan.jury import queries
from pingxuan.jury.models import Assignment, Ballot, Juror, Poll
from pingxuan.jury.recusals import is_recused

CRITERION = "ballot"
_ONE, _ZERO = Decimal(1), Decimal(0)


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


@dataclass(frozen=True)
class Elected:
    """What a round by ballot came to so far.

    Attributes:
        numbers: all that were elected, second votes included.
        waiting: categories whose ballot was not held, is open, or left a tie without second vote.
    """

    numbers: Sequence[str]
    waiting: Sequence[str]


def elected_in(campaign: Campaign, round_code: str) -> Elected:
    """Add up the ballots of a round."""
    numbers: list[str] = []
    last: dict[str, Poll] = {}
    for poll in polls_of(campaign, round_code):
        numbers += poll.result.get("elected", [])
        last[poll.category] = poll
    waiting = [
        category
        for category in queries.round_of(campaign, round_code).categories
        if category not in last or last[category].closed_at is None or last[category].result["tied"]
    ]
    return Elected(sorted(numbers), waiting)


def ballot_rows(campaign: Campaign, round_code: str) -> list[MarkRow]:
    """Give the slips of a round's first ballots as rows of MARKS.csv: 1 for a name, 0 for none.

    For `judging.ballot` with `input = "points"`; who is recused leaves an empty mark.
    """
    ballots = Ballot.objects.filter(
        poll__campaign=campaign,
        poll__round=round_code,
        poll__first=None,
        poll__closed_at__isnull=False,
    ).select_related("poll__campaign__version", "juror__unit")
    rows = []
    for ballot in ballots.prefetch_related("juror__recused_units"):
        barred = barred_from(ballot.poll, ballot.juror)
        rows += [
            MarkRow(
                ballot.poll.category,
                number,
                ballot.juror.code,
                CRITERION,
                None if number in barred else _ONE if number in ballot.names else _ZERO,
            )
            for number in ballot.poll.candidates
        ]
    return sorted(rows, key=lambda r: (r.category, r.entry, r.judge))


def is_by_ballot(campaign: Campaign, round_code: str) -> bool:
    """Say whether a round decides by ballot."""
    return queries.round_of(campaign, round_code).by is RoundBy.BALLOT


def rows_of(campaign: Campaign, round_code: str) -> list[MarkRow]:
    """Give what a round decides by, as rows of MARKS.csv: its marks, or its ballots.

    Only for computing a result or closing a round: callers have asked who may.
    """
    if is_by_ballot(campaign, round_code):
        return ballot_rows(campaign, round_code)
    return queries.mark_rows(campaign, round_code)


def open_polls_for(juror: Juror) -> list[Poll]:
    """Give the open ballots on which a juror has not voted yet."""
    found = Poll.objects.filter(campaign=juror.campaign, round=juror.round, closed_at=None)
    found = found.exclude(ballots__juror=juror).order_by("opened_at")
    return [one for one in found if not juror.categories or one.category in juror.categories]
