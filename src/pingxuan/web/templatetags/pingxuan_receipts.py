"""How a receipt is written on a page."""

from __future__ import annotations

from django import template

from pingxuan.ballotbox.receipts import grouped

register = template.Library()


@register.filter
def receipt(value: str) -> str:
    """Write a receipt in groups of four."""
    return grouped(value) if value else ""
