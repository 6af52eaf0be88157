"""The voting snapshot: all that the ballot box knows of a campaign, in one numbered piece.

`voting` publishes it; workers look every 500 ms and note which version they run.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from pingxuan.ballotbox import store

TAKEN_UP_SECONDS = 60  # by then no worker goes by the version before any more


class Entry(msgspec.Struct, frozen=True):
    """One case on the board.

    Attributes:
        paused: the public reason why it takes no votes at present; None when it does.
    """

    category: str
    paused: str | None = None


class Caps(msgspec.Struct, frozen=True):
    """Limits beside the daily one; None is no limit.

    Attributes:
        per_entry: votes of one voter for one entry on one voting day.
        per_category: votes of one voter for all entries of one category on one voting day.
        per_campaign: votes of one voter in the whole campaign.
    """

    per_entry: int | None = None
    per_campaign: int | None = None
    per_category: int | None = None


class Snapshot(msgspec.Struct, frozen=True, dict=True):
    """What a worker goes by.

    Attributes:
        campaign: the campaign's id.
        version: given by `publish`; grows by one each time.
        zone: the IANA name of the zone that voting days are counted in.
        shift_seconds: the campaign's clock is the real one plus this; tokens expire by the real.
        opens_at: first moment of the vote, in the campaign's time, with its offset.
        closes_at: first moment after it.
        paused: the public reason of a pause of the whole vote; None when there is none.
        paused_channels: channel → public reason.
        blocked: voters, in hex, who may not vote.
        keep_facts_days: how long network facts of votes are kept.
        eligible: the only voters, in hex, who may; None when everyone may.
        pools: category → votes of one voter a day for it alone; empty when all are one pool.

    Source:
        C18, C25; architecture, "Two data flows meet only at two places".
    """

    campaign: str
    slug: str
    zone: str
    opens_at: datetime
    closes_at: datetime
    entries: dict[str, Entry]
    version: int = 0
    shift_seconds: int = 0
    daily_limit: int = 10
    min_per_request: int = 1
    max_per_request: int = 10
    caps: Caps = Caps()
    paused: str | None = None
    paused_channels: dict[str, str] = {}
    channels: list[str] = msgspec.field(default_factory=lambda: ["web", "app"])
    blocked: list[str] = []
    keep_facts_days: int = 30
    eligible: list[str] | None = None
    pools: dict[str, int] = {}

    @cached_property
    def tz(self) -> ZoneInfo:
        """Give the zone of the voting days."""
        return ZoneInfo(self.zone)

    @cached_property
    def opens_ts(self) -> float:
        """Give the opening as seconds of the campaign's clock."""
        return self.opens_at.timestamp()

    @cached_property
    def closes_ts(self) -> float:
        """Give the closing as seconds of the campaign's clock."""
        return self.closes_at.timestamp()

    @cached_property
    def blocked_voters(self) -> frozenset[bytes]:
        """Give the blocked voters as the ballot box compares them."""
        return frozenset(map(bytes.fromhex, self.blocked))

    @cached_property
    def eligible_voters(self) -> frozenset[bytes] | None:
        """Give the list of voters as the ballot box compares them."""
        return None if self.eligible is None else frozenset(map(bytes.fromhex, self.eligible))

    def day_span(self, ts: float) -> tuple[float, float, date]:
        """Find the voting day of a moment of the campaign's clock: its first and last + 1 second.

        Source:
            C25: days run midnight to midnight in the campaign's zone.
        """
        local = datetime.fromtimestamp(ts, UTC).astimezone(self.tz)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        after = (midnight.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=self.tz)
        return midnight.timestamp(), after.timestamp(), local.date()


