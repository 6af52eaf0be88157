"""Network facts of accepted votes, for the integrity signals: apart from the log, and not for long.

Source:
    architecture, "Rules of the ballot box"; issue "Retention".
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from pingxuan.ballotbox import store
from pingxuan.ballotbox.snapshot import Snapshot

DAY_SECONDS = 86_400


class Fact(msgspec.Struct, frozen=True, array_like=True):
    """Where one accepted vote came from.

    Attributes:
        ts: whole seconds of the campaign's clock.
        address: network address of the client.
        agent: what it calls itself, cut short.
        device: what the page knows it by; empty when it says nothing.
    """

    ts: int
    voter: bytes
    entry: str
    votes: int
    channel: str
    address: str
    agent: str
    device: str


pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(list[Fact]).decode


def read(url: str, campaign: str, since: int = 0) -> Iterator[Fact]:
    """Read the facts that are still kept of the votes from `since` on, roughly in their order."""
    if not store.exists(url):
        return
    with store.session(url) as session:
        for (body,) in session.stream(
            "SELECT body FROM facts JOIN campaigns USING (campaign)"
            " WHERE id = ? AND until_ts >= ? ORDER BY until_ts, line",
            campaign,
            since,
        ):
            for fact in _unpack(bytes(body)):
                if fact.ts >= since:
                    yield fact


def forget_due(url: str, about: Snapshot, now: float) -> int:
    """Erase what the sheet's days say is due at the real `now`; say how many batches there were.

    Source:
        L1.
    """
    kept_since = now + about.shift_seconds - about.keep_facts_days * DAY_SECONDS
    return forget(url, about.campaign, int(kept_since))


def forget(url: str, campaign: str, before: int) -> int:
    """Erase the facts of votes older than `before`; say how many batches of them there were."""
    with store.session(url) as session:
        if not session.is_postgres:
            session.rows("PRAGMA secure_delete = ON")  # nothing stays in the file's free pages
        return session.run(
            "DELETE FROM facts WHERE until_ts < ?"
            " AND campaign = (SELECT campaign FROM campaigns WHERE id = ?)",
            before,
            campaign,
        )
