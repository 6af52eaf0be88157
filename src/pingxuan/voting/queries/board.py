"""The board as visitors see it: its cards, kept in memory for each version of the board.

A board of 2,000 entries costs the same queries as one of three: one for the version, and a few more
when the version has changed. Publishing, pausing and withdrawing make a new version.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import UUID

from django.db import connection

from pingxuan.campaigns.models import Campaign
from pingxuan.voting.models import Board, Entry, Pause
from pingxuan.voting.ordering import ordered
from pingxuan.voting.queries.entries import pictures_of


@dataclass(frozen=True)
class Card:
    """What the board shows of one entry.

    Attributes:
        paused: the public reason why it takes no votes at present; empty when it does.
        withdrawn: the public reason why it has left the vote; empty while it stands.
        picture: its first public picture, which has a small form; None shows the default cover.
    """

    number: str
    category: str
    title: str
    by: str
    place: str
    fact: str
    search: str
    unit: str
    paused: str
    withdrawn: str
    picture: UUID | None = None


@dataclass(frozen=True)
class BoardView:
    """The board in one version.

    Attributes:
        cards: by public number, in the order of publication.
        published: the public numbers, in that order.
        by_category: category → its public numbers.
        paused: the public reason of a pause of the whole vote; None when there is none.
        paused_channels: channel → public reason.
    """

    version: int
    cards: Mapping[str, Card]
    published: tuple[str, ...]
    by_category: Mapping[str, frozenset[str]]
    paused: str | None
    paused_channels: Mapping[str, str]

    def count_by_category(self) -> dict[str, int]:
        """Count the cards of each category."""
        return {code: len(numbers) for code, numbers in self.by_category.items()}


def board_of(campaign: Campaign) -> BoardView:
    """Give the running version of a campaign's board."""
    key = Board._meta.get_field("campaign").get_db_prep_value(campaign.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM voting_board WHERE campaign_id = %s", [key])
        row = cursor.fetchone()
    return _view(campaign.pk, row[0] if row else 0)


@lru_cache(maxsize=16)
def _view(campaign_id: UUID, version: int) -> BoardView:
    columns = ("number", "category", "title", "by", "place", "fact", "search", "unit__name")
    pictures = pictures_of(Campaign.objects.select_related("version").get(pk=campaign_id))
    cards = {}
    for *texts, pause, withdrawn_at, reason in (
        Entry.objects.filter(campaign_id=campaign_id)
        .order_by("pk")
        .values_list(*columns, "pause_reason", "withdrawn_at", "withdrawn_reason")
    ):
        is_withdrawn = withdrawn_at is not None
        marks = (reason, reason) if is_withdrawn else (pause, "")
        cards[texts[0]] = replace(Card(*texts, *marks), picture=pictures.get(texts[0]))
    pauses = dict(
        Pause.objects.filter(campaign_id=campaign_id, ended_at=None)
        .order_by("begun_at")
        .values_list("channel", "reason")
    )
    whole = pauses.pop("", None)
    by_category: dict[str, set[str]] = {}
    for card in cards.values():
        by_category.setdefault(card.category, set()).add(card.number)
    return BoardView(
        version,
        cards,
        tuple(cards),
        {code: frozenset(n) for code, n in by_category.items()},
        whole,
        pauses,
    )


@lru_cache(maxsize=512)
def _order(campaign_id: UUID, version: int, seed: str) -> tuple[str, ...]:
    return ordered(_view(campaign_id, version).published, seed)


def folded(text: str) -> str:
    """Write a text as it is compared: full-width letters narrow, capitals small, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def numbers_for(
    campaign: Campaign,
    view: BoardView,
    seed: str,
    *,
    category: str = "",
    query: str = "",
    among: frozenset[str] | None = None,
) -> Sequence[str]:
    """List public numbers in the order of `seed`; filters keep the same relative order.

    Args:
        query: words, each of which must occur in number, title, name, unit, place or initials.
        among: only these public numbers.

    Source:
        E3: search in Chinese down to two characters, and by pinyin initials.
    """
    order: Sequence[str] = _order(campaign.pk, view.version, seed)
    if category:
        inside = view.by_category.get(category, frozenset())
        order = [number for number in order if number in inside]
    if among is not None:
        order = [number for number in order if number in among]
    words = [folded(word) for word in query.split()]
    if words:
        cards = view.cards
        order = [n for n in order if all(word in cards[n].search for word in words)]
    return order
