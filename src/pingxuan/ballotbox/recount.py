"""Recount a public vote from its bundle alone.

You do not have to trust the organiser's software, only this file, and it is short so that you can
read it. It needs Python, its standard library, and `cryptography` for the signatures:

    python recount.py BUNDLE.zip [--key HEX] [--head ROOT]...

It needs no network and no database of the organiser's; the votes are sorted in a file of its own that
is gone at the end, so that a long ledger needs room on the disk, not memory. It prints `totals.csv` and
ends with 0 when everything in the bundle agrees; otherwise it says in one sentence what does not, on
standard error, and ends with 1.

--key   the organiser's public key, as you know it from elsewhere: the site's page, the newspaper
--head  a daily root that you noted down earlier; it must be in the chain of heads
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sqlite3
import stat
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "pingxuan-bundle/1"
MEMBERS = {"ledger.jsonl", "heads.jsonl", "entries.txt", "totals.csv"}
MOST_VOTES = 10
MANIFEST = {"campaign", "daily_limit", "files", "format", "public_key", "root", "timezone"}
MANIFEST |= {"tree_size"}
VOTE = {"channel", "day", "entry", "receipt_sha256", "seq", "ts", "type", "voter", "votes"}
CHANGE = {"decision", "of", "reason", "seq", "ts", "type"}
HEAD = {"day", "prev", "root", "sig", "tree_size", "ts"}

# No honest bundle comes near these; they keep a dishonest one from filling memory.
LARGEST_NUMBER = 1_000_000_000
LONGEST_LINE = 1 << 20
LARGEST_MEMBER = 1 << 26  # but for the ledger, which is read line by line
TIGHTEST = 200  # times smaller than it is

NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")
SHA256 = re.compile(r"[0-9a-f]{64}")
SIGNATURE = re.compile(r"[0-9a-f]{128}")
MOMENT = re.compile(r"[0-9-]{10}T[0-9:]{8}(Z|[+-][0-9:]{5})")
Json = dict[str, Any]
WRITER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class WrongError(Exception):
    """Something in the bundle does not agree; the message says what."""


def wrong(what: str) -> NoReturn:
    """Stop: the bundle is not confirmed. What it says may be shown, but not steer the terminal."""
    raise WrongError("".join(c if c.isprintable() else "?" for c in what)[:300])


def canonical(value: object) -> bytes:
    """Write JSON in the one form that signatures and hashes are made over."""
    return WRITER.encode(value).encode()


def read_json(line: bytes, where: str, keys: set[str] | None = None) -> Json:
    """Read one canonical JSON object that has exactly `keys`."""
    try:
        value = json.loads(line)
        is_canonical = isinstance(value, dict) and canonical(value) == line
    except (ValueError, RecursionError):
        wrong(f"{where}: not JSON")
    if not is_canonical:
        wrong(f"{where}: not canonical JSON")
    if keys is not None and set(value) != keys:
        wrong(f"{where}: fields are missing or unknown")
    return dict(value)


def is_whole(value: object, least: int = 0) -> bool:
    """Say whether a value is an integer (true, false and 1.0 are not) of at least `least`."""
    return type(value) is int and least <= value <= LARGEST_NUMBER


def check_signature(key: Ed25519PublicKey, signature: object, data: bytes, where: str) -> None:
    """Check one Ed25519 signature in hex."""
    try:
        if not isinstance(signature, str) or not SIGNATURE.fullmatch(signature):
            wrong(f"{where}: the signature is not 128 hexadecimal digits")
        key.verify(bytes.fromhex(signature), data)
    except InvalidSignature:
        wrong(f"{where}: the signature is not the key's")


@lru_cache(maxsize=4096)
def day_of(ts: str, zone: ZoneInfo) -> str:
    """Give the date of a time with whole seconds and offset, in the campaign's zone; "" if it is none."""
    try:
        moment = datetime.fromisoformat(ts) if MOMENT.fullmatch(ts) else None
        return moment.astimezone(zone).date().isoformat() if moment else ""
    except (ValueError, OverflowError):
        return ""


