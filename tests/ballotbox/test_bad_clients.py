"""Bad clients hang, lie and crowd; good votes go on being answered meanwhile."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from os import environ

import pytest
import uvicorn
from uvicorn.server import ServerState

from pingxuan.ballotbox import reading, serving
from pingxuan.ballotbox.app import BallotBox, Send
from pingxuan.ballotbox.protocol import REQUEST_SECONDS, STALLED_SECONDS, VoteProtocol
from tests.ballotbox.hall import CAMPAIGN, Hall, open_box
from tests.ballotbox.test_server import ask, connect, read_answers, vote

pytestmark = pytest.mark.slow

FILES = 160  # of one worker; so it keeps 80 clients


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hall, str]]:
    """A server whose one worker may open few files only."""
    folder = tmp_path_factory.mktemp("crowded")
    hall = Hall(f"sqlite:///{folder / 'ballots.sqlite3'}")
    env = {"PINGXUAN_BALLOTS_URL": hall.url, "PINGXUAN_MASTER_KEY": "11" * 32}
    limited = shutil.which("prlimit")
    assert limited, "prlimit is part of util-linux"
    port = serving.free_port()
    command = [limited, f"--nofile={FILES}:{FILES}", sys.executable, "-m", "pingxuan", "serve"]
    command += ["--port", str(port), "--votes-only"]
    data = {"PINGXUAN_DATA": str(folder)}
    process = subprocess.Popen(command, env={**environ, **env, **data}, start_new_session=True)
    try:
        base = f"http://127.0.0.1:{port}"
        serving.await_health(process, base, 60)
        yield hall, base
    finally:
        process.terminate()
        process.wait(30)


def good_votes(hall: Hall, base: str, people: range) -> int:
    """Let each of these people vote once on a connection of their own; count who was answered."""
    answers = [ask(base, vote(hall, n, 7000 + n)) for n in people]
    return sum(status == 200 for [(status, _)] in answers)


def votes_in(hall: Hall) -> int:
    """All votes in the tally."""
    return sum(count.votes for count in reading.tally(hall.url, CAMPAIGN).values())


def test_good_votes_are_answered_while_bad_clients_hang(crowded: tuple[Hall, str]) -> None:
    hall, base = crowded
    whole = vote(hall, 1, 1)
    with ExitStack() as stack:
        for n in range(60):
            line = stack.enter_context(connect(base))
            # Nothing; half a line; half a head; a whole head without its body; half a body.
            line.sendall((b"", b"POST /api", whole[:150], whole[:-30], whole[:-5])[n % 5])
        bad = {
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 50 + b"\r\n\r\n": 400,
            b"GET / HTTP/9.9\r\n\r\n": 400,
            b"POST /api/v1/votes HTTP/1.1\r\nContent-Length: -1\r\n\r\n": 400,
            b"POST /api/v1/votes HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n": 400,
            b"POST /api/v1/votes HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n": 400,
            b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 20_000: 431,
            b"GET /" + b"a" * 100_000: 431,
            vote(hall, 1, 1, length=999_999) + b" " * 70_000: 413,
        }
        for request, status in bad.items():
            try:
                found = ask(base, request)
            except ConnectionError:
                continue  # closed while it was still sending
            assert [got for got, _ in found] in ([status], [])

        assert good_votes(hall, base, range(100, 120)) == 20


def test_more_idle_clients_than_there_is_room_keep_nobody_out(crowded: tuple[Hall, str]) -> None:
    hall, base = crowded
    with ExitStack() as stack:
        for n in range(FILES + 60):
            line = stack.enter_context(connect(base))
            try:
                line.sendall(b"POST /api/v1/votes HTTP/1.1\r\n" if n % 2 else b"")
            except OSError:
                continue  # it had to leave again
            if n % 20 == 0:
                assert good_votes(hall, base, range(200 + n, 201 + n)) == 1

        assert good_votes(hall, base, range(500, 520)) == 20


def test_a_flood_on_one_connection_is_answered_in_order(crowded: tuple[Hall, str]) -> None:
    hall, base = crowded
    before = votes_in(hall)
    with connect(base) as line:
        line.sendall(b"".join(vote(hall, 600 + n, 600 + n) for n in range(150)))
        answers = read_answers(line, 150)

    assert [status for status, _ in answers] == [200] * 150
    assert votes_in(hall) == before + 150


@pytest.mark.parametrize("part", [15, 150, -5])
def test_a_byte_now_and_then_keeps_no_request_alive(hall: Hall, part: int) -> None:
    async def story() -> bytes:
        async with open_box(hall) as opened:
            return await dawdle(opened.box)

    async def dawdle(box: BallotBox) -> bytes:
        state = ServerState()
        config = uvicorn.Config(box, interface="asgi3", lifespan="off", ws="none")
        config.load()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: VoteProtocol(box, config, state, {}), "127.0.0.1", 0
        )
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
        for piece in (vote(hall, 1, 1)[:part], b""):
            writer.write(piece)
            await writer.drain()
        while not any(one._begun_at for one in state.connections):
            await asyncio.sleep(0)
        [one] = state.connections
        one.sweep(one.active_at + REQUEST_SECONDS / 2)
        assert not one.transport.is_closing()
        # The last byte came just now; the first long ago.
        one._begun_at -= REQUEST_SECONDS
        one.sweep(one.active_at + 1)
        try:
            return await reader.read()
        except ConnectionResetError:
            return b""
        finally:
            writer.close()
            server.close()

    assert asyncio.run(story()) == b""
    assert votes_in(hall) == 0


def test_who_takes_nothing_of_an_answer_is_let_go(hall: Hall) -> None:
    async def large(scope: object, receive: object, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(1000):
            await send({"type": "http.response.body", "body": b"a" * 65_536, "more_body": True})

    async def story() -> None:
        async with open_box(hall) as opened:
            opened.box.pages = large
            state = ServerState()
            config = uvicorn.Config(opened.box, interface="asgi3", lifespan="off", ws="none")
            config.load()
            server = await asyncio.get_running_loop().create_server(
                lambda: VoteProtocol(opened.box, config, state, {}), "127.0.0.1", 0
            )
            with connect("http://{}:{}".format(*server.sockets[0].getsockname())) as line:
                line.sendall(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                while not any(one._stalled_at for one in state.connections):
                    await asyncio.sleep(0)
                [one] = state.connections
                one.sweep(one._stalled_at + STALLED_SECONDS / 2)
                assert not one.transport.is_closing()
                one.sweep(one._stalled_at + STALLED_SECONDS + 1)
                while state.connections or state.tasks:
                    await asyncio.sleep(0)
            server.close()

    asyncio.run(asyncio.wait_for(story(), 60))
