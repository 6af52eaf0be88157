"""Wording of a rule sheet in the page's language, and its Markdown."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt

from pingxuan.domain.rules.text import Text

register = template.Library()

# Raw HTML is off: whoever writes a sheet or a notice writes text, never markup.
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


@register.filter
def said(text: Text | None) -> str:
    """Give a text of the sheet in the page's language."""
    return "" if text is None else text.get(get_language() or "")


@register.filter
def first_paragraph(text: str) -> str:
    """Give what stands before the first empty line, on one line."""
    return " ".join(text.strip().split("\n\n")[0].split())


@register.filter
def markdown(text: str) -> SafeString:
    """Write Markdown as HTML; raw HTML in it is shown as it is typed."""
    html: str = _markdown.render(text)
    return mark_safe(html)  # noqa: S308  (html is off)
