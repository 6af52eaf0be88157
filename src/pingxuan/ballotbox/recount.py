"""Recount a public vote from its bundle alone.

You do not have to trust the organiser's software, only this file, and it is short so that you can
read it. It needs Python, its standard library, and `cryptography` for the signatures:

    python recount.py BUNDLE.zip [--key HEX] [--head ROOT]...

It reads no network and no database. It prints `totals.csv` and ends with 0 when everything in the
bundle agrees; otherwise it says what does not, on standard error, and ends with 1.

--key   the organiser's public key, as you know it from elsewhere: the site's page, the newspaper
--head  a daily root that you noted down earlier; it must be in the chain of heads
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "pingxuan-bundle/1"
MEMBERS = ("ledger.jsonl", "heads.jsonl", "entries.txt", "totals.csv")
MOST_VOTES = 10
VOTE = {"channel", "day", "entry", "receipt_sha256", "seq", "ts", "type", "voter", "votes"}
CHANGE = {"decision", "of", "reason", "seq", "ts", "type"}
HEAD = {"day", "prev", "root", "sig", "tree_size", "ts"}


class WrongError(Exception):
    """Something in the bundle does not agree; the message says what."""


def wrong(what: str) -> NoReturn:
    """Stop: the bundle is not confirmed."""
    raise WrongError(what)


def canonical(value: object) -> bytes:
    """Write JSON in the one form that signatures and hashes are made over."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def read_json(line: bytes, where: str, keys: set[str] | None = None) -> dict[str, Any]:
    """Read one canonical JSON object that has exactly `keys`."""
    try:
        value = json.loads(line)
    except ValueError:
        wrong(f"{where}: not JSON")
    if not isinstance(value, dict) or canonical(value) != line:
        wrong(f"{where}: not canonical JSON")
    if keys is not None and set(value) != keys:
        wrong(f"{where}: fields are missing or unknown")
    return value


