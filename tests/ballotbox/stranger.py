"""A bundle made by a stranger: from the published description alone, with nothing of ours.

It imports nothing from pingxuan on purpose. What it makes must be confirmed, and what it makes after
bending one thing must not.

Source:
    INTERFACE section 3.
"""

from __future__ import annotations

import hashlib
import json
import random
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ZONE = timezone(timedelta(hours=8))
Record = dict[str, Any]
Members = dict[str, bytes]


def canonical(value: object) -> bytes:
    """Canonical JSON."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(data: bytes) -> str:
    """A hash in hex."""
    return hashlib.sha256(data).hexdigest()


def tree_head(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, word by word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + tree_head(leaves[:k]) + tree_head(leaves[k:])).digest()


@dataclass
class Stranger:
    """Somebody with a vote of their own, who has read the description of the bundle."""

    seed: int = 1
    entries: list[str] = field(default_factory=lambda: ["案例-一", "A-1", "A-2", "b.3"])
    daily_limit: int = 10
    chance: random.Random = field(init=False)
    key: Ed25519PrivateKey = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.key = Ed25519PrivateKey.from_private_bytes(bytes([self.seed]) * 32)
        self.entries = sorted(self.entries, key=str.encode)

    @property
    def public_key(self) -> str:
        """The key as it is printed in the newspaper."""
        return self.key.public_key().public_bytes_raw().hex()

    def records(self, voters: int = 6, days: int = 3) -> list[Record]:
        """Votes on some days; every ninth is taken out, and half of these are put back."""
        made: list[Record] = []
        for day in range(days):
            noon = datetime(2026, 3, 1 + day, 12, 0, 0, tzinfo=ZONE)
            for voter in range(voters):
                left = self.daily_limit
                while left and self.chance.random() < 0.7:
                    votes = self.chance.randint(1, left)
                    left -= votes
                    made.append(self.vote(len(made), noon, f"{day:02d}{voter:030d}", votes))
                if len(made) % 9 == 8:
                    made += self.changes(made, noon)
        return made

    def vote(self, seq: int, ts: datetime, voter: str, votes: int) -> Record:
        """One vote's line."""
        receipt = f"receipt {self.seed} {seq}"
        return {
            "channel": self.chance.choice(["web", "app", "微信"]),
            "day": ts.date().isoformat(),
            "entry": self.chance.choice(self.entries),
            "receipt_sha256": sha256(receipt.encode()),
            "seq": seq,
            "ts": ts.isoformat(),
            "type": "vote",
            "voter": voter,
            "votes": votes,
        }

    def changes(self, made: list[Record], ts: datetime) -> list[Record]:
        """Take one vote out that stands, and perhaps put it back."""
        gone = {record["of"] for record in made if record["type"] != "vote"}
        standing = [r["seq"] for r in made if r["type"] == "vote" and r["seq"] not in gone]
        change = {
            "decision": f"d-{len(made)}",
            "of": self.chance.choice(standing),
            "reason": "brushing",
            "seq": len(made),
            "ts": ts.isoformat(),
            "type": "void",
        }
        back = {**change, "seq": len(made) + 1, "type": "restore", "reason": "objection"}
        return [change, back] if self.chance.random() < 0.5 else [change]

    def heads(self, lines: list[bytes], sizes: Iterable[tuple[str, int]]) -> bytes:
        """Signed heads over the first so many lines each, chained."""
        written, prev = b"", "0" * 64
        for day, size in sizes:
            head: Record = {
                "day": day,
                "prev": prev,
                "root": tree_head(lines[:size]).hex(),
                "tree_size": size,
                "ts": f"{day}T23:59:59+08:00",
            }
            head["sig"] = self.key.sign(canonical(head)).hex()
            line = canonical(head)
            written, prev = written + line + b"\n", sha256(line)
        return written

    def totals(self, records: list[Record]) -> bytes:
        """What stands, counted the slow way."""
        gone: set[int] = set()
        for record in records:
            if record.get("type") in ("void", "restore"):
                gone ^= {record["of"]}
        rows = ["entry,votes,ballots,voters"]
        for entry in self.entries:
            own = [r for r in records if r.get("entry") == entry and r["seq"] not in gone]
            voters = {r["voter"] for r in own}
            rows.append(f"{entry},{sum(r['votes'] for r in own)},{len(own)},{len(voters)}")
        return "".join(f"{row}\n" for row in rows).encode()

    def members(self, records: list[Record]) -> Members:
        """All members of a bundle but the manifest and its signature."""
        lines = [canonical(record) for record in records]
        days = sorted({str(record["day"]) for record in records if "day" in record})
        sizes = []
        for day in days:
            last = max(at for at, r in enumerate(records) if str(r["ts"])[:10] <= day)
            sizes.append((day, last + 1))
        sizes.append((days[-1], len(lines)))
        return {
            "ledger.jsonl": b"".join(line + b"\n" for line in lines),
            "heads.jsonl": self.heads(lines, sizes),
            "entries.txt": "".join(f"{entry}\n" for entry in self.entries).encode(),
            "totals.csv": self.totals(records),
        }

    def manifest(self, members: Members, **changes: object) -> bytes:
        """The manifest of these members, with some fields otherwise."""
        lines = members["ledger.jsonl"].split(b"\n")[:-1]
        fields: Record = {
            "campaign": "a-vote-of-somebody-else",
            "daily_limit": self.daily_limit,
            "files": {name: sha256(data) for name, data in members.items()},
            "format": "pingxuan-bundle/1",
            "public_key": self.public_key,
            "root": tree_head(lines).hex(),
            "timezone": "Asia/Shanghai",
            "tree_size": len(lines),
        }
        return canonical({name: v for name, v in {**fields, **changes}.items() if v is not ...})

    def signed(self, members: Members, manifest: bytes | None = None) -> Members:
        """The members with a manifest and its signature."""
        manifest = self.manifest(members) if manifest is None else manifest
        signature = self.key.sign(manifest).hex().encode()
        return {**members, "manifest.json": manifest, "manifest.sig": signature}

    def bundle(self, out: Path, records: list[Record] | None = None) -> Path:
        """Write a whole bundle."""
        return pack(out, self.signed(self.members(records or self.records())))


def pack(out: Path, members: Members) -> Path:
    """Write members into an archive."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out
