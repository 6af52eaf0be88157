"""The public log: lines in their canonical form, and signed heads over them.

Source:
    INTERFACE section 3; RFC 6962 for the tree.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from pingxuan.ballotbox import counting, receipts, sequence, store
from pingxuan.ballotbox.keys import Keys
from pingxuan.ballotbox.mac import Mac
from pingxuan.domain import merkle

PSEUDONYM_BYTES = 16
NO_HEAD = "0" * 64
# Slips of the old day may still wait in a queue when the new one begins.
DAY_GRACE = timedelta(seconds=30)
_KINDS = {sequence.VOID: "void", sequence.RESTORE: "restore"}

_text = lru_cache(maxsize=65536)(lambda text: msgspec.json.encode(text).decode())


def canonical(value: object) -> str:
    """Write canonical JSON: keys sorted, no spaces, non-ASCII unescaped."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True)
class Head:
    """A signed head of the log.

    Attributes:
        line: the line of `heads.jsonl`.
    """

    day: date
    tree_size: int
    line: str

    @property
    def root(self) -> str:
        """Give the tree head in hex."""
        return str(json.loads(self.line)["root"])


class LogWriter:
    """Writes the lines of one campaign's log."""

    def __init__(self, keys: Keys, campaign: str, zone: str) -> None:
        self._pseudonym_key = Mac(keys.pseudonym(campaign))
        self._receipt_key = Mac(keys.receipt(campaign))
        self._zone = ZoneInfo(zone)
        self._moment = lru_cache(maxsize=4096)(self._write_moment)

    def line(self, line: sequence.Line) -> str:
        """Write one line, without its end."""
        if line.kind != sequence.VOTE:
            return canonical(
                {
                    "decision": line.decision,
                    "of": line.of_seq,
                    "reason": line.reason,
                    "seq": line.seq,
                    "ts": self._moment(line.ts),
                    "type": _KINDS[line.kind],
                }
            )
        voter, receipt = line.voter or b"", self.receipt(line)
        return (
            f'{{"channel":{_text(line.channel)},"day":"{_day(line.day)}"'
            f',"entry":{_text(line.entry)},"receipt_sha256":"{receipts.hashed(receipt)}"'
            f',"seq":{line.seq},"ts":"{self._moment(line.ts)}","type":"vote"'
            f',"voter":"{self.pseudonym(voter, line.day)}","votes":{line.votes}}}'
        )

    def receipt(self, line: sequence.Line) -> str:
        """Derive the receipt of a vote's line."""
        return receipts.derive(self._receipt_key, line.voter or b"", line.key or b"")

    def pseudonym(self, voter: bytes, day: int) -> str:
        """Name a voter for one day: the same all day, unlinkable to any other day."""
        named = self._pseudonym_key.digest(voter + day.to_bytes(4))
        return named[:PSEUDONYM_BYTES].hex()

    def moment(self, ts: int) -> str:
        """Write whole seconds of the campaign's clock as ISO 8601 in its zone."""
        return self._moment(ts)

    def _write_moment(self, ts: int) -> str:
        return datetime.fromtimestamp(ts, UTC).astimezone(self._zone).isoformat()


@lru_cache(maxsize=512)
def _day(day: int) -> str:
    return date.fromordinal(day).isoformat()


