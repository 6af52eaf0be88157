"""The count: minutes in the vote's transaction, folded into the tally behind the votes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from pingxuan.ballotbox import counting, reading, store
from pingxuan.ballotbox.booth import Booth
from pingxuan.ballotbox.strand import Strand
from tests.ballotbox.hall import CAMPAIGN, KEYS, Hall, OpenBox, in_box, snapshot_of


def parts(hall: Hall) -> tuple[int, int]:
    """Votes in the tally, and minutes that are not in it."""
    with store.session(hall.url) as session:
        [[folded]] = session.rows("SELECT coalesce(sum(votes), 0) FROM tally")
        [[loose]] = session.rows("SELECT count(*) FROM counts WHERE in_tally = 0")
    return int(folded), int(loose)


def votes(hall: Hall, before: float | None = None) -> int:
    """What stands for J-001, all of it or before a moment."""
    counts = (
        reading.tally(hall.url, CAMPAIGN)
        if before is None
        else reading.tally_as_of(hall.url, CAMPAIGN, before)
    )
    return counts.get("J-001", reading.Count()).votes


async def noted(box: OpenBox) -> None:
    """Wait until the lanes have folded what they can."""
    for lane in box.box.ledger.lanes:
        lane._noted_at = float("-inf")
    async with asyncio.timeout(10):
        while any(lane._noted_at < 0 for lane in box.box.ledger.lanes):
            await asyncio.sleep(0.02)


def test_a_count_is_whole_before_and_after_each_fold(hall: Hall) -> None:
    now = datetime.now(UTC).timestamp()

    async def story(box: OpenBox) -> None:
        for n, ago in enumerate((600, 540, 480)):
            await box.cast(n, votes=n + 1, now=now - ago)
            assert votes(hall) == (1, 3, 6)[n]
        await noted(box)
        assert votes(hall) == 6
        assert parts(hall)[1] <= len(box.box.ledger.lanes)  # the last minute of each may go on
        assert votes(hall, now - 550) == 1
        assert votes(hall, now - 490) == 3

    in_box(hall, story)

    assert parts(hall) == (6, 0)
    assert [votes(hall, now - ago) for ago in (700, 550, 490, 400)] == [0, 1, 3, 6]


def test_a_clock_set_back_into_a_folded_minute_loses_nothing(hall: Hall) -> None:
    now = datetime.now(UTC).timestamp()

    async def story(box: OpenBox) -> None:
        for n, ago in enumerate((900, 600, 300, 0)):
            await box.cast(n, now=now - ago)
        await noted(box)
        for n in range(4, 8):  # four batches of one vote in a minute that is in the tally
            await box.cast(n, now=now - 900)
        assert votes(hall) == 8
        assert votes(hall, now - 700) == 5
        assert votes(hall, now - 1000) == 0

    in_box(hall, story)

    assert (votes(hall), votes(hall, now - 700)) == (8, 5)
    assert parts(hall) == (8, 0)


def test_a_strand_that_was_broken_off_stays_counted(hall: Hall) -> None:
    async def story(box: OpenBox) -> None:
        await asyncio.gather(*(box.cast(n) for n in range(10)))
        for lane in box.box.ledger.lanes:
            lane.renew()  # as after a commit that nobody knows of, or a kill
        await asyncio.gather(*(box.cast(n) for n in range(10, 15)))
        assert votes(hall) == 15

    in_box(hall, story)

    folded, loose = parts(hall)
    assert (folded, votes(hall)) == (5, 15)
    assert loose >= 1


def test_days_and_entries_are_summed_over_both_parts(hall: Hall) -> None:
    noon = datetime.now(UTC).replace(hour=4, minute=0).timestamp()

    async def story(box: OpenBox) -> None:
        await box.cast(1, "J-001", votes=2, now=noon - 86400)
        await box.cast(1, "G-001", votes=3, now=noon)
        await noted(box)
        await box.cast(2, "J-001", now=noon + 60)

        with store.session(hall.url) as session:
            first, second = counting.days(session, 1, 0, 10**6)
            assert second == first + 1
            assert counting.days(session, 1, second, second) == [second]
            assert counting.by_entry_and_day(session, 1) == {
                ("G-001", second): (3, 1),
                ("J-001", first): (2, 1),
                ("J-001", second): (1, 1),
            }
            assert counting.by_day(session, 1) == {first: (2, 1), second: (4, 2)}

    in_box(hall, story)


def test_a_batch_that_fails_leaves_the_strand_as_it_was() -> None:
    strand = Strand(Booth(1, snapshot_of(), KEYS))
    strand.writer = 7
    first = strand.minute(10, 5)
    first.add("J-001", 2)
    strand.pending = 1
    strand.committed([first])

    lost = strand.minute(10, 5)
    lost.add("J-001", 3)

    assert strand.next_line == (7 << 36) + 1
    assert strand.minute(10, 5).entries == {"J-001": (2, 1)}
    assert strand.fold().rows == []
    assert strand.fold(everything=True).rows == [(1, "J-001", 10, 7, 2, 1)]