def is_whole(value: object, least: int = 0) -> bool:
    """Say whether a value is an integer (true and false are not) of at least `least`."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def check_signature(key: Ed25519PublicKey, signature: object, data: bytes, where: str) -> None:
    """Check one Ed25519 signature in hex."""
    try:
        key.verify(bytes.fromhex(str(signature)), data)
    except (InvalidSignature, ValueError):
        wrong(f"{where}: the signature is not the key's")


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
    """Goes through the ledger line by line; what stands at the end are the totals."""

    def __init__(self, entries: list[str], daily_limit: int, zone: str) -> None:
        self.entries, self.known, self.daily_limit = entries, set(entries), daily_limit
        self.zone = ZoneInfo(zone)
        self.used: dict[tuple[str, str], int] = defaultdict(int)
        self.receipts: set[bytes] = set()
        self.votes: dict[int, tuple[str, int, str]] = {}  # seq → entry, votes, voter
        self.void: set[int] = set()

    def take(self, line: bytes, seq: int) -> None:
        """Check one line and count it."""
        where = f"ledger line {seq}"
        record = read_json(line, where)
        if record.get("seq") != seq or not is_whole(record.get("seq")):
            wrong(f"{where}: seq is {record.get('seq')}")
        if record.get("type") == "vote":
            self.vote(record, seq, where)
        elif record.get("type") in ("void", "restore"):
            self.change(record, where)
        else:
            wrong(f"{where}: unknown type")

    def vote(self, record: dict[str, Any], seq: int, where: str) -> None:
        """Check a vote: known entry, 1 to 10, the day of its time, within the quota, once."""
        if set(record) != VOTE or not all(
            isinstance(record[k], str) for k in VOTE - {"seq", "votes"}
        ):
            wrong(f"{where}: fields are missing or unknown")
        if record["entry"] not in self.known:
            wrong(f"{where}: unknown entry")
        votes, voter, day = record["votes"], record["voter"], record["day"]
        if not is_whole(votes, 1) or votes > max(MOST_VOTES, self.daily_limit):
            wrong(f"{where}: {votes} votes")
        if self.moment(record["ts"], where).date().isoformat() != day:
            wrong(f"{where}: day is not the date of ts")
        self.used[voter, day] += votes
        if self.used[voter, day] > self.daily_limit:
            wrong(f"{where}: more than {self.daily_limit} votes of one voter on {day}")
        receipt = record["receipt_sha256"]
        if len(receipt) != 64 or receipt.strip("0123456789abcdef"):
            wrong(f"{where}: receipt_sha256 is no SHA-256")
        if bytes.fromhex(receipt) in self.receipts:
            wrong(f"{where}: the receipt is there twice")
        self.receipts.add(bytes.fromhex(receipt))
        self.votes[seq] = (record["entry"], votes, voter)

    def change(self, record: dict[str, Any], where: str) -> None:
        """Check a taking-out or its reversal: of an earlier vote, and a real change."""
        if set(record) != CHANGE or not all(
            isinstance(record[k], str) for k in CHANGE - {"of", "seq"}
        ):
            wrong(f"{where}: fields are missing or unknown")
        self.moment(record["ts"], where)
        of = record["of"]
        if not is_whole(of) or of not in self.votes:
            wrong(f"{where}: 'of' is no earlier vote")
        if (record["type"] == "void") == (of in self.void):
            wrong(f"{where}: {record['type']} changes nothing")
        self.void ^= {of}

    def moment(self, ts: object, where: str) -> datetime:
        """Read a time with whole seconds and offset, in the campaign's zone."""
        try:
            moment = datetime.fromisoformat(str(ts))
        except ValueError:
            wrong(f"{where}: ts is no time")
        if moment.tzinfo is None or moment.microsecond or not isinstance(ts, str):
            wrong(f"{where}: ts has no offset or no whole seconds")
        return moment.astimezone(self.zone)

    def totals(self) -> bytes:
        """Write totals.csv: what stands after voids and restores."""
        votes: dict[str, int] = defaultdict(int)
        ballots: dict[str, int] = defaultdict(int)
        voters: dict[str, set[str]] = defaultdict(set)
        for seq, (entry, given, voter) in self.votes.items():
            if seq not in self.void:
                votes[entry] += given
                ballots[entry] += 1
                voters[entry].add(voter)
        lines = [f"{e},{votes[e]},{ballots[e]},{len(voters[e])}" for e in self.entries]
        return "\n".join(["entry,votes,ballots,voters", *lines, ""]).encode()


def check_members(bundle: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    """Check that exactly the listed members are there, each with its hash."""
    names, listed = bundle.namelist(), manifest["files"]
    if len(set(names)) != len(names):
        wrong("a member is there twice")
    if set(names) != {*listed, "manifest.json", "manifest.sig"} or not {*MEMBERS} <= {*listed}:
        wrong("members are missing or not listed")
    for name, expected in listed.items():
        digest = hashlib.sha256()
        with bundle.open(name) as member:
            while piece := member.read(1 << 20):
                digest.update(piece)
        if digest.hexdigest() != expected:
            wrong(f"{name}: changed since the manifest was signed")


def check_head(
    head: dict[str, Any], before: bytes, last_size: int, key: Ed25519PublicKey, where: str
) -> None:
    """Check one head: its signature, its link to the one before, its growth."""
    unsigned = {name: value for name, value in head.items() if name != "sig"}
    check_signature(key, head["sig"], canonical(unsigned), where)
    if head["prev"] != (hashlib.sha256(before).hexdigest() if before else "0" * 64):
        wrong(f"{where}: prev is not the head before")
    if not is_whole(head["tree_size"]) or head["tree_size"] < last_size:
        wrong(f"{where}: the tree has shrunk")


def read_heads(data: bytes, key: Ed25519PublicKey) -> list[dict[str, Any]]:
    """Read and check the chain of heads."""
    heads: list[dict[str, Any]] = []
    before, last_size = b"", 0
    for number, line in enumerate(lines_of([data], "heads.jsonl")):
        head = read_json(line, f"head {number}", HEAD)
        check_head(head, before, last_size, key, f"head {number}")
        heads.append(head)
        before, last_size = line, head["tree_size"]
    if not heads:
        wrong("there is no head")
    return heads


def lines_of(pieces: Iterable[bytes], name: str) -> Iterator[bytes]:
    """Split a file into lines; every one ends with LF."""
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
    if rest:
        wrong(f"{name}: the last line has no end")


def read_manifest(
    bundle: zipfile.ZipFile, pinned: str | None
) -> tuple[dict[str, Any], Ed25519PublicKey]:
    """Read the manifest and check its signature, and its key against the pinned one."""
    raw = bundle.read("manifest.json")
    manifest = read_json(raw.removesuffix(b"\n"), "manifest.json")
    if manifest.get("format") != FORMAT or not isinstance(manifest.get("files"), dict):
        wrong(f"manifest.json: not a {FORMAT}")
    if pinned is not None and manifest.get("public_key") != pinned.strip().lower():
        wrong("the bundle was not signed with the key given by --key")
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(str(manifest.get("public_key"))))
    except ValueError:
        wrong("manifest.json: public_key is no key")
    check_signature(key, bundle.read("manifest.sig").decode("ascii").strip(), raw, "manifest.json")
    if not is_whole(manifest.get("daily_limit"), 1) or not is_whole(manifest.get("tree_size")):
        wrong("manifest.json: daily_limit or tree_size is no number")
    return manifest, key


