"""Deciding a batch of slips: pure, the same for both databases, run inside their transaction.

The writer first reads all rows of the batch's voters, under a lock that nobody else can pass; here
each slip is decided in turn against them; then the writer writes what has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from pingxuan.ballotbox import facts, receipts, stubs, wire
from pingxuan.ballotbox.booth import AcceptedSlip, Booth, day_text
from pingxuan.ballotbox.strand import Minute, Strand
from pingxuan.domain.quota import Used, left_in_pool, left_today, over_quota

QuotaRow = tuple[bytes, int, int, int, int, bytes]  # voter, day, campaign, used, cap, stubs
ChangedRow = tuple[bytes, int, int, bytes]  # voter, day, used, stubs
# line, ts, day, voter, key, entry, votes, channel
LedgerRow = tuple[int, int, int, bytes, bytes, str, int, str]


@dataclass(slots=True)
class Day:
    """One voter's row of one day while a batch is decided.

    Attributes:
        is_new: it is not in the database yet.
    """

    used: int
    cap: int
    stubs: bytes
    is_new: bool = False


@dataclass(slots=True)
class Batch:
    """What a batch of slips comes to.

    Attributes:
        strands: booth → the strand that its lines go to.
        answers: one for each slip, in their order; good only once the batch is committed.
        changed: (voter, day, campaign) → the row to write.
        ledger: the lines to append.
        counts: (strand, day, minute) → that minute as it will be once the batch is committed.
        facts: strand → where its accepted votes came from.
    """

    strands: Mapping[Booth, Strand]
    answers: list[wire.Answer] = field(default_factory=list)
    changed: dict[tuple[bytes, int, int], Day] = field(default_factory=dict)
    ledger: list[LedgerRow] = field(default_factory=list)
    counts: dict[tuple[Strand, int, int], Minute] = field(default_factory=dict)
    facts: dict[Strand, list[facts.Fact]] = field(default_factory=dict)

    def count_rows(self) -> list[CountRow]:
        """Give the minutes' rows to write."""
        return [
            (counted.line, strand.booth.number, minute, day, _encode(counted.entries))
            for (strand, day, minute), counted in self.counts.items()
        ]

    def facts_rows(self) -> list[FactsRow]:
        """Give one row of facts for each campaign of the batch, under its first line."""
        return [
            (
                strand.next_line - strand.pending,
                strand.booth.number,
                max(fact.ts for fact in given),
                facts.pack(given),
            )
            for strand, given in self.facts.items()
        ]

    def committed(self) -> None:
        """Let the strands take over what is on disk now."""
        for strand in self.facts:
            strand.committed([minute for (own, *_), minute in self.counts.items() if own is strand])

    def quota_rows(self) -> list[QuotaRow]:
        """Give the rows to write, in the one order in which all writers take them."""
        return sorted(
            (voter, day, campaign, row.used, row.cap, row.stubs)
            for (voter, day, campaign), row in self.changed.items()
        )

    def new_rows(self) -> list[QuotaRow]:
        """Give those of them that are not in the database yet."""
        return sorted(
            (voter, day, campaign, row.used, row.cap, row.stubs)
            for (voter, day, campaign), row in self.changed.items()
            if row.is_new
        )

    def changed_rows(self) -> list[ChangedRow]:
        """Give what changes in the others."""
        return sorted(
            (voter, day, row.used, row.stubs)
            for (voter, day, _), row in self.changed.items()
            if not row.is_new
        )


CountRow = tuple[int, int, int, int, bytes]  # line, campaign, minute, day, body
FactsRow = tuple[int, int, int, bytes]
Found = dict[bytes, dict[int, Day]]

_encode = msgspec.json.Encoder().encode


def found_rows(rows: Iterable[Sequence[object]]) -> Found:
    """Arrange what was read, (voter, day, used, cap, stubs), by voter and day."""
    found: Found = {}
    for voter, day, used, cap, packed in rows:
        # The database's rows have no types.
        found.setdefault(voter, {})[day] = Day(used, cap, packed)  # type: ignore[index,arg-type]
    return found


def decide(slips: Sequence[AcceptedSlip], found: Found, strands: Mapping[Booth, Strand]) -> Batch:
    """Decide all slips in turn; a later one sees what an earlier one has used.

    Args:
        strands: of every booth that a slip is for.

    Source:
        INTERFACE section 2, "Order of checks" and "Truth rules".
    """
    batch = Batch(strands)
    for strand in strands.values():
        strand.pending = 0
    for slip in slips:
        days = found.get(slip.voter)
        if days is None:
            days = found[slip.voter] = {}
        batch.answers.append(
            _repeated(slip, days) or _refused(slip, days) or _accept(slip, days, batch)
        )
    return batch


