"""A storm on the ballot box, over a midnight and over kills: is every vote counted exactly once?

    python bench/storm.py [--people 200] [--attempts 120] [--kills 4] [--workers 2] [--seed 1]

Everybody votes through two channels at once, repeats keys, bends bodies under a used key, leaves in
the middle of a request; meanwhile the campaign's clock passes midnight and the whole server is
killed, again and again. Then every open question is asked until it is answered, and all answers are
held against the bundle, the tally and the recount. The ballot database is taken from the
environment, as for the product; unset, it is a SQLite file of its own.

It prints one JSON object, and ends with 1 when a rule was broken.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from pingxuan.ballotbox import (
    bundle,
    places,
    prepare,
    reading,
    receipts,
    recount,
    serving,
    snapshot,
)
from pingxuan.ballotbox.keys import load_master

ZONE = ZoneInfo("Asia/Shanghai")
QUOTA = 10
CALM = 3  # so many people only come when the storm is over: their day is untouched by it
PATIENCE_SECONDS = 5
OPEN = ("storage_unavailable", "in_flight", "too_many_requests")  # these answers settle nothing

Key = tuple[int, str]  # person, idempotency key
Answer = tuple[int, dict[str, Any]]


@dataclass
class Book:
    """What was asked, what was answered, and which rules were broken.

    Attributes:
        bodies: the body that a key was first sent with.
        taken: the first 200 of each key.
        open: keys of which it is not known whether they count.
        fresh: keys of which somebody was told that they count now, and not before.
    """

    bodies: dict[Key, tuple[str, int]] = field(default_factory=dict)
    taken: dict[Key, dict[str, Any]] = field(default_factory=dict)
    open: set[Key] = field(default_factory=set)
    fresh: set[Key] = field(default_factory=set)
    broken: Counter[str] = field(default_factory=Counter)
    sent: int = 0

    def hold(self, rule: str, *, holds: bool) -> None:
        """Note a broken rule."""
        if not holds:
            self.broken[rule] += 1

    def take(self, key: Key, body: tuple[str, int], answer: Answer | None, days: set[str]) -> None:
        """Hold an answer against all that is known of its key.

        Args:
            days: the voting days between sending and answer.
        """
        if answer is None or answer[1].get("code") in OPEN:
            self.open.add(key)
            return
        status, said = answer
        if status == 200:
            self._take_yes(key, body, said, days)
        elif said.get("code") == "key_reused":
            self.hold("a key is refused with its own body", holds=False)
        else:
            self.hold("an accepted key is refused later", holds=key not in self.taken)
            self.hold("an answer that has no business here", holds=status == 409 and "left" in said)
            self.hold("refused although enough is left", holds=int(said.get("left", 0)) < body[1])

    def _take_yes(
        self, key: Key, body: tuple[str, int], said: dict[str, Any], days: set[str]
    ) -> None:
        self.open.discard(key)
        first = self.taken.setdefault(key, said)
        same = all(first[name] == said[name] for name in ("receipt", "entry", "votes", "day"))
        self.hold("one key, two truths", holds=same)
        self.hold("the answer is for another body", holds=body == (said["entry"], said["votes"]))
        if not said["replayed"]:
            self.hold("one key accepted twice", holds=key not in self.fresh)
            self.hold("the wrong day", holds=said["day"] in days)
            self.fresh.add(key)


class Line:
    """One connection to the server, opened again when it breaks."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._pair: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> Answer | None:
        """Send one request; None when no whole answer comes."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                if self._pair is None:
                    self._pair = await asyncio.open_connection("127.0.0.1", self.port)
                reader, writer = self._pair
                writer.write(request)
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
                body = await reader.readexactly(length)
                if b"connection: close" in head:
                    self.close()
                return int(head.split()[1]), json.loads(body)
        except (OSError, EOFError, TimeoutError, ValueError, IndexError):
            self.close()
            return None

    async def leave(self, request: bytes, *, whole: bool, rudely: bool, after: float) -> None:
        """Send a request, or most of it, and go before the answer."""
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(request if whole else request[:-5])
            await writer.drain()
            await asyncio.sleep(after)
            if rudely:
                opened: socket.socket = writer.get_extra_info("socket")
                opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.close()
        except OSError:
            pass

    def close(self) -> None:
        """Hang up."""
        if self._pair is not None:
            self._pair[1].close()
        self._pair = None


class Storm:
    """A campaign, its voters, the server and the book."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args, self.book, self.chance = args, Book(), random.Random(args.seed)
        self.url, self.keys = places.ballots_url(), load_master(places.data_dir())
        self.port = serving.free_port()
        now = datetime.now(UTC)
        prepare.drop_bench(self.url)
        self.snapshot = prepare.open_bench(self.url, 12, now)
        self.everybody = range(args.people + CALM)
        self.tokens = [
            list(
                prepare.tokens(self.keys, self.snapshot.campaign, channel, len(self.everybody), now)
            )
            for channel in prepare.CHANNELS
        ]
        self.entries = sorted(self.snapshot.entries)
        self.server: subprocess.Popen[bytes] | None = None

    def set_midnight(self, seconds: float) -> None:
        """Shift the campaign's clock, so that a new day begins after so many seconds."""
        local = datetime.now(UTC).astimezone(ZONE)
        midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        shift = int((midnight - local).total_seconds() - seconds)
        self.snapshot = msgspec.structs.replace(self.snapshot, shift_seconds=shift)
        snapshot.publish(self.url, self.snapshot, is_bench=True)

    def day(self) -> str:
        """Name the voting day of this moment."""
        now = datetime.now(UTC) + timedelta(seconds=self.snapshot.shift_seconds)
        return now.astimezone(ZONE).date().isoformat()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        command = [sys.executable, "-m", "pingxuan", "serve", "--votes-only"]
        command += ["--port", str(self.port), "--vote-workers", str(self.args.workers)]
        self.server = subprocess.Popen(command, start_new_session=True)
        serving.await_health(self.server, f"http://127.0.0.1:{self.port}", 90)

    def kill(self) -> None:
        """Kill the whole server at once."""
        if self.server is not None and self.server.poll() is None:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()

    def request(self, key: Key, body: tuple[str, int]) -> bytes:
        """Write one vote, through either channel."""
        content = json.dumps({"entry": body[0], "votes": body[1]}).encode()
        head = (
            "POST /api/v1/votes HTTP/1.1\r\nHost: storm\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {self.chance.choice(self.tokens)[key[0]]}\r\n"
            f"Idempotency-Key: {key[1]}\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        return head.encode() + content

    async def ask(self, line: Line, key: Key, body: tuple[str, int]) -> Answer | None:
        """Ask once and note what was answered."""
        before = self.day()
        answer = await line.ask(self.request(key, body))
        self.book.sent += 1
        self.book.take(key, body, answer, {before, self.day()})
        return answer

    def new_key(self, person: int) -> Key:
        """Make a key and choose what it will be sent with."""
        key = (person, str(UUID(int=self.chance.getrandbits(128), version=4)))
        votes = self.chance.choice((1, 1, 1, 2, 2, 3, 4, 5, 7, 10))
        self.book.bodies[key] = (self.chance.choice(self.entries), votes)
        return key

    async def person(self, person: int) -> None:
        """Let one person do all at once, several times over."""
        wishes = []
        while len(wishes) < self.args.attempts:
            key = self.new_key(person)
            wishes += [key] * self.chance.choice((1, 1, 2, 2, 3, 4))
        self.chance.shuffle(wishes)
        lines = [Line(self.port) for _ in range(8)]

        async def work(line: Line) -> None:
            while wishes:
                await self.one_wish(line, wishes.pop())
            line.close()

        await asyncio.gather(*map(work, lines))

    async def one_wish(self, line: Line, key: Key) -> None:
        """Ask, or leave in the middle, or bend the body."""
        body, dice = self.book.bodies[key], self.chance.random()
        if dice < 0.14:
            self.book.open.add(key) if key not in self.book.taken else None
            self.book.sent += 1
            after = self.chance.choice((0, 0, 0.002, 0.02))
            await line.leave(
                self.request(key, body), whole=dice > 0.04, rudely=dice > 0.09, after=after
            )
        elif dice < 0.17 and key in self.book.taken:
            answer = await line.ask(self.request(key, (body[0], body[1] % QUOTA + 1)))
            self.book.sent += 1
            refused = answer is None or answer[0] in (422, 503)
            self.book.hold("a used key is accepted for another body", holds=refused)
        else:
            await self.ask(line, key, body)

    async def rush(self) -> None:
        """Let everybody vote, a few at the same moment, while the server is killed."""
        waiting = list(range(self.args.people))
        self.chance.shuffle(waiting)

        async def go_on() -> None:
            while waiting:
                await self.person(waiting.pop())

        going = asyncio.gather(*(go_on() for _ in range(self.args.together)))
        for _ in range(self.args.kills):
            await asyncio.wait([going], timeout=self.chance.uniform(0.2, self.args.longest))
            self.kill()
            await asyncio.to_thread(self.start)
        await going

    async def settle(self) -> None:
        """Ask every open question until it is answered, then use up what is left."""
        line = Line(self.port)
        for key in sorted(self.book.open):
            for _ in range(100):
                answer = await self.ask(line, key, self.book.bodies[key])
                if answer is not None and answer[1].get("code") not in OPEN:
                    break
                await asyncio.sleep(0.05)
            else:
                self.book.hold("a question is never answered", holds=False)
        for person in self.everybody:
            await self._use_up(line, person)
        for key in self.chance.sample(sorted(self.book.taken), min(300, len(self.book.taken))):
            await self.ask(line, key, self.book.bodies[key])
        line.close()

    async def _use_up(self, line: Line, person: int) -> None:
        for _ in range(2 * QUOTA):
            key = self.new_key(person)
            self.book.bodies[key] = (self.entries[0], 1)
            answer = await self.ask(line, key, self.book.bodies[key])
            if answer is not None and answer[0] == 409:
                return
            await self.ask(line, key, self.book.bodies[key])
        self.book.hold("more than ten votes a day", holds=False)

    def audit(self, folder: Path) -> int:
        """Hold the answers against the bundle and the tally; give the number of lines."""
        hold, taken = self.book.hold, self.book.taken
        out = folder / "storm.zip"
        bundle.export(self.url, self.keys, bundle.choose(self.url, None), out)
        try:
            recount.check(str(out), self.keys.public_key(self.snapshot.campaign))
        except recount.WrongError:
            hold("the recount does not confirm the bundle", holds=False)
        with zipfile.ZipFile(out) as archive:
            lines = [json.loads(line) for line in archive.read("ledger.jsonl").splitlines()]
        by_receipt = defaultdict(list)
        for line in lines:
            by_receipt[line["receipt_sha256"]].append(line)
        used: Counter[tuple[int, str]] = Counter()
        votes: Counter[str] = Counter()
        for (person, _), said in taken.items():
            used[person, said["day"]] += said["votes"]
            votes[said["entry"]] += said["votes"]
            found = by_receipt[receipts.hashed(said["receipt"])]
            hold("an acknowledged vote is not there exactly once", holds=len(found) == 1)
            names = ("entry", "votes", "day")
            same = all(line[name] == said[name] for line in found for name in names)
            hold("the log differs from the answer", holds=same)
        hold("the log has votes that nobody was told of", holds=len(lines) == len(taken))
        for amount in used.values():
            hold("more than ten votes a day", holds=amount <= QUOTA)
        for person in self.everybody:
            full = used[person, self.day()] == QUOTA
            hold("a used-up quota is not exactly ten", holds=full)
        tally = reading.tally(self.url, self.snapshot.campaign)
        counted = Counter({entry: count.votes for entry, count in tally.items()})
        hold("the tally differs from the answers", holds=counted == votes)
        return len(lines)


async def blow(storm: Storm, folder: Path) -> dict[str, Any]:
    """Run the storm and its audit."""
    started = time.monotonic()
    try:
        await asyncio.to_thread(storm.start)
        storm.kill()
        # A server that starts slowly shall still see the old day.
        seconds = storm.args.midnight + 1.5 * (time.monotonic() - started)
        started = time.monotonic()
        storm.set_midnight(seconds)
        await asyncio.to_thread(storm.start)
        await storm.rush()
        past = seconds + 1.5 - (time.monotonic() - started)
        await asyncio.sleep(max(0.0, past))  # what is used up at the end is the new day's quota
        await storm.settle()
        lines = storm.audit(folder)
    finally:
        storm.kill()
    return {
        "attempts": storm.book.sent,
        "accepted": len(storm.book.taken),
        "lines": lines,
        "kills": storm.args.kills,
        "workers": storm.args.workers,
        "days": sorted({said["day"] for said in storm.book.taken.values()}),
        "broken": dict(storm.book.broken),
    }


def main() -> int:
    """Blow, print, judge."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("--people", type=int, default=200)
    arguments.add_argument("--attempts", type=int, default=120, help="of each person")
    arguments.add_argument("--together", type=int, default=4, help="people at the same moment")
    arguments.add_argument("--kills", type=int, default=4)
    arguments.add_argument("--longest", type=float, default=1.5, help="seconds between kills")
    arguments.add_argument("--midnight", type=float, default=6.0, help="seconds until a new day")
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--seed", type=int, default=1)
    args = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("PINGXUAN_DATA", folder)
        os.environ.setdefault("PINGXUAN_BALLOTS_URL", f"sqlite:///{folder}/ballots.sqlite3")
        found = asyncio.run(blow(Storm(args), Path(folder)))
    print(json.dumps(found, indent=1))
    return 1 if found["broken"] else 0


if __name__ == "__main__":
    sys.exit(main())
