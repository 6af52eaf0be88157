"""How much of an empty request's cost is left for a durable vote, and does it stay so as votes grow?

    python bench/votes.py [--rounds 3] [--seconds 4] [--rows 1000000] [--each 10]
        [--workers 1]

Runs the server and, in turns with it, an empty ASGI application under the same load, and divides
processor time per request (which hardly depends on what else the machine does) and requests per
second (which does). The ballot database is taken from the environment, as for the product.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from datetime import UTC, datetime
from pathlib import Path

from pingxuan.ballotbox import places, prepare, schema, serving, store, stubs
from pingxuan.ballotbox.keys import load_master

EMPTY = """
import sys, uvicorn
BODY = b'{"receipt":"AAAAAAAAAAAAAAAAAAAAAAAAAA","entry":"e0001","votes":1,"left":9,"replayed":false}'
START = {"type": "http.response.start", "status": 200, "headers": [
    (b"content-type", b"application/json"), (b"content-length", str(len(BODY)).encode())]}
async def app(scope, receive, send):
    while (await receive()).get("more_body"):
        pass
    await send(START)
    await send({"type": "http.response.body", "body": BODY})
uvicorn.run(app, port=int(sys.argv[1]), loop="uvloop", http="httptools", lifespan="off",
            access_log=False, log_level="warning")
"""
CONNECTIONS = 64
VOTES_EACH = 10


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


async def load(port: int, tokens: list[str], seconds: float) -> tuple[int, list[float]]:
    """Keep all connections busy for a while; give accepted requests and their latencies."""
    latencies: list[float] = []
    turn = iter(range(len(tokens) * VOTES_EACH))
    until = time.monotonic() + seconds

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.monotonic() < until:
            n = next(turn)
            body = b'{"entry":"e%04d","votes":1}' % (n % 40 + 1)
            head = (
                "POST /api/v1/votes HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
                f"Authorization: Bearer {tokens[n % len(tokens)]}\r\n"
                f"Idempotency-Key: {uuid.uuid4()}\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            started = time.monotonic()
            writer.write(head.encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            length = int(answer.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            if answer.split(b" ", 2)[1] == b"200":
                latencies.append(time.monotonic() - started)
        writer.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    return len(latencies), sorted(latencies)


def measured(
    command: list[str], port: int, path: str, args: argparse.Namespace
) -> dict[str, float]:
    """Run a server and load it."""
    process = subprocess.Popen(command, start_new_session=True)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=1)
                break
            except OSError:
                time.sleep(0.1)
        asyncio.run(load(port, args.tokens, 0.5))
        before = processor_seconds(process.pid)
        done, latencies = asyncio.run(load(port, args.tokens, args.seconds))
        used = processor_seconds(process.pid) - before
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)
    if not done:
        raise SystemExit("no request was accepted")
    return {
        "per_second": round(done / args.seconds),
        "cpu_us": round(1e6 * used / done, 1),
        "p50_ms": round(1e3 * latencies[done // 2], 2),
        "p99_ms": round(1e3 * latencies[int(done * 0.99)], 2),
    }


def fill(url: str, rows: int, each: int) -> None:
    """Put so many old votes of other people into the ballot database, so many by each on one day."""
    step = 100_000
    with store.session(url, create=True) as session:
        [(writer,)] = session.rows(
            "INSERT INTO writers (campaign, started_at, version, seen_at) VALUES (0, 0, 0, 0)"
            " RETURNING writer"
        )
        first = writer << schema.WRITER_SHIFT
        for start in range(0, rows, step):
            keys = [os.urandom(16) for _ in range(min(step, rows - start))]
            sheaves = [(os.urandom(16), keys[at : at + each]) for at in range(0, len(keys), each)]
            with session.transaction():
                session.many(
                    "INSERT INTO quota (voter, day, campaign, used, cap, stubs)"
                    " VALUES (?, 738000, 0, ?, ?, ?)",
                    [
                        (
                            v,
                            len(given),
                            each,
                            b"".join(stubs.pack(k, 1, 1, "web", "e0001") for k in given),
                        )
                        for v, given in sheaves
                    ],
                )
                session.many(
                    "INSERT INTO ledger (line, kind, ts, day, voter, key, entry, votes, channel)"
                    " VALUES (?, 0, 1, 738000, ?, ?, 'e0001', 1, 'web')",
                    [(first + start + n, sheaves[n // each][0], k) for n, k in enumerate(keys)],
                )


def main() -> None:
    """Measure and print one JSON object."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seconds", type=float, default=4)
    arguments.add_argument("--rows", type=int, default=0, help="old votes to put in first")
    arguments.add_argument("--each", type=int, default=10, help="old votes of one person and day")
    arguments.add_argument("--workers", type=int, default=1)
    args = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("PINGXUAN_DATA", folder)
        os.environ.setdefault("PINGXUAN_BALLOTS_URL", f"sqlite:///{folder}/ballots.sqlite3")
        url, now = places.ballots_url(), datetime.now(UTC)
        prepare.drop_bench(url)
        if args.rows:
            fill(url, args.rows, args.each)
        opened = prepare.open_bench(url, 40, now)
        keys = load_master(places.data_dir())
        args.tokens = list(prepare.tokens(keys, opened.campaign, "web", 60_000, now))
        rounds = []
        for _ in range(args.rounds):
            port = serving.free_port()
            empty = measured([sys.executable, "-c", EMPTY, str(port)], port, "/", args)
            command = [sys.executable, "-m", "pingxuan", "serve", "--votes-only"]
            command += ["--port", str(port), "--vote-workers", str(args.workers)]
            votes = measured(command, port, "/healthz", args)
            rounds.append({"empty": empty, "votes": votes})
        cpu = [r["empty"]["cpu_us"] / r["votes"]["cpu_us"] for r in rounds]
        print(
            json.dumps(
                {
                    "cpu_ratio": round(statistics.median(cpu), 3),
                    "rows_before": args.rows,
                    "of_one_person_and_day": args.each,
                    "workers": args.workers,
                    "rounds": rounds,
                },
                indent=1,
            )
        )


if __name__ == "__main__":
    main()
