"""Looking a receipt up: its line in the public log, whether it stands, and the proof that it is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pingxuan.ballotbox import index, places, reading, receipts, sequence, snapshot, store
from pingxuan.ballotbox.keys import Keys, load_master
from pingxuan.ballotbox.log import Head, LogWriter
from pingxuan.ballotbox.reading import Ballot
from pingxuan.domain import merkle

# Whoever waits for a page reads so many lines at most; the keeper reads the rest.
MOST_LINES = 20 * index.PIECE


@dataclass(frozen=True)
class Proof:
    """Where a ballot's line is in the tree of a signed head.

    Attributes:
        path: the hashes that lead from the leaf to the head's root, the nearest first.
    """

    head: Head
    seq: int
    leaf: bytes
    path: list[bytes]

    @property
    def holds(self) -> bool:
        """Go the way from the leaf to the root once more, as anybody can."""
        root = bytes.fromhex(self.head.root)
        return merkle.leads_to(self.leaf, self.seq, self.head.tree_size, self.path, root)


@dataclass(frozen=True)
class Found:
    """The ballot of a receipt.

    Attributes:
        line: its line in the public log, as everybody can read it.
        is_void: a decision has taken it out, and none has put it back.
        proof: under the newest signed head that covers it; None while there is none.
    """

    ballot: Ballot
    line: str
    is_void: bool
    proof: Proof | None


@dataclass(frozen=True)
class LookedUp:
    """What became of looking a receipt up.

    Attributes:
        found: None when no line that was read so far belongs to the receipt.
        unread: how many of the newest lines are not read yet.
    """

    found: Found | None
    unread: int = 0


def look_up(url: str, campaign: str, receipt: str, keys: Keys | None = None) -> LookedUp:
    """Look for the ballot that a receipt belongs to, and prove it.

    Args:
        receipt: as typed, in any grouping and case.
        keys: unset, those of this installation.
    """
    keys = keys or load_master(places.data_dir())
    about = snapshot.latest(url, campaign)
    if about is None:
        return LookedUp(None)
    with reading.at_campaign(url, campaign) as (session, number):
        writer = LogWriter(keys, campaign, about.zone)
        wanted = receipts.normal(receipt)
        unread = index.catch_up(session, number, writer, MOST_LINES)
        seq = index.seq_of(session, number, wanted)
        if seq is None:
            return LookedUp(None, unread)
        [line] = sequence.lines(session, number, seq, seq + 1)
        ballot = Ballot(
            date.fromordinal(line.day), line.ts, line.entry or "", line.votes or 0, wanted, seq
        )
        proof = _proof(session, number, writer, seq)
        return LookedUp(
            Found(ballot, writer.line(line), reading.is_void(session, number, seq), proof), unread
        )


def _proof(session: store.Session, number: int, writer: LogWriter, seq: int) -> Proof | None:
    """Prove a line under the newest head that covers it and that the index has come as far as."""
    head = reading.newest_head(
        session, number, above=seq, until=index.provable_size(session, number)
    )
    if head is None:
        return None
    leaf, path = index.path_of(session, number, writer, seq, head.tree_size)
    return Proof(head, seq, leaf, path)
