"""Where each receipt's line is, and the roots of the tree's full pieces.

Both are filled behind the writers, when somebody looks: a vote never waits for them. With the
roots a proof needs the lines of two pieces only, whatever the size of the log.

Source:
    RFC 6962, section 2.1: a full piece of 1024 leaves is a node of the tree.
"""

from __future__ import annotations

import hashlib

from pingxuan.ballotbox import sequence, store
from pingxuan.ballotbox.log import LogWriter
from pingxuan.domain import merkle

PIECE = 1024


def catch_up(
    session: store.Session, campaign: int, writer: LogWriter, most: int | None = None
) -> int:
    """Bring both up to the last line; say how many lines are still to be read.

    Args:
        most: leave off after so many lines; without it, all are read.
    """
    size = sequence.number_lines(session, campaign)
    read = done(session, campaign)
    until = size if most is None else min(size, read + most)
    for start in range(read - read % PIECE, until, PIECE):
        _index_piece(session, campaign, writer, start, max(start, read), min(start + PIECE, until))
    return size - max(read, until)


def seq_of(session: store.Session, campaign: int, receipt: str) -> int | None:
    """Find the line of a receipt, as far as the index has come."""
    digest = hashlib.sha256(receipt.encode()).digest()
    rows = session.rows(
        "SELECT seq FROM receipts WHERE campaign = ? AND hash = ?", campaign, digest
    )
    return rows[0][0] if rows else None


def provable_size(session: store.Session, campaign: int) -> int:
    """Say below which size of the tree paths can be made: its full pieces have been read."""
    read = done(session, campaign)
    return read - read % PIECE + PIECE


def path_of(
    session: store.Session, campaign: int, writer: LogWriter, seq: int, size: int
) -> tuple[bytes, list[bytes]]:
    """Give the hash of a line and its path in the tree over the first `size` lines.

    `size` is below `provable_size`.
    """
    piece, last = seq // PIECE, size // PIECE
    rows = session.rows(
        "SELECT root FROM subtrees WHERE campaign = ? AND n < ? ORDER BY n", campaign, last
    )
    roots = [bytes(root) for (root,) in rows]
    own = _leaves(session, campaign, writer, piece * PIECE, min((piece + 1) * PIECE, size))
    if size % PIECE:
        rest = own if piece == last else _leaves(session, campaign, writer, last * PIECE, size)
        roots.append(merkle.root(rest))
    path = merkle.inclusion_path(own, seq % PIECE) + merkle.inclusion_path(roots, piece)
    return own[seq % PIECE], path


def done(session: store.Session, campaign: int) -> int:
    """Say how many lines have been read."""
    rows = session.rows("SELECT size FROM indexed WHERE campaign = ?", campaign)
    return int(rows[0][0]) if rows else 0


def _index_piece(
    session: store.Session, campaign: int, writer: LogWriter, start: int, fresh: int, end: int
) -> None:
    lines = list(sequence.lines(session, campaign, start, end))
    found = [
        (campaign, hashlib.sha256(writer.receipt(line).encode()).digest(), line.seq)
        for line in lines[fresh - start :]
        if line.kind == sequence.VOTE
    ]
    with session.transaction():
        session.many(
            "INSERT INTO receipts (campaign, hash, seq) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            found,
        )
        if end - start == PIECE:
            root = merkle.root(merkle.leaf_hash(writer.line(line).encode()) for line in lines)
            session.run(
                "INSERT INTO subtrees (campaign, n, root) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                campaign,
                start // PIECE,
                root,
            )
        session.run(
            "INSERT INTO indexed (campaign, size) VALUES (?, ?)"
            " ON CONFLICT (campaign) DO UPDATE SET size = excluded.size"
            " WHERE indexed.size < excluded.size",
            campaign,
            end,
        )


def _leaves(
    session: store.Session, campaign: int, writer: LogWriter, start: int, end: int
) -> list[bytes]:
    return [
        merkle.leaf_hash(writer.line(line).encode())
        for line in sequence.lines(session, campaign, start, end)
    ]
