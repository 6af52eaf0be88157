"""Pools in the bundle: a recount holds the votes against them, if all votes were held to them."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pingxuan.ballotbox import bundle, recount
from pingxuan.ballotbox.snapshot import Entry
from tests.ballotbox.hall import KEYS, Hall, OpenBox, in_box, snapshot_of
from tests.ballotbox.stranger import Stranger, canonical, pack

POOLS = {"institution": 3, "p": 7}


def pools_of(hall: Hall, out: Path) -> Any:
    """Export and recount; give what the bundle says of pools, None when nothing."""
    bundle.export(hall.url, KEYS, bundle.choose(hall.url, None), out)
    recount.check(str(out))
    with zipfile.ZipFile(out) as archive:
        return (
            json.loads(archive.read("pools.json")) if "pools.json" in archive.namelist() else None
        )


@pytest.fixture
def pooled(ballots_url: str) -> Hall:
    """An open vote by category; before it opened, it was to be without pools."""
    now = datetime.now(UTC)
    hall = Hall(ballots_url, snapshot_of(opens_at=now + timedelta(days=1)))
    hall.publish(pools=POOLS, opens_at=now - timedelta(days=1))
    return hall


def test_a_bundle_names_the_largest_pools_that_were_in_force(pooled: Hall, tmp_path: Path) -> None:
    async def story(box: OpenBox) -> None:
        assert (await box.cast(1, "J-001", 3))[0] == 200
        assert (await box.cast(1, "G-001", 7))[0] == 200

    in_box(pooled, story)
    pooled.publish(pools={"institution": 2, "p": 8})

    assert pools_of(pooled, tmp_path / "b.zip") == {
        "categories": {"J-001": "institution", "J-002": "institution", "G-001": "p"},
        "per_day": {"institution": 3, "p": 8},
    }


def test_a_vote_that_had_days_without_pools_names_none(hall: Hall, tmp_path: Path) -> None:
    hall.publish(pools=POOLS)

    assert pools_of(hall, tmp_path / "b.zip") is None


def test_an_entry_that_changed_its_category_leaves_no_pools_to_hold(
    pooled: Hall, tmp_path: Path
) -> None:
    assert pools_of(pooled, tmp_path / "1.zip") is not None

    pooled.publish(entries={**pooled.snapshot.entries, "J-002": Entry("p")})

    assert pools_of(pooled, tmp_path / "2.zip") is None


@pytest.mark.parametrize(
    ("most", "said"),
    [
        ({"a": 4, "b": 3}, None),
        ({"a": 3, "b": 3}, "ledger line 1: more votes for one category"),
        ({"a": 4, "b": 2}, "ledger line 2: more votes for one category"),
        ({"a": 4}, "cannot be read as a bundle"),
        ([], "cannot be read as a bundle"),
    ],
)
def test_a_recount_holds_each_voter_to_each_pool(
    tmp_path: Path, most: Any, said: str | None
) -> None:
    stranger = Stranger(5)
    pattern = stranger.records()[0]
    one, two, other = stranger.entries[:3]
    records = [
        {**pattern, "seq": n, "entry": entry, "votes": votes, "receipt_sha256": f"{n:064x}"}
        for n, (entry, votes) in enumerate([(one, 2), (two, 2), (other, 3)])
    ]
    category = {entry: "b" if entry == other else "a" for entry in stranger.entries}
    said_pools = canonical({"categories": category, "per_day": most}) + b"\n"
    members = {**stranger.members(records), "pools.json": said_pools}
    path = pack(tmp_path / "b.zip", stranger.signed(members))

    if said is None:
        assert recount.check(str(path)) == stranger.totals(records)
        return
    with pytest.raises(recount.WrongError, match=said):
        recount.check(str(path))