def _repeated(slip: AcceptedSlip, days: dict[int, Day]) -> wire.Answer | None:
    """Answer from the stub of an earlier acceptance of this key, whatever day it was."""
    for day, row in days.items():
        stub = stubs.find(row.stubs, slip.key)
        if stub is None:
            continue
        if (stub.entry, stub.votes) != (slip.entry, slip.votes):
            return wire.KEY_REUSED
        left = _left(slip, row)
        receipt = receipts.derive(slip.booth.receipt_key, slip.voter, slip.key)
        return wire.receipt(
            wire.Receipt(receipt, stub.entry, stub.votes, left, day_text(day), replayed=True)
        )
    return None


def _refused(slip: AcceptedSlip, days: dict[int, Day]) -> wire.Answer | None:
    """Ask the snapshot's questions in their fixed order, then the quota."""
    snapshot = slip.booth.snapshot
    if not snapshot.min_per_request <= slip.votes <= snapshot.max_per_request:
        return wire.MALFORMED  # not at the gate: a key that was taken under an older rule is known
    eligible = snapshot.eligible_voters
    if slip.voter in snapshot.blocked_voters or (
        eligible is not None and slip.voter not in eligible
    ):
        return wire.NOT_ELIGIBLE
    entry = snapshot.entries.get(slip.entry)
    if entry is None:
        return wire.UNKNOWN_ENTRY
    if not slip.is_open:
        return wire.voting_closed("outside_window")
    paused = snapshot.paused or snapshot.paused_channels.get(slip.channel) or entry.paused
    if paused:
        return wire.voting_closed(paused)
    row = days.get(slip.day)
    left = snapshot.daily_limit if row is None else left_today(row.cap, row.used)
    if slip.votes <= left and not slip.booth.has_caps:
        return None
    used = _used(slip, days) if slip.booth.has_caps else Used()
    if slip.booth.has_pools:
        left = left_in_pool(snapshot.pools.get(entry.category, 0), used.category, left)
    over = over_quota(slip.votes, left=left, limits=slip.booth.limits, used=used)
    return wire.quota_exceeded(over.left, over.cap) if over else None


def _used(slip: AcceptedSlip, days: dict[int, Day]) -> Used:
    """Add up what the caps ask for, from the stubs of the voter's days."""
    today = days.get(slip.day)
    given = list(stubs.unpack(today.stubs)) if today else []
    for_entry = sum(stub.votes for stub in given if stub.entry == slip.entry)
    return Used(for_entry, _in_category(slip, given), sum(row.used for row in days.values()))


def _in_category(slip: AcceptedSlip, given: Iterable[stubs.Stub]) -> int:
    """Add up what stubs give to the category of the wanted entry."""
    entries = slip.booth.snapshot.entries
    category = entries[slip.entry].category
    return sum(
        stub.votes
        for stub in given
        if (entry := entries.get(stub.entry)) and entry.category == category
    )


def _left(slip: AcceptedSlip, row: Day) -> int:
    """Say what is left of a day, in the pool of the slip's entry where there are pools."""
    left = left_today(row.cap, row.used)
    pools, entry = slip.booth.snapshot.pools, slip.booth.snapshot.entries.get(slip.entry)
    if not pools or entry is None:
        return left
    given = _in_category(slip, stubs.unpack(row.stubs))
    return left_in_pool(pools.get(entry.category, 0), given, left)


def _accept(slip: AcceptedSlip, days: dict[int, Day], batch: Batch) -> wire.Answer:
    """Use the quota, append the line, add to the tally."""
    booth = slip.booth
    row = days.get(slip.day)
    if row is None:
        row = days[slip.day] = Day(0, booth.snapshot.daily_limit, b"", is_new=True)
    row.used += slip.votes
    row.stubs += stubs.pack(slip.key, slip.ts, slip.votes, slip.channel, slip.entry)
    batch.changed[slip.voter, slip.day, booth.number] = row
    strand = batch.strands[booth]
    line = strand.next_line
    minute = (strand, slip.day, slip.ts // 60)
    counted = batch.counts.get(minute)
    if counted is None:
        counted = batch.counts[minute] = strand.minute(slip.day, minute[2])
    counted.add(slip.entry, slip.votes)
    strand.pending += 1
    batch.ledger.append(
        (line, slip.ts, slip.day, slip.voter, slip.key, slip.entry, slip.votes, slip.channel)
    )
    batch.facts.setdefault(strand, []).append(
        facts.Fact(slip.ts, slip.voter, slip.entry, slip.votes, slip.channel, *slip.origin)
    )
    receipt = receipts.derive(booth.receipt_key, slip.voter, slip.key)
    return wire.receipt(
        wire.Receipt(
            receipt,
            slip.entry,
            slip.votes,
            _left(slip, row) if booth.has_pools else left_today(row.cap, row.used),
            day_text(slip.day),
            replayed=False,
        )
    )
