"""Grow the tree."""

from __future__ import annotations

from django.db import transaction

from pingxuan.domain.routes import Level
from pingxuan.units.models import Unit


@transaction.atomic
def plant(parent: Unit | None, name: str, level: Level, *, short_name: str = "") -> Unit:
    """Give the child of `parent` with this name, made if it is missing."""
    unit, _ = Unit.objects.get_or_create(
        parent=parent, name=name, defaults={"level": level.value, "short_name": short_name}
    )
    return unit
