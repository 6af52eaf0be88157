"""The rules of judging: how marks and votes become scores, ranks, seats and reserves.

`decoding.decode` makes them from the decoded TOML of a RULES.toml or of the `[judging]` table of a
campaign's rule sheet; `toml.to_toml` writes them down again.

Source:
    C27, C28; interfaces-judging 3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from pingxuan.domain.judging.numbers import Rounding


class Method(StrEnum):
    """How several marks become one value."""

    MEAN = "mean"
    TRIMMED_MEAN = "trimmed-mean"
    MEDIAN = "median"


class Level(StrEnum):
    """Where marks are combined first: over the judges of a criterion, or over a judge's criteria."""

    CRITERION = "criterion"
    JUDGE = "judge"


class RoundAt(StrEnum):
    """A stage inside the jury score at which values are rounded."""

    CRITERION = "criterion"
    WEIGHTED = "weighted"


class CriteriaMode(StrEnum):
    """Whether the weighted values are divided by the sum of the weights or only added."""

    MEAN = "mean"
    SUM = "sum"


class BallotMethod(StrEnum):
    """How ballots are counted; a list of one until another is ruled."""

    POINTS = "points"


class BallotInput(StrEnum):
    """What a mark on a ballot means."""

    RANK = "rank"
    MARK = "mark"
    POINTS = "points"


class JudgeTies(StrEnum):
    """What entries earn that share a position on one ballot."""

    REJECT = "reject"
    SHARE = "share"
    BEST = "best"
    WORST = "worst"


class CombineMode(StrEnum):
    """Whether the weights of jury and vote are hundredths or factors."""

    PERCENT = "percent"
    SUM = "sum"


class VoteScale(StrEnum):
    """What a number of votes is measured against."""

    SHARE_OF_TOP = "share-of-top"
    SHARE_OF_TOTAL = "share-of-total"
    RAW = "raw"


class OnCutTie(StrEnum):
    """What happens to a tied group that lies across the cut."""

    BREAK = "break"
    EXTEND = "extend"
    LEAVE_OPEN = "leave-open"


class Breaker(StrEnum):
    """The breakers of ties that are written as they are; two more carry a name or a seed."""

    JURY = "jury"
    VOTES = "votes"
    PREFERRING = "most-judges-preferring"
    SCORING = "most-judges-scoring"
    COUNTBACK = "countback"


CRITERION_BREAKER: Final = "criterion:"
DRAW_BREAKER: Final = "draw:"
BORDA: Final = "borda"


@dataclass(frozen=True, slots=True)
class JuryRules:
    """How the jury's marks become the jury score.

    Attributes:
        drop_high: highest marks left out; 0 unless the method is the trimmed mean.
        drop_low: lowest marks left out; 0 unless the method is the trimmed mean.
        criteria: weights by criterion; None: all that occur in the category, weight 1 each.
    """

    method: Method = Method.MEAN
    drop_high: int = 0
    drop_low: int = 0
    level: Level = Level.CRITERION
    places: int = 2
    rounding: Rounding = Rounding.HALF_UP
    round_at: frozenset[RoundAt] = frozenset({RoundAt.CRITERION})
    criteria_mode: CriteriaMode = CriteriaMode.MEAN
    min_mark: Decimal = Decimal(0)
    max_mark: Decimal = Decimal(100)
    min_marks: int = 1
    criteria: Mapping[str, Decimal] | None = None


@dataclass(frozen=True, slots=True)
class BallotRules:
    """How ballots become points.

    Attributes:
        points: what the positions earn, from the first; None stands for Borda's list, and means
            nothing when the marks are the points.
    """

    input: BallotInput = BallotInput.RANK
    points: tuple[Decimal, ...] | None = None
    judge_ties: JudgeTies = JudgeTies.REJECT
    method: BallotMethod = BallotMethod.POINTS


@dataclass(frozen=True, slots=True)
class CombineRules:
    """How the jury score and the vote score become the total."""

    jury: Decimal
    vote: Decimal
    mode: CombineMode = CombineMode.PERCENT
    vote_scale: VoteScale = VoteScale.SHARE_OF_TOP
    places: int = 2

    @property
    def adds_up_to_100(self) -> bool:
        """Say whether the two weights are exactly a hundred hundredths."""
        return Fraction(self.jury) + Fraction(self.vote) == 100


@dataclass(frozen=True, slots=True)
class SeatRules:
    """How many win in each category, and what happens when the cut cannot be drawn.

    Attributes:
        reserves: how long the reserve list is in the categories where it is another.
    """

    default: int
    reserve: int = 0
    on_cut_tie: OnCutTie = OnCutTie.BREAK
    category: Mapping[str, int] = field(default_factory=dict)
    reserves: Mapping[str, int] = field(default_factory=dict)

    def of(self, category: str) -> int:
        """Say how many seats a category has."""
        return self.category.get(category, self.default)

    def reserve_of(self, category: str) -> int:
        """Say how long the reserve list of a category is."""
        return self.reserves.get(category, self.reserve)


@dataclass(frozen=True, slots=True)
class JudgingRules:
    """All rules of judging of one campaign or round.

    Attributes:
        ballot: None when marks are combined by `jury.method`.
        combine: None when the total is the jury score alone.
        tie_order: the breakers, exactly as written.
        withdrawn: entries that have withdrawn, by category.
    """

    jury: JuryRules
    seats: SeatRules
    ballot: BallotRules | None = None
    combine: CombineRules | None = None
    tie_order: tuple[str, ...] = ()
    withdrawn: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def total_places(self) -> int:
        """Count the decimals of the total: those of the combination, else of the jury score."""
        return self.combine.places if self.combine else self.jury.places

    @property
    def needs_judge_scores(self) -> bool:
        """Say whether anything depends on judge scores."""
        by_judge = {Breaker.PREFERRING, Breaker.SCORING, Breaker.COUNTBACK}
        return (
            self.ballot is not None
            or self.jury.level is Level.JUDGE
            or not by_judge.isdisjoint(self.tie_order)
        )
