"""A voter's own votes, as nobody else sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from pingxuan.accounts.models import Person, Phone
from pingxuan.ballotbox.glance import Given, given_by
from pingxuan.campaigns.models import Campaign
from pingxuan.voting import ballots


@dataclass(frozen=True)
class Own:
    """What a voter has given, and what is left today.

    Attributes:
        voter: the voter in this campaign; None while no phone number is verified.
        day: the voting day of the moment asked for.
        renews_at: when the day's votes come back, in campaign time.
        given: all accepted votes, oldest first, without their receipts.
    """

    voter: bytes | None
    day: date
    renews_at: datetime
    limit: int
    left: int
    given: tuple[Given, ...] = ()

    @property
    def used(self) -> int:
        """Votes of today that are spent."""
        return sum(one.votes for one in self.given if one.day == self.day)

    @property
    def today(self) -> Mapping[str, int]:
        """Votes given today, by public number."""
        found: dict[str, int] = {}
        for one in self.given:
            if one.day == self.day:
                found[one.entry] = found.get(one.entry, 0) + one.votes
        return found

    @property
    def numbers(self) -> frozenset[str]:
        """Public numbers of all entries that were ever voted for."""
        return frozenset(one.entry for one in self.given)


def own_votes(campaign: Campaign, person: Person | None, now: datetime) -> Own:
    """Read a person's own votes at the real `now`.

    Source:
        C25: the days run midnight to midnight in the campaign's zone.
    """
    rule = campaign.sheet.voting
    limit = rule.per_day if rule is not None else 0
    moment = campaign.at(now).astimezone(campaign.sheet.tz)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    renews_at = midnight + timedelta(days=1)
    voter = _voter(person, campaign, now)
    if voter is None:
        return Own(None, moment.date(), renews_at, limit, limit)
    given = tuple(given_by(ballots.url(), str(campaign.pk), voter))
    left = limit - sum(one.votes for one in given if one.day == moment.date())
    if rule is not None and rule.per_campaign is not None:
        left = min(left, rule.per_campaign - sum(one.votes for one in given))
    return Own(voter, moment.date(), renews_at, limit, max(0, left), given)


def _voter(person: Person | None, campaign: Campaign, now: datetime) -> bytes | None:
    """Give the voter that a person is; looked up once a minute, for every page asks."""
    try:
        return _looked_up(person.pk, campaign.pk, int(now.timestamp()) // 60) if person else None
    except Phone.DoesNotExist:
        return None


# A number that is not there raises, and so is not kept: whoever verifies one is known at once.
@lru_cache(maxsize=4096)
def _looked_up(person_id: UUID, campaign_id: UUID, minute: int) -> bytes:
    voter = ballots.voter_of(Person(pk=person_id), Campaign(pk=campaign_id))
    if voter is None:
        raise Phone.DoesNotExist
    return voter
