"""The public site as files that any plain web server shows, also when the origin is down."""

from __future__ import annotations

import hashlib
import json
import posixpath
import zlib
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.sax.saxutils import escape

from pingxuan.mirror.addresses import Address, address_of
from pingxuan.mirror.rewriting import (
    LIVE,
    links_of,
    relative,
    restyled,
    rewritten,
    urls_of_style,
)
from pingxuan.mirror.visiting import Answer, Visitor

MANIFEST = ".copied.json"
MOST_PAGES = 100_000
CHINESE = "zh-hans"


class NotOurs(Exception):
    """The folder holds other files than a copy made before; nothing was written."""


@dataclass(frozen=True)
class Wording:
    """What the copy says of itself, in one language.

    Attributes:
        note: stands in the place of a form.
        live_page: the page that links to what only the live site can do lead to; HTML.
    """

    note: str
    live_page: bytes


@dataclass(frozen=True)
class Order:
    """What to copy.

    Attributes:
        live: the address of the live site, with a slash at its end, or empty.
        base: the address under which the copy will be shown, with a slash at its end; for the
            sitemap.
        cookies: cookies to show for a path, so that what is drawn by lot stays the same all day.
    """

    visitor: Visitor
    wordings: Mapping[str, Wording]
    live: str
    base: str
    cookies: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Outcome:
    """How many pages the copy has, and how many files were written and removed this time."""

    pages: int
    written: int
    removed: int
    missing: list[str]


@dataclass
class _Seen:
    """What was found on the way: pages, files, and links that lead nowhere."""

    pages: dict[Address, bytes] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    moved: dict[Address, Address] = field(default_factory=dict)
    content: dict[str, bytes] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def copy_site(order: Order, out: Path) -> Outcome:
    """Write the public site into `out`: only files that changed, none half-written.

    Raises:
        NotOurs: `out` holds files that no copy made before.

    Source:
        I4.
    """
    before = _manifest(out)
    seen = _crawl(order)
    files = _files(order, seen)
    written = 0
    for name, body in files.items():
        if before.get(name) != _digest(body) or not (out / name).is_file():
            _write(out / name, body)
            written += 1
    gone = [name for name in before if name not in files]
    for name in gone:
        (out / name).unlink(missing_ok=True)
    _write(out / MANIFEST, json.dumps({k: _digest(v) for k, v in sorted(files.items())}).encode())
    return Outcome(len(seen.pages), written, len(gone), seen.missing)


def _crawl(order: Order) -> _Seen:
    """Visit all public pages, from the home page on, in every language."""
    seen = _Seen()
    queue = deque(Address("/", (), language) for language in order.wordings)
    known = set(queue)
    while queue and len(known) < MOST_PAGES:
        page = queue.popleft()
        answer = _visit(order, page)
        if answer.location:
            found = address_of(answer.location, page)
            following = [found[0]] if found else []
            if found:
                seen.moved[page] = found[0]
        elif answer.is_page:
            body = answer.body.replace(order.visitor.origin.encode(), b"/")
            seen.pages[page] = zlib.compress(body, 1)
            following = _links(order, seen, page, body)
        else:
            following = []
            _keep_file(seen, page, answer)
        fresh = [each for each in dict.fromkeys(following) if each not in known]
        known.update(fresh)
        queue.extend(fresh)
    return seen


def _visit(order: Order, page: Address) -> Answer:
    cookies = {"px_lang": page.language}
    for prefix, more in order.cookies.items():
        if page.path.startswith(prefix):
            cookies.update(more)
    return order.visitor.get(page.target, cookies=cookies)


def _keep_file(seen: _Seen, page: Address, answer: Answer) -> None:
    """Keep what is public and no page, such as a table; note what is not there."""
    if answer.status == 200:
        seen.files[page.target] = page.file(is_page=False)
        seen.content[page.file(is_page=False)] = answer.body
    else:
        seen.missing.append(f"{page.target} {answer.status}")


def _links(order: Order, seen: _Seen, page: Address, body: bytes) -> list[Address]:
    """Name the pages that a page leads to, and fetch the files that it loads."""
    following = [Address(page.path, page.query, language) for language in order.wordings]
    for link, is_loaded in links_of(body):
        found = address_of(link, page)
        if found is not None and not is_loaded:
            following.append(found[0])
        elif is_loaded:
            _load(order, seen, urljoin(page.path, link))
    return following


