"""The Merkle tree of a public log: leaves, heads and proofs that a line is in it.

Source:
    RFC 6962, section 2.1, with SHA-256.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()
HASH_BYTES = 32


def leaf_hash(line: bytes) -> bytes:
    """Hash one line of the log; the first byte keeps leaves and nodes apart."""
    return hashlib.sha256(b"\x00" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into the one above them."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that only grows, kept as the roots of its full subtrees (its peaks).

    Attributes:
        size: how many leaves have been added.
        peaks: one root for each bit that is set in `size`, the largest subtree first.
    """

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)
        if len(self.peaks) != size.bit_count():
            raise ValueError("a tree has one peak for each bit of its size")

    def add(self, leaf: bytes) -> None:
        """Append the hash of one more line."""
        size = self.size
        while size & 1:
            leaf = node_hash(self.peaks.pop(), leaf)
            size >>= 1
        self.peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Give the head over all leaves added so far."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def pack(self) -> bytes:
        """Write the peaks, so that the tree can go on from here."""
        return b"".join(self.peaks)

    @classmethod
    def unpack(cls, size: int, packed: bytes) -> Tree:
        """Read what `pack` wrote for a tree of `size` leaves."""
        return cls(size, (packed[at : at + HASH_BYTES] for at in range(0, len(packed), HASH_BYTES)))


def root(leaves: Iterable[bytes]) -> bytes:
    """Give the head over the hashes of these lines."""
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Give the hashes that lead from one leaf to the head, the nearest first.

    Raises:
        IndexError: there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    path: list[bytes] = []
    start, size = 0, len(leaves)
    while size > 1:
        left = 1 << (size - 1).bit_length() - 1
        if index - start < left:
            path.append(root(leaves[start + left : start + size]))
            size = left
        else:
            path.append(root(leaves[start : start + left]))
            start, size = start + left, size - left
    return path[::-1]


def leads_to(leaf: bytes, index: int, size: int, path: Sequence[bytes], head: bytes) -> bool:
    """Check an inclusion proof.

    Source:
        RFC 9162, section 2.1.3.2, which spells the check of RFC 6962 proofs out.
    """
    if not 0 <= index < size:
        return False
    node, last, reached = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            reached = node_hash(step, reached)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            reached = node_hash(reached, step)
        node >>= 1
        last >>= 1
    return last == 0 and reached == head
