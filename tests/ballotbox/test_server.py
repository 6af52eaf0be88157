"""The whole server as its own processes: plain HTTP faults, pipelining, slow clients, endings."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pingxuan.ballotbox import reading, serving
from tests.ballotbox.hall import CAMPAIGN, Hall, key_of, post
from tests.processes import children_of, is_gone

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hall, str]]:
    """A hall on SQLite and a server of two workers in front of it."""
    hall = Hall(f"sqlite:///{tmp_path_factory.mktemp('served') / 'ballots.sqlite3'}")
    env = {"PINGXUAN_BALLOTS_URL": hall.url, "PINGXUAN_MASTER_KEY": "11" * 32}
    with serving.running(env=env, votes_only=True, vote_workers=2) as base:
        yield hall, base


def connect(base: str) -> socket.socket:
    host, port = base.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=10)


def ask(base: str, data: bytes, answers: int = 1) -> list[tuple[int, dict[str, object]]]:
    """Send bytes and read whole answers, or as many as come before the end."""
    with connect(base) as line:
        line.sendall(data)
        return read_answers(line, answers)


def read_answers(line: socket.socket, answers: int) -> list[tuple[int, dict[str, object]]]:
    got, found = b"", []
    while len(found) < answers:
        head, _, rest = got.partition(b"\r\n\r\n")
        length = [row for row in head.lower().split(b"\r\n") if row.startswith(b"content-length:")]
        if length and len(rest) >= (size := int(length[0].split(b":")[1])):
            found.append((int(head.split()[1]), json.loads(rest[:size] or b"{}")))
            got = rest[size:]
            continue
        piece = line.recv(65536)
        if not piece:
            break
        got += piece
    return found


def vote(
    hall: Hall, n: int, key: int, votes: int = 1, *extra: str, length: int | None = None
) -> bytes:
    """One whole vote as bytes."""
    body = b'{"entry":"J-001","votes":%d}' % votes
    lines = [
        "POST /api/v1/votes HTTP/1.1",
        "Host: test",
        "Content-Type: application/json",
        f"Authorization: Bearer {hall.token(n)}",
        f"Idempotency-Key: {key_of(key)}",
        f"Content-Length: {len(body) if length is None else length}",
        *extra,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def test_plain_faults_have_their_codes(served: tuple[Hall, str]) -> None:
    hall, base = served
    head = b"POST /api/v1/votes HTTP/1.1\r\nHost: t\r\n"
    faults = {
        b"GET /api/v1/votes HTTP/1.1\r\nHost: t\r\n\r\n": (405, "method_not_allowed"),
        head + b"Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}": (
            415,
            "unsupported_media_type",
        ),
        head + b"Content-Type: application/json\r\nContent-Length: 20000\r\n\r\n" + b" " * 20000: (
            413,
            "too_large",
        ),
        head + b"Cookie: " + b"a" * 40000 + b"\r\n\r\n": (431, "headers_too_large"),
        b"NONSENSE\r\n\r\n": (400, "bad_request"),
        head + b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}": (401, "bad_token"),
        b"GET /elsewhere HTTP/1.1\r\nHost: t\r\n\r\n": (404, "not_found"),
        vote(hall, 90, 90, 11): (422, "malformed"),
    }

    for request, expected in faults.items():
        [(status, body)] = ask(base, request)
        assert (status, body["code"]) == expected


def test_the_short_way_and_uvicorns_way_tell_the_same(served: tuple[Hall, str]) -> None:
    hall, base = served
    chunked = vote(hall, 1, 1, 2, "Connection: close")
    answers = []

    answers += ask(base, vote(hall, 1, 1, 2))
    answers += ask(base, chunked)
    with connect(base) as line:  # in pieces, on a connection that has voted before
        line.sendall(vote(hall, 1, 1, 2))
        answers += read_answers(line, 1)
        for byte in range(0, len(vote(hall, 1, 1, 2)), 50):
            line.sendall(vote(hall, 1, 1, 2)[byte : byte + 50])
            threading.Event().wait(0.002)
        answers += read_answers(line, 1)
        line.sendall(vote(hall, 1, 1, 2))
        answers += read_answers(line, 1)

    assert [status for status, _ in answers] == [200] * 5
    assert len({body["receipt"] for _, body in answers}) == 1
    assert [body["replayed"] for _, body in answers] == [False, True, True, True, True]


def test_pipelined_requests_are_answered_in_their_order(served: tuple[Hall, str]) -> None:
    hall, base = served
    health = b"GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n"

    answers = ask(
        base, b"".join([*(vote(hall, 2, 20 + n) for n in range(12)), health, vote(hall, 2, 20)]), 14
    )

    votes = [body.get("left", body.get("code", body.get("votes"))) for _, body in answers]
    assert votes[:10] == list(range(9, -1, -1))
    assert [status for status, _ in answers] == [200] * 10 + [409, 409, 200, 200]
    assert answers[-1][1]["replayed"] is True


def test_half_a_request_counts_nothing_and_holds_nobody_up(served: tuple[Hall, str]) -> None:
    hall, base = served
    half = vote(hall, 3, 30)[:-5]

    with connect(base) as slow:
        slow.sendall(half)
        assert ask(base, vote(hall, 3, 31))[0][0] == 200
    assert ask(base, vote(hall, 3, 32))[0][1]["left"] == 8


def test_a_lying_length_gets_no_vote_through(served: tuple[Hall, str]) -> None:
    hall, base = served

    [(short, body)] = ask(base, vote(hall, 4, 40, length=5))[:1]
    [(status, _)] = ask(base, vote(hall, 4, 41, 1, "Content-Length: 3"))[:1]

    assert (short, body["code"]) == (422, "malformed")
    assert status == 400
    assert ask(base, vote(hall, 4, 42))[0][1]["left"] == 9


def test_200_hands_on_two_workers_spend_exactly_ten(served: tuple[Hall, str]) -> None:
    hall, base = served
    answers: list[tuple[int, dict[str, object]] | None] = []

    def hand(n: int) -> None:
        body = {"entry": "J-001", "votes": 1 + n % 3}
        answers.append(post(base, hall.token(5), key_of(500 + n), body))

    hands = [threading.Thread(target=hand, args=(n,)) for n in range(60)]
    for one in hands:
        one.start()
    for one in hands:
        one.join()

    given = [a[1]["votes"] for a in answers if a and a[0] == 200]
    refused = [a[1]["left"] for a in answers if a and a[0] == 409]
    assert len(given) + len(refused) == 60
    assert sum(map(int, map(str, given))) == 10 - min(map(int, map(str, refused)))


def start(hall: Hall, *, workers: int = 1) -> tuple[subprocess.Popen[bytes], str]:
    port = serving.free_port()
    env = os.environ | {
        "PINGXUAN_BALLOTS_URL": hall.url,
        "PINGXUAN_MASTER_KEY": "11" * 32,
        "PINGXUAN_VOTES_ONLY": "1",
    }
    command = [sys.executable, "-m", "pingxuan", "serve", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--vote-workers", str(workers)], env=env, start_new_session=True
    )
    base = f"http://127.0.0.1:{port}"
    serving.await_health(process, base, 60)
    return process, base


def test_nothing_acknowledged_is_lost_over_kills(hall: Hall) -> None:
    acknowledged: dict[tuple[int, int], str] = {}
    for turn in range(2):
        process, base = start(hall, workers=2)
        try:
            for n, key in list(acknowledged)[-10:]:
                again = post(base, hall.token(n), key_of(key), {"entry": "J-001", "votes": 1})
                assert again is not None
                assert (again[1]["replayed"], again[1]["receipt"]) == (True, acknowledged[n, key])
            stop = threading.Event()

            def hand(
                n: int, base: str = base, turn: int = turn, stop: threading.Event = stop
            ) -> None:
                key = n * 1000 + turn * 100
                while not stop.is_set():
                    key += 1
                    answer = post(
                        base, hall.token(n), key_of(key), {"entry": "J-001", "votes": 1}, 2
                    )
                    if answer is not None and answer[0] == 200:
                        acknowledged[n, key] = str(answer[1]["receipt"])

            hands = [threading.Thread(target=hand, args=(n,)) for n in range(8)]
            for one in hands:
                one.start()
            threading.Event().wait(0.25)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            stop.set()
            for one in hands:
                one.join()
        finally:
            process.poll() is None and os.killpg(process.pid, signal.SIGKILL)

    found = {
        ballot.receipt
        for n in range(8)
        for ballot in reading.ballots_of(hall.url, CAMPAIGN, hall.voter(n), _keys())
    }
    assert set(acknowledged.values()) <= found
    assert reading.tally(hall.url, CAMPAIGN)["J-001"].votes == len(found) <= 80


def _keys() -> object:
    from tests.ballotbox.hall import KEYS

    return KEYS


def test_it_ends_on_sigterm_and_leaves_no_orphan_when_killed(hall: Hall) -> None:
    process, base = start(hall, workers=2)
    assert post(base, hall.token(1), key_of(1), {"entry": "J-001", "votes": 1}) is not None
    process.terminate()
    assert process.wait(10) == 0

    process, _ = start(hall, workers=2)
    orphans = children_of(process.pid)
    process.kill()
    process.wait()
    assert len(orphans) == 2
    assert all(is_gone(pid) for pid in orphans)


def test_a_worker_that_dies_is_started_again(tmp_path: Path) -> None:
    hall = Hall(f"sqlite:///{tmp_path / 'b.sqlite3'}")
    process, base = start(hall)
    try:
        [worker] = children_of(process.pid)
        os.kill(worker, signal.SIGKILL)
        assert is_gone(worker)
        serving.await_health(process, base, 30)

        answer = post(base, hall.token(1), key_of(1), {"entry": "J-001", "votes": 1})

        assert answer is not None
        assert answer[0] == 200
    finally:
        process.terminate()
        process.wait(10)


def test_a_taken_port_is_refused_in_words(tmp_path: Path) -> None:
    hall = Hall(f"sqlite:///{tmp_path / 'b.sqlite3'}")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = subprocess.run(
            [sys.executable, "-m", "pingxuan", "serve", "--port", str(taken.getsockname()[1])],
            env=os.environ
            | {"PINGXUAN_VOTES_ONLY": "1", "LANG": "C", "PINGXUAN_BALLOTS_URL": hall.url},
            capture_output=True,
            text=True,
            check=False,
        )

    assert done.returncode == 2
    assert done.stderr.startswith("cannot serve:")
    assert "Traceback" not in done.stderr
