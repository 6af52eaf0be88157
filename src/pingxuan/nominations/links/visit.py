"""One visit of a link: connect to the address that was checked, read the head, go away."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from pingxuan.nominations.links.reach import Inside, Reach, Unknown
from pingxuan.papers.links import same_address

LONGEST_ADDRESS = 2000
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_WEB = {"http": 80, "https": 443}
_AGENT = "pingxuan-link-check/1 (+one visit, no content is kept)"


class LinkState(StrEnum):
    """What a check found."""

    UNCHECKED = "unchecked"
    OPENED = "opened"
    MOVED = "moved"
    DEAD = "dead"


@dataclass(frozen=True)
class Limits:
    """How long and how far one visit goes.

    Attributes:
        seconds: for all of it, whatever the other side does.
        connect_seconds: for one connection.
        redirects: how many times it follows.
    """

    seconds: float = 10.0
    connect_seconds: float = 5.0
    redirects: int = 5


@dataclass(frozen=True)
class Visit:
    """What came of it.

    Attributes:
        reason: a code where it did not open: `inside`, `name`, `time`, `refused`, `status:404`,
            `certificate`, `broken`, `redirects`.
        landed: the address that answered, where it is another one.
    """

    state: LinkState
    reason: str = ""
    landed: str = ""


@dataclass
class _Trip:
    """One visit on its way.

    Attributes:
        left: says how many seconds remain.
    """

    reach: Reach
    limits: Limits
    tls: ssl.SSLContext
    left: Callable[[], float]
    hops: int = field(default=0)


def visit(
    address: str,
    *,
    reach: Reach | None = None,
    limits: Limits | None = None,
    tls: ssl.SSLContext | None = None,
) -> Visit:
    """Look whether a link opens, without reading what is behind it.

    Each address on the way, redirects included, is resolved, held against `reach`, and connected
    to by number, so that a name that answers otherwise the second time leads nowhere.

    Source:
        N2, N6, L3: a link check cannot be used to reach inside.
    """
    limits = limits or Limits()
    ends = time.monotonic() + limits.seconds
    trip = _Trip(
        reach or Reach(),
        limits,
        tls or ssl.create_default_context(),
        lambda: ends - time.monotonic(),
    )
    try:
        return _follow(address, trip)
    except Inside:
        return Visit(LinkState.UNCHECKED, "inside")
    except Unknown:
        return Visit(LinkState.DEAD, "name")
    except ssl.SSLCertVerificationError:
        return Visit(LinkState.DEAD, "certificate")
    except TimeoutError:
        return Visit(LinkState.DEAD, "time")
    except ConnectionRefusedError:
        return Visit(LinkState.DEAD, "refused")
    except (OSError, http.client.HTTPException, ValueError):
        return Visit(LinkState.DEAD, "time" if trip.left() <= 0 else "broken")


def _follow(address: str, trip: _Trip) -> Visit:
    at = address
    while True:
        status, onward = _ask(at, trip)
        if status in _REDIRECTS and onward:
            trip.hops += 1
            if trip.hops > trip.limits.redirects:
                return Visit(LinkState.DEAD, "redirects")
            at = urljoin(at, onward)
            continue
        return _judge(address, at, status)


def _judge(address: str, at: str, status: int) -> Visit:
    if status in _GONE or status >= 500:
        return Visit(LinkState.DEAD, f"status:{status}")
    if not 200 <= status < 300:
        # It answered, but not to us: it may want a sign-in, or no programs. A person has to look.
        return Visit(LinkState.UNCHECKED, f"status:{status}")
    is_same = same_address(_bare(address), _bare(at))
    return Visit(LinkState.OPENED) if is_same else Visit(LinkState.MOVED, landed=at[:500])


def _bare(address: str) -> str:
    """Leave out what does not make it another address: http or https, `www.`, the fragment."""
    rest = address.partition("#")[0].partition("://")[2] or address
    return "http://" + rest.removeprefix("www.")


def _ask(address: str, trip: _Trip) -> tuple[int, str]:
    """Send one request, and give the status and where it points on to."""
    parts = _parts(address)
    host, port = str(parts.hostname), parts.port or _WEB[parts.scheme]
    addresses = trip.reach.addresses(host, port)
    left = trip.left()
    if left <= 0:
        raise TimeoutError
    sock = socket.create_connection(
        (addresses[0], port), timeout=min(trip.limits.connect_seconds, left)
    )
    # A server that sends one byte a second would never time out by itself.
    watch = threading.Timer(max(trip.left(), 0.01), _shut, [sock])
    watch.daemon = True
    watch.start()
    try:
        wrapped: socket.socket = sock
        if parts.scheme == "https":
            wrapped = trip.tls.wrap_socket(sock, server_hostname=host)
        connection = http.client.HTTPConnection(host, port, timeout=trip.limits.connect_seconds)
        connection.sock = wrapped
        connection.request("GET", _target(parts), headers=_headers(parts))
        answer = connection.getresponse()
        if trip.left() <= 0:
            raise TimeoutError
        return answer.status, answer.getheader("Location", "") or ""
    finally:
        watch.cancel()
        sock.close()


def _shut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        sock.close()


def _parts(address: str) -> SplitResult:
    """Take a web address apart.

    Raises:
        Inside: another scheme, a name and password in it, or longer than any address is.
    """
    try:
        parts = urlsplit(address)
        is_whole = parts.port is None or parts.port > 0
    except ValueError:
        raise Inside("address") from None
    if parts.scheme not in _WEB or not parts.hostname or not is_whole:
        raise Inside("scheme")
    if parts.username is not None or parts.password is not None:
        raise Inside("password")
    if len(address) > LONGEST_ADDRESS:
        raise Inside("length")
    return parts


def _target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return path + ("?" + quote(parts.query, safe="/?%:@!$&'()*+,;=~-._") if parts.query else "")


def _headers(parts: SplitResult) -> dict[str, str]:
    host = str(parts.hostname).encode("idna").decode() if parts.hostname else ""
    shown = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port not in (None, _WEB[parts.scheme]) else ""
    return {
        "Host": shown + port,
        "User-Agent": _AGENT,
        "Accept": "text/html,*/*;q=0.5",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
