"""A voter's own votes, as nobody else sees them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from pingxuan.accounts.models import Person, Phone
from pingxuan.ballotbox.glance import Given, given_by
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.quota import left_in_pool
from pingxuan.domain.rules.text import Text
from pingxuan.voting import ballots
from pingxuan.voting.queries.board import board_of


@dataclass(frozen=True)
class PoolToday:
    """The votes that a voter has today for one category, or for all of them.

    Attributes:
        category: its code; empty for the one pool of all.
        name: the category's, to be shown; None for the one pool of all.
        seal: the character in the category's square.
    """

    category: str
    limit: int
    left: int
    name: Text | None = None
    seal: str = ""

    @property
    def used(self) -> int:
        """Votes that are spent, as its cells show them."""
        return self.limit - self.left


@dataclass(frozen=True)
class Own:
    """What a voter has given, and what is left today.

    Attributes:
        voter: the voter in this campaign; None while no phone number is verified.
        day: the voting day of the moment asked for.
        renews_at: when the day's votes come back, in campaign time.
        given: all accepted votes, oldest first, without their receipts.
        pools: what is left of each category's votes; none where all votes are one pool.
    """

    voter: bytes | None
    day: date
    renews_at: datetime
    limit: int
    left: int
    given: tuple[Given, ...] = ()
    pools: tuple[PoolToday, ...] = ()

    def of(self, category: str) -> PoolToday:
        """Give the pool from which votes for a category come."""
        whole = PoolToday("", self.limit, self.left)
        return next((pool for pool in self.pools if pool.category == category), whole)

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
        return Own(None, moment.date(), renews_at, limit, limit, (), full_pools(campaign))
    given = tuple(given_by(ballots.url(), str(campaign.pk), voter))
    left = limit - sum(one.votes for one in given if one.day == moment.date())
    if rule is not None and rule.per_campaign is not None:
        left = min(left, rule.per_campaign - sum(one.votes for one in given))
    left = max(0, left)
    today = Counter[str]()
    for one in given:
        today[one.entry] += one.votes if one.day == moment.date() else 0
    pools = _pools(campaign, left, today)
    if pools:
        left = min(left, sum(pool.left for pool in pools))
    return Own(voter, moment.date(), renews_at, limit, left, given, pools)


def full_pools(campaign: Campaign) -> tuple[PoolToday, ...]:
    """Give the pools as they are before anything was given; none where all votes are one pool."""
    rule = campaign.sheet.voting
    return _pools(campaign, rule.per_day, {}) if rule is not None else ()


def _pools(campaign: Campaign, left: int, today: Mapping[str, int]) -> tuple[PoolToday, ...]:
    """Say what is left of each pool; asks nothing where the sheet has none.

    Args:
        today: votes given today, by public number.
    """
    rule = campaign.sheet.voting
    if rule is None or not rule.pools:
        return ()
    given, cards = Counter[str](), board_of(campaign).cards if today else {}
    for number, votes in today.items():
        if number in cards:
            given[cards[number].category] += votes
    return tuple(
        PoolToday(
            category.code,
            size := rule.per_day_for(category.code),
            left_in_pool(size, given[category.code], left),
            category.name,
            category.seal,
        )
        for category in campaign.sheet.categories
    )


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
