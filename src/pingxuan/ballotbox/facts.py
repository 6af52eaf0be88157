"""Network facts of accepted votes, for the integrity signals: apart from the log, and not for long.

Source:
    architecture, "Rules of the ballot box"; issue "Retention".
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from pingxuan.ballotbox import store


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


def forget(url: str, campaign: str, before: int) -> int:
    """Erase the facts of votes older than `before`; say how many batches of them there were."""
    with store.session(url) as session:
        return session.run(
            "DELETE FROM facts WHERE until_ts < ?"
            " AND campaign = (SELECT campaign FROM campaigns WHERE id = ?)",
            before,
            campaign,
        )
