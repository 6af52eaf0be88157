"""Where the published entries come from: by place and by tier, in each category.

Source:
    A6: figures that everyone may see; what was not published is counted only where many are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.disclosure import may_be_told
from pingxuan.domain.routes import Level
from pingxuan.domain.vocabulary import Stage, Status
from pingxuan.nominations.models import Nomination
from pingxuan.units.models import Unit
from pingxuan.voting.models import Entry

_NOT_SENT_ON = (
    Status.DRAFT,
    Status.AT_UNIT,
    Status.RETURNED,
    Status.WITHDRAWN,
    Status.MERGED,
)
DIRECT = ""


@dataclass(frozen=True)
class Origin:
    """A place, or a tier, with what comes from it.

    Attributes:
        name: the place's; empty for the units right below the top.
        by_category: entries in the order of the sheet's categories.
        forwarded: how many came to the top; None while, or where, it is not told.
    """

    name: str
    by_category: tuple[int, ...]
    forwarded: int | None = None

    @property
    def entries(self) -> int:
        """All its published entries."""
        return sum(self.by_category)


@dataclass(frozen=True)
class Origins:
    """Both tables; `forwarded` of all is None when that of any place is."""

    places: tuple[Origin, ...]
    tiers: tuple[Origin, ...]
    totals: Origin
    has_forwarded: bool


@dataclass(frozen=True)
class _Tree:
    """The offices below the campaign's root.

    Attributes:
        places: those right below it, by the hex of their id: what a place is called.
        levels: all of them: at which tier a path ends.
        top: the root's own tier.
    """

    places: Mapping[str, str]
    levels: Mapping[str, str]
    top: str

    def place_of(self, path: str) -> str:
        return next((part for part in path.split("/") if part in self.places), DIRECT)

    def tier_of(self, path: str) -> str:
        found = [self.levels[part] for part in path.split("/") if part in self.levels]
        return found[-1] if found else self.top


def origins_of(campaign: Campaign, now: datetime) -> Origins:
    """Count entries by place and tier in four queries; places without any stand there with nought.

    A place is an office right below the campaign's root; units right below it stand together.
    """
    tree = _tree(campaign)
    rows = list(
        Entry.objects.filter(campaign=campaign)
        .order_by()
        .values_list("unit__path", "category")
        .annotate(n=Count("pk"))
    )
    codes = [category.code for category in campaign.sheet.categories]
    by_place: Counter[tuple[str, str]] = Counter()
    by_tier: Counter[tuple[str, str]] = Counter()
    for path, category, n in rows:
        by_place[tree.place_of(path), category] += n
        by_tier[tree.tier_of(path), category] += n
    sent = _forwarded(campaign, tree, now) if rows else None
    keys = [*tree.places, *({DIRECT} & {key for key, _code in by_place})]
    places = [_origin(tree.places.get(key, ""), key, by_place, codes, sent) for key in keys]
    places.sort(key=lambda one: (not one.name, -one.entries))
    tiers = [
        _origin(level.value, level.value, by_tier, codes, None)
        for level in Level
        if any(by_tier[level.value, code] for code in codes)
    ]
    whole = tuple(sum(n for (_key, at), n in by_place.items() if at == code) for code in codes)
    told = [one.forwarded for one in places]
    every = sum(n for n in told if n is not None) if None not in told else None
    return Origins(tuple(places), tuple(tiers), Origin("", whole, every), sent is not None)


def _origin(
    name: str,
    key: str,
    counts: Mapping[tuple[str, str], int],
    codes: Iterable[str],
    sent: Mapping[str, int] | None,
) -> Origin:
    entries = tuple(counts[key, code] for code in codes)
    number = None if sent is None else sent.get(key, 0)
    is_told = number is not None and may_be_told(number, known=sum(entries))
    return Origin(name, entries, number if is_told else None)


def _tree(campaign: Campaign) -> _Tree:
    root = campaign.root
    if root is None:
        return _Tree({}, {}, Level.PROVINCE.value)
    offices = list(
        Unit.objects.filter(path__startswith=root.path)
        .exclude(pk=root.pk)
        .exclude(level=Level.UNIT.value)
        .values_list("pk", "parent_id", "level", "name", "short_name")
    )
    places = {
        pk.hex: short or name for pk, parent, _level, name, short in offices if parent == root.pk
    }
    return _Tree(places, {pk.hex: level for pk, _parent, level, *_names in offices}, root.level)


def _forwarded(campaign: Campaign, tree: _Tree, now: datetime) -> Mapping[str, int] | None:
    """Count what came to the top, whatever became of it there; not before collecting is over."""
    sheet = campaign.sheet
    if campaign.root_id is None or not sheet.has_stage(Stage.COLLECTION):
        return None
    if campaign.at(now) < sheet.window(Stage.COLLECTION).closes_at:
        return None
    arrived = Nomination.objects.filter(
        Q(office=campaign.root_id) | Q(entry__isnull=False), campaign=campaign
    ).exclude(status__in=_NOT_SENT_ON)
    found: Counter[str] = Counter()
    for path, n in arrived.order_by().values_list("unit__path").annotate(n=Count("pk")):
        found[tree.place_of(path)] += n
    return found
