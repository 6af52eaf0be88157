"""The log is looked after while votes go on: heads, the index of receipts, erasures."""

from __future__ import annotations

import asyncio
import json
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pingxuan.ballotbox import bundle, facts, index, keeper, log, reading, recount, snapshot, store
from pingxuan.ballotbox.looking_up import look_up
from pingxuan.ballotbox.snapshot import Entry
from tests.ballotbox.hall import CAMPAIGN, KEYS, Hall, OpenBox, in_box

DAY = 86_400


def noon_before(days: int) -> float:
    """Noon in Shanghai some days ago."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).replace(hour=12, minute=0, second=0)
    return (today - timedelta(days=days)).timestamp()


def cast_at(hall: Hall, *moments: float, n: int = 1) -> list[str]:
    """Cast one vote at each moment; give the receipts."""
    receipts: list[str] = []

    async def story(box: OpenBox) -> None:
        for moment in moments:
            receipts.append((await box.cast(n, now=moment))[1]["receipt"])

    in_box(hall, story)
    return receipts


def sizes(hall: Hall) -> list[tuple[str, int]]:
    return [(head.day.isoformat(), head.tree_size) for head in reading.heads(hall.url, CAMPAIGN)]


def make_heads(hall: Hall, at: float, *, export: bool = False) -> None:
    """Make heads as at a moment; with `export`, one of that moment too."""
    with store.session(hall.url) as session:
        campaign = log.Campaign(session, 1, CAMPAIGN, "Asia/Shanghai", KEYS)
        now = datetime.fromtimestamp(at, UTC)
        campaign.make_due_heads(now)
        if export:
            campaign.head_over_all(now.astimezone(ZoneInfo("Asia/Shanghai")).date(), now)


def test_a_day_that_had_an_export_at_noon_still_gets_the_head_of_its_end(hall: Hall) -> None:
    noon = noon_before(2)
    day = datetime.fromtimestamp(noon, ZoneInfo("Asia/Shanghai")).date().isoformat()
    cast_at(hall, noon)
    make_heads(hall, noon, export=True)
    make_heads(hall, noon, export=True)  # nothing new: no second head
    cast_at(hall, noon + 3600, n=2)

    make_heads(hall, noon + DAY)
    make_heads(hall, noon + DAY)

    assert sizes(hall) == [(day, 1), (day, 2)]


def test_the_keeper_makes_heads_reads_receipts_and_forgets_what_is_due(hall: Hall) -> None:
    hall.publish(
        keep_facts_days=2, opens_at=datetime.now(UTC) - timedelta(days=6), slug="kept-by-itself"
    )
    moments = (noon_before(5), noon_before(1), time.time())
    receipts = [receipt for moment in moments for receipt in cast_at(hall, moment)]

    kept = keeper.Keeper(hall.url, KEYS)
    kept.once(time.time())
    kept.once(time.time() + 60)  # the first look only says how long the log was

    assert [size for _, size in sizes(hall)] == [1, 2]
    with store.session(hall.url) as session:
        assert index.done(session, 1) == 3
    facts_kept = [fact.ts for fact in facts.read(hall.url, CAMPAIGN)]
    assert len(facts_kept) == 2
    assert min(facts_kept) >= noon_before(2)
    found = [look_up(hall.url, CAMPAIGN, receipt, KEYS).found for receipt in receipts]
    assert [one is not None and one.proof is not None for one in found] == [True, True, False]


def test_at_a_peak_the_index_waits(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "PEAK_A_SECOND", 0.5)
    kept, now = keeper.Keeper(hall.url, KEYS), time.time()
    cast_at(hall, now)
    kept.once(now - 60)
    kept.once(now)
    cast_at(hall, now, now, now)

    kept.once(now + 1)
    with store.session(hall.url) as session:
        waited = index.done(session, 1)
    kept.once(now + 60)

    with store.session(hall.url) as session:
        assert (waited, index.done(session, 1)) == (1, 4)


def test_exports_at_the_same_moment_make_one_chain(hall: Hall, tmp_path: Path) -> None:
    about = bundle.choose(hall.url, None)

    async def story(box: OpenBox) -> None:
        def export(n: int) -> Path:
            out = tmp_path / f"{n}.zip"
            bundle.export(hall.url, KEYS, about, out)
            return out

        with ThreadPoolExecutor(4) as hands:
            loop = asyncio.get_running_loop()
            exports = [loop.run_in_executor(hands, export, n) for n in range(8)]
            for n in range(60):
                await box.cast(n)
            for path in await asyncio.gather(*exports):
                recount.check(str(path))

    in_box(hall, story)

    made = sizes(hall)
    assert [size for _, size in made] == sorted(size for _, size in made)


def test_an_entry_that_came_meanwhile_is_in_the_bundle(hall: Hall, tmp_path: Path) -> None:
    about = bundle.choose(hall.url, None)
    hall.publish(entries={**hall.snapshot.entries, "N-001": Entry("new")})

    async def story(box: OpenBox) -> None:
        await box.cast(1, "N-001")

    in_box(hall, story)
    bundle.export(hall.url, KEYS, about, tmp_path / "b.zip")

    assert b"N-001,1,1,1" in recount.check(str(tmp_path / "b.zip"))


def test_a_limit_that_was_lowered_does_not_condemn_the_days_before(
    hall: Hall, tmp_path: Path
) -> None:
    async def story(box: OpenBox) -> None:
        await box.cast(1, votes=10, key=(key := "0" * 8 + "-0000-4000-8000-" + "0" * 12))
        hall.publish(daily_limit=3, max_per_request=3)
        async with asyncio.timeout(5):
            while (await box.cast(2, votes=11))[0] == 422 and box.booth.snapshot.daily_limit != 3:
                await asyncio.sleep(0.05)
        again = await box.cast(1, votes=10, key=key)
        assert (again[0], again[1]["replayed"]) == (200, True)
        assert (await box.cast(3, votes=4))[1]["code"] == "malformed"

    hall.publish(daily_limit=10)
    in_box(hall, story)
    bundle.export(hall.url, KEYS, bundle.choose(hall.url, None), tmp_path / "b.zip")

    recount.check(str(tmp_path / "b.zip"))
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert json.loads(archive.read("manifest.json"))["daily_limit"] == 10
    assert snapshot.all_latest(hall.url)[0].daily_limit == 3
