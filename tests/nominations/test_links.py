"""Link checks against real servers on this machine: what they say, and where they never go."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pingxuan.campaigns.models import Campaign
from pingxuan.nominations.actions.drafting import save_draft
from pingxuan.nominations.actions.linking import AGAIN, PAUSE, check_due
from pingxuan.nominations.links.reach import Reach, Unknown, is_public
from pingxuan.nominations.links.visit import Limits, LinkState, Visit, visit
from pingxuan.nominations.models import LinkCheck
from tests.builders import COLLECTING, Province
from tests.nominations.offices import Offices
from tests.nominations.writing import written

HERE = "127.0.0.1"
QUICK = Limits(seconds=1.0, connect_seconds=1.0)


class Site(BaseHTTPRequestHandler):
    """A site with a page, a page that moved, one that is gone, and ways to lead a visitor astray."""

    def do_GET(self) -> None:
        server: Any = self.server
        server.seen.append(self.path)
        status, target = {
            "/page": (200, ""),
            "/old": (301, "/page"),
            "/round": (302, "/round"),
            "/inside": (302, f"http://169.254.169.254:{server.server_port}/latest"),
            "/other-port": (302, f"http://{HERE}:22/"),
            "/file": (302, "file:///etc/passwd"),
            "/locked": (403, ""),
            "/broken": (500, ""),
        }.get(self.path.partition("?")[0], (404, ""))
        self.send_response(status)
        if target:
            self.send_header("Location", target)
        self.end_headers()
        self.wfile.write(b"x" * 10)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer((HERE, 0), Site)
    server.seen = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def seen(site: ThreadingHTTPServer) -> list[str]:
    found: list[str] = site.seen  # type: ignore[attr-defined]
    return found


def reach_to(port: int, **changes: Any) -> Reach:
    """Open the way to this machine, at one port, for a test."""
    return Reach(**{"allows": lambda a: a == HERE, "ports": frozenset({port})} | changes)


def address(site: ThreadingHTTPServer, path: str) -> str:
    return f"http://{HERE}:{site.server_port}{path}"


@pytest.mark.parametrize(
    ("path", "state", "reason"),
    [
        ("/page", LinkState.OPENED, ""),
        ("/page?q=中文 和空格", LinkState.OPENED, ""),
        ("/old", LinkState.MOVED, ""),
        ("/nothing", LinkState.DEAD, "status:404"),
        ("/broken", LinkState.DEAD, "status:500"),
        ("/locked", LinkState.UNCHECKED, "status:403"),
        ("/round", LinkState.DEAD, "redirects"),
        ("/inside", LinkState.UNCHECKED, "inside"),
        ("/other-port", LinkState.UNCHECKED, "inside"),
        ("/file", LinkState.UNCHECKED, "inside"),
    ],
)
def test_what_a_visit_says(
    site: ThreadingHTTPServer, path: str, state: LinkState, reason: str
) -> None:
    came = visit(address(site, path), reach=reach_to(site.server_port))

    landed = address(site, "/page") if state is LinkState.MOVED else ""
    assert came == Visit(state, reason, landed)


def test_without_leave_nothing_on_this_machine_is_ever_connected_to(
    site: ThreadingHTTPServer,
) -> None:
    port = site.server_port
    ways = [
        f"http://{HERE}:{port}/page",
        f"http://localhost:{port}/page",
        f"http://[::ffff:{HERE}]:{port}/page",
        f"http://2130706433:{port}/page",
        f"http://user:pass@{HERE}:{port}/page",
    ]

    by_default = [visit(way, limits=QUICK) for way in ways]
    any_port = [visit(way, reach=Reach(ports=frozenset({port})), limits=QUICK) for way in ways]

    assert {one.state for one in [*by_default, *any_port]} == {LinkState.UNCHECKED}
    assert seen(site) == []


def test_a_name_that_answers_otherwise_the_second_time_leads_nowhere(
    site: ThreadingHTTPServer,
) -> None:
    answers = [["203.0.113.7"], [HERE]]
    asked: list[str] = []

    def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    reach = Reach(
        resolve=rebinding, allows=lambda a: a == "203.0.113.7", ports=frozenset({site.server_port})
    )
    visit(f"http://rebind.example:{site.server_port}/page", reach=reach, limits=QUICK)

    assert (asked, seen(site)) == (["rebind.example"], [])


@pytest.mark.parametrize("addresses", [[HERE, "10.0.0.1"], ["8.8.8.8", HERE], []])
def test_one_address_that_is_not_allowed_is_enough(
    site: ThreadingHTTPServer, addresses: list[str]
) -> None:
    reach = reach_to(site.server_port, resolve=lambda host, port: addresses)

    came = visit(f"http://mixed.example:{site.server_port}/page", reach=reach)

    assert came.state is not LinkState.OPENED
    assert seen(site) == []


def test_an_unknown_name_is_dead(site: ThreadingHTTPServer) -> None:
    def unknown(host: str, port: int) -> Sequence[str]:
        raise Unknown(host)

    came = visit("http://nowhere.example/", reach=Reach(resolve=unknown))

    assert came == Visit(LinkState.DEAD, "name")


@pytest.mark.parametrize(
    "inside",
    [
        "127.0.0.1",
        "127.255.255.254",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.127.255.255",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "240.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::127.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::8.8.8.8",
        "2002:7f00:1::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "localhost",
        "0x7f000001",
    ],
)
def test_what_is_not_public(inside: str) -> None:
    assert is_public(inside) is False


@pytest.mark.parametrize("outside", ["8.8.8.8", "1.1.1.1", "223.5.5.5", "2606:4700::1111"])
def test_what_is_public(outside: str) -> None:
    assert is_public(outside) is True
    assert ip_address(outside).is_global


@pytest.fixture
def serving() -> Iterator[Callable[[Callable[[socket.socket], None]], int]]:
    """Serve one connection on a free port by a function; give the port."""
    ends: list[tuple[socket.socket, threading.Thread]] = []

    def serve(talk: Callable[[socket.socket], None]) -> int:
        listening = socket.create_server((HERE, 0))

        def run() -> None:
            try:
                peer, _ = listening.accept()
                with peer:
                    talk(peer)
            except OSError:
                return

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        ends.append((listening, thread))
        return int(listening.getsockname()[1])

    yield serve
    for listening, thread in ends:
        listening.close()
        thread.join(5)


def test_a_server_that_sends_a_byte_now_and_then_does_not_hold_the_worker(
    serving: Callable[[Callable[[socket.socket], None]], int],
) -> None:
    gone = threading.Event()

    def trickle(peer: socket.socket) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not gone.wait(0.05):
            peer.sendall(b"x")

    port = serving(trickle)
    came = visit(
        f"http://{HERE}:{port}/", reach=reach_to(port), limits=Limits(0.4, connect_seconds=0.3)
    )
    gone.set()

    assert came == Visit(LinkState.DEAD, "time")


@pytest.mark.parametrize("answer", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 " + b"x" * 70_000])
def test_what_is_no_web_server_is_dead(
    serving: Callable[[Callable[[socket.socket], None]], int], answer: bytes
) -> None:
    port = serving(lambda peer: peer.sendall(answer))

    came = visit(f"http://{HERE}:{port}/", reach=reach_to(port), limits=QUICK)

    assert (came.state, came.reason) == (LinkState.DEAD, "broken")


def certificate(folder: Path) -> tuple[Path, Path]:
    """Sign a certificate for this machine by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "site.example")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("site.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    own, secret = folder / "own.pem", folder / "key.pem"
    own.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return own, secret


@pytest.mark.parametrize(
    ("host", "is_trusted", "expected"),
    [
        ("site.example", True, Visit(LinkState.OPENED)),
        ("site.example", False, Visit(LinkState.DEAD, "certificate")),
        ("other.example", True, Visit(LinkState.DEAD, "certificate")),
    ],
)
def test_a_secure_site_shows_a_certificate_for_its_own_name(
    site: ThreadingHTTPServer, tmp_path: Path, host: str, is_trusted: bool, expected: Visit
) -> None:
    own, secret = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own, secret)
    site.socket = context.wrap_socket(site.socket, server_side=True)
    trust = ssl.create_default_context(cafile=str(own) if is_trusted else None)
    reach = reach_to(site.server_port, resolve=lambda name, port: [HERE])

    came = visit(f"https://{host}:{site.server_port}/page", reach=reach, tls=trust)

    assert came == expected


