"""A meeting's order of tied entries, applied to a computed result: seats and reserve filled again.

The computed result is left as it is; what a meeting decided stands above it, as such.

Source:
    C28: ties at the cut stay open until a meeting's recorded decision; exactly 10, 15 and 15.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby

from pingxuan.domain.judging.awards import Standing, award
from pingxuan.domain.judging.ranking import CategoryResult
from pingxuan.domain.judging.rules import JudgingRules


def settled(
    category: CategoryResult,
    rules: JudgingRules,
    orders: Iterable[Sequence[str]],
    withdrawn: Collection[str] = (),
) -> dict[str, Standing]:
    """Say what becomes of the entries of a category once meetings have ordered its ties.

    Args:
        orders: what each meeting decided, best first; it never moves an entry across another rank.
        withdrawn: all that are gone; those that the rules name need not be repeated.
    """
    standings = award(
        split_groups(_groups(category), orders),
        seats=category.seats,
        reserve=rules.seats.reserve_of(category.name),
        on_cut_tie=rules.seats.on_cut_tie,
        withdrawn={*withdrawn, *rules.withdrawn.get(category.name, ())},
    )
    unranked = {row.entry: row.status for row in category.rows if row.rank is None}
    return standings | unranked


def split_groups(
    groups: Iterable[Sequence[str]], orders: Iterable[Sequence[str]]
) -> list[list[str]]:
    """Split groups of equal rank by the places that meetings gave their members.

    Members that no meeting has placed stay together, behind those that have a place.
    """
    places: dict[str, tuple[int, int]] = {}
    for number, order in enumerate(orders):
        for place, entry in enumerate(order):
            places.setdefault(entry, (number, place))
    parts: list[list[str]] = []
    for group in groups:
        placed = sorted((entry for entry in group if entry in places), key=places.__getitem__)
        parts += [[entry] for entry in placed]
        rest = [entry for entry in group if entry not in places]
        parts += [rest] if rest else []
    return parts


def misplaced(tied: Mapping[str, int], order: Sequence[str]) -> list[str]:
    """Name as codes what is wrong with a meeting's order of `tied` entries (entry to rank).

    Codes: `every_entry_once`: another set of entries than the tied ones, or one of them twice;
    `against_the_rank`: an entry placed before one of a better computed rank.
    """
    if sorted(order) != sorted(tied):
        return ["every_entry_once"]
    ranks = [tied[entry] for entry in order]
    return [] if ranks == sorted(ranks) else ["against_the_rank"]


def _groups(category: CategoryResult) -> list[list[str]]:
    ranked = [row for row in category.rows if row.rank is not None]
    return [[row.entry for row in part] for _, part in groupby(ranked, key=lambda row: row.rank)]
