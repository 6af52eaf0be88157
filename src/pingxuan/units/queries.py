"""Read the tree."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from pingxuan.domain.routes import Level, Node, route
from pingxuan.units.models import Unit


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
