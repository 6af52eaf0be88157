"""Ranks into awards: seats, ties across the cut, the reserve list and who moves up from it.

Source:
    C28; interfaces-judging 4.5; H2, H5.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

from pingxuan.domain.judging.rules import OnCutTie


class Standing(StrEnum):
    """What an entry's place comes to."""

    WINNER = "winner"
    RESERVE = "reserve"
    NOT_SELECTED = "not-selected"
    TIED_AT_CUT = "tied-at-cut"
    WITHDRAWN = "withdrawn"


def award(
    groups: Sequence[Sequence[str]],
    *,
    seats: int,
    reserve: int,
    on_cut_tie: OnCutTie,
    withdrawn: Collection[str] = (),
) -> dict[str, Standing]:
    """Say what becomes of the entries of a category, given in groups of equal rank, best first.

    First the seats and the reserve list are filled as if nobody had withdrawn; then freed seats go
    to the reserve list, which is not refilled.
    """
    standings, is_cut_open = _fill(groups, seats, reserve, on_cut_tie)
    gone = standings.keys() & set(withdrawn)
    freed = sum(standings[entry] is Standing.WINNER for entry in gone)
    standings.update(dict.fromkeys(gone, Standing.WITHDRAWN))
    if not is_cut_open:
        _promote(groups, standings, freed, on_cut_tie)
    return standings


def _fill(
    groups: Sequence[Sequence[str]], seats: int, reserve: int, on_cut_tie: OnCutTie
) -> tuple[dict[str, Standing], bool]:
    """Fill seats and reserve list; also say whether a tie across the cut was left open."""
    standings: dict[str, Standing] = {}
    place = winners = 0
    is_cut_open = False
    for group in groups:
        before, place = place, place + len(group)
        last_reserve = max(seats, winners) + reserve
        if place <= seats:
            standing = Standing.WINNER
        elif before < seats:
            is_cut_open = on_cut_tie is not OnCutTie.EXTEND
            standing = Standing.TIED_AT_CUT if is_cut_open else Standing.WINNER
        elif place <= last_reserve:
            standing = Standing.RESERVE
        elif before < last_reserve:
            is_extended = on_cut_tie is OnCutTie.EXTEND
            standing = Standing.RESERVE if is_extended else Standing.TIED_AT_CUT
        else:
            standing = Standing.NOT_SELECTED
        winners += len(group) if standing is Standing.WINNER else 0
        standings.update(dict.fromkeys(group, standing))
    return standings, is_cut_open


def _promote(
    groups: Sequence[Sequence[str]],
    standings: dict[str, Standing],
    freed: int,
    on_cut_tie: OnCutTie,
) -> None:
    """Give freed seats to the first reserves in rank order; a group too large ends it."""
    for group in groups:
        waiting = [entry for entry in group if standings[entry] is Standing.RESERVE]
        if not waiting:
            continue
        if freed <= 0:
            return
        is_too_large = len(waiting) > freed
        is_open = is_too_large and on_cut_tie is not OnCutTie.EXTEND
        standing = Standing.TIED_AT_CUT if is_open else Standing.WINNER
        standings.update(dict.fromkeys(waiting, standing))
        freed -= len(waiting)
