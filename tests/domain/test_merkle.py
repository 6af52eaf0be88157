"""RFC 6962: heads and proofs, against the recursive definition of the RFC itself."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingxuan.domain import merkle

LINES = st.lists(st.binary(max_size=8), max_size=70)


def by_the_book(lines: list[bytes]) -> bytes:
    """MTH(D[n]) word for word."""
    if not lines:
        return hashlib.sha256(b"").digest()
    if len(lines) == 1:
        return hashlib.sha256(b"\x00" + lines[0]).digest()
    k = 1
    while k * 2 < len(lines):
        k *= 2
    left, right = by_the_book(lines[:k]), by_the_book(lines[k:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@given(LINES)
def test_the_head_is_the_books(lines: list[bytes]) -> None:
    assert merkle.root(map(merkle.leaf_hash, lines)) == by_the_book(lines)


@given(LINES, LINES)
def test_a_tree_goes_on_from_its_peaks(before: list[bytes], after: list[bytes]) -> None:
    tree = merkle.Tree()
    for line in before:
        tree.add(merkle.leaf_hash(line))

    resumed = merkle.Tree.unpack(tree.size, tree.pack())
    for line in after:
        resumed.add(merkle.leaf_hash(line))

    assert resumed.root() == by_the_book(before + after)


@given(LINES.filter(bool), st.data())
def test_a_proof_leads_to_the_head_and_nowhere_else(
    lines: list[bytes], data: st.DataObject
) -> None:
    leaves = [merkle.leaf_hash(line) for line in lines]
    index = data.draw(st.integers(0, len(lines) - 1))
    path, head = merkle.inclusion_path(leaves, index), by_the_book(lines)

    assert merkle.leads_to(leaves[index], index, len(leaves), path, head)
    assert len(path) <= (len(lines) - 1).bit_length()
    assert not merkle.leads_to(merkle.leaf_hash(b"other" * 3), index, len(leaves), path, head)
    assert not merkle.leads_to(leaves[index], index, len(leaves), [*path, head], head)
    for at in range(len(path)):
        bent = [*path[:at], hashlib.sha256(path[at]).digest(), *path[at + 1 :]]
        assert not merkle.leads_to(leaves[index], index, len(leaves), bent, head)


def test_what_is_not_there_has_no_proof() -> None:
    with pytest.raises(IndexError):
        merkle.inclusion_path([b"\0" * 32], 1)
    with pytest.raises(ValueError, match="peak"):
        merkle.Tree(3, [b"\0" * 32])
    assert not merkle.leads_to(b"", 1, 1, [], b"")