class Tree:
    """The Merkle tree of RFC 6962, kept as the roots of its full subtrees."""

    def __init__(self) -> None:
        self.size, self.peaks = 0, list[bytes]()

    def add(self, line: bytes) -> None:
        """Append a line of the ledger."""
        node, size = hashlib.sha256(b"\x00" + line).digest(), self.size
        while size & 1:
            node = hashlib.sha256(b"\x01" + self.peaks.pop() + node).digest()
            size >>= 1
        self.peaks.append(node)
        self.size += 1

    def root(self) -> str:
        """Give the head in hex."""
        node = self.peaks[-1] if self.peaks else hashlib.sha256(b"").digest()
        for peak in reversed(self.peaks[:-1]):
            node = hashlib.sha256(b"\x01" + peak + node).digest()
        return node.hex()


class Count:
    """Goes through the ledger, line by line, into a table in a file without a name; then counts."""

    def __init__(self, entries: list[str], daily_limit: int, zone: ZoneInfo) -> None:
        self.entries, self.known = entries, set(entries)
        self.daily_limit, self.zone = daily_limit, zone
        self.table = sqlite3.connect("", isolation_level=None)
        self.table.executescript(
            "PRAGMA temp_store = FILE; PRAGMA cache_size = -32768; PRAGMA journal_mode = OFF;"
            "CREATE TABLE vote (seq INTEGER PRIMARY KEY, entry, votes, voter, day, receipt, void);"
            "BEGIN"
        )

    def take(self, line: bytes, seq: int) -> None:
        """Check one line and count it."""
        where = f"ledger line {seq}"
        record = read_json(line, where)
        if not is_whole(record.get("seq")) or record["seq"] != seq:
            wrong(f"{where}: seq is not {seq}")
        if record.get("type") == "vote":
            self.vote(record, seq, where)
        elif record.get("type") in ("void", "restore"):
            self.change(record, seq, where)
        else:
            wrong(f"{where}: unknown type")

    def vote(self, record: Json, seq: int, where: str) -> None:
        """Check a vote by itself: known entry, 1 to 10 votes, the day of its time."""
        check_fields(record, VOTE, {"seq", "votes"}, where)
        entry, votes, day = record["entry"], record["votes"], record["day"]
        if entry not in self.known:
            wrong(f"{where}: unknown entry")
        if not is_whole(votes, 1) or votes > max(MOST_VOTES, self.daily_limit):
            wrong(f"{where}: votes is no number from 1 to {max(MOST_VOTES, self.daily_limit)}")
        if day_of(record["ts"], self.zone) != day:
            wrong(f"{where}: day is not the date of ts")
        if not SHA256.fullmatch(record["receipt_sha256"]):
            wrong(f"{where}: receipt_sha256 is no SHA-256")
        row = (seq, entry, votes, record["voter"], day, bytes.fromhex(record["receipt_sha256"]))
        self.table.execute("INSERT INTO vote VALUES (?, ?, ?, ?, ?, ?, 0)", row)

    def change(self, record: Json, seq: int, where: str) -> None:
        """Check a taking-out or its reversal, of an earlier vote and a real change, and make it."""
        check_fields(record, CHANGE, {"of", "seq"}, where)
        if not day_of(record["ts"], self.zone):
            wrong(f"{where}: ts is no time with whole seconds and offset")
        change = (record["type"] == "void", record["of"], record["type"] == "restore")
        sql = "UPDATE vote SET void = ? WHERE seq = ? AND void = ?"
        if not is_whole(record["of"]) or not self.table.execute(sql, change).rowcount:
            wrong(f"{where}: 'of' is no earlier vote that this changes")

    def check_all(self) -> None:
        """Check the votes together: each receipt once, each voter within the quota of each day."""
        twice = "SELECT max(seq) FROM vote GROUP BY receipt HAVING count(*) > 1"
        for (seq,) in self.table.execute(twice):
            wrong(f"ledger line {seq}: the receipt is there twice")
        over = "SELECT max(seq) FROM vote GROUP BY voter, day HAVING sum(votes) > ?"
        for (seq,) in self.table.execute(over, (self.daily_limit,)):
            wrong(f"ledger line {seq}: more than {self.daily_limit} votes of one voter on one day")

    def check_pools(self, category: Json, most: Json) -> None:
        """Check each voter within the votes that a day has for each category."""
        self.table.create_function("category", 1, category.__getitem__)
        self.table.create_function("most", 1, most.__getitem__)
        over = "SELECT max(seq) FROM vote GROUP BY voter, day, category(entry) HAVING"
        for (seq,) in self.table.execute(f"{over} sum(votes) > most(category(entry))"):
            wrong(f"ledger line {seq}: more votes for one category than its pool has on a day")

    def totals(self) -> bytes:
        """Write totals.csv: what stands after voids and restores."""
        rows = self.table.execute(
            "SELECT entry, sum(votes), sum(ballots), count(*) FROM (SELECT entry,"
            " sum(votes) AS votes, count(*) AS ballots FROM vote WHERE NOT void"
            " GROUP BY entry, voter) GROUP BY entry"
        )
        standing = {entry: f"{votes},{ballots},{voters}" for entry, votes, ballots, voters in rows}
        lines = [f"{entry},{standing.get(entry, '0,0,0')}" for entry in self.entries]
        return "\n".join(["entry,votes,ballots,voters", *lines, ""]).encode()