# -- the worker's list -----------------------------------------------------------------------------


def test_only_links_that_stand_still_are_looked_at_and_gone_ones_leave_the_list(
    campaign: Campaign, province: Province, offices: Offices, site: ThreadingHTTPServer
) -> None:
    reach = Reach(
        resolve=lambda host, port: [HERE],
        allows=lambda a: a == HERE,
        ports=frozenset({site.server_port}),
    )
    works = [
        {"platform": "wechat", "title": "一", "link": f"http://a.example:{site.server_port}/page"},
        {"platform": "wechat", "title": "二", "link": f"http://a.example:{site.server_port}/gone"},
        {"platform": "wechat", "title": "三", "link": "http://10.0.0.1/"},
    ]
    text = f"数据 5 条，见 http://a.example:{site.server_port}/old 。"
    case = written(
        campaign, province.county_unit, offices.filler, works=works, accounts=[], narrative=text
    )

    early = check_due(COLLECTING, reach=reach)
    done = check_due(COLLECTING + PAUSE, reach=reach)
    again = check_due(COLLECTING + PAUSE + AGAIN[0], reach=reach)

    told = {one.address.rpartition("/")[2]: (one.state, one.tries) for one in done}
    assert early == []
    assert told == {"page": ("opened", 1), "gone": ("dead", 1), "old": ("moved", 1)}
    assert [(one.address[-4:], one.state, one.tries) for one in again] == [("gone", "dead", 2)]

    save_draft(
        case.pk,
        {"works": works[:1], "narrative": "数据 5 条。"},
        seen_version=case.draft_version,
        person=offices.filler,
        now=COLLECTING,
    )
    assert [one.address for one in LinkCheck.objects.all()] == [works[0]["link"]]
