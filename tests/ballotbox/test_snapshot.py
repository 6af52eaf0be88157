"""The snapshot and the keys: days by the zone, versions that grow, secrets that stay."""

from __future__ import annotations

import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingxuan.ballotbox import places, snapshot
from pingxuan.ballotbox.keys import BadMasterKeyError, Keys, load_master, voter_id
from tests.ballotbox.hall import CAMPAIGN, Hall, snapshot_of


@given(
    st.sampled_from(
        ["Asia/Shanghai", "UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu"]
    ),
    st.integers(1_600_000_000, 1_900_000_000),
)
def test_a_day_is_a_calendar_day_of_the_zone(zone: str, ts: int) -> None:
    about = snapshot_of(zone=zone)

    start, end, day = about.day_span(ts)

    def local(moment: float) -> datetime:
        return datetime.fromtimestamp(moment, UTC).astimezone(about.tz)

    assert start <= ts < end
    assert local(ts).date() == local(start).date() == day
    assert (local(start - 1).date(), local(end).date()) == (
        day - timedelta(days=1),
        day + timedelta(days=1),
    )


def test_the_edges_of_a_day_in_shanghai() -> None:
    midnight = datetime(2021, 11, 30, 16, tzinfo=UTC).timestamp()
    about = snapshot_of()

    assert about.day_span(midnight - 0.1)[2] == date(2021, 11, 30)
    assert about.day_span(midnight)[2] == date(2021, 12, 1)


def test_versions_grow_and_the_latest_is_read(hall: Hall) -> None:
    version = hall.publish(paused="storm")

    read = snapshot.latest(hall.url, CAMPAIGN)

    assert version == 2
    assert read == msgspec.structs.replace(hall.snapshot, version=2)
    assert snapshot.latest(hall.url, "another") is None


def test_the_master_key_is_made_once_and_only_for_us(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PINGXUAN_MASTER_KEY", raising=False)
    with pytest.raises(BadMasterKeyError):
        load_master(tmp_path, create=False)

    first, second = load_master(tmp_path), load_master(tmp_path)

    path = tmp_path / "secrets" / "master.key"
    assert first.token(CAMPAIGN) == second.token(CAMPAIGN)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    monkeypatch.setenv("PINGXUAN_MASTER_KEY", "zz")
    with pytest.raises(BadMasterKeyError):
        load_master(tmp_path)


def test_every_purpose_and_every_campaign_has_its_own_key() -> None:
    keys = Keys(b"\x01" * 32)
    derived = [
        derive(campaign)
        for campaign in ("a", "b")
        for derive in (keys.voter, keys.pseudonym, keys.receipt, keys.token)
    ]

    assert len(set(derived)) == 8
    assert voter_id(keys, "a", "+8613800000000") != voter_id(keys, "b", "+8613800000000")
    assert keys.public_key("a") != keys.public_key("b")


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ({}, "sqlite:///var/ballots.sqlite3"),
        ({"PINGXUAN_DATA": "/srv/p"}, "sqlite:////srv/p/ballots.sqlite3"),
        ({"PINGXUAN_DATABASE_URL": "sqlite:////srv/main.db"}, "sqlite:////srv/ballots.sqlite3"),
        ({"PINGXUAN_DATABASE_URL": "postgresql://h/d"}, "postgresql://h/d"),
        (
            {"PINGXUAN_DATABASE_URL": "postgresql://h/d", "PINGXUAN_BALLOTS_URL": "sqlite:///b"},
            "sqlite:///b",
        ),
    ],
)
def test_where_the_ballots_are(
    environment: dict[str, str], url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PINGXUAN_DATA", "PINGXUAN_DATABASE_URL", "PINGXUAN_BALLOTS_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert places.ballots_url() == url
