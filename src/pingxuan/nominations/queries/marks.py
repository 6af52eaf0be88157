"""What the running check says of the rows of a list: a column of the inbox. Source: N7."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pingxuan.campaigns.models import Campaign
from pingxuan.nominations.models import Likeness
from pingxuan.nominations.queries.alike import twin_counts
from pingxuan.nominations.queries.linked import dead_links


@dataclass(frozen=True)
class Marks:
    """What a reviewer should look at in one nomination.

    Attributes:
        advice: what the check advised at filing, as `place=code`.
        dead: how many of its links do not open.
        twins: how many others have the same title or much the same text.
    """

    advice: tuple[str, ...] = ()
    dead: int = 0
    twins: int = 0

    @property
    def count(self) -> int:
        """How many things there are to look at."""
        return len(self.advice) + self.dead + self.twins


def marks_of(campaign: Campaign, ids: Sequence[UUID]) -> Mapping[UUID, Marks]:
    """Give the marks of the rows of a page, in as many queries for one row as for fifty."""
    advice = dict(Likeness.objects.filter(pk__in=ids).values_list("pk", "advice"))
    dead, found = dead_links(ids), twin_counts(campaign, ids)
    return {pk: Marks(tuple(advice.get(pk, ())), dead.get(pk, 0), found.get(pk, 0)) for pk in ids}
