"""Wording of a rule sheet in the page's language, and its Markdown."""

from __future__ import annotations

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt

from pingxuan.domain.rules.text import Text
from pingxuan.web.prose import addresses_in

register = template.Library()

# Raw HTML is off: whoever writes a sheet or a notice writes text, never markup.
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


@register.filter
def said(text: Text | None) -> str:
    """Give a text of the sheet in the page's language."""
    return text.get(get_language() or "") if text else ""


@register.filter
def linked(text: str) -> SafeString:
    """Write a text with its web addresses as links that leave the site without a word of ours."""
    out, at = [], 0
    for begins, address in addresses_in(text):
        link = format_html(
            '<a href="{0}" rel="noopener nofollow ugc" target="_blank">{0}</a>', address
        )
        out += [escape(text[at:begins]), link]
        at = begins + len(address)
    return mark_safe("".join([*out, escape(text[at:])]))  # noqa: S308  (each part is escaped)


@register.filter
def first_paragraph(text: str) -> str:
    """Give what stands before the first empty line, on one line."""
    return " ".join(text.strip().split("\n\n")[0].split())


@register.filter
def markdown(text: str) -> SafeString:
    """Write Markdown as HTML; raw HTML in it is shown as it is typed."""
    html: str = _markdown.render(text)
    return mark_safe(html)  # noqa: S308  (html is off)
