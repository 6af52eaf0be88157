"""Proofs that the vote behind a receipt is in the log of a bundle.

A ledger of ten million lines is gone through once, piece by piece; of all pieces but the receipt's own
only the root is kept.

Source:
    INTERFACE section 1, `votes prove`; RFC 6962 section 2.1.1.
"""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

from pingxuan.ballotbox import receipts, recount
from pingxuan.domain import merkle

PIECE = 1024  # a full piece of 1024 leaves is a node of the tree


class ReceiptNotFoundError(Exception):
    """No line of the bundle's ledger belongs to the receipt."""


def prove(bundle: Path, receipt: str) -> dict[str, object]:
    """Find the line of a receipt and the hashes that lead from it to the root.

    Args:
        receipt: as given, or as typed from paper in any grouping and case.

    Raises:
        ReceiptNotFoundError: it is not there.
        WrongError: the file is no bundle, or its root is not the ledger's.
    """
    wanted = [
        f'"receipt_sha256":"{receipts.hashed(text)}"'.encode()
        for text in {receipt, receipts.normal(receipt)}
    ]
    index, size, own, roots = None, 0, list[bytes](), list[bytes]()
    with recount.opened(str(bundle)) as archive:
        root = json.loads(recount.read_member(archive, "manifest.json"))["root"]
        lines = recount.ledger_lines(archive)
        while piece := list(islice(lines, PIECE)):
            leaves = [merkle.leaf_hash(line) for line in piece]
            at = _find(piece, wanted) if index is None else None
            if at is not None:
                index, own = size + at, leaves
            roots.append(_full_root(leaves) if len(leaves) == PIECE else merkle.root(leaves))
            size += len(piece)
        if merkle.root(roots).hex() != root:
            recount.wrong("the root in manifest.json is not the ledger's")
    if index is None:
        raise ReceiptNotFoundError
    number, at = divmod(index, PIECE)
    path = merkle.inclusion_path(own, at) + merkle.inclusion_path(roots, number)
    return {
        "leaf_index": index,
        "tree_size": size,
        "leaf_hash": own[at].hex(),
        "root": root,
        "path": [step.hex() for step in path],
    }


def _find(piece: list[bytes], wanted: list[bytes]) -> int | None:
    """Say which line of a piece has one of the hashes, if any has; all are searched at once first."""
    whole = b"\n".join(piece)
    if not any(mark in whole for mark in wanted):
        return None
    return next(at for at, line in enumerate(piece) if any(mark in line for mark in wanted))


def _full_root(leaves: list[bytes]) -> bytes:
    """Give the root over a power of two of leaves, level by level, which is faster than by peaks."""
    while len(leaves) > 1:
        leaves = [merkle.node_hash(*leaves[at : at + 2]) for at in range(0, len(leaves), 2)]
    return leaves[0]
