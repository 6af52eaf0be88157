"""Read the tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from pingxuan.domain.routes import Level, Node, route
from pingxuan.domain.tree_nodes import TreeNode
from pingxuan.units.models import PastName, Unit


def ids_upwards(unit: Unit) -> list[UUID]:
    """Give the ids from the unit itself up to the root; needs no query."""
    return [UUID(hex=part) for part in reversed(unit.path.rstrip("/").split("/"))]


def upwards(unit: Unit) -> list[Unit]:
    """Give the unit itself, its parent, … up to the root, in one query."""
    found = Unit.objects.in_bulk(ids_upwards(unit))
    return [found[key] for key in ids_upwards(unit)]


def branch(unit: Unit) -> QuerySet[Unit]:
    """Give the unit and all below it."""
    return Unit.objects.filter(path__startswith=unit.path)


def nodes_of(root: Unit) -> list[TreeNode]:
    """Give a branch as plain nodes, the root without a parent."""
    return [
        TreeNode(
            key=str(unit.pk),
            parent="" if unit.pk == root.pk else str(unit.parent_id),
            name=unit.name,
            level=Level(unit.level),
            short_name=unit.short_name,
            code=unit.code,
            is_active=unit.is_active,
        )
        for unit in branch(root)
    ]


def names_then(moments: Mapping[UUID, Iterable[datetime]]) -> dict[tuple[UUID, datetime], str]:
    """Give what units were called at moments of the past; those that are called so still are left out.

    Source:
        B1: history stays true.
    """
    found = {}
    for past in PastName.objects.filter(unit__in=list(moments)).order_by("-until_at", "-pk"):
        for moment in moments[past.unit_id]:
            if moment < past.until_at:
                found[past.unit_id, moment] = past.name
    return found


def route_of(unit: Unit) -> list[Unit]:
    """List the offices that a nomination of `unit` passes, from the lowest up. Source: C4, D1."""
    nodes: Sequence[Unit] = upwards(unit)
    by_key = {str(node.pk): node for node in nodes}
    return [by_key[key] for key in route([Node(str(n.pk), Level(n.level)) for n in nodes])]


def place_of(unit: Unit) -> str:
    """Name the place of a unit for the public: the names of its city and county, if it has any."""
    return " ".join(
        node.short_name or node.name
        for node in reversed(upwards(unit))
        if node.level in (Level.CITY, Level.COUNTY)
    )
