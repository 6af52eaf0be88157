"""How it is decided and what follows: vote, jury, notice, results, showcase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pingxuan.domain.judging.polls import Majority
from pingxuan.domain.judging.rules import JudgingRules
from pingxuan.domain.rules.text import Rule, Text
from pingxuan.domain.workdays import WorkCalendar


class CountsShown(StrEnum):
    """What the public sees of the count while voting is open. Source: E4."""

    LIVE = "live"
    DELAYED = "delayed"
    HIDDEN_LAST_HOURS = "hidden_last_hours"
    HIDDEN = "hidden"


class Voters(StrEnum):
    """Who may vote. Source: E9."""

    EVERYONE = "everyone"
    UNITS = "units"
    LIST = "list"


class RoundBy(StrEnum):
    """How a round of the jury decides: by marks, or by ballot (票决). Source: G6."""

    MARKS = "marks"
    BALLOT = "ballot"


@dataclass(frozen=True)
class Channel(Rule):
    """A way in to the vote.

    Attributes:
        verified_phone: a phone number that comes through this channel counts as verified.

    Source:
        C3.
    """

    code: str
    name: Text
    verified_phone: bool


@dataclass(frozen=True)
class Pool(Rule):
    """Votes of one voter a day that go to one category only. Source: E1."""

    category: str
    per_day: int


@dataclass(frozen=True)
class Voting(Rule):
    """The public vote.

    Attributes:
        per_day: votes of one voter on one calendar day of the campaign's zone, over all channels.
        min_per_request: the fewest votes of one slip.
        max_per_request: the most votes of one slip.
        per_entry: cap for one voter, one entry and one day; None without cap.
        per_category: cap for one voter, one category and one day; None without cap.
        per_campaign: cap for one voter over the whole stage; None without cap.
        pools: the votes of a day by category, together `per_day`; none when all are one pool.
        counts_shown: what the public sees of the count.
        delay_minutes: how old the shown count is, with `delayed`.
        hidden_hours: how long before the end the count disappears, with `hidden_last_hours`.
        who: who may vote.
        units: paths of the units whose people may vote, with `units`.
        final: a vote cannot be taken back.
        rules: the rules of the vote in plain words.
        order: what must not be done, and what happens then, in plain words (C26).

    Source:
        C25, C26, E1, E4, E9.
    """

    per_day: int
    min_per_request: int
    max_per_request: int
    per_entry: int | None
    per_category: int | None
    per_campaign: int | None
    pools: tuple[Pool, ...]
    counts_shown: CountsShown
    delay_minutes: int
    hidden_hours: int
    who: Voters
    units: tuple[str, ...]
    channels: tuple[Channel, ...]
    final: bool
    rules: tuple[Text, ...]
    order: Text

    def per_day_for(self, category: str) -> int:
        """Say how many votes of a day may go to one category: its pool, or all of them."""
        sizes = {pool.category: pool.per_day for pool in self.pools}
        return sizes.get(category, self.per_day)


@dataclass(frozen=True)
class Criterion(Rule):
    """One quality that jurors mark. Source: C14."""

    code: str
    name: Text
    description: Text
    weight: Decimal


@dataclass(frozen=True)
class Round(Rule):
    """One round of the jury (初评, 复评, 终评).

    Attributes:
        categories: the categories judged in it; all when the sheet names none.
        marks_per_entry: how many jurors mark each entry; None for all of the jury.
        cut: how many entries of a category go on to the next round; None in the last round.
        at_most: names on one ballot, with `ballot`.
        quorum: jurors that must have taken part; 0 for no quorum.
        majority: how many slips must name an entry, with `ballot`.
    """

    code: str
    name: Text
    categories: tuple[str, ...]
    by: RoundBy
    marks_per_entry: int | None
    cut: int | None
    at_most: int | None
    quorum: int
    majority: Majority


@dataclass(frozen=True)
class Jury(Rule):
    """The jury: rounds, criteria and marks. The computation stands in `RuleSheet.judging`."""

    rounds: tuple[Round, ...]
    criteria: tuple[Criterion, ...]
    min_mark: Decimal
    max_mark: Decimal
    mark_step: Decimal
    comments_released: bool
    names_hidden: bool
    pledge: Text

    def criterion(self, code: str) -> Criterion:
        """Find a criterion by its code; KeyError for an unknown one."""
        for criterion in self.criteria:
            if criterion.code == code:
                return criterion
        raise KeyError(code)


@dataclass(frozen=True)
class Notice(Rule):
    """The notice period (公示). Source: C28, H5.

    Attributes:
        working_days: how long objections are taken, in official working days.
        reply_days: working days within which an objection is answered.
        calendar: the official one, with the days that the sheet gives in its place.
    """

    working_days: int
    reply_days: int
    calendar: WorkCalendar


@dataclass(frozen=True)
class Results(Rule):
    """Where results are posted and how they are looked up. Source: C29."""

    posted_in: Text
    lookup_by: tuple[str, ...]


@dataclass(frozen=True)
class ShowcasePart(Rule):
    """One part of the showcase; its start lies inside the stage. Source: C19, C30."""

    code: str
    name: Text
    opens_at: datetime


@dataclass(frozen=True)
class Seminar(Rule):
    """The seminar after the results. Source: C31."""

    name: Text
    about: Text


@dataclass(frozen=True)
class Retention(Rule):
    """How long personal data is kept, in days after the last stage closes. Source: L1.

    Attributes:
        personal_days: the fields marked `personal`, and phone numbers.
        network_days: address, device and agent of votes, from the vote on.
        draft_days: drafts that were never handed in.
    """

    personal_days: int
    network_days: int
    draft_days: int


@dataclass(frozen=True)
class Page(Rule):
    """A fixed page of the campaign in Markdown. Source: I5."""

    code: str
    title: Text
    body: Text


@dataclass(frozen=True)
class Paper(Rule):
    """An annex that circulates as a file: its code, and the title printed on it. Source: C23, C24."""

    code: str
    title: Text


@dataclass(frozen=True)
class Judging:
    """The judging part, exactly as `pingxuan score` reads it.

    Attributes:
        table: the mapping as decoded from TOML, decimals as `Decimal`.
        rules: the same as structures, for scoring.
        toml: the same as the text of a RULES.toml of its own.
    """

    table: Mapping[str, Any]
    rules: JudgingRules
    toml: str
