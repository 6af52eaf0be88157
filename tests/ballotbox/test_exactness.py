"""The truth rules, on both databases, with a ballot box in this process."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from pingxuan.ballotbox import reading
from pingxuan.ballotbox.looking_up import LookedUp, look_up
from pingxuan.ballotbox.snapshot import Caps, Entry
from tests.ballotbox.hall import CAMPAIGN, KEYS, Hall, OpenBox, in_box, key_of, open_box

SHANGHAI_MIDNIGHT_UTC_HOUR = 16


def test_a_vote_counts_once_and_asking_again_tells_the_same(hall: Hall) -> None:
    async def story(box: OpenBox) -> None:
        first = await box.cast(1, votes=3, key=key_of(1))
        again = await box.cast(1, votes=3, key=key_of(1), channel="app")
        other = await box.cast(1, votes=4, key=key_of(1))

        assert (first[0], first[1]["left"], first[1]["replayed"]) == (200, 7, False)
        assert again == (200, first[1] | {"replayed": True})
        assert (other[0], other[1]["code"]) == (422, "key_reused")

    in_box(hall, story)

    assert reading.tally(hall.url, CAMPAIGN) == {"J-001": reading.Count(3, 1, 0)}


def test_two_persons_may_use_the_same_key(hall: Hall) -> None:
    async def story(box: OpenBox) -> None:
        one, two = await asyncio.gather(box.cast(1, key=key_of(1)), box.cast(2, key=key_of(1)))

        assert (one[1]["replayed"], two[1]["replayed"]) == (False, False)
        assert one[1]["receipt"] != two[1]["receipt"]

    in_box(hall, story)


def test_parallel_requests_never_overspend_and_leave_nothing_over(hall: Hall) -> None:
    async def story(box: OpenBox) -> None:
        answers = await asyncio.gather(*(box.cast(1, votes=3) for _ in range(200)))
        rest = await box.cast(1, votes=1)

        given = sorted(body["left"] for status, body in answers if status == 200)
        assert given == [1, 4, 7]
        assert {body["left"] for status, body in answers if status == 409} == {1}
        assert (rest[0], rest[1]["left"]) == (200, 0)

    in_box(hall, story)

    assert reading.tally(hall.url, CAMPAIGN)["J-001"].votes == 10


def test_two_workers_share_one_quota_and_one_set_of_keys(hall: Hall) -> None:
    async def both() -> list[tuple[int, dict[str, object]]]:
        async with open_box(hall) as one, open_box(hall) as two:
            return await asyncio.gather(
                *(box.cast(n % 5, key=key_of(n)) for n in range(200) for box in (one, two))
            )

    answers = asyncio.run(both())

    fresh = [body for status, body in answers if status == 200 and not body["replayed"]]
    assert len(fresh) == 50
    assert reading.tally(hall.url, CAMPAIGN)["J-001"] == reading.Count(50, 50, 0)
    assert len({body["receipt"] for body in fresh}) == 50


def test_the_quota_begins_anew_at_midnight_of_the_campaigns_zone_only(hall: Hall) -> None:
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    midnight = datetime.combine(tomorrow, datetime.min.time(), UTC).replace(
        hour=SHANGHAI_MIDNIGHT_UTC_HOUR
    )
    edge, utc_midnight = midnight.timestamp(), midnight.timestamp() + 8 * 3600

    async def story(box: OpenBox) -> None:
        before = await box.cast(1, votes=10, key=key_of(1), now=edge - 0.1)
        after = await box.cast(1, votes=10, now=edge + 0.1)
        at_utc = await box.cast(1, now=utc_midnight + 0.1)
        set_back = await box.cast(1, now=edge - 0.2)
        late = await box.cast(1, votes=10, key=key_of(1), now=edge + 0.2)

        assert (before[0], before[1]["day"]) == (200, tomorrow.isoformat())
        assert (after[0], after[1]["day"]) == (200, str(tomorrow + timedelta(days=1)))
        assert (at_utc[1]["code"], set_back[1]["code"]) == ("quota_exceeded", "quota_exceeded")
        assert late == (200, before[1] | {"replayed": True})

    in_box(hall, story)

    by_day = reading.tally_by_day(hall.url, CAMPAIGN)["J-001"]
    assert {day: count.votes for day, count in by_day.items()} == {
        tomorrow: 10,
        tomorrow + timedelta(days=1): 10,
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"paused": "maintenance"}, (409, "voting_closed", "maintenance")),
        ({"paused_channels": {"web": "web_is_ill"}}, (409, "voting_closed", "web_is_ill")),
        (
            {"entries": {"J-001": Entry("p", "under_review")}},
            (409, "voting_closed", "under_review"),
        ),
        ({"entries": {"J-009": Entry("p")}}, (404, "unknown_entry", None)),
        ({"closes_at": datetime(2026, 1, 1, tzinfo=UTC)}, (409, "voting_closed", "outside_window")),
        ({"eligible": []}, (403, "not_eligible", None)),
        ({"max_per_request": 1}, (422, "malformed", None)),
    ],
)
def test_the_snapshot_is_obeyed_and_an_old_key_still_tells_the_truth(
    hall: Hall, changes: dict[str, object], expected: tuple[int, str, str | None]
) -> None:
    async def first(box: OpenBox) -> None:
        assert (await box.cast(1, votes=1, key=key_of(1)))[0] == 200

    async def then(box: OpenBox) -> None:
        status, body = await box.cast(1, votes=2)
        again = await box.cast(1, votes=1, key=key_of(1))

        assert (status, body["code"], body.get("reason")) == expected
        assert (again[0], again[1]["replayed"]) == (200, True)

    in_box(hall, first)
    hall.publish(**changes)
    in_box(hall, then)


def test_a_running_worker_takes_up_a_new_snapshot_and_notes_it(hall: Hall) -> None:
    async def story(box: OpenBox) -> None:
        assert (await box.cast(1))[0] == 200
        version = hall.publish(blocked=[hall.voter(1).hex()])
        async with asyncio.timeout(5):
            while not reading.in_force(
                hall.url, CAMPAIGN, version, now=datetime.now(UTC).timestamp()
            ):
                await asyncio.sleep(0.05)

        assert (await box.cast(1))[1]["code"] == "not_eligible"

    in_box(hall, story)


def test_caps_name_themselves(hall: Hall) -> None:
    hall.publish(caps=Caps(per_entry=2, per_category=3, per_campaign=4))

    async def story(box: OpenBox) -> None:
        assert (await box.cast(1, "J-001", 2))[0] == 200
        entry = await box.cast(1, "J-001", 1)
        category = await box.cast(1, "J-002", 2)
        assert (await box.cast(1, "J-002", 1))[0] == 200
        campaign = await box.cast(1, "G-001", 2)

        assert [(b["cap"], b["left"]) for _, b in (entry, category, campaign)] == [
            ("entry", 0),
            ("category", 1),
            ("campaign", 1),
        ]

    in_box(hall, story)


def test_each_category_has_a_pool_of_its_own(hall: Hall) -> None:
    hall.publish(pools={"institution": 3, "p": 7}, max_per_request=7)

    async def story(box: OpenBox) -> None:
        first = await box.cast(1, "J-001", 2, key=key_of(1))
        over = await box.cast(1, "J-002", 2)
        other = await box.cast(1, "G-001", 6)
        last = await box.cast(1, "J-002", 1)
        again = await box.cast(1, "J-001", 2, key=key_of(1))
        none = await box.cast(1, "J-001", 1)
        rest = await box.cast(1, "G-001", 2)

        answers = (first, over, other, last, again, none, rest)
        assert [(status, body["left"], body.get("cap")) for status, body in answers] == [
            (200, 1, None),
            (409, 1, None),
            (200, 1, None),
            (200, 0, None),
            (200, 0, None),
            (409, 0, None),
            (409, 1, None),
        ]

    in_box(hall, story)

    counts = reading.tally(hall.url, CAMPAIGN)
    assert {e: count.votes for e, count in counts.items()} == {"J-001": 2, "J-002": 1, "G-001": 6}


def test_parallel_votes_of_one_batch_cannot_overdraw_a_pool(hall: Hall) -> None:
    hall.publish(pools={"institution": 3, "p": 7})

    async def story(box: OpenBox) -> None:
        entries = ["J-001", "J-002", "G-001"] * 10
        statuses = await asyncio.gather(*(box.cast(1, entry) for entry in entries))

        given = [
            entry[0] for entry, (status, _) in zip(entries, statuses, strict=True) if status == 200
        ]
        assert (given.count("J"), given.count("G")) == (3, 7)

    in_box(hall, story)


def test_a_changed_limit_begins_with_the_next_day(hall: Hall) -> None:
    async def story(box: OpenBox) -> None:
        today, tomorrow = datetime.now(UTC).timestamp(), datetime.now(UTC).timestamp() + 86400
        await box.cast(1, now=today)
        box.booth.change(type(hall.snapshot)(**{**_fields(hall), "daily_limit": 2}))

        assert (await box.cast(1, now=today))[1]["left"] == 8
        assert (await box.cast(1, now=tomorrow))[1]["left"] == 1

    in_box(hall, story)


def _fields(hall: Hall) -> dict[str, object]:
    return {name: getattr(hall.snapshot, name) for name in hall.snapshot.__struct_fields__}


def test_the_campaigns_clock_is_shifted_and_the_tokens_is_not(hall: Hall) -> None:
    opens = datetime(2021, 11, 20, 12, tzinfo=UTC)
    shift = int(opens.timestamp() - datetime.now(UTC).timestamp()) + 3600
    hall.publish(opens_at=opens, closes_at=opens + timedelta(days=11), shift_seconds=shift)

    async def story(box: OpenBox) -> None:
        assert (await box.cast(1))[1]["day"] == "2021-11-20"

    in_box(hall, story)

    assert reading.used_today(hall.url, CAMPAIGN, hall.voter(1), date(2021, 11, 20)) == 1


def test_own_ballots_and_receipts_can_be_read(hall: Hall) -> None:
    async def story(box: OpenBox) -> None:
        await box.cast(1, "J-001", 2)
        await box.cast(1, "G-001", 1)
        await box.cast(2, "G-001", 1)

    in_box(hall, story)

    own = reading.ballots_of(hall.url, CAMPAIGN, hall.voter(1), KEYS)
    assert [(ballot.entry, ballot.votes) for ballot in own] == [("J-001", 2), ("G-001", 1)]
    found = look_up(hall.url, CAMPAIGN, own[1].receipt.lower(), KEYS).found
    assert found is not None
    assert (found.ballot.entry, found.ballot.votes, found.ballot.receipt) == (
        "G-001",
        1,
        own[1].receipt,
    )
    assert look_up(hall.url, CAMPAIGN, "NOSUCHRECEIPT", KEYS) == LookedUp(None)


def test_a_delayed_count_leaves_the_last_minutes_out(hall: Hall) -> None:
    now = datetime.now(UTC).timestamp()

    async def story(box: OpenBox) -> None:
        await box.cast(1, now=now - 1200)
        await box.cast(2, votes=5, now=now - 60)

    in_box(hall, story)

    assert reading.tally_as_of(hall.url, CAMPAIGN, now - 600)["J-001"].votes == 1
    assert reading.tally_as_of(hall.url, CAMPAIGN, now + 60)["J-001"].votes == 6
    assert reading.tally_as_of(hall.url, CAMPAIGN, now - 6000) == {}


def test_a_database_that_is_not_there_reads_as_empty(tmp_path: object) -> None:
    url = f"sqlite:///{tmp_path}/none.sqlite3"

    assert reading.tally(url, CAMPAIGN) == {}
    assert reading.ballots_of(url, CAMPAIGN, b"v" * 16, KEYS) == []
    assert look_up(url, CAMPAIGN, "A" * 26, KEYS) == LookedUp(None)
    assert reading.used_today(url, CAMPAIGN, b"v" * 16, date(2026, 1, 1)) == 0
    assert reading.is_settled(url, CAMPAIGN, now=0.0)