def publish(url: str, snapshot: Snapshot, *, is_bench: bool = False) -> int:
    """Write a snapshot as the campaign's next version, and give its number."""
    with store.session(url, create=True) as session, session.transaction():
        if session.is_postgres:
            session.rows("SELECT pg_advisory_xact_lock(?)", store.SEQUENCER_LOCK + 1)
        session.run(
            "INSERT INTO campaigns (id, slug, bench) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET slug = excluded.slug",
            snapshot.campaign,
            snapshot.slug,
            int(is_bench),
        )
        [(campaign,)] = session.rows(
            "SELECT campaign FROM campaigns WHERE id = ?", snapshot.campaign
        )
        [(last,)] = session.rows(
            "SELECT coalesce(max(version), 0) FROM snapshots WHERE campaign = ?", campaign
        )
        numbered = msgspec.structs.replace(snapshot, version=last + 1)
        session.run(
            "INSERT INTO snapshots (campaign, version, body, published_at) VALUES (?, ?, ?, ?)",
            campaign,
            numbered.version,
            msgspec.json.encode(numbered),
            int(time.time()),
        )
        return numbered.version


def latest(url: str, campaign: str) -> Snapshot | None:
    """Read a campaign's newest snapshot, or None when nothing was ever published for it."""
    if not store.exists(url):
        return None
    with store.session(url) as session:
        rows = session.rows(
            "SELECT body FROM snapshots JOIN campaigns USING (campaign) WHERE id = ?"
            " ORDER BY version DESC LIMIT 1",
            campaign,
        )
    return decode(rows[0][0]) if rows else None


def all_latest(url: str) -> list[Snapshot]:
    """Read the newest snapshot of every campaign."""
    if not store.exists(url):
        return []
    with store.session(url) as session:
        rows = session.rows(
            "SELECT body FROM snapshots JOIN (SELECT campaign, max(version) AS version"
            " FROM snapshots GROUP BY campaign) AS newest USING (campaign, version)"
        )
    return [decode(body) for (body,) in rows]


def number_of(session: store.Session, campaign: str) -> int:
    """Find a campaign's number in the ballot database; 0 when it is not there."""
    rows = session.rows("SELECT campaign FROM campaigns WHERE id = ?", campaign)
    return int(rows[0][0]) if rows else 0


def highest_limit(session: store.Session, campaign: int) -> int:
    """Give the highest daily limit that was ever in force: a recount holds every day against it."""
    rows = session.rows("SELECT body FROM snapshots WHERE campaign = ?", campaign)
    return max(_limits.decode(bytes(body)).daily_limit for (body,) in rows)


def pools_kept(session: store.Session, campaign: int) -> dict[str, dict[str, Any]] | None:
    """Give what all votes of a campaign were held to: each entry's category, each pool at its largest.

    None when there was a time of the vote without pools, or an entry went to another category.
    """
    rows = session.rows(
        "SELECT body, published_at FROM snapshots WHERE campaign = ? ORDER BY version", campaign
    )
    categories: dict[str, str] = {}
    per_day: dict[str, int] = {}
    for n, (body, _) in enumerate(rows):
        version = decode(bytes(body))
        last = n + 1 == len(rows)
        gone_at = 0 if last else int(rows[n + 1][1]) + version.shift_seconds + TAKEN_UP_SECONDS
        if not last and gone_at < version.opens_ts:
            continue
        for number, entry in version.entries.items():
            if categories.setdefault(number, entry.category) != entry.category:
                return None
        if not version.pools.keys() >= {entry.category for entry in version.entries.values()}:
            return None
        for category, size in version.pools.items():
            per_day[category] = max(size, per_day.get(category, 0))
    return {"categories": categories, "per_day": per_day} if per_day else None


def decode(body: bytes) -> Snapshot:
    """Read a snapshot as it stands in the database."""
    return _decoder.decode(body)


class _Limit(msgspec.Struct):
    """All that is read of a snapshot that is no longer in force."""

    daily_limit: int = 10


_decoder = msgspec.json.Decoder(Snapshot)
_limits = msgspec.json.Decoder(_Limit)
