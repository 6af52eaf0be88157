"""The part of a board's card that never changes: rendered once for each version and language."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from pingxuan.voting.queries.board import Card

register = template.Library()


@lru_cache(maxsize=4096)
def _head(card: Card, slug: str, language: str) -> str:
    return render_to_string("voting/_card_head.html", {"card": card, "slug": slug})


@register.simple_tag
def card_head(card: Card, slug: str, language: str) -> SafeString:
    """Draw a card's picture, number, title, name and fact.

    Args:
        language: the page's; only the key under which the drawing is kept.
    """
    return mark_safe(_head(card, slug, language))  # noqa: S308  (our own template)
