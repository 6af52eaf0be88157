"""Proofs that the vote behind a receipt is in the log of a bundle.

Source:
    INTERFACE section 1, `votes prove`; RFC 6962 section 2.1.1.
"""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from pingxuan.ballotbox import receipts
from pingxuan.domain import merkle

PIECE = 1024  # a full piece of 1024 leaves is a node of the tree


class ReceiptNotFoundError(Exception):
    """No line of the bundle's ledger belongs to the receipt."""


@dataclass
class _Search:
    """Goes through a ledger once; keeps roots of full pieces, and the leaves of one only."""

    size: int = 0
    index: int | None = None
    roots: list[bytes] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    own: list[bytes] = field(default_factory=list)

    def take(self, line: bytes, *, is_wanted: bool) -> None:
        """Add a line."""
        if is_wanted and self.index is None:
            self.index = self.size
        self.leaves.append(merkle.leaf_hash(line))
        self.size += 1
        if len(self.leaves) == PIECE:
            self.end_piece()

    def end_piece(self) -> None:
        """Put the root of the piece in hand behind the others; keep the wanted line's piece."""
        if not self.leaves:
            return
        if self.index is not None and self.index // PIECE == len(self.roots):
            self.own = self.leaves
        self.roots.append(merkle.root(self.leaves))
        self.leaves = []

    def path(self) -> tuple[bytes, list[bytes]]:
        """Give the wanted leaf and its way to the root."""
        assert self.index is not None
        piece, at = divmod(self.index, PIECE)
        inside = merkle.inclusion_path(self.own, at)
        return self.own[at], inside + merkle.inclusion_path(self.roots, piece)


def prove(bundle: Path, receipt: str) -> dict[str, object]:
    """Find the line of a receipt and the hashes that lead from it to the root.

    Args:
        receipt: as given, or as typed from paper in any grouping and case.

    Raises:
        ReceiptNotFoundError: it is not there.
    """
    wanted = [
        f'"receipt_sha256":"{receipts.hashed(text)}"'.encode()
        for text in {receipt, receipts.normal(receipt)}
    ]
    search = _Search()
    with zipfile.ZipFile(bundle) as archive, archive.open("ledger.jsonl") as ledger:
        for line in ledger:
            search.take(line.rstrip(b"\n"), is_wanted=any(mark in line for mark in wanted))
        search.end_piece()
        root = json.loads(archive.read("manifest.json"))["root"]
    if search.index is None:
        raise ReceiptNotFoundError
    leaf, path = search.path()
    return {
        "leaf_index": search.index,
        "tree_size": search.size,
        "leaf_hash": leaf.hex(),
        "root": root,
        "path": [step.hex() for step in path],
    }
