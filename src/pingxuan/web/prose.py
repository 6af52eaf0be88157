"""Markdown of editors into safe HTML: raw HTML is off, and what is left is cleaned once more."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")


def render_markdown(text: str) -> SafeString:
    """Render Markdown; links leave with `noopener nofollow`, and headings begin at the second level."""
    html = _MARKDOWN.render(text).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return mark_safe(nh3.clean(html, link_rel="noopener nofollow"))  # noqa: S308 - cleaned here