def _load(order: Order, seen: _Seen, link: str) -> None:
    """Fetch a file that pages load, and what it loads itself."""
    if link in seen.files:
        return
    path = urlsplit(link).path
    answer = order.visitor.get(link, cookies={})
    if answer.status != 200 or answer.is_page:
        seen.missing.append(f"{link} {answer.status}")
        return
    name = path.lstrip("/")
    if urlsplit(link).query:
        stem, ending = posixpath.splitext(name)
        name = f"{stem}.{hashlib.sha256(link.encode()).hexdigest()[:8]}{ending}"
    seen.files[link] = name
    body = answer.body
    if answer.media_type == "text/css":
        for url in urls_of_style(body):
            _load(order, seen, urljoin(path, url))
        body = restyled(body, lambda url: relative(seen.files.get(urljoin(path, url), name), name))
    seen.content[name] = body


def _files(order: Order, seen: _Seen) -> dict[str, bytes]:
    """Give all files of the copy by name."""
    files = dict(seen.content)
    for page, packed in seen.pages.items():
        wording = order.wordings[page.language]
        name = page.file()
        live = relative(_live(page.language), name)
        files[name] = rewritten(
            zlib.decompress(packed),
            note=wording.note,
            live=live,
            origin=order.live,
            to=partial(_to, seen, page, live),
        )
    for page, target in seen.moved.items():
        files.setdefault(page.file(), _forward(_way(seen, page, target)))
    for language, wording in order.wordings.items():
        files[_live(language)] = rewritten(
            wording.live_page,
            note=wording.note,
            live="index.html",
            origin=order.live,
            to=partial(_from_live, seen, language),
        )
    files["sitemap.xml"] = _sitemap(order.base, seen.pages)
    files["robots.txt"] = f"User-agent: *\nAllow: /\nSitemap: {order.base}sitemap.xml\n".encode()
    return files


def _live(language: str) -> str:
    return LIVE if language == CHINESE else f"{language}/{LIVE}"


def _to(seen: _Seen, page: Address, live: str, link: str) -> str:
    """Give the way from a page to where a link leads, or to the page about the live site."""
    if link == live:
        return link
    name = page.file()
    absolute = urljoin(page.path, link)
    if absolute in seen.files:
        return relative(seen.files[absolute], name)
    language = _chosen_language(link)
    if language is not None:
        other = Address(page.path, page.query, language)
        return relative(other.file(), name) if other in seen.pages else live
    found = address_of(link, page)
    if found is None:
        return live
    address, fragment = found
    if address not in seen.pages and address not in seen.moved:
        return live
    return _way(seen, page, address) + (f"#{fragment}" if fragment else "")


def _way(seen: _Seen, page: Address, address: Address) -> str:
    if address.target in seen.files:
        return relative(seen.files[address.target], page.file())
    return relative(address.file(), page.file())


def _from_live(seen: _Seen, language: str, link: str) -> str:
    home = Address("/", (), language)
    if link in seen.files:
        return relative(seen.files[link], _live(language))
    return relative(home.file(), _live(language))


def _chosen_language(link: str) -> str | None:
    parts = urlsplit(link)
    if parts.path != "/prefs":
        return None
    for each in parts.query.split("&"):
        key, _equals, value = each.partition("=")
        if key == "lang":
            return value
    return None


def _forward(way: str) -> bytes:
    """Write a page that leads on: plain web servers know no redirects."""
    return (
        '<!doctype html>\n<html><head><meta charset="utf-8"><title>→</title>'
        f'<meta http-equiv="refresh" content="0; url={way}"></head>'
        f'<body><p><a href="{way}">→</a></p></body></html>\n'
    ).encode()


def _sitemap(base: str, pages: Iterable[Address]) -> bytes:
    lines = [
        f"<url><loc>{escape(urljoin(base, _folder(page.file())))}</loc></url>"
        for page in sorted(pages)
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "\n".join(lines)
        + "\n</urlset>\n"
    ).encode()


def _folder(name: str) -> str:
    return relative(name, "").removesuffix("index.html")


def _manifest(out: Path) -> dict[str, str]:
    """Read what the last copy wrote.

    Raises:
        NotOurs: the folder holds files, and no list of ours.
    """
    try:
        before: dict[str, str] = json.loads((out / MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        if out.exists() and any(out.iterdir()):
            raise NotOurs(str(out)) from None
        return {}
    return before


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _write(file: Path, body: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.part")
    beside.write_bytes(body)
    beside.replace(file)
