"""The outsiders' bundle: everything that a recount needs, in one signed archive.

Source:
    INTERFACE section 3.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from pingxuan.ballotbox import sequence, snapshot, stamps, store
from pingxuan.ballotbox.keys import Keys
from pingxuan.ballotbox.log import Campaign, Head, canonical

FORMAT = "pingxuan-bundle/1"
EPOCH = (1980, 1, 1, 0, 0, 0)  # members carry no date of their own
README = """This bundle holds one public vote, so that anybody can count it again.

recount.py   read it, then run: python recount.py BUNDLE.zip --key KEY
             KEY is the organiser's public key as printed elsewhere, not only in here
ledger.jsonl every vote, every taking-out and every reversal, in order
heads.jsonl  one signed fingerprint of the ledger for each day, and one for today
entries.txt  all entries            totals.csv  the result that the recount must give
pools.json   each entry's category and its votes a day, if categories had votes of their own
manifest.*   hashes of all files, signed
stamps/      time stamps (RFC 3161) over lines of heads.jsonl, if a service was asked

本压缩包含一次公开投票的全部记录，任何人都可以据此重新计票。先阅读 recount.py，再运行它。
"""


class UnknownCampaignError(Exception):
    """No such campaign, or more than one to choose from."""


def choose(url: str, slug: str | None) -> snapshot.Snapshot:
    """Find the campaign that a command is about: the named, else the bench, else the only one.

    Raises:
        UnknownCampaignError: there is none, or several.
    """
    if not store.exists(url):
        raise UnknownCampaignError
    with store.session(url) as session:
        found = session.rows("SELECT id, slug, bench FROM campaigns ORDER BY campaign")
    wanted = [row for row in found if slug in (row[1], row[0])] if slug else found
    bench = [row for row in wanted if row[2]]
    if len(bench or wanted) != 1:
        raise UnknownCampaignError
    latest = snapshot.latest(url, (bench or wanted)[0][0])
    if latest is None:
        raise UnknownCampaignError
    return latest


class _Totals:
    """Adds up what stands, from the lines as they pass; they are sorted on disk, not in memory."""

    def __init__(self) -> None:
        self._table = sqlite3.connect("", isolation_level=None)
        self._table.executescript(
            "PRAGMA temp_store = FILE; PRAGMA cache_size = -32768; PRAGMA journal_mode = OFF;"
            "CREATE TABLE line (seq INTEGER PRIMARY KEY, entry, votes, voter);"
            "CREATE TABLE void (seq INTEGER PRIMARY KEY); BEGIN"
        )

    def take(self, line: sequence.Line, pseudonym: str) -> None:
        """Count a line."""
        if line.kind == sequence.VOTE:
            row = (line.seq, line.entry, line.votes, pseudonym)
            self._table.execute("INSERT INTO line VALUES (?, ?, ?, ?)", row)
        elif not self._table.execute("DELETE FROM void WHERE seq = ?", (line.of_seq,)).rowcount:
            self._table.execute("INSERT INTO void VALUES (?)", (line.of_seq,))

    def csv(self, entries: list[str]) -> str:
        """Write totals.csv."""
        rows = self._table.execute(
            "SELECT entry, sum(votes), sum(ballots), count(*) FROM (SELECT entry, voter,"
            " sum(votes) AS votes, count(*) AS ballots FROM line"
            " WHERE seq NOT IN (SELECT seq FROM void) GROUP BY entry, voter) GROUP BY entry"
        )
        standing = {entry: f"{votes},{ballots},{voters}" for entry, votes, ballots, voters in rows}
        lines = [f"{entry},{standing.get(entry, '0,0,0')}" for entry in entries]
        return "\n".join(["entry,votes,ballots,voters", *lines, ""])

    def close(self) -> None:
        """Give the room on disk back."""
        self._table.close()


def export(url: str, keys: Keys, about: snapshot.Snapshot, out: Path) -> str:
    """Write the bundle of a campaign, also while it is being voted on, and give its root.

    Everything acknowledged before this was called is in it. The file appears whole or not at all.
    """
    now = datetime.fromtimestamp(time.time() + about.shift_seconds, UTC)
    unfinished = out.with_name(f".{out.name}.{os.getpid()}")
    with store.session(url) as session:
        [(number,)] = session.rows("SELECT campaign FROM campaigns WHERE id = ?", about.campaign)
        log = Campaign(session, number, about.campaign, about.zone, keys)
        log.make_due_heads(now)
        head = log.head_over_all(now.astimezone(about.tz).date(), now)
        # Read behind the lines: an entry may have come to the vote, and been voted for, meanwhile.
        about = snapshot.latest(url, about.campaign) or about
        try:
            with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bundle:
                _write(bundle, log, session, about, keys, head)
            unfinished.replace(out)
        finally:
            unfinished.unlink(missing_ok=True)
    return head.root


def export_ended(url: str, keys: Keys, about: snapshot.Snapshot, out: Path) -> Head | None:
    """Write the bundle of the days that have ended, and give its head; None when there is none.

    It makes no head of its own: it goes as far as the last day's.
    """
    unfinished = out.with_name(f".{out.name}.{os.getpid()}")
    with store.session(url) as session:
        [(number,)] = session.rows("SELECT campaign FROM campaigns WHERE id = ?", about.campaign)
        log = Campaign(session, number, about.campaign, about.zone, keys)
        heads = log.ended_heads()
        if not heads:
            return None
        try:
            with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bundle:
                _write(bundle, log, session, about, keys, heads[-1])
            unfinished.replace(out)
        finally:
            unfinished.unlink(missing_ok=True)
    return heads[-1]


def _write(
    bundle: zipfile.ZipFile,
    log: Campaign,
    session: store.Session,
    about: snapshot.Snapshot,
    keys: Keys,
    head: Head,
) -> None:
    entries = sorted(about.entries, key=str.encode)
    ledger_hash, totals = _write_ledger(bundle, log, session, head.tree_size, entries)
    heads = [made.line for made in log.heads()]
    heads = heads[: heads.index(head.line) + 1]  # somebody else may have made a newer one
    hashes = {"ledger.jsonl": ledger_hash}
    texts = {
        "README.txt": README,
        "entries.txt": "".join(f"{entry}\n" for entry in entries),
        "heads.jsonl": "".join(f"{line}\n" for line in heads),
        "recount.py": (files("pingxuan.ballotbox") / "recount.py").read_text(encoding="utf-8"),
        "totals.csv": totals,
    }
    pools = snapshot.pools_kept(session, log.number)
    if pools is not None:
        texts["pools.json"] = canonical(pools) + "\n"
    for name, text in texts.items():
        hashes[name] = _add(bundle, name, text.encode())
    for n, reply in stamps.replies(session, log.number).items():
        if n < len(heads):
            hashes[f"stamps/{n}.tsr"] = _add(bundle, f"stamps/{n}.tsr", reply)
    manifest = canonical(
        {
            "campaign": about.slug,
            "daily_limit": snapshot.highest_limit(session, log.number),
            "files": hashes,
            "format": FORMAT,
            "public_key": keys.public_key(about.campaign),
            "root": head.root,
            "timezone": about.zone,
            "tree_size": head.tree_size,
        }
    ).encode()
    _add(bundle, "manifest.json", manifest)
    _add(bundle, "manifest.sig", log.sign(manifest).encode())


def _write_ledger(
    bundle: zipfile.ZipFile,
    log: Campaign,
    session: store.Session,
    size: int,
    entries: list[str],
) -> tuple[str, str]:
    """Write the ledger line by line; give its hash and its totals, found on the way."""
    digest = hashlib.sha256()
    with (
        closing(_Totals()) as totals,
        bundle.open(zipfile.ZipInfo("ledger.jsonl", EPOCH), "w", force_zip64=True) as member,
    ):
        for line in sequence.lines(session, log.number, 0, size):
            written = log.writer.line(line).encode() + b"\n"
            digest.update(written)
            member.write(written)
            pseudonym = log.writer.pseudonym(line.voter, line.day) if line.voter else ""
            totals.take(line, pseudonym)
        return digest.hexdigest(), totals.csv(entries)


def _add(bundle: zipfile.ZipFile, name: str, data: bytes) -> str:
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    bundle.writestr(info, data)
    return hashlib.sha256(data).hexdigest()
