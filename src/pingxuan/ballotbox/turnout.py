"""Reading the ballot database by voting day: votes, ballots, and how many people gave them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from pingxuan.ballotbox import counting
from pingxuan.ballotbox.reading import at_campaign


class DayCount(NamedTuple):
    """What stands of a voting day: its votes and its accepted requests, without what was taken out."""

    votes: int
    ballots: int


def counts_by_day(url: str, campaign: str) -> Mapping[date, DayCount]:
    """Count what stands of each voting day; days without votes are left out.

    It costs entries and days, never votes.
    """
    with at_campaign(url, campaign) as (session, number):
        voided = {
            day: (votes, ballots)
            for day, votes, ballots in session.rows(
                "SELECT day, sum(votes), sum(ballots) FROM voided WHERE campaign = ? GROUP BY day",
                number,
            )
        }
        found = {}
        for day, (votes, ballots) in counting.by_day(session, number).items():
            out_votes, out_ballots = voided.get(day, (0, 0))
            found[date.fromordinal(day)] = DayCount(
                votes - int(out_votes), ballots - int(out_ballots)
            )
        return found


def people_by_day(url: str, campaign: str, *, before: date) -> Mapping[date, int]:
    """Count who voted on each day before `before`, votes that were taken out later included.

    It reads a row for each voter and day: ask it for days that are over, and keep the answer.
    """
    with at_campaign(url, campaign) as (session, number):
        return {
            date.fromordinal(day): int(people)
            for day, people in session.rows(
                "SELECT day, count(*) FROM quota WHERE campaign = ? AND day < ? AND used > 0"
                " GROUP BY day",
                number,
                before.toordinal(),
            )
        }
