"""The cards of the board: what never changes is kept, what does is written between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache, partial
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pingxuan.voting.queries.board import Card
from pingxuan.voting.queries.counts import Shown
from pingxuan.web.fragments import fragment

BOARDS_KEPT = 16


def cards_html(
    cards: Iterable[Card],
    slug: str,
    *,
    version: int,
    counts: Shown | None,
    today: Mapping[str, int],
    is_open: bool,
) -> SafeString:
    """Write the list items of a board; each is put together once for each count it shows.

    Args:
        version: the version of the board that the cards are from.
        counts: None when no count is shown at all, as before the vote.
        today: what this visitor has given today, by public number.
    """
    kept = _kept(slug, version, get_language() or "", is_open)
    votes = counts.votes if counts is not None else None
    items: list[str] = []
    for card in cards:
        number = card.number
        key = (card, None if votes is None else votes.get(number, 0), today.get(number, 0))
        item = kept.get(key)
        if item is None:
            item = kept[key] = _item(card, slug, key[1], key[2], is_open=is_open)
        items.append(item)
    return mark_safe("".join(items))  # noqa: S308  (figures, and pieces that templates escaped)


@lru_cache(maxsize=BOARDS_KEPT)
def _kept(slug: str, version: int, language: str, is_open: bool) -> dict[object, str]:
    """Give the items of one board as they were last written, by card, count and own votes."""
    return _Few()


class _Few(dict[object, str]):
    """Items by what they show; counts grow, so that what is full begins anew."""

    MOST = 10_000

    def __setitem__(self, key: object, item: str) -> None:
        if len(self) >= self.MOST:
            self.clear()
        super().__setitem__(key, item)


def _item(card: Card, slug: str, votes: int | None, given: int, *, is_open: bool) -> str:
    context = {"card": card, "slug": slug}
    # The context is ready before a piece is asked for: making it costs next to nothing.
    parts: list[str] = [fragment("voting/_card_head.html", (slug, card), partial(dict, context))]
    if votes is not None:
        parts.append(f'<span class="entry__votes"><b>{votes:,}</b> {escape(_("票"))}</span>')
    if is_open:
        words = escape(_("今天已投 %(n)s") % {"n": given}) if given else ""
        parts.append(
            f'<span class="entry__mine" data-mine="{escape(card.number)}" data-n="{given}">'
            f"{words}</span>"
        )
        parts.append(fragment("voting/_card_act.html", (slug, card), partial(dict, context)))
    parts.append("</div></li>")
    return "".join(parts)
