"""Pieces of a page that are the same for many visitors: rendered once, kept in this process.

A piece says everything that it depends on in its key; nothing has to be thrown away when the
world changes, because the key changes with it. What is the visitor's own never comes in here.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST_KEPT = 20_000
_kept: dict[tuple[str, str, Hashable], SafeString] = {}


def fragment(template: str, key: Hashable, context: Callable[[], Mapping[str, Any]]) -> SafeString:
    """Render `template` with what `context` gives, or give it as it was rendered under this key."""
    whole = (template, get_language() or "", key)
    found = _kept.get(whole)
    if found is None:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        found = _kept[whole] = render_to_string(template, dict(context()))
    return found
