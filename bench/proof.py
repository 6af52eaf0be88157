"""How long does it take to prove that a receipt's vote is in a long log?

    python bench/proof.py [--lines 10000000] [--proofs 50]

Fills a log, signs a head over it, indexes the receipts as the server does, and looks some of them up
as the page does: the line, whether it stands, and the hashes up to the head's root.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from datetime import UTC, datetime

from pingxuan.ballotbox import index, log, places, prepare, receipts, schema, snapshot, store
from pingxuan.ballotbox.keys import load_master
from pingxuan.ballotbox.looking_up import look_up
from pingxuan.ballotbox.mac import Mac

STEP = 100_000


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


def main() -> None:
    """Measure and print one JSON object."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("--lines", type=int, default=1_000_000)
    arguments.add_argument("--proofs", type=int, default=50)
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
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