def check_fields(record: Json, fields: set[str], numbers: set[str], where: str) -> None:
    """Check that a record has exactly these fields, and text in all that are no numbers."""
    if set(record) != fields or not all(isinstance(record[f], str) for f in fields - numbers):
        wrong(f"{where}: fields are missing, unknown or of another kind")


def check_archive(bundle: zipfile.ZipFile) -> None:
    """Check that the archive holds plain files under plain names, each once, and is no bomb."""
    if len(bundle.infolist()) != len({*bundle.namelist()}):
        wrong("a member is there twice")
    for member in bundle.infolist():
        name = member.filename
        if not NAME.fullmatch(name) or stat.S_ISLNK(member.external_attr >> 16):
            wrong(f"{name}: no plain file under a plain name")
        if member.file_size > TIGHTEST * member.compress_size + LONGEST_LINE:
            wrong(f"{name}: packed more tightly than any record of votes can be")


def read_member(bundle: zipfile.ZipFile, name: str) -> bytes:
    """Read one of the short members whole."""
    if name not in bundle.namelist():
        wrong(f"{name}: is missing")
    if bundle.getinfo(name).file_size > LARGEST_MEMBER:
        wrong(f"{name}: too large")
    return bundle.read(name)


def check_members(bundle: zipfile.ZipFile, listed: Json) -> None:
    """Check that exactly the listed members are there, each with its hash."""
    names = {*listed, "manifest.json", "manifest.sig"}
    if {*bundle.namelist()} != names or not names >= MEMBERS:
        wrong("members are missing or not listed")
    for name, expected in listed.items():
        digest = hashlib.sha256()
        with bundle.open(name) as member:
            while piece := member.read(1 << 20):
                digest.update(piece)
        if digest.hexdigest() != expected:
            wrong(f"{name}: changed since the manifest was signed")


def read_heads(data: bytes, key: Ed25519PublicKey) -> list[Json]:
    """Read the heads: each signed, each naming the one before, none over a smaller tree."""
    heads: list[Json] = []
    prev, size = "0" * 64, 0
    for number, line in enumerate(lines_of([data], "heads.jsonl")):
        where = f"head {number}"
        head = read_json(line, where, HEAD)
        check_signature(key, head.pop("sig"), canonical(head), where)
        if head["prev"] != prev:
            wrong(f"{where}: prev is not the head before")
        if not is_whole(head["tree_size"], size):
            wrong(f"{where}: the tree has shrunk")
        heads.append(head)
        prev, size = hashlib.sha256(line).hexdigest(), head["tree_size"]
    if not heads:
        wrong("heads.jsonl: there is no head")
    return heads


def lines_of(pieces: Iterable[bytes], name: str) -> Iterator[bytes]:
    """Split a file into lines; every one ends with LF."""
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
        if len(rest) > LONGEST_LINE:
            wrong(f"{name}: a line is too long")
    if rest:
        wrong(f"{name}: the last line has no end")


