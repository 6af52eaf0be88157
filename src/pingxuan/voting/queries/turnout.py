"""How many took part on each voting day, as far as the rule about counts lets anyone see it.

Source:
    A6, E4: nothing here tells more than the count that it is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from pingxuan.ballotbox import turnout
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.disclosure import may_be_told
from pingxuan.domain.vocabulary import Stage
from pingxuan.voting import ballots
from pingxuan.voting.queries.counts import CACHED_SECONDS, Shown

SETTLES = timedelta(minutes=5)
"""So long after midnight the last slips of a day have long been written."""


@dataclass(frozen=True)
class VotingDay:
    """One day of the vote.

    Attributes:
        votes: votes of the day that stand, up to the date of the shown count.
        ballots, people: None while the day goes on, and when so few took part that they stay
            untold.
        is_over: the day's figures are whole.
    """

    on: date
    votes: int
    ballots: int | None
    people: int | None
    is_over: bool


def days_of(campaign: Campaign, counts: Shown, now: datetime) -> tuple[VotingDay, ...]:
    """List the voting days up to the date of `counts`; none while those are hidden.

    A day that goes on shows its votes alone, and only as many as `counts` makes of them: days that
    are over are whole in it, so what it has more than they have is of the last day.

    Args:
        counts: what may be shown, from `jury.seclusion.counts_for`.
    """
    if counts.votes is None or counts.as_of is None:
        return ()
    window, zone = campaign.sheet.window(Stage.INTERACTION), campaign.sheet.tz
    first = window.opens_at.astimezone(zone).date()
    # The vote's end is half-open: midnight is of the day before.
    last = (window.closes_at.astimezone(zone) - timedelta(microseconds=1)).date()
    at = counts.as_of.astimezone(zone)
    if at < window.opens_at:
        return ()
    settled = (campaign.at(now) - SETTLES).astimezone(zone)
    over_before = _day_after(last) if counts.is_final and settled >= window.closes_at else None
    over_before = over_before or min(at.date(), settled.date(), last)
    url, key = ballots.url(), str(campaign.pk)
    found = _counts(url, key, int(now.timestamp()) // CACHED_SECONDS)
    people = _people(url, key, over_before) if over_before > first else {}
    days = [
        _day(found, people, first + timedelta(days=n), over_before)
        for n in range((min(at.date(), last) - first).days + 1)
    ]
    return _within(days, sum(counts.votes.values()))


def _day_after(day: date) -> date:
    return day + timedelta(days=1)


def _day(
    found: Mapping[date, turnout.DayCount], people: Mapping[date, int], on: date, over_before: date
) -> VotingDay:
    count = found.get(on, turnout.DayCount(0, 0))
    if on >= over_before:
        return VotingDay(on, count.votes, None, None, is_over=False)
    number = people.get(on, 0)
    if not may_be_told(number):
        return VotingDay(on, count.votes, None, None, is_over=True)
    return VotingDay(on, count.votes, count.ballots, number, is_over=True)


def _within(days: list[VotingDay], total: int) -> tuple[VotingDay, ...]:
    """Cut the votes of the days, from the last one back, so that they make `total`."""
    more = sum(day.votes for day in days) - total
    cut = list(days)
    for place in range(len(cut) - 1, -1, -1):
        if more <= 0:
            break
        taken = min(more, cut[place].votes)
        day, more = cut[place], more - taken
        cut[place] = VotingDay(day.on, day.votes - taken, day.ballots, day.people, day.is_over)
    return tuple(cut)


@lru_cache(maxsize=32)
def _counts(url: str, campaign: str, time_slice: int) -> Mapping[date, turnout.DayCount]:
    return turnout.counts_by_day(url, campaign)


# Days that are over do not change, so this is asked once a day and process.
@lru_cache(maxsize=32)
def _people(url: str, campaign: str, before: date) -> Mapping[date, int]:
    return turnout.people_by_day(url, campaign, before=before)
