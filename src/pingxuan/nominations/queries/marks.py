"""What the running check says of the rows of a list: a column of the inbox. Source: N7."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pingxuan.campaigns.models import Campaign
from pingxuan.nominations.content.conditions import Standing
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
        lacking: keys of the conditions for which what a machine looks for was not there at filing.
        asked: keys of those that only a person can say are met.
    """

    advice: tuple[str, ...] = ()
    dead: int = 0
    twins: int = 0
    lacking: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many things there are to look at."""
        return len(self.advice) + self.dead + self.twins + len(self.lacking)


def marks_of(campaign: Campaign, ids: Sequence[UUID]) -> Mapping[UUID, Marks]:
    """Give the marks of the rows of a page, in as many queries for one row as for fifty."""
    kept = Likeness.objects.filter(pk__in=ids).values_list("pk", "advice", "conditions")
    said = {pk: (advice, conditions or ()) for pk, advice, conditions in kept}
    dead, found = dead_links(ids), twin_counts(campaign, ids)
    return {
        pk: Marks(
            tuple(advice),
            dead.get(pk, 0),
            found.get(pk, 0),
            _keys(conditions, Standing.LACKING),
            _keys(conditions, Standing.ASKED),
        )
        for pk in ids
        for advice, conditions in [said.get(pk, ((), ()))]
    }


def _keys(conditions: Iterable[str], standing: Standing) -> tuple[str, ...]:
    parted = (one.partition("=") for one in conditions)
    return tuple(key for key, _sign, stood in parted if stood == standing)
