"""What a form's values are compared by: title, phone, narrative, links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pingxuan.accounts.cipher import lookup
from pingxuan.accounts.phones import NotAPhone, normalise
from pingxuan.domain.rules.entry import FieldKind
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.nominations.content.addresses import addresses_in, plain_address
from pingxuan.nominations.content.cleaning import text_of
from pingxuan.nominations.content.sketching import compared_title, sketch_of

TITLE = "title"


@dataclass(frozen=True)
class Compared:
    """What one text is compared by.

    Attributes:
        phone: an HMAC of the number; empty without one.
        links: fingerprints of the addresses in it.
    """

    title: str
    phone: str
    sketch: bytes
    links: tuple[str, ...]


def compared(sheet: RuleSheet, values: Mapping[str, Any]) -> Compared:
    """Find in a form's values, written or filed, what it is compared by. Source: N7, L1."""
    texts = [
        text_of(values.get(field.key))
        for field in sheet.fields
        if field.kind is FieldKind.LONG_TEXT and not field.personal
    ]
    phones = (_phone(values.get(f.key)) for f in sheet.fields if f.kind is FieldKind.PHONE)
    return Compared(
        title=compared_title(text_of(values.get(TITLE))),
        phone=next(filter(None, phones), ""),
        sketch=sketch_of("\n".join(texts)),
        links=tuple(link_key(one) for one in addresses_in(sheet, values)),
    )


def link_key(address: str) -> str:
    """Give the key under which nominations that name one address meet."""
    return "l" + sha256(plain_address(address).encode("utf-8", "replace")).hexdigest()[:30]


def _phone(raw: Any) -> str:
    try:
        return lookup(normalise(text_of(raw)))
    except NotAPhone:
        return ""
