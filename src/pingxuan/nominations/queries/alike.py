"""The same case sent in twice: by title, narrative, links and phone, across the whole campaign."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count
from rapidfuzz import fuzz, process

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Status
from pingxuan.nominations.content.likeness import Compared, compared
from pingxuan.nominations.content.sketching import bands_of, shares
from pingxuan.nominations.models import Likeness, LikenessKey, Nomination

MOST_SHOWN = 20
LEAST_TITLE = 4
ALIKE_TITLE = 86.0
ALIKE_TEXT = 0.4
# An address that many name is a unit's front page, and says nothing.
COMMON_LINK = 8
BANDS_OF_A_TWIN = 3
_GONE = (Status.WITHDRAWN, Status.MERGED)


@dataclass(frozen=True)
class Twin:
    """A nomination that is like another, and in what.

    Attributes:
        title: how alike the titles are, from 0 to 100; 100 is the same but for signs.
        text: the share of the narrative that both have, from 0 to 1.
        links: how many addresses both name.
        phone: whether both give the same number.
    """

    nomination_id: UUID
    title: float = 0.0
    text: float = 0.0
    links: int = 0
    phone: bool = False

    @property
    def weight(self) -> float:
        """How much speaks for one case sent in twice; for the order in which they are shown."""
        return self.title / 100 + 2 * self.text + min(self.links, 2) / 2 + self.phone / 2

    @property
    def is_strong(self) -> bool:
        """Whether the text itself is alike; a phone or an address alone may be a unit's own."""
        return bool(self.title or self.text or self.links > 1)


def twins_of(nomination: Nomination) -> list[Twin]:
    """Find what is like a filed text, the most alike first."""
    kept = Likeness.objects.filter(nomination=nomination).first()
    if kept is None:
        return []
    own = Compared(kept.title, kept.phone, bytes(kept.sketch), tuple(kept.links))
    return twins(nomination.campaign, own, besides=nomination.pk)


def has_twin(nomination: Nomination, values: Mapping[str, Any]) -> bool:
    """Say whether something like a text that is still being written was filed already.

    Source:
        N7: to the nominee only that there is one, not which.
    """
    own = compared(nomination.campaign.sheet, values)
    found = twins(nomination.campaign, own, besides=nomination.pk)
    return any(twin.is_strong for twin in found)


def twins(campaign: Campaign, own: Compared, *, besides: UUID) -> list[Twin]:
    """Find what is like a text in a campaign; always the same few queries.

    Source:
        N7: duplicates across the whole province by title, text, links and phone.
    """
    titles = _by_title(campaign, own.title)
    texts = _by_text(campaign, own.sketch)
    links = _by_link(campaign, own.links)
    phones = _by_phone(campaign, own.phone)
    ids = (titles.keys() | texts.keys() | links.keys() | phones) - {besides}
    found = [
        Twin(pk, titles.get(pk, 0.0), texts.get(pk, 0.0), links.get(pk, 0), pk in phones)
        for pk in ids
    ]
    found.sort(key=lambda twin: (-twin.weight, str(twin.nomination_id)))
    return found[:MOST_SHOWN]


def twin_counts(campaign: Campaign, ids: Iterable[UUID]) -> dict[UUID, int]:
    """Count for each row of a list the filed texts with the same title or much the same narrative.

    What needs comparing letter by letter is left to `twins_of`, so that a list costs five queries.
    """
    own = dict(Likeness.objects.filter(pk__in=set(ids)).values_list("pk", "title"))
    same = Likeness.objects.filter(
        campaign=campaign, title__in={one for one in own.values() if one}
    )
    meeting: dict[str, set[UUID]] = defaultdict(set)
    for pk, title in same.values_list("pk", "title"):
        meeting[title].add(pk)
    pairs = {(pk, other) for pk, title in own.items() for other in meeting.get(title, ())}
    shared = _bands_shared(campaign, own.keys())
    pairs |= {pair for pair, bands in shared.items() if bands >= BANDS_OF_A_TWIN}
    others = {other for _, other in pairs}
    living = set(_living(campaign).filter(pk__in=others).values_list("pk", flat=True))
    return dict(Counter(pk for pk, other in pairs if pk != other and other in living))


def _bands_shared(campaign: Campaign, ids: Iterable[UUID]) -> Counter[tuple[UUID, UUID]]:
    """Count for pairs how many bands of their sketches agree."""
    own: dict[str, list[UUID]] = defaultdict(list)
    bands = LikenessKey.objects.filter(likeness__in=list(ids), key__startswith="b")
    for key, pk in bands.values_list("key", "likeness"):
        own[key].append(pk)
    meeting = LikenessKey.objects.filter(campaign=campaign, key__in=list(own))
    return Counter(
        (pk, other)
        for key, other in meeting.values_list("key", "likeness")
        for pk in own[key]
        if pk != other
    )


def _by_title(campaign: Campaign, title: str) -> dict[UUID, float]:
    if len(title) < LEAST_TITLE:
        return {}
    rows = _living(campaign).exclude(title="").values_list("pk", "title")
    known = dict(rows)
    found = process.extract(
        title, known, scorer=fuzz.ratio, score_cutoff=ALIKE_TITLE, limit=MOST_SHOWN + 1
    )
    return {pk: score for _, score, pk in found}


def _by_text(campaign: Campaign, sketch: bytes) -> dict[UUID, float]:
    if not sketch:
        return {}
    keys = LikenessKey.objects.filter(campaign=campaign, key__in=bands_of(sketch))
    near = _living(campaign).filter(pk__in=keys.values("likeness"))
    rows = list(near.values_list("pk", "sketch"))
    shared = shares(sketch, [bytes(other) for _, other in rows])
    return {pk: share for (pk, _), share in zip(rows, shared, strict=True) if share >= ALIKE_TEXT}


def _by_link(campaign: Campaign, links: Sequence[str]) -> Counter[UUID]:
    keys = LikenessKey.objects.filter(campaign=campaign, key__in=links)
    rare = keys.values("key").annotate(n=Count("pk")).filter(n__lte=COMMON_LINK).values("key")
    rows = keys.filter(key__in=rare).exclude(likeness__nomination__status__in=_GONE)
    return Counter(rows.values_list("likeness", flat=True)) if links else Counter()


def _by_phone(campaign: Campaign, phone: str) -> set[UUID]:
    return (
        set(_living(campaign).filter(phone=phone).values_list("pk", flat=True)) if phone else set()
    )


def _living(campaign: Campaign) -> Any:
    return Likeness.objects.filter(campaign=campaign).exclude(nomination__status__in=_GONE)
