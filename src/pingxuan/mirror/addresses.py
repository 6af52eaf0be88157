"""Which addresses of the site go into its static copy, and under which file names."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from django.urls import Resolver404, resolve

COPIED = frozenset(
    {
        "home",
        "privacy",
        "campaign",
        "rules",
        "page",
        "figures",
        "figures_file",
        "vote",
        "entry",
        "entry_file",
        "entry_film",
        "entry_captions",
        "entry_poster",
        "notices",
        "notice",
        "results",
        "result_file",
        "show",
        "accounts",
        "story",
        "case_book",
        "story_picture",
        "story_film",
        "story_captions",
        "seminar",
        "seminar_material",
    }
)
"""Names of the public pages and files that the copy holds; every other one needs the live site."""

KEPT_KEYS = ("cat", "page", "place", "theme")
"""Parts of a query that make a page of their own: how a list is filtered, and its page."""


@dataclass(frozen=True, order=True)
class Address:
    """One page of the site in one language; `query` holds the kept keys only, in order."""

    path: str
    query: tuple[tuple[str, str], ...] = ()
    language: str = "zh-hans"

    @property
    def target(self) -> str:
        """Write path and query as a request does."""
        query = "&".join(f"{key}={quote(value)}" for key, value in self.query)
        return quote(self.path) + (f"?{query}" if query else "")

    def file(self, *, is_page: bool = True) -> str:
        """Give the file's name in the copy, from its root.

        A page is an `index.html` in a folder; everything else keeps its own name.
        """
        root = "" if self.language == "zh-hans" else f"{self.language}/"
        path = unquote(self.path).strip("/")
        parts = [path, *(f"{key}-{_plain(value)}" for key, value in self.query)]
        name = "/".join(part for part in parts if part)
        if not is_page:
            return root + name
        return root + (f"{name}/index.html" if name else "index.html")


def address_of(link: str, base: Address) -> tuple[Address, str] | None:
    """Say which page of the copy a link leads to, and to which place on it; None for all others.

    Args:
        link: as it stands on the page `base`; absolute links of the same site are not expected.
    """
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    if not parts.path:
        path, query = base.path, base.query
        if parts.query:
            query = _kept(parts.query)
        return Address(path, query, base.language), parts.fragment
    if not parts.path.startswith("/"):
        return None
    address = Address(unquote(parts.path), _kept(parts.query), base.language)
    return (address, parts.fragment) if is_copied(address.path) else None


def is_copied(path: str) -> bool:
    """Say whether the page at a path belongs into the copy."""
    try:
        return resolve(path).url_name in COPIED
    except Resolver404:
        return False


def _kept(query: str) -> tuple[tuple[str, str], ...]:
    given = dict(parse_qsl(query))
    kept = ((key, given.get(key, "")) for key in KEPT_KEYS)
    return tuple((key, value) for key, value in kept if value not in ("", "1"))


def _plain(value: str) -> str:
    """Write a query's value so that it is a file name everywhere."""
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in value) or "_"
