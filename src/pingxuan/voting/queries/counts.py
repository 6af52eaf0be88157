"""What the public sees of the count. The rule stands in the sheet.

Pages and API ask `jury.seclusion.counts_for`, which keeps it from jurors who have still to mark.

Source:
    E4; decisions, "Counts shown": a shown count is never older than its own date and two seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from pingxuan.ballotbox import reading
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.rules.contest import CountsShown
from pingxuan.domain.vocabulary import Stage
from pingxuan.voting import ballots

CACHED_SECONDS = 2


@dataclass(frozen=True)
class Shown:
    """Counts as they may be shown.

    Attributes:
        votes: public number → votes that stand; None when the rule hides them.
        as_of: the campaign's time up to which they count; None when hidden.
        until: when they are shown again, where the rule says so.
        is_final: the vote is over and this is its count.
        is_secluded: hidden from this person alone, a juror with marks to give.
    """

    votes: Mapping[str, int] | None
    as_of: datetime | None = None
    until: datetime | None = None
    is_final: bool = False
    is_secluded: bool = False

    @property
    def is_hidden(self) -> bool:
        """Whether nothing may be shown."""
        return self.votes is None

    @property
    def total(self) -> int | None:
        """The sum over all entries; None when hidden."""
        return None if self.votes is None else sum(self.votes.values())

    def of(self, number: str) -> int | None:
        """Give one entry's votes; None when hidden."""
        return None if self.votes is None else self.votes.get(number, 0)


def shown(campaign: Campaign, now: datetime) -> Shown:
    """Give the counts of a campaign as its rule shows them at the real `now`.

    Before the vote there is nothing to count; after it the final count is shown, unless the rule
    hides it until the results.
    """
    rule = campaign.sheet.voting
    if rule is None:
        return Shown(None)
    moment = campaign.at(now).astimezone(campaign.sheet.tz)
    window = campaign.sheet.window(Stage.INTERACTION)
    results_at = _results_at(campaign)
    if rule.counts_shown in (CountsShown.HIDDEN, CountsShown.HIDDEN_LAST_HOURS):
        hidden_from = window.opens_at
        if rule.counts_shown is CountsShown.HIDDEN_LAST_HOURS:
            hidden_from = window.closes_at - timedelta(hours=rule.hidden_hours)
        if moment >= hidden_from and (results_at is None or moment < results_at):
            return Shown(None, until=results_at)
    if rule.counts_shown is not CountsShown.DELAYED:
        as_of = min(moment, window.closes_at)
        counts = _tally(ballots.url(), str(campaign.pk), _slice(now))
    else:
        late = moment - timedelta(minutes=rule.delay_minutes)
        as_of = min(late.replace(second=0, microsecond=0), window.closes_at)
        counts = _tally_as_of(ballots.url(), str(campaign.pk), as_of.timestamp(), _slice(now))
    return Shown(counts, as_of=as_of, is_final=as_of >= window.closes_at)


def _results_at(campaign: Campaign) -> datetime | None:
    sheet = campaign.sheet
    return sheet.window(Stage.RESULTS).opens_at if sheet.has_stage(Stage.RESULTS) else None


def _slice(now: datetime) -> int:
    return int(now.timestamp()) // CACHED_SECONDS


# The slice of the clock in the key is what makes a cached count end; nothing has to be cleared.
@lru_cache(maxsize=32)
def _tally(url: str, campaign: str, time_slice: int) -> Mapping[str, int]:
    return {entry: count.published for entry, count in reading.tally(url, campaign).items()}


@lru_cache(maxsize=32)
def _tally_as_of(url: str, campaign: str, ts: float, time_slice: int) -> Mapping[str, int]:
    counts = reading.tally_as_of(url, campaign, ts)
    return {entry: count.published for entry, count in counts.items()}
