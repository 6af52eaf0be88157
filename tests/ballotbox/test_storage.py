"""Storage that goes away: 503 and nothing half-written, and well again by itself."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pingxuan.ballotbox import (
    checkpoint,
    facts,
    ledger,
    places,
    queue,
    reading,
    sequence,
    serving,
    store,
)
from pingxuan.ballotbox.sqlite_writer import SqliteWriter
from tests.ballotbox.hall import CAMPAIGN, Hall, OpenBox, in_box, key_of, post


def test_a_batch_that_cannot_be_written_is_a_503_and_counts_nothing(hall: Hall) -> None:
    trouble = _block(hall.url)

    async def story(box: OpenBox) -> None:
        assert (await box.cast(1))[0] == 200
        trouble(True)
        failed = await asyncio.gather(*(box.cast(2, key=key_of(n)) for n in range(5)))
        trouble(False)
        retried = await asyncio.gather(*(box.cast(2, key=key_of(n)) for n in range(5)))

        assert {(status, body["code"]) for status, body in failed} == {(503, "storage_unavailable")}
        assert [(status, body["replayed"]) for status, body in retried] == [(200, False)] * 5

    in_box(hall, story)

    assert reading.tally(hall.url, CAMPAIGN)["J-001"] == reading.Count(6, 6, 0)


def test_a_batch_that_the_server_undid_leaves_no_voter_locked(hall: Hall) -> None:
    if not places.is_postgres(hall.url):
        return  # SQLite has one writer and no locks of voters

    async def story(box: OpenBox) -> None:
        with store.session(hall.url) as session:
            session.run(
                "CREATE FUNCTION tangled() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RAISE EXCEPTION 'tangled' USING ERRCODE = '40P01'; END $$"
            )
            session.run("CREATE TRIGGER tangled BEFORE INSERT ON ledger EXECUTE FUNCTION tangled()")
            assert (await box.cast(1, key=key_of(1)))[0] == 503
            session.run("DROP TRIGGER tangled ON ledger")
            async with asyncio.timeout(5):
                while session.rows(
                    "SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid)"
                    " WHERE locktype = 'advisory' AND application_name = 'ballot box'"
                ):
                    await asyncio.sleep(0)
        assert (await box.cast(1, key=key_of(1)))[0] == 200

    in_box(hall, story)


def _block(url: str):  # type: ignore[no-untyped-def]
    """Give a switch that makes the ledger refuse lines: a trigger stands for a full disk."""

    def switch(on: bool) -> None:
        with store.session(url) as session:
            if session.is_postgres:
                session.run("REVOKE INSERT ON ledger FROM CURRENT_USER")
                name = "ledger ADD CONSTRAINT full_disk CHECK (line < 0) NOT VALID"
                drop = "ledger DROP CONSTRAINT full_disk"
                session.run(f"ALTER TABLE {name if on else drop}")
            elif on:
                session.run(
                    "CREATE TRIGGER full_disk BEFORE INSERT ON ledger"
                    " BEGIN SELECT RAISE(ABORT, 'disk full'); END"
                )
            else:
                session.run("DROP TRIGGER full_disk")

    return switch


def test_a_file_that_is_moved_away_and_back(tmp_path: Path) -> None:
    hall = Hall(f"sqlite:///{tmp_path / 'b.sqlite3'}")
    path = places.sqlite_path(hall.url)

    async def story(box: OpenBox) -> None:
        assert (await box.cast(1))[0] == 200
        path.rename(tmp_path / "away")
        box.box.ledger.lanes[0].writer._let_go()  # as after any fault: the next batch opens anew
        gone = await box.cast(1)
        (tmp_path / "away").rename(path)
        assert (gone[0], (await box.cast(1))[0]) == (503, 200)

    in_box(hall, story)


def test_a_writer_waits_for_another_process_without_stopping_the_loop(tmp_path: Path) -> None:
    hall = Hall(f"sqlite:///{tmp_path / 'b.sqlite3'}")

    async def story(box: OpenBox) -> None:
        await box.cast(1)
        other = sqlite3.connect(places.sqlite_path(hall.url), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.ensure_future(box.cast(1))
        started = time.monotonic()
        await asyncio.sleep(0.2)
        assert time.monotonic() - started < 1
        assert not waiting.done()
        other.execute("COMMIT")
        other.close()
        assert (await waiting)[0] == 200

    in_box(hall, story)


def test_a_full_queue_is_an_honest_503(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "MAX_QUEUE", 10)

    async def story(box: OpenBox) -> None:
        answers = await asyncio.gather(*(box.cast(n) for n in range(30)))
        statuses = [status for status, _ in answers]
        assert (statuses.count(200), statuses.count(503)) == (10, 20)

    in_box(hall, story)


def test_a_blind_worker_takes_no_votes(hall: Hall) -> None:
    async def story(box: OpenBox) -> None:
        box.box.ledger._looked_at -= ledger.BLIND_AFTER_SECONDS
        assert (await box.cast(1))[1]["code"] == "storage_unavailable"

    in_box(hall, story)


def test_network_facts_are_kept_apart_and_erased(hall: Hall) -> None:
    async def story(box: OpenBox) -> None:
        await asyncio.gather(box.cast(1), box.cast(2, votes=3))

    in_box(hall, story)

    kept = list(facts.read(hall.url, CAMPAIGN))
    assert sorted((fact.voter, fact.votes, fact.address) for fact in kept) == sorted(
        [(hall.voter(1), 1, "192.0.2.7"), (hall.voter(2), 3, "192.0.2.7")]
    )
    assert facts.forget(hall.url, CAMPAIGN, int(time.time()) - 60) == 0
    assert facts.forget(hall.url, CAMPAIGN, int(time.time()) + 60) >= 1
    assert list(facts.read(hall.url, CAMPAIGN)) == []
    assert reading.tally(hall.url, CAMPAIGN)["J-001"].votes == 4


def test_a_closed_vote_is_settled_when_its_workers_say_so(hall: Hall) -> None:
    from datetime import UTC, datetime, timedelta

    async def story(box: OpenBox) -> None:
        await box.cast(1)
        assert not reading.is_settled(hall.url, CAMPAIGN, now=time.time())
        hall.publish(closes_at=datetime.now(UTC) - timedelta(seconds=1))
        async with asyncio.timeout(5):
            while not reading.is_settled(hall.url, CAMPAIGN, now=time.time()):
                await asyncio.sleep(0.05)
        assert (await box.cast(1))[1]["code"] == "voting_closed"

    in_box(hall, story)


def test_a_commit_that_failed_only_to_say_so_is_found_by_asking_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = Hall(f"sqlite:///{tmp_path / 'b.sqlite3'}")

    async def story(box: OpenBox) -> None:
        await box.cast(1)
        commit = SqliteWriter._commit

        def commit_and_fail(self: SqliteWriter, connection: sqlite3.Connection) -> None:
            commit(self, connection)
            raise sqlite3.OperationalError("disk I/O error")

        with monkeypatch.context() as broken:
            broken.setattr(SqliteWriter, "_commit", commit_and_fail)
            assert (await box.cast(2, key=key_of(2)))[0] == 503
        again, other = await box.cast(2, key=key_of(2)), await box.cast(3)

        assert (again[0], again[1]["replayed"]) == (200, True)
        assert (other[0], other[1]["replayed"]) == (200, False)

    in_box(hall, story)

    assert reading.tally(hall.url, CAMPAIGN)["J-001"] == reading.Count(3, 3, 0)
    with store.session(hall.url) as session:
        assert sequence.number_lines(session, 1) == 3


def test_the_log_is_copied_and_starts_anew_while_votes_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoint, "LONG_LOG_PAGES", 1)
    longest = {}

    def vote(name: str, copy: Callable[[Path], object]) -> Hall:
        hall = Hall(f"sqlite:///{tmp_path / name}")
        path = places.sqlite_path(hall.url)
        log = path.with_name(f"{path.name}-wal")

        async def story(box: OpenBox) -> None:
            for n in range(60):
                await asyncio.gather(box.cast(n), asyncio.to_thread(copy, path))
                longest[name] = max(longest.get(name, 0), log.stat().st_size)

        in_box(hall, story)
        return hall

    vote("grows", lambda _: None)
    hall = vote("copied", checkpoint.copy)

    # A copy may miss its turn to a vote now and then; without any the log holds all sixty.
    assert longest["copied"] < longest["grows"] / 2
    assert reading.tally(hall.url, CAMPAIGN)["J-001"].votes == 60


def test_a_full_disk_is_a_503_and_well_again_when_there_is_room(tmp_path: Path) -> None:
    hall = Hall(f"sqlite:///{tmp_path / 'b.sqlite3'}")
    env = {"PINGXUAN_BALLOTS_URL": hall.url, "PINGXUAN_MASTER_KEY": "11" * 32}
    answers: dict[int, tuple[int, dict[str, object]] | None] = {}
    with serving.running(env=env, votes_only=True) as base:

        def cast(n: int) -> tuple[int, dict[str, object]] | None:
            return post(base, hall.token(n), key_of(n), {"entry": "J-001", "votes": 1})

        assert cast(1) is not None
        worker = worker_of(base)
        # No file of the worker may grow any more: what a full disk looks like to it.
        _, most = resource.prlimit(worker, resource.RLIMIT_FSIZE, (1, -1))
        for n in range(2, 8):
            answers[n] = cast(n)
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (most, most))
        again = {n: cast(n) for n in answers}
        assert worker_of(base) == worker

    refused = [n for n, answer in answers.items() if answer is not None and answer[0] == 503]
    assert refused == list(answers)
    assert [answer and answer[0] for answer in again.values()] == [200] * len(again)
    counts = reading.tally(hall.url, CAMPAIGN)["J-001"]
    assert (counts.votes, counts.ballots) == (7, 7)
    with store.session(hall.url) as session:
        assert sequence.number_lines(session, 1) == 7


def worker_of(base: str) -> int:
    """Find the one ballot box behind an address."""
    port = base.rpartition(":")[2]
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = place.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"pingxuan.ballotbox.worker" in words and port.encode() in words:
            found.append(int(place.parent.name))
    [worker] = found
    return worker


def test_postgresql_that_goes_away_and_comes_back(postgres_url: str) -> None:
    import psycopg

    name = "comes_and_goes"
    with psycopg.connect(postgres_url, autocommit=True) as outside:
        outside.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        outside.execute(f"CREATE DATABASE {name}")

        def let_in(is_open: bool) -> None:
            outside.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {is_open}")
            if not is_open:
                outside.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                    (name,),
                )

        hall = Hall(postgres_url.rpartition("/")[0] + f"/{name}")

        async def story(box: OpenBox) -> None:
            assert (await box.cast(1))[0] == 200
            let_in(False)
            gone = await asyncio.gather(*(box.cast(2, key=key_of(n)) for n in range(4)))
            let_in(True)
            async with asyncio.timeout(10):
                while (await box.cast(3, key=key_of(9)))[0] != 200:
                    await asyncio.sleep(0.05)
            back = await asyncio.gather(*(box.cast(2, key=key_of(n)) for n in range(4)))

            assert {status for status, _ in gone} == {503}
            assert [(status, body["replayed"]) for status, body in back] == [(200, False)] * 4

        in_box(hall, story)
        assert reading.tally(hall.url, CAMPAIGN)["J-001"] == reading.Count(6, 6, 0)
        outside.execute(f"DROP DATABASE {name} WITH (FORCE)")
