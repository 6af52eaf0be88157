"""What texts are compared by: titles without signs, narratives as a MinHash of their shingles."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from pingxuan.papers.duplicates import alike
from pingxuan.papers.links import without_addresses

SHINGLE = 5
HASHES = 128
BAND = 4
LEAST_SHINGLES = 20

Sketch = NDArray[np.uint32]


def _drawn(name: str) -> NDArray[np.uint64]:
    """Draw one number for each hash, the same on every machine and for all time."""
    digests = (sha256(f"pingxuan {name} {n}".encode()).digest() for n in range(HASHES))
    return np.array([int.from_bytes(one[:8], "big") | 1 for one in digests], dtype=np.uint64)


_A, _B = _drawn("factor"), _drawn("offset")


def compared_title(title: str) -> str:
    """Give a title as it is compared: no signs, no width, no case."""
    return alike(title)[:200]


def sketch_of(text: str) -> bytes:
    """Give the MinHash of a narrative; empty for one too short to say anything.

    Two sketches agree in as many places, out of 128, as the texts share of their shingles.
    """
    plain = alike(without_addresses(text))
    shingles = {plain[at : at + SHINGLE] for at in range(len(plain) - SHINGLE + 1)}
    if len(shingles) < LEAST_SHINGLES:
        return b""
    codes = np.array([zlib.crc32(one.encode()) for one in shingles], dtype=np.uint64)
    # Multiply-shift: the upper half of a·x + b, modulo 2^64.
    hashed = (codes[:, None] * _A[None, :] + _B[None, :]) >> np.uint64(32)
    return bytes(hashed.min(axis=0).astype("<u4").tobytes())


def bands_of(sketch: bytes) -> list[str]:
    """Give the keys under which alike texts meet: any four places in a row that agree."""
    width = BAND * 4
    return [
        f"b{place // width:x}:{zlib.crc32(sketch[place : place + width]):08x}"
        for place in range(0, len(sketch), width)
    ]


def shares(sketch: bytes, others: Sequence[bytes]) -> list[float]:
    """Say for each other sketch how much of the text it shares, from 0 to 1."""
    if not others:
        return []
    own = np.frombuffer(sketch, dtype="<u4")
    table = np.frombuffer(b"".join(others), dtype="<u4").reshape(len(others), HASHES)
    return [float(one) for one in (table == own).mean(axis=1)]
