"""Where a link check may go: the public web, and nothing else. Denied unless it is allowed here."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

PORTS = frozenset({80, 443})
_MOST_ADDRESSES = 16
# Prefixes that carry an IPv4 address inside an IPv6 one: mapped, 6to4, Teredo, NAT64, compatible.
_NAT64 = (
    ipaddress.IPv6Network("64:ff9b::/96"),
    ipaddress.IPv6Network("64:ff9b:1::/48"),
)
_COMPATIBLE = ipaddress.IPv6Network("::/96")

Resolve = Callable[[str, int], Sequence[str]]
Allow = Callable[[str], bool]


class Inside(Exception):
    """The address leads to where a check has nothing to look for; `why` is a code."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Unknown(Exception):
    """No such name."""


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the public internet, whatever it is wrapped in.

    Private, loopback, link-local, shared (CGNAT), multicast, reserved and documentation ranges are
    none of it, nor are IPv6 forms that hide such an IPv4 address.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if "%" in address or not found.is_global or found.is_multicast or found.is_reserved:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return True
    if found in _COMPATIBLE or any(found in network for network in _NAT64):
        return False
    teredo = found.teredo or ()
    hidden = [found.ipv4_mapped, found.sixtofour, *teredo]
    return not any(hidden)


def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system for the addresses of a name.

    Raises:
        Unknown: there is no such name.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, ValueError) as fault:
        raise Unknown(host) from fault
    return list(dict.fromkeys(str(one[4][0]) for one in found))[:_MOST_ADDRESSES]


@dataclass(frozen=True)
class Reach:
    """What a check may connect to; only the edge, and a test beside its own server, choose another.

    Attributes:
        resolve: how a name becomes addresses.
        allows: whether an address may be connected to.
        ports: which ports.
    """

    resolve: Resolve = field(default=resolve)
    allows: Allow = field(default=is_public)
    ports: frozenset[int] = PORTS

    def addresses(self, host: str, port: int) -> Sequence[str]:
        """Give the addresses to connect to: those that were checked, not the name.

        Raises:
            Inside: a port that is not the web's, or any address of the name is not public.
            Unknown: there is no such name.
        """
        if port not in self.ports:
            raise Inside("port")
        found = self.resolve(host, port)
        if not found:
            raise Unknown(host)
        if not all(self.allows(address) for address in found):
            raise Inside("address")
        return found
