"""What the voting board costs, as a share of an empty page of the same server.

    python bench/board.py [--entries 40 2000] [--seconds 3] [--rounds 3]

Starts the product's page server (same settings, same middleware) with one more address, an empty
template, and loads both in turns over keep-alive connections as a signed-in voter who has voted.
Prints one JSON object: processor time per request, requests per second and their ratios (empty ÷
board by processor time; board ÷ empty by requests), queries, and sizes. With --profile it runs the
board in this process instead and prints where the time goes.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import json
import os
import pstats
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))
SLUG = "mass-line-2021"
PATHS = {"empty": "/bench/empty", "board": f"/c/{SLUG}/vote", "page_2": f"/c/{SLUG}/vote?page=2"}
CONNECTIONS = 8
THREADS = 8


def plant(entries: int) -> str:
    """Fill the fresh data folder with a campaign that takes votes; give a voter's session."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from tests.builders import VOTING, load_campaign, make_person, plant_province
    from tests.voting.builders import make_contest, shift_to

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    tree = plant_province()
    campaign = load_campaign(tree.root)
    shift_to(campaign, VOTING, datetime.now(UTC))
    make_contest(campaign, [tree.county_unit, tree.city_unit, tree.provincial_unit], entries)
    voter = make_person(1)
    vote_already(campaign, voter)
    session = SessionStore()
    session[SESSION_KEY] = str(voter.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = voter.get_session_auth_hash()
    session["way"] = "sms"
    session.save()
    return str(session.session_key)


def vote_already(campaign, voter) -> None:
    """Give every entry some votes, and the voter three ballots of today."""
    from pingxuan.ballotbox import store, stubs
    from pingxuan.voting import ballots
    from pingxuan.voting.models import Entry

    today = campaign.at(datetime.now(UTC)).astimezone(campaign.sheet.tz).date()
    numbers = list(Entry.objects.filter(campaign=campaign).values_list("number", flat=True))
    with store.session(ballots.url(), create=True) as session, session.transaction():
        [(number,)] = session.rows("SELECT campaign FROM campaigns WHERE id = ?", str(campaign.pk))
        session.many(
            "INSERT INTO tally (campaign, entry, day, writer, votes, ballots) VALUES (?, ?, ?, 1, ?, ?)",
            [
                (number, n, date.toordinal(today) - 1, 10 * place, place)
                for place, n in enumerate(numbers, 1)
            ],
        )
        given = b"".join(stubs.pack(os.urandom(16), 1, 2, "web", n) for n in numbers[:3])
        session.run(
            "INSERT INTO quota (voter, day, campaign, used, cap, stubs) VALUES (?, ?, ?, 6, 10, ?)",
            ballots.voter_of(voter, campaign),
            date.toordinal(today),
            number,
            given,
        )


def processor_seconds(group: int) -> float:
    """Processor time of a process group so far."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


async def load(port: int, path: str, cookie: str, seconds: float) -> int:
    """Keep all connections busy for a while; give how many pages came back."""
    done = 0
    until = time.monotonic() + seconds
    request = f"GET {path} HTTP/1.1\r\nHost: bench\r\nCookie: {cookie}\r\nAccept-Encoding: gzip\r\n\r\n".encode()

    async def one() -> None:
        nonlocal done
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
        while time.monotonic() < until:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"{path}: {head[:200]!r}")
            await reader.readexactly(
                int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            )
            done += 1
        writer.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    return done


def in_turns(
    port: int, group: int, cookie: str, args: argparse.Namespace
) -> dict[str, dict[str, float]]:
    """Load the pages in turns, so that what else the machine does meets them alike."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in PATHS}
    for path in PATHS.values():
        asyncio.run(load(port, path, cookie, args.warm))
    for _ in range(args.rounds):
        for name, path in PATHS.items():
            before = processor_seconds(group)
            done = asyncio.run(load(port, path, cookie, args.seconds))
            used = processor_seconds(group) - before
            found[name].append((1e6 * used / done, done / args.seconds))
    return {
        name: {
            "cpu_us": round(statistics.median(cpu for cpu, _ in each)),
            "per_second": round(statistics.median(rate for _, rate in each)),
        }
        for name, each in found.items()
    }


def serve(port: int) -> subprocess.Popen[bytes]:
    """Start one page process as `pingxuan serve` starts it, on a port of its own."""
    command = [sys.executable, "-m", "gunicorn", "pingxuan.site.wsgi:application"]
    command += ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--no-control-socket"]
    command += ["--workers", "1", "--threads", str(THREADS), "--log-level", "warning"]
    return subprocess.Popen(
        command, start_new_session=True, cwd=HOME, env={**os.environ, "PYTHONPATH": str(HOME)}
    )


def in_process(cookie: str) -> dict[str, dict[str, float]]:
    """Count queries and bytes of each page with Django's own client."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(cookie)
    found = {}
    for name, path in PATHS.items():
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            body = client.get(path).content
        found[name] = {
            "queries": len(queries),
            "bytes": len(body),
            "sent": len(client.get(path, headers={"accept-encoding": "gzip"}).content),
        }
    return found


def client_of(cookie: str):
    from django.test import Client

    client = Client(headers={"cookie": cookie})
    client.get(PATHS["board"])
    return client


def profile(cookie: str) -> None:
    client = client_of(cookie)
    watch = cProfile.Profile()
    watch.enable()
    for _ in range(200):
        client.get(PATHS["board"])
    watch.disable()
    pstats.Stats(watch).sort_stats("cumulative").print_stats(90)


def measured(entries: int, args: argparse.Namespace) -> dict[str, object]:
    cookie = f"px_session={plant(entries)}"
    if args.profile:
        profile(cookie)
        return {}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = serve(port)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        loaded = in_turns(port, server.pid, cookie, args)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(15)
    costs = in_process(cookie)
    pages = {name: {**loaded[name], **costs[name]} for name in PATHS}
    empty, board = pages["empty"], pages["board"]
    return {
        "entries": entries,
        "pages": pages,
        "ratio_by_processor": round(empty["cpu_us"] / board["cpu_us"], 3),
        "ratio_by_requests": round(board["per_second"] / empty["per_second"], 3),
    }


def main() -> None:
    """Measure, and print one JSON object."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("--entries", type=int, nargs="*", default=[40, 2000])
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seconds", type=float, default=3)
    arguments.add_argument("--warm", type=float, default=5, help="seconds before the first turn")
    arguments.add_argument("--profile", action="store_true")
    arguments.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    args = arguments.parse_args()
    if args.inside:
        print(json.dumps(measured(args.entries[0], args)))
        return
    results = []
    for entries in args.entries:  # each in a process and a folder of its own
        with tempfile.TemporaryDirectory() as folder:
            environment = {k: v for k, v in os.environ.items() if not k.startswith("PINGXUAN_")}
            environment |= {
                "PINGXUAN_DATA": folder,
                "DJANGO_SETTINGS_MODULE": "bench.board_site.settings",
            }
            command = [
                sys.executable,
                __file__,
                "--inside",
                *sys.argv[1:],
                "--entries",
                str(entries),
            ]
            out = subprocess.run(
                command, env=environment, stdout=subprocess.PIPE, check=True
            ).stdout
        if args.profile:
            sys.stdout.buffer.write(out)
        else:
            results.append(json.loads(out))
    if results:
        print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
