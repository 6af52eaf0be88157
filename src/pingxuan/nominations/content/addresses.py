"""The web addresses that a form names: in its evidence tables and in its long texts."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from pingxuan.domain.rules.entry import FieldKind
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.nominations.content.cleaning import text_of
from pingxuan.nominations.content.evidence import typed_rows
from pingxuan.papers.links import leads_inside, web_addresses

_TABLES = frozenset({FieldKind.EVIDENCE_ACCOUNTS, FieldKind.EVIDENCE_WORKS})


def placed_addresses(sheet: RuleSheet, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """List the addresses with their places: `works.0.link`, `narrative`; those inside left out."""
    found: list[tuple[str, str]] = []
    for field in sheet.fields:
        value = values.get(field.key)
        if field.kind in _TABLES:
            rows = enumerate(typed_rows(value))
            found += [(f"{field.key}.{n}.link", text_of(row.get("link"))) for n, row in rows]
        elif field.kind is FieldKind.LONG_TEXT:
            found += [(field.key, _whole(one)) for _, one in web_addresses(text_of(value))]
    return [(place, link) for place, link in found if _is_web(link) and not leads_inside(link)]


def addresses_in(sheet: RuleSheet, values: Mapping[str, Any]) -> list[str]:
    """List the addresses of a form, each once, in order."""
    return list(dict.fromkeys(link for _, link in placed_addresses(sheet, values)))


def plain_address(address: str) -> str:
    """Give an address as it is compared: without scheme, `www.`, closing slash and fragment."""
    text = unquote(unicodedata.normalize("NFKC", address)).partition("#")[0].rstrip("/")
    rest = text.partition("://")[2] or text
    host, slash, path = rest.partition("/")
    return host.lower().removeprefix("www.") + slash + path


def _whole(address: str) -> str:
    return address if "://" in address else f"http://{address}"


def _is_web(link: str) -> bool:
    return link.startswith(("http://", "https://"))
