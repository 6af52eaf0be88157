"""Receipts: a secret of 130 bits for each accepted slip, derived and therefore never stored."""

from __future__ import annotations

import hashlib

from pingxuan.ballotbox.mac import Mac

ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"  # base32, RFC 4648
LENGTH = 26
GROUP = 4
# 256 is a multiple of 32, so that every letter is equally likely.
_LETTER = bytes(ALPHABET[byte % 32] for byte in range(256))


def derive(key: Mac, voter: bytes, slip_key: bytes) -> str:
    """Make the receipt of one slip of one voter; asking again gives the same."""
    digest = key.digest(voter + slip_key)
    return digest[:LENGTH].translate(_LETTER).decode("ascii")


def hashed(receipt: str) -> str:
    """Give what the public log shows of a receipt."""
    return hashlib.sha256(receipt.encode()).hexdigest()


def normal(typed: str) -> str:
    """Read a receipt as people type it: groups, lower case, and digits that look like letters."""
    letters = typed.upper().translate(str.maketrans("018", "OIB"))
    return "".join(letter for letter in letters if letter.isalnum())


def grouped(receipt: str) -> str:
    """Write a receipt as it is shown: in groups of four."""
    return " ".join(receipt[at : at + GROUP] for at in range(0, len(receipt), GROUP))