class Campaign:
    """A campaign's log in the ballot database.

    Attributes:
        number: the campaign's number there.
    """

    def __init__(self, session: store.Session, number: int, campaign: str, zone: str, keys: Keys):
        self.number = number
        self._session = session
        self._signer = keys.signer(campaign)
        self._zone = ZoneInfo(zone)
        self.writer = LogWriter(keys, campaign, zone)

    def lines(self, start: int, end: int) -> Iterator[str]:
        """Write the lines from `start` up to, but without, `end`."""
        for line in sequence.lines(self._session, self.number, start, end):
            yield self.writer.line(line)

    def heads(self) -> list[Head]:
        """List the heads made so far, in order."""
        rows = self._session.rows(
            "SELECT day, tree_size, line FROM heads WHERE campaign = ? ORDER BY n", self.number
        )
        return [Head(date.fromordinal(day), size, line) for day, size, line in rows]

    def make_due_heads(self, now: datetime) -> None:
        """Make the missing heads of all days that have ended, in order.

        Args:
            now: by the campaign's clock.
        """
        sequence.number_lines(self._session, self.number)
        ended = (now - DAY_GRACE).astimezone(self._zone).date() - timedelta(days=1)
        last = self._last_ended_day()
        for day in counting.days(self._session, self.number, last + 1, ended.toordinal()):
            self.make_head(date.fromordinal(day), self._size_at_end_of(day), now)

    def ended_heads(self) -> list[Head]:
        """List the heads up to that of the last day that has ended."""
        heads, last = self.heads(), self._last_ended_day()
        while heads and heads[-1].day.toordinal() != last:
            heads.pop()
        return heads

    def _last_ended_day(self) -> int:
        """Find the last day whose head was made after its end; one of an export may be earlier."""
        rows = self._session.rows(
            "SELECT day, made_at FROM heads WHERE campaign = ? ORDER BY day DESC", self.number
        )
        grace = int(DAY_GRACE.total_seconds())
        for day, made_at in rows:
            made_on = datetime.fromtimestamp(made_at - grace, self._zone).date()
            if made_on.toordinal() > day:
                return int(day)
        return 0

    def _size_at_end_of(self, day: int) -> int:
        """Say how many lines there are up to the last one of a day."""
        rows = self._session.rows(
            "SELECT seq, line, length FROM runs WHERE campaign = ? AND first_day <= ?"
            " ORDER BY seq DESC LIMIT 1",
            self.number,
            day,
        )
        if not rows:
            return 0
        seq, line, length = rows[0]
        [(last,)] = self._session.rows(
            "SELECT max(line) FROM ledger WHERE line >= ? AND line < ? AND day <= ?",
            line,
            line + length,
            day,
        )
        return int(seq + last - line + 1)

    def head_over_all(self, day: date, now: datetime) -> Head:
        """Give a head of today over all lines that there are: the last one if it is that."""
        size = sequence.number_lines(self._session, self.number)
        last = self.heads()[-1:]
        if last and last[0].day == day and last[0].tree_size == size:
            return last[0]
        return self.make_head(day, size, now)

    def make_head(self, day: date, tree_size: int, now: datetime) -> Head:
        """Sign the tree over the first `tree_size` lines, or more, and keep the head.

        Somebody else may make a head meanwhile: then this one is made again behind that one, over
        as many lines at least.
        """
        while True:
            tree, count, last = self._tree_behind_heads()
            for line in self.lines(tree.size, tree_size):
                tree.add(merkle.leaf_hash(line.encode()))
            head = self._signed(day, tree, last, now)
            with self._session.transaction():
                kept = self._session.run(
                    "INSERT INTO heads (campaign, n, day, made_at, tree_size, peaks, line)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    self.number,
                    count,
                    day.toordinal(),
                    int(now.timestamp()),
                    tree.size,
                    tree.pack(),
                    head.line,
                )
            if kept:
                return head

    def _signed(self, day: date, tree: merkle.Tree, last: str, now: datetime) -> Head:
        head = {
            "day": day.isoformat(),
            "prev": hashlib.sha256(last.encode()).hexdigest() if last else NO_HEAD,
            "root": tree.root().hex(),
            "tree_size": tree.size,
            "ts": self.writer.moment(int(now.timestamp())),
        }
        head["sig"] = self._signer.sign(canonical(head).encode()).hex()
        return Head(day, tree.size, canonical(head))

    def sign(self, data: bytes) -> str:
        """Sign with the campaign's key; in hex."""
        return self._signer.sign(data).hex()

    def _tree_behind_heads(self) -> tuple[merkle.Tree, int, str]:
        """Give the tree under the last head, how many heads there are, and the last one's line."""
        rows = self._session.rows(
            "SELECT n, tree_size, peaks, line FROM heads WHERE campaign = ?"
            " ORDER BY n DESC LIMIT 1",
            self.number,
        )
        if not rows:
            return merkle.Tree(), 0, ""
        n, size, peaks, line = rows[0]
        return merkle.Tree.unpack(size, bytes(peaks)), n + 1, line
