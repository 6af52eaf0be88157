"""Grow the tree, and bring it to what a list asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from pingxuan.domain.routes import Level
from pingxuan.domain.tree_nodes import path_of
from pingxuan.domain.trees import Change, ChangeKind
from pingxuan.units.models import PastName, Unit
from pingxuan.units.queries import branch, nodes_of

_PLACED = frozenset({ChangeKind.RENAMED, ChangeKind.MOVED})


@transaction.atomic
def plant(parent: Unit | None, name: str, level: Level, *, short_name: str = "") -> Unit:
    """Give the child of `parent` with this name, made if it is missing."""
    unit, _ = Unit.objects.get_or_create(
        parent=parent, name=name, defaults={"level": level.value, "short_name": short_name}
    )
    return unit


def reshape(root: Unit, changes: Sequence[Change], *, now: datetime) -> dict[str, Unit]:
    """Do what a plan says with the branch of `root`; give the units that it is about, by key.

    Must run inside the transaction of the act. What a unit was called, and where it stood, is kept.

    Source:
        B1: units move and merge, and history stays true.
    """
    _keep_names(root, changes, now)
    units = {str(unit.pk): unit for unit in branch(root)}
    # Two units may swap their names: nobody has the other's for a moment.
    for change in changes:
        if change.kind in _PLACED:
            Unit.objects.filter(pk=units[change.key].pk).update(name=f"={change.key}")
    for change in _parents_first(changes):
        parent = units[change.parent]
        units[change.key] = Unit.objects.create(
            parent=parent,
            name=change.name,
            level=str(change.level),
            short_name=change.short_name,
            code=change.code,
        )
    for change in changes:
        if change.kind is not ChangeKind.ADDED:
            _change(units, change, now)
    for unit in units.values():
        unit.save()
    _mend_paths(root, list(units.values()))
    return units


def _keep_names(root: Unit, changes: Sequence[Change], now: datetime) -> None:
    """Keep name and place of each unit that gets others, and of all below it."""
    nodes = {one.key: one for one in nodes_of(root)}
    touched = {change.key for change in changes if change.kind in _PLACED}
    ended = {c.key for c in changes if c.kind in (ChangeKind.MERGED, ChangeKind.CLOSED)}
    kept = []
    for key, node in nodes.items():
        above, at = {key}, node
        while at.parent in nodes:
            at = nodes[at.parent]
            above.add(at.key)
        if above & touched or key in ended:
            place = path_of(nodes, key)[:600]
            kept.append(PastName(unit_id=UUID(key), name=node.name, place=place, until_at=now))
    PastName.objects.bulk_create(kept)


def _parents_first(changes: Sequence[Change]) -> list[Change]:
    left = [change for change in changes if change.kind is ChangeKind.ADDED]
    waiting = {change.key for change in left}
    found: list[Change] = []
    while left:
        ready = [change for change in left if change.parent not in waiting]
        if not ready:
            raise ValueError("a plan has no circles")
        found += ready
        waiting -= {change.key for change in ready}
        left = [change for change in left if change.key in waiting]
    return found


def _change(units: dict[str, Unit], change: Change, now: datetime) -> None:
    unit = units[change.key]
    match change.kind:
        case ChangeKind.MERGED:
            unit.is_active, unit.ended_at = False, now
            unit.merged_into = units[change.into]
        case ChangeKind.CLOSED:
            unit.is_active, unit.ended_at = False, now
        case ChangeKind.REOPENED:
            unit.is_active, unit.ended_at, unit.merged_into = True, None, None
        case _:
            unit.name, unit.short_name, unit.code = change.name, change.short_name, change.code
            unit.level = str(change.level)
            if change.parent:
                unit.parent = units[change.parent]


def _mend_paths(root: Unit, units: list[Unit]) -> None:
    """Write the paths anew from the root down; a branch that moved takes all below it along."""
    below: dict[UUID | None, list[Unit]] = {}
    for unit in units:
        if unit.pk != root.pk:
            below.setdefault(unit.parent_id, []).append(unit)
    wrong: list[Unit] = []
    ways = [(root.pk, root.path)]
    while ways:
        above, path = ways.pop()
        for unit in below.get(above, []):
            right = path + unit.pk.hex + "/"
            if unit.path != right:
                unit.path = right
                wrong.append(unit)
            ways.append((unit.pk, right))
    Unit.objects.bulk_update(wrong, ["path"])
