"""One ballot-box process: uvicorn with uvloop and httptools around the ballot box."""

from __future__ import annotations

import argparse
import asyncio
import fcntl
import logging
import os
import resource
import signal
import socket
import sys
from functools import partial
from pathlib import Path

import uvicorn
import uvloop

from pingxuan.ballotbox import parent, places
from pingxuan.ballotbox.app import BallotBox
from pingxuan.ballotbox.keys import Keys, load_master
from pingxuan.ballotbox.lane import Writer
from pingxuan.ballotbox.ledger import Ledger
from pingxuan.ballotbox.protocol import VoteProtocol, sweep

BACKLOG = 2048
MOST_FILES = 65_536  # connections, mostly
GRACE_SECONDS = 6
POSTGRES_LANES = 3  # one gathers and decides while the others wait for the database


def writers_for(url: str) -> list[Writer]:
    """Choose the writers, one for each lane, by the kind of database."""
    if places.is_postgres(url):
        from pingxuan.ballotbox.postgres_writer import PostgresWriter  # asyncpg is an extra

        return [PostgresWriter(url) for _ in range(POSTGRES_LANES)]
    from pingxuan.ballotbox.sqlite_writer import SqliteWriter

    return [SqliteWriter(url)]


def ledger_for(url: str, keys: Keys) -> Ledger:
    """Put queue, lanes and writers together."""
    return Ledger(writers_for(url), keys)


def shared_socket(host: str, port: int) -> socket.socket:
    """Open a socket that several workers listen on; the kernel spreads new connections."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    opened.bind((host, port))
    return _first_to_close(opened)


def _first_to_close(opened: socket.socket) -> socket.socket:
    """Move a socket behind all others to come.

    The kernel closes the files of a killed process last number first. With the usual low number the
    port would still be taken when the clients already see their connections end and come back.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = min(most, MOST_FILES) if most != resource.RLIM_INFINITY else MOST_FILES
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    with opened:
        number = fcntl.fcntl(opened.fileno(), fcntl.F_DUPFD_CLOEXEC, files - 1)
        return socket.socket(opened.family, opened.type, fileno=number)


async def serve(host: str, port: int, pages_socket: str | None) -> None:
    """Answer until SIGTERM; then let no answer be lost that was accepted."""
    ledger = ledger_for(places.ballots_url(), load_master(places.data_dir()))
    for writing in await ledger.open():
        writing.add_done_callback(_end_if_broken)
    box = BallotBox(ledger)
    if pages_socket is not None:
        from pingxuan.ballotbox.pages import PageProcess

        pages = PageProcess(Path(pages_socket))
        box.pages, box.pages_health = pages, pages.health
    trusted = os.environ.get("PINGXUAN_TRUSTED_PROXIES", "")
    config = uvicorn.Config(
        box,
        http=partial(VoteProtocol, box),  # type: ignore[arg-type]  # a class in disguise
        ws="none",
        lifespan="off",
        interface="asgi3",
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=bool(trusted),
        forwarded_allow_ips=trusted or None,
        backlog=BACKLOG,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = uvicorn.Server(config)
    sweeping = asyncio.create_task(sweep(server.server_state))
    await server.serve([shared_socket(host, port)])
    sweeping.cancel()
    await ledger.close()


def _end_if_broken(task: asyncio.Task[None]) -> None:
    """End the process when the writer's task broke: nobody would ever be answered again.

    What has no answer is unknown to its sender, who asks again; the supervisor starts a new worker.
    """
    if not task.cancelled() and task.exception() is not None:
        logging.getLogger("pingxuan.ballotbox").critical(
            "the writer broke", exc_info=task.exception()
        )
        os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Run one worker; started by the supervisor (`serving.py`)."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--host", required=True)
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--pages")
    given = arguments.parse_args()
    parent.die_with_parent(signal.SIGKILL)
    for stop in (signal.SIGTERM, signal.SIGINT):
        # uvicorn catches these while it serves, and raises them again when it has stopped: by then
        # the last batch is still to be written.
        signal.signal(stop, lambda *_: None)
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format=f"worker {os.getpid()}: %(message)s"
    )
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(given.host, given.port, given.pages))


if __name__ == "__main__":
    main()
