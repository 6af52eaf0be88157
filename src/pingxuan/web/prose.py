"""Markdown of editors into safe HTML: raw HTML is off, and what is left is cleaned once more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# In Chinese text an address ends where the letters of addresses end: no space stands around it.
_ADDRESS = re.compile(r"https?://[!-~]+")


def addresses_in(text: str) -> Iterator[tuple[int, str]]:
    """Find the web addresses in a text, each with where it begins, without what ends a sentence."""
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(".,;:!?)]}'\"")
        try:
            is_whole = bool(urlsplit(address).hostname)
        except ValueError:
            is_whole = False
        if is_whole:
            yield found.start(), address


def render_markdown(text: str) -> SafeString:
    """Render Markdown as people type it: a new line is a new line, headings begin at the second level.

    Bare web addresses are links, too. Links leave with `noopener nofollow`.
    """
    html = _MARKDOWN.render(text).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return mark_safe(nh3.clean(html, link_rel="noopener nofollow"))  # noqa: S308 - cleaned here


def _link_addresses(state: StateCore) -> None:
    for token in state.tokens:
        if token.type != "inline" or not token.children:
            continue
        parts, depth = list[Token](), 0
        for part in token.children:
            depth += part.nesting if part.type in ("link_open", "link_close") else 0
            parts += [part] if depth or part.type != "text" else _with_links(part.content)
        token.children = parts


def _with_links(text: str) -> Iterator[Token]:
    at = 0
    for begins, address in addresses_in(text):
        yield Token("text", "", 0, content=text[at:begins])
        yield Token("link_open", "a", 1, attrs={"href": address})
        yield Token("text", "", 0, content=address)
        yield Token("link_close", "a", -1)
        at = begins + len(address)
    yield Token("text", "", 0, content=text[at:])


_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
_MARKDOWN.core.ruler.push("addresses", _link_addresses)
