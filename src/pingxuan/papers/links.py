"""The addresses in a narrative, and which of them are never opened."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from itertools import islice
from urllib.parse import unquote, urlsplit

from pingxuan.papers.document import Anchor, Paragraph

_STOPS = '\\s\u3000，。；、！？）》】」』”’“‘（《【「『〉〈…—～·<>"|｜\u200b\ufeff'
_WEB = re.compile(
    rf"(?:https?\s?[:：]\s?[/／]{{2}}|(?<![A-Za-z0-9@./])www\.)(?:(?!https?[:：][/／]{{2}})[^{_STOPS}])+",
    re.IGNORECASE,
)
_OTHER_SCHEME = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:javascript|vbscript|file|ftps?|sftp|smb|ldap|gopher|jar)"
    r":(?=[^\s：:])|data:[a-z]+/|mailto:)[^\s，。；）]*|\\\\[A-Za-z0-9.]+\\[^\s，。；）]*",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?'，、]}"
# Words that join an address to what follows, and signs before Chinese words, end it.
_JOINED = re.compile(r"(?<=[\x21-\x7e])[和与及等或]$|[,;:!?(\[][\u3400-\u9fff].*$")
_MOST = 1000
_ORDINARY = re.compile(r"^(?:https?)$", re.IGNORECASE)
_INSIDE_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "localdomain")
_NAMES_THAT_POINT_INSIDE = (".nip.io", ".sslip.io", ".xip.io", ".localtest.me", ".lvh.me")


def links_of(paragraph: Paragraph) -> tuple[list[str], bool]:
    """Give a paragraph's links in order, and whether one of them is unsafe.

    A link whose shown text is its own address stands once, as it is shown. Addresses that are not
    http(s) are told as unsafe and are no links.
    """
    found: list[tuple[int, str]] = []
    is_unsafe = False
    covered: list[Anchor] = []
    for anchor in paragraph.anchors[:_MOST]:
        target = anchor.target.strip()
        if not target or target.startswith("#"):
            continue
        shown = paragraph.text[anchor.start : anchor.end].strip()
        if not is_web(target):
            is_unsafe = True
            continue
        covered.append(anchor)
        written = web_addresses(shown)
        same = next((one for _, one in written if same_address(one, target)), None)
        found += [(anchor.start + at, one) for at, one in written if one is not same]
        found.append((anchor.start, same or target))
    for at, address in web_addresses(paragraph.text):
        if not any(anchor.start <= at < anchor.end for anchor in covered):
            found.append((at, address))
    is_unsafe = is_unsafe or bool(_OTHER_SCHEME.search(paragraph.text))
    links = [address for _, address in sorted(found, key=lambda pair: pair[0])]
    return links, is_unsafe or any(leads_inside(link) for link in links)


def web_addresses(text: str) -> list[tuple[int, str]]:
    """Find the addresses that are written out in a text, with their places."""
    found = []
    for match in islice(_WEB.finditer(text), _MOST):
        address = _JOINED.sub("", match.group().rstrip(_TRAILING)).rstrip(_TRAILING)
        while address.endswith(")") and address.count("(") < address.count(")"):
            address = address[:-1].rstrip(_TRAILING)
        address = re.sub(r"^(https?)\s?[:：]\s?[/／]{2}", r"\1://", address, flags=re.IGNORECASE)
        if len(address) > len("https://"):
            found.append((match.start(), address))
    return found


def without_addresses(text: str) -> str:
    """Give a text without the addresses in it, so that their figures are no data."""
    return _WEB.sub(" ", text)


def is_web(target: str) -> bool:
    """Say whether a link's target is http or https."""
    return bool(_ORDINARY.match(target.split(":", 1)[0])) if ":" in target else False


def same_address(one: str, other: str) -> bool:
    """Say whether two spellings are one address: escapes, a closing slash, upper-case hosts."""
    return _plain(one) == _plain(other)


def _plain(address: str) -> str:
    text = unquote(unicodedata.normalize("NFKC", address)).rstrip("/")
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "http", text
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}://{host.lower()}{slash}{path}"


def leads_inside(address: str) -> bool:
    """Say whether an address leads into one's own network, or hides where it leads.

    Numbers in any notation are looked at; names are only compared, never resolved.
    """
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        host = (parts.hostname or "").rstrip(".")
        has_user = parts.username is not None
    except ValueError:
        return True
    host = unicodedata.normalize("NFKC", unquote(host)).lower()
    if not host or has_user:
        return True
    number = _as_address(host)
    if number is not None:
        return not number.is_global
    return (
        "." not in host
        or host.rsplit(".", 1)[-1] in _INSIDE_NAMES
        or host.endswith(_NAMES_THAT_POINT_INSIDE)
    )


def _as_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return _odd_ipv4(host)
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        return found.ipv4_mapped
    return found


def _odd_ipv4(host: str) -> ipaddress.IPv4Address | None:
    """Read an IPv4 address in the notations that browsers take: 127.1, 0x7f.1, 2130706433."""
    pieces = host.split(".")
    if len(pieces) > 4 or not all(re.fullmatch(r"0x[0-9a-f]+|\d+", piece) for piece in pieces):
        return None
    try:
        numbers = [
            int(p, 16)
            if p.startswith("0x")
            else int(p, 8)
            if p.startswith("0") and p != "0"
            else int(p)
            for p in pieces
        ]
    except ValueError:
        return None
    total = numbers[-1]
    for position, one in enumerate(numbers[:-1]):
        total += one << (8 * (3 - position))
    return ipaddress.IPv4Address(total) if 0 <= total < 2**32 else None
