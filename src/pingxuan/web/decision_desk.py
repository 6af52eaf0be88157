"""The decision desk's tables: each category's ranking with its cut line and how firmly it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.judging.awards import Standing
from pingxuan.domain.judging.goals import Exceeded, exceeded
from pingxuan.domain.judging.sensitivity import Band, over_weightings, weightings_around
from pingxuan.domain.rules.entry import Category
from pingxuan.results import elections
from pingxuan.results.computing import recompute, rules_of
from pingxuan.results.firmness import firmness_of
from pingxuan.results.models import Decision, Outcome
from pingxuan.results.moving import DISQUALIFIED
from pingxuan.units.models import Unit

SPREAD = Decimal(10)
STEPS = 21
WIDTH = 100
MARGIN = 4


@dataclass(frozen=True)
class Drawn:
    """A band as an SVG of 100 units draws it; all of it in whole units."""

    best: int
    worst: int
    at: int
    left: int
    right: int
    cut: int


@dataclass(frozen=True)
class Line:
    """One line of the ranking.

    Attributes:
        cut: how many seats, on the line before which the seats end; else None.
        ballots: what each ballot came to for it.
    """

    outcome: Outcome
    band: Drawn | None
    cut: int | None
    ballots: Sequence[elections.Line] = ()


@dataclass(frozen=True)
class Table:
    """The ranking of one category with what went into it.

    Attributes:
        held: the ballots by which it was elected; none where marks were computed.
    """

    category: Category
    lines: Sequence[Line]
    tied: Sequence[Outcome]
    votes: str
    held: Sequence[elections.Held]


def bands_of(decision: Decision) -> dict[str, Band]:
    """Rank a decision anew: other weights, without any one juror, other trimming, all votes as given.

    Each band spans the best and the worst rank of all of these.

    Source:
        H3.
    """
    result, combine = recompute(decision), rules_of(decision).combine
    spans = firmness_of(decision).spans
    if combine is not None:
        weightings = weightings_around(combine, spread=SPREAD, count=STEPS)
        bands = over_weightings(result, weightings)
    else:
        bands = [
            Band(row.category, row.entry, row.rank, row.rank, row.rank, Fraction(1))
            for row in result.rows
            if row.rank is not None
        ]
    wide = {}
    for band in bands:
        best, worst = spans.get(band.entry, (band.rank, band.rank))
        wide[band.entry] = replace(band, best=min(band.best, best), worst=max(band.worst, worst))
    return wide


def table_of(
    campaign: Campaign, decision: Decision, category: Category, bands: Mapping[str, Band]
) -> Table:
    """Lay out one category."""
    outcomes = list(
        decision.outcomes.filter(category=category.code)
        .select_related("entry__unit")
        .order_by("rank", "entry__number")
    )
    ranked = [one for one in outcomes if one.rank is not None]
    unranked = [one for one in outcomes if one.rank is None]
    seats = rules_of(decision).seats.of(category.code)
    held = elections.ballots_of(decision, category.code)
    lines: list[Line] = []
    placed = 0
    for one in [*ranked, *unranked]:
        cut = seats if placed == seats and not any(line.cut for line in lines) else None
        band = bands.get(one.entry.number)
        drawn = _drawn(band, len(ranked), seats) if band and not held else None
        lines.append(Line(one, drawn, cut, elections.lines_of(held, one.entry.number)))
        placed += one.status not in (DISQUALIFIED, Standing.WITHDRAWN)
    found = decision.explanation.get("categories", {}).get(category.code, {})
    return Table(
        category=category,
        lines=lines,
        tied=[one for one in outcomes if one.status == Standing.TIED_AT_CUT],
        votes=found.get("total_votes") or "",
        held=held,
    )


def _drawn(band: Band, ranked: int, seats: int) -> Drawn:
    span = max(ranked - 1, 1)

    def x(place: float) -> int:
        return round(MARGIN + (place - 1) * (WIDTH - 2 * MARGIN) / span)

    return Drawn(
        best=band.best,
        worst=band.worst,
        at=x(band.rank),
        left=x(band.best),
        right=x(band.worst),
        cut=x(min(seats + 0.5, ranked)),
    )


def exceeded_goals(campaign: Campaign, category: Category, table: Table) -> list[Exceeded]:
    """Say which soft goals of the sheet the winners of a category exceed; without goals, no query."""
    goals = [goal for goal in campaign.sheet.decision.goals if goal.category in ("", category.code)]
    if not goals:
        return []
    won = [line.outcome for line in table.lines if line.outcome.status == Standing.WINNER]
    found: list[Exceeded] = []
    for goal in goals:
        offices = list(Unit.objects.filter(level=goal.level))
        places = {
            one.entry.number: next(
                (office.name for office in offices if one.entry.unit.path.startswith(office.path)),
                "",
            )
            for one in won
        }
        found += exceeded(list(places), places, goal.most)
    return found