def read_entries(data: bytes) -> list[str]:
    """Read the entries, which are sorted by their bytes, each there once."""
    entries = data.decode().split("\n")[:-1]
    if entries != sorted(set(entries), key=str.encode):
        wrong("entries.txt: not sorted, or an entry is there twice")
    if data != "".join(f"{entry}\n" for entry in entries).encode():
        wrong("entries.txt: not one entry a line")
    return entries


def check(path: str, pinned: str | None = None, noted: Iterable[str] = ()) -> bytes:
    """Check everything in a bundle and give its totals.

    Raises:
        WrongError: the bundle is not confirmed.
    """
    with zipfile.ZipFile(path) as bundle:
        manifest, key = read_manifest(bundle, pinned)
        check_members(bundle, manifest)
        heads = read_heads(bundle.read("heads.jsonl"), key)
        entries = read_entries(bundle.read("entries.txt"))
        count = Count(entries, manifest["daily_limit"], str(manifest.get("timezone")))
        tree, waiting = Tree(), list(heads)
        with bundle.open("ledger.jsonl") as ledger:
            for line in lines_of(iter(lambda: ledger.read(1 << 20), b""), "ledger.jsonl"):
                check_due(waiting, tree)
                count.take(line, tree.size)
                tree.add(line)
        check_due(waiting, tree)
        last = heads[-1]
        if waiting or last["tree_size"] != tree.size or manifest["tree_size"] != tree.size:
            wrong("the last head does not cover the whole ledger")
        if manifest.get("root") != tree.root():
            wrong("manifest.json: root is not the tree's")
        for root in noted:
            if root.strip().lower() not in {head["root"] for head in heads}:
                wrong(f"the noted head {root} is not in the chain")
        totals = count.totals()
        if bundle.read("totals.csv") != totals:
            wrong("totals.csv: not what the ledger gives")
        return totals


def check_due(waiting: list[dict[str, Any]], tree: Tree) -> None:
    """Compare the heads that were made at this size of the tree."""
    while waiting and waiting[0]["tree_size"] == tree.size:
        if waiting.pop(0)["root"] != tree.root():
            wrong(f"the head over {tree.size} lines is not the ledger's")


# What reading a file that is no bundle, or a broken one, may come to.
FAULTS: tuple[type[Exception], ...] = (
    WrongError,
    OSError,
    EOFError,
    KeyError,
    ValueError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)


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
    except FAULTS as fault:
        sys.stderr.write(f"not confirmed: {fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
