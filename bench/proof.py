"""How long does it take to prove that a receipt's vote is in a long log?

    python bench/proof.py [--lines 10000000] [--proofs 50] [--bundle]

Fills a log, signs a head over it, indexes the receipts as the server does, and looks some of them up
as the page does: the line, whether it stands, and the hashes up to the head's root. With `--bundle` it
also writes the outsiders' bundle, and lets `pingxuan votes prove` find one of the receipts in it.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from pingxuan.ballotbox import (
    bundle,
    index,
    log,
    places,
    prepare,
    receipts,
    schema,
    snapshot,
    store,
)
from pingxuan.ballotbox.keys import Keys, load_master
from pingxuan.ballotbox.looking_up import look_up
from pingxuan.ballotbox.mac import Mac
from pingxuan.domain import merkle

STEP = 100_000
# Says at its end how much memory it had at most; what `wait` tells of it is the parent's, if larger.
PROVE = """
import atexit, runpy, sys
atexit.register(lambda: sys.stderr.write(open("/proc/self/status").read()))
sys.argv[0] = "pingxuan"
runpy.run_module("pingxuan", run_name="__main__")
"""


def fill(session: store.Session, about: snapshot.Snapshot, lines: int) -> list[tuple[bytes, bytes]]:
    """Write so many votes into the log; give voter and key of some of them."""
    number = snapshot.number_of(session, about.campaign)
    [(writer,)] = session.rows(
        "INSERT INTO writers (campaign, started_at, version, seen_at) VALUES (?, 0, 0, 0)"
        " RETURNING writer",
        number,
    )
    first, ts = writer << schema.WRITER_SHIFT, int(time.time())
    day, some = about.day_span(ts)[2].toordinal(), []
    for start in range(0, lines, STEP):
        people = [(os.urandom(16), os.urandom(16)) for _ in range(min(STEP, lines - start))]
        with session.transaction():
            session.many(
                "INSERT INTO ledger (line, kind, ts, day, voter, key, entry, votes, channel)"
                " VALUES (?, 0, ?, ?, ?, ?, 'e0001', 1, 'web')",
                [(first + start + n, ts, day, v, k) for n, (v, k) in enumerate(people)],
            )
        some.append(people[len(people) // 3])
    return some


def prove_from_bundle(
    url: str, keys: Keys, about: snapshot.Snapshot, out: Path, receipt: str
) -> dict[str, object]:
    """Write the bundle and prove one receipt from it, by the command and in a process of its own."""
    begun = time.monotonic()
    root = bundle.export(url, keys, about, out)
    exported = time.monotonic()
    command = [sys.executable, "-c", PROVE, "votes", "prove", out, "--receipt", receipt]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    proven = time.monotonic()
    proof = json.loads(done.stdout)
    path = [bytes.fromhex(step) for step in proof["path"]]
    leaf = bytes.fromhex(proof["leaf_hash"])
    if not merkle.leads_to(
        leaf, proof["leaf_index"], proof["tree_size"], path, bytes.fromhex(root)
    ):
        raise SystemExit("the command's proof does not hold")
    [most] = re.findall(r"VmHWM:\s+(\d+) kB", done.stderr)
    return {
        "megabytes": round(out.stat().st_size / 1e6),
        "export_s": round(exported - begun, 1),
        "prove_s": round(proven - exported, 1),
        "prove_peak_megabytes": round(int(most) / 1024),
        "hashes": len(path),
    }


def main() -> None:
    """Measure and print one JSON object."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("--lines", type=int, default=1_000_000)
    arguments.add_argument("--proofs", type=int, default=50)
    arguments.add_argument("--bundle", action="store_true")
    args = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("PINGXUAN_DATA", folder)
        os.environ.setdefault("PINGXUAN_BALLOTS_URL", f"sqlite:///{folder}/ballots.sqlite3")
        url, keys = places.ballots_url(), load_master(places.data_dir())
        prepare.drop_bench(url)
        about = prepare.open_bench(url, 1, datetime.now(UTC))
        with store.session(url) as session:
            some = fill(session, about, args.lines)
            number = snapshot.number_of(session, about.campaign)
            campaign = log.Campaign(session, number, about.campaign, about.zone, keys)
            started = time.monotonic()
            head = campaign.head_over_all(datetime.now(about.tz).date(), datetime.now(UTC))
            signed = time.monotonic()
            index.catch_up(session, number, campaign.writer)
            indexed = time.monotonic()
        key, took, longest = Mac(keys.receipt(about.campaign)), [], 0
        for n in range(args.proofs):
            voter, slip = some[n % len(some)]
            begun = time.monotonic()
            found = look_up(url, about.campaign, receipts.derive(key, voter, slip), keys).found
            took.append(1e3 * (time.monotonic() - begun))
            if found is None or found.proof is None or not found.proof.holds:
                raise SystemExit("a receipt was not proven")
            longest = max(longest, len(found.proof.path))
        last = receipts.derive(key, *some[-1])
        from_bundle = (
            prove_from_bundle(url, keys, about, Path(folder) / "bundle.zip", last)
            if args.bundle
            else None
        )
    print(
        json.dumps(
            {
                "lines": head.tree_size,
                "head_us_a_line": round(1e6 * (signed - started) / args.lines, 1),
                "index_us_a_line": round(1e6 * (indexed - signed) / args.lines, 1),
                "proof_ms": {
                    "median": round(statistics.median(took), 1),
                    "most": round(max(took), 1),
                },
                "hashes": longest,
                "from_bundle": from_bundle,
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