def read_manifest(bundle: zipfile.ZipFile, pinned: str | None) -> tuple[Json, Ed25519PublicKey]:
    """Read the manifest and check its signature, and its key against the pinned one."""
    raw = read_member(bundle, "manifest.json")
    manifest = read_json(raw.removesuffix(b"\n"), "manifest.json", MANIFEST)
    if manifest["format"] != FORMAT or not isinstance(manifest["files"], dict):
        wrong(f"manifest.json: not a {FORMAT}")
    public_key = manifest["public_key"]
    if not isinstance(public_key, str) or not SHA256.fullmatch(public_key):
        wrong("manifest.json: public_key is no key")
    if pinned is not None and public_key != pinned.strip().lower():
        wrong("the bundle was not signed with the key given by --key")
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
    signature = read_member(bundle, "manifest.sig").decode().removesuffix("\n")
    check_signature(key, signature, raw, "manifest.json")
    if not is_whole(manifest["daily_limit"], 1) or not is_whole(manifest["tree_size"]):
        wrong("manifest.json: daily_limit or tree_size is no number")
    return manifest, key


def read_entries(data: bytes) -> list[str]:
    """Read the entries, which are sorted by their bytes, each there once."""
    entries = list(map(bytes.decode, lines_of([data], "entries.txt")))
    if entries != sorted(set(entries), key=str.encode):
        wrong("entries.txt: not sorted, or an entry is there twice")
    if not all(entry and entry.isprintable() and "," not in entry for entry in entries):
        wrong("entries.txt: an entry is empty or holds a comma or what cannot be printed")
    return entries


@contextmanager
def opened(path: str) -> Iterator[zipfile.ZipFile]:
    """Open an archive; whatever it makes a library do, it is refused in one sentence."""
    try:
        with zipfile.ZipFile(path) as bundle:
            check_archive(bundle)
            yield bundle
    except WrongError:
        raise
    except Exception as fault:  # a bent archive makes zipfile raise nearly anything
        wrong(f"cannot be read as a bundle: {fault or type(fault).__name__}")


def check(path: str, pinned: str | None = None, noted: Iterable[str] = ()) -> bytes:
    """Check everything in a bundle and give its totals; WrongError says what does not agree."""
    with opened(path) as bundle:
        return check_bundle(bundle, pinned, noted)


def check_bundle(bundle: zipfile.ZipFile, pinned: str | None, noted: Iterable[str]) -> bytes:
    """Check an open bundle and give its totals."""
    manifest, key = read_manifest(bundle, pinned)
    check_members(bundle, manifest["files"])
    heads = read_heads(read_member(bundle, "heads.jsonl"), key)
    entries = read_entries(read_member(bundle, "entries.txt"))
    count = Count(entries, manifest["daily_limit"], ZoneInfo(str(manifest["timezone"])))
    tree, waiting = Tree(), list(heads)
    for line in ledger_lines(bundle):
        check_due(waiting, tree)
        count.take(line, tree.size)
        tree.add(line)
    check_due(waiting, tree)
    if waiting or heads[-1]["tree_size"] != tree.size or manifest["tree_size"] != tree.size:
        wrong("the last head does not cover the whole ledger")
    if manifest["root"] != tree.root():
        wrong("manifest.json: root is not the tree's")
    for root in noted:
        if root.strip().lower() not in {head["root"] for head in heads}:
            wrong(f"the noted head {root} is not in the chain")
    count.check_all()
    if "pools.json" in manifest["files"]:
        pools = read_json(read_member(bundle, "pools.json")[:-1], "pools.json")
        count.check_pools(pools["categories"], pools["per_day"])
    totals = count.totals()
    if read_member(bundle, "totals.csv") != totals:
        wrong("totals.csv: not what the ledger gives")
    return totals


def ledger_lines(bundle: zipfile.ZipFile) -> Iterator[bytes]:
    """Read the ledger line by line."""
    with bundle.open("ledger.jsonl") as ledger:
        yield from lines_of(iter(lambda: ledger.read(1 << 20), b""), "ledger.jsonl")


def check_due(waiting: list[Json], tree: Tree) -> None:
    """Compare the heads that were made at this size of the tree."""
    while waiting and waiting[0]["tree_size"] == tree.size:
        if waiting.pop(0)["root"] != tree.root():
            wrong(f"the head over {tree.size} lines is not the ledger's")


def main() -> int:
    """Run as a program of its own."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("bundle")
    arguments.add_argument("--key")
    arguments.add_argument("--head", action="append", default=[])
    given = arguments.parse_args()
    if given.key is None:
        sys.stderr.write("note: no --key given; the bundle's own key is used\n")
    try:
        sys.stdout.buffer.write(check(given.bundle, given.key, given.head))
    except WrongError as fault:
        sys.stderr.write(f"not confirmed: {fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
