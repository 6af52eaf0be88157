"""Walking through all pages of a demonstration, and telling its data from the pages' own words."""

from __future__ import annotations

import json
import re
import sqlite3
import tomllib
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from lxml import html

HAN = re.compile(r"[\u3400-\u9fff]")
READ_OUT = {"aria-label", "title", "placeholder", "alt", "label"}
CHAIRS = ["", "voter", "nominee", "unit", "sealer", "county", "county_sealer", "city", "province"]
CHAIRS += ["manager", "juror", "jury_chair", "supervisor", "editor", "auditor"]
ELSEWHERE = ("/prefs", "/_components", "/static/")
# What a machine is told has no language.
NOT_READ = {"script", "style", "code", "kbd"}
MOST_ALIKE = 6


class Words(NamedTuple):
    """A piece of text on a page, and where it stands."""

    text: str
    where: str


def walk(base: str, language: str) -> Iterator[tuple[str, int, html.HtmlElement | None]]:
    """Open the pages that each chair can reach by links; give address, status and document."""
    alike: Counter[str] = Counter()
    for chair in CHAIRS:
        with httpx.Client(
            base_url=base, cookies={"px_lang": language}, follow_redirects=True, timeout=60
        ) as client:
            hall = client.get("/_demo/")
            starts = ["/", "/_demo/", "/no-such-page"]
            if chair:
                starts = ["/", _sit(client, hall.text, chair)]
            for path, answer in _reachable(client, starts, alike):
                yield f"{chair or 'anybody'} {path}", answer.status_code, _document(answer)


def _document(answer: httpx.Response) -> html.HtmlElement | None:
    is_page = answer.headers.get("content-type", "").startswith("text/html")
    return html.fromstring(answer.text) if is_page else None


def token(page: str) -> str:
    """Give the token that a form of the page sends along."""
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    return found[1]


def _sit(client: httpx.Client, hall: str, chair: str) -> str:
    answer = client.post(f"/_demo/sit/{chair}", data={"csrfmiddlewaretoken": token(hall)})
    return answer.url.path


def _reachable(
    client: httpx.Client, starts: list[str], alike: Counter[str]
) -> Iterator[tuple[str, httpx.Response]]:
    """Follow links from page to page; one of each kind for a chair, a few over all chairs."""
    waiting, known = deque(starts), {*starts}
    kinds: Counter[str] = Counter()
    while waiting:
        path = waiting.popleft()
        kind = _kind(path)
        if kinds[kind] or (alike[kind] >= MOST_ALIKE and path not in starts):
            continue
        kinds[kind] += 1
        alike[kind] += 1
        answer = client.get(path)
        yield path, answer
        document = _document(answer)
        for link in () if document is None else document.iter("a"):
            target = answer.url.join(link.get("href", "")).copy_with(fragment=None)
            path = target.raw_path.decode()
            is_here = target.netloc == client.base_url.netloc and path not in known
            if is_here and not path.startswith(ELSEWHERE):
                known.add(path)
                waiting.append(path)


def _kind(path: str) -> str:
    """Tell pages of one kind: numbers and identifiers of an address do not count."""
    address, _, query = path.partition("?")
    parts = ["*" if re.search(r"\d", p) and "mass-line" not in p else p for p in address.split("/")]
    return "/".join(parts) + "?" + ",".join(sorted(p.split("=")[0] for p in query.split("&")))


def words(document: html.HtmlElement) -> Iterator[Words]:
    """Give every piece of text that somebody sees or hears, but what is marked as of another language."""
    own = document.getroottree().getroot().get("lang", "")[:2]
    for element in document.iter():
        if not isinstance(element.tag, str) or element.tag in NOT_READ:
            continue
        above = [one for one in element.iterancestors() if one.tag != "html"]
        if not _is_foreign([element, *above], own):
            if not _is_drawn(element) and not _is_compared(element):
                yield Words(element.text or "", element.tag)
            for name, value in element.attrib.items():
                is_summary = name == "content" and element.get("name") == "description"
                if name in READ_OUT or is_summary or name.startswith("data-"):
                    yield Words(value, f"{element.tag} {name}")
        if above and not _is_foreign(above, own) and not _is_compared(above[0]):
            yield Words(element.tail or "", f"after {element.tag}")


def _is_drawn(element: html.HtmlElement) -> bool:
    """Whether it is a seal: one character as a picture, beside words that say the same."""
    return element.get("aria-hidden") == "true" and len((element.text or "").strip()) == 1


def _is_compared(element: html.HtmlElement) -> bool:
    """Whether what people wrote is cut into pieces here, to show what changed."""
    return element.tag in {"ins", "del"} or any(one.tag in {"ins", "del"} for one in element)


def _is_foreign(elements: list[html.HtmlElement], own: str) -> bool:
    return any(one.get("lang", own)[:2] != own for one in elements if one.tag != "html")


class Data:
    """What people wrote: all Chinese in the database, but the sheet's where it has English."""

    def __init__(self, database: Path) -> None:
        self.texts: set[str] = set()
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
            tables = connection.execute("select name from sqlite_master where type = 'table'")
            for (table,) in tables.fetchall():
                for row in connection.execute(f'select * from "{table}"'):
                    for value in filter(lambda one: isinstance(one, str), row):
                        self._take(value)
        self.texts = {one for one in self.texts if HAN.search(one)}
        self.longest_first = sorted((o for o in self.texts if len(o) > 1), key=len, reverse=True)

    def _take(self, value: str) -> None:
        if "[[" in value and " = " in value:
            self._take_sheet(tomllib.loads(value))
        elif value[:1] in {"{", "["}:
            self._take_all(json.loads(value))
        else:
            self.texts.update(" ".join(line.split()) for line in (value, *value.splitlines()))

    def _take_all(self, value: Any) -> None:
        if isinstance(value, str):
            self._take(value) if value[:1] not in {"{", "["} else self.texts.add(value)
        elif isinstance(value, dict):
            for part in (*value.keys(), *value.values()):
                self._take_all(part)
        elif isinstance(value, list):
            for part in value:
                self._take_all(part)

    def _take_sheet(self, table: Any) -> None:
        if isinstance(table, dict):
            for key, value in table.items():
                if not isinstance(value, str):
                    self._take_sheet(value)
                elif f"{key}_en" not in table:
                    self.texts.update(value.splitlines())
        elif isinstance(table, list):
            for value in table:
                self._take_sheet({"": value} if isinstance(value, str) else value)

    def taken_from(self, text: str) -> str:
        """Give a text of a page without what people wrote; nothing if it is a part of that."""
        text = " ".join(text.split())
        if any(text.rstrip("…") in one for one in self.texts):
            return ""
        for one in self.longest_first:
            text = text.replace(one, "…")
            if not HAN.search(text):
                return text
        return text
