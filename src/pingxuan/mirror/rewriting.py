"""A page for the copy: links relative, nothing that needs a server, a word where one is needed."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

import lxml.html
from lxml.etree import _Element

LIVE = "live/index.html"
"""The page that says what only the live site can do."""

LARGEST_FILM = 10 * 1024 * 1024
"""A larger film stays on the live site; the copy links to it."""

_ATTRIBUTES = ("href", "src", "poster")
_URL = re.compile(r"url\(\s*(['\"]?)([^'\")]+)\1\s*\)")
_ABOUT = frozenset({"canonical", "alternate", "prev", "next"})
_KEPT = ("#", "http://", "https://", "mailto:", "tel:", "data:")
# Scripts need the server; size and theme are kept in cookies, which files cannot set.
_GONE = (
    "//script | //*[@id='offline-bar']"
    " | //a[contains(@href, '/prefs?size=') or contains(@href, '/prefs?theme=')]"
)


def links_of(body: bytes) -> Iterator[tuple[str, bool]]:
    """Name the links of a page within the site, each with whether it is loaded with the page."""
    tree = _parsed(body)
    for film in _large_films(tree):
        film.drop_tree()
    for element in tree.iter():
        for name in _ATTRIBUTES:
            value = element.get(name) if isinstance(element.tag, str) else None
            if value and not value.startswith(_KEPT):
                yield value, _is_loaded(element)


def rewritten(body: bytes, *, note: str, live: str, origin: str, to: Callable[[str], str]) -> bytes:
    """Give a page as it stands in the copy: without scripts and forms, its links through `to`.

    Args:
        note: what stands in the place of a form, leading to `live`.
        origin: what previews of the page show as its address begins with this; empty for none.
        to: gives for a link within the site the way to its file.
    """
    tree = _parsed(body)
    for gone in tree.xpath(_GONE):
        gone.drop_tree()
    for form in tree.xpath("//form | //dialog"):
        _replace(form, note, live)
    for film in _large_films(tree):
        _replace(film, str(film.get("data-title")), live)
    for meta in tree.xpath("//meta[starts-with(@content, '/')]"):
        if origin:
            meta.set("content", origin + str(meta.get("content")).lstrip("/"))
        else:
            meta.drop_tree()
    for element in tree.iter():
        if isinstance(element.tag, str):
            _relink(element, to)
    html: str = lxml.html.tostring(tree, encoding="unicode", doctype="<!doctype html>")
    return html.encode()


def restyled(body: bytes, to: Callable[[str], str]) -> bytes:
    """Give a style sheet as it stands in the copy, what it loads through `to`."""

    def put(found: re.Match[str]) -> str:
        kept = found[2].startswith(_KEPT)
        return found[0] if kept else f'url("{to(found[2])}")'

    return _URL.sub(put, body.decode()).encode()


def urls_of_style(body: bytes) -> list[str]:
    """Name what a style sheet loads, as it stands there."""
    found = (match[2] for match in _URL.finditer(body.decode()))
    return [url for url in found if not url.startswith(_KEPT)]


def relative(file: str, seen_from: str) -> str:
    """Write the way from one file of the copy to another."""
    return quote(posixpath.relpath(file, posixpath.dirname(seen_from) or "."))


def _is_loaded(element: _Element) -> bool:
    """Say whether a browser fetches what an element names while it shows the page."""
    if element.tag == "link":
        words = str(element.get("rel") or "").split()
        return not any(word in _ABOUT for word in words)
    return bool(element.tag != "a")


def _large_films(tree: _Element) -> list[_Element]:
    found: list[_Element] = tree.xpath(f"//video[@data-bytes > {LARGEST_FILM}]")
    return found


def _parsed(body: bytes) -> _Element:
    return lxml.html.document_fromstring(body.decode("utf-8"))


def _replace(form: _Element, note: str, live: str) -> None:
    parent = form.getparent()
    if parent is None:
        return
    link = lxml.html.fragment_fromstring('<p class="fine"><a></a></p>')
    link[0].text = note
    link[0].set("href", live)
    link.tail = form.tail
    if form.tag == "dialog":
        form.drop_tree()
    else:
        parent.replace(form, link)


def _relink(element: _Element, to: Callable[[str], str]) -> None:
    for name in [str(each) for each in element.attrib]:
        value = element.get(name) or ""
        if name.startswith("hx-"):
            del element.attrib[name]
        elif name in _ATTRIBUTES and value and not value.startswith(_KEPT):
            # What `to` gives is final: the note's own link goes through here as well.
            element.set(name, to(value))
