"""What is known of the links of nominations, as pages show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Count

from pingxuan.nominations.models import LinkCheck, Nomination


def checks_of(nomination: Nomination) -> dict[str, LinkCheck]:
    """Give what was found of each link of a nomination, by its address."""
    return {one.address: one for one in nomination.link_checks.order_by("pk")}


def dead_links(ids: Iterable[UUID]) -> Mapping[UUID, int]:
    """Count the links that do not open, by nomination; those without any are left out."""
    dead = LinkCheck.objects.filter(nomination__in=list(ids), state=LinkCheck.State.DEAD)
    return dict(dead.order_by().values_list("nomination").annotate(n=Count("pk")))
