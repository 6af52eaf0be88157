"""Proofs that the vote behind a receipt is in the log of a bundle.

Source:
    INTERFACE section 1, `votes prove`; RFC 6962 section 2.1.1.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from pingxuan.ballotbox import receipts
from pingxuan.domain import merkle


class ReceiptNotFoundError(Exception):
    """No line of the bundle's ledger belongs to the receipt."""


def prove(bundle: Path, receipt: str) -> dict[str, object]:
    """Find the line of a receipt and the hashes that lead from it to the root.

    Args:
        receipt: as given, or as typed from paper in any grouping and case.

    Raises:
        ReceiptNotFoundError: it is not there.
    """
    wanted = {
        f'"receipt_sha256":"{receipts.hashed(text)}"'.encode()
        for text in (receipt, receipts.normal(receipt))
    }
    leaves: list[bytes] = []
    index = None
    with zipfile.ZipFile(bundle) as archive, archive.open("ledger.jsonl") as ledger:
        for line in ledger:
            if index is None and any(mark in line for mark in wanted):
                index = len(leaves)
            leaves.append(merkle.leaf_hash(line.rstrip(b"\n")))
        root = json.loads(archive.read("manifest.json"))["root"]
    if index is None:
        raise ReceiptNotFoundError
    path = merkle.inclusion_path(leaves, index)
    return {
        "leaf_index": index,
        "tree_size": len(leaves),
        "leaf_hash": leaves[index].hex(),
        "root": root,
        "path": [step.hex() for step in path],
    }
