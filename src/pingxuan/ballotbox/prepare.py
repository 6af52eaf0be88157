"""The bench campaign: as many voters and entries as an instrument asks for, open for votes.

It is written straight into the ballot database; no page is needed to measure votes.

Source:
    INTERFACE section 1, `pingxuan bench prepare`.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec

from pingxuan.ballotbox import gate, schema, snapshot, store
from pingxuan.ballotbox.keys import VOTER_BYTES, Keys

CAMPAIGN_TABLES = (
    "quota",
    "runs",
    "tally",
    "counts",
    "voided",
    "standing",
    "heads",
    "stamps",
    "receipts",
    "facts",
    "subtrees",
    "indexed",
)
DAYS_OPEN_BEFORE = 3
DAYS_OPEN_AFTER = 30
CHANNELS = ("web", "app")


def drop_bench(url: str) -> None:
    """Take every earlier bench campaign out of the ballot database, with all that it has."""
    if not store.exists(url):
        return
    with store.session(url, create=True) as session, session.transaction():
        for (campaign,) in session.rows("SELECT campaign FROM campaigns WHERE bench = 1"):
            for (writer,) in session.rows(
                "SELECT writer FROM writers WHERE campaign = ?", campaign
            ):
                session.run(
                    "DELETE FROM ledger WHERE line >= ? AND line < ?",
                    writer << schema.WRITER_SHIFT,
                    (writer + 1) << schema.WRITER_SHIFT,
                )
            for table in (*CAMPAIGN_TABLES, "writers", "snapshots", "campaigns"):
                session.run(f"DELETE FROM {table} WHERE campaign = ?", campaign)  # noqa: S608 - names of our own


def open_bench(url: str, entries: int, now: datetime) -> snapshot.Snapshot:
    """Publish a fresh bench campaign that is open around `now`, and give its snapshot."""
    names = {f"e{n:04d}": snapshot.Entry("bench") for n in range(1, entries + 1)}
    opened = snapshot.Snapshot(
        campaign=str(uuid.uuid4()),
        slug="bench",
        zone="Asia/Shanghai",
        opens_at=now - timedelta(days=DAYS_OPEN_BEFORE),
        closes_at=now + timedelta(days=DAYS_OPEN_AFTER),
        entries=names,
        channels=list(CHANNELS),
    )
    snapshot.publish(url, opened, is_bench=True)
    return opened


def tokens(keys: Keys, campaign: str, channel: str, voters: int, now: datetime) -> Iterator[str]:
    """Make a token for each invented voter; the n-th is the same person in every channel.

    They are put together by hand, as `tokens.issue` would, because there are so many of them.
    """
    voter_key, token_key = keys.voter(campaign), keys.token(campaign)
    expires = int((now.astimezone(UTC) + timedelta(days=DAYS_OPEN_AFTER)).timestamp())
    for n in range(voters):
        voter = hmac.digest(voter_key, b"bench voter %d" % n, hashlib.sha256)[:VOTER_BYTES]
        claims = gate.Claims(aud=campaign, ch=channel, exp=expires, sub=voter.hex())
        signed = gate.HEADER + b"." + gate.url_safe(msgspec.json.encode(claims))
        signature = gate.url_safe(hmac.digest(token_key, signed, "sha256"))
        yield (signed + b"." + signature).decode("ascii")
