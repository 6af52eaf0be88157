"""`pingxuan serve`: one process that starts, watches and stops all the others.

The ballot boxes own the port; the page process stands behind them on a Unix socket in a private
folder; the jobs run beside.

Source:
    architecture, "Processes".
"""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from pingxuan.ballotbox import checkpoint, places, store
from pingxuan.ballotbox.children import (
    STOP_SECONDS,
    WATCH_SECONDS,
    Child,
    StopSignal,
    command,
    keep,
)
from pingxuan.ballotbox.keeper import Keeper
from pingxuan.ballotbox.keys import Keys, load_master
from pingxuan.ballotbox.stamps import Service

LOG_BEHIND = 3  # with this the pages end when the ballot database is not the book's


class CannotServeError(Exception):
    """The server cannot start; the message says why."""


def has_pages() -> bool:
    """Say whether the page side is installed."""
    try:
        return importlib.util.find_spec("pingxuan.site.wsgi") is not None
    except ModuleNotFoundError:
        return False


def serve(host: str, port: int, vote_workers: int, *, votes_only: bool = False) -> None:
    """Serve until SIGTERM or SIGINT; then stop everything and return.

    Raises:
        CannotServeError: the port is taken, or a database cannot be made ready.
    """
    stop = StopSignal()
    _refuse_taken_port(host, port)
    keys = load_master(places.data_dir())
    try:
        with store.session(places.ballots_url(), create=True):
            pass
    except store.StorageUnavailableError as broken:
        raise CannotServeError(f"ballot database: {broken}") from broken
    with ExitStack() as stack:
        behind: list[Child] = []
        pages: list[str] = []
        if not votes_only and has_pages():
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="pingxuan-"))
            socket_path = Path(folder) / "pages"
            # Where the pages relay the votes of browsers without scripts to.
            inside = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
            os.environ.setdefault("PINGXUAN_BALLOTBOX_URL", f"http://{inside}:{port}")
            behind = _behind(socket_path)
            _await_pages(behind[0], socket_path, stop)
            pages = ["--pages", str(socket_path)]
        worker = [sys.executable, "-m", "pingxuan.ballotbox.worker", "--host", host]
        worker += ["--port", str(port), *pages]
        _keep_log(stack, places.ballots_url(), keys)
        boxes = [Child(f"ballot box {n + 1}", command(worker)) for n in range(vote_workers)]
        # The boxes stop first: they still pass requests to the pages while they answer their last ones.
        keep((boxes, behind), stop)


def _keep_log(stack: ExitStack, url: str, keys: Keys) -> None:
    """Look after the ballot database and its log for as long as `stack` lasts."""
    if not places.is_postgres(url):
        stack.enter_context(_thread(partial(checkpoint.keep, places.sqlite_path(url))))
    stack.enter_context(_thread(Keeper(url, keys, _stamp_service()).keep))


def _stamp_service() -> Service | None:
    """Name the time stamping service, if the operator has chosen one."""
    url, roots = os.environ.get("PINGXUAN_TSA_URL"), os.environ.get("PINGXUAN_TSA_ROOTS")
    return Service(url, Path(roots) if roots else None) if url else None


@contextmanager
def _thread(work: Callable[[threading.Event], None]) -> Iterator[None]:
    """Work beside the processes until the end."""
    stop = threading.Event()
    worker = threading.Thread(target=work, args=(stop,), daemon=True)
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join(STOP_SECONDS)


def _behind(path: Path) -> list[Child]:
    """Name the processes behind the ballot boxes: pages and jobs, and the static copy if wanted."""
    house = [sys.executable, "-m", "pingxuan.site.house", str(path)]
    behind = [Child("pages and jobs", command(house))]
    copy = os.environ.get("PINGXUAN_COPY")
    if copy:
        export = [sys.executable, "-m", "pingxuan", "site", "export", "--out", copy, "--every"]
        export.append(os.environ.get("PINGXUAN_COPY_SECONDS", "300"))
        behind.append(Child("copy", command(export)))
    return behind


def _await_pages(pages: Child, socket_path: Path, stop: StopSignal) -> None:
    """Start the pages and wait for their socket: what the others stand on is ready then."""
    pages.start()
    while not socket_path.exists() and not stop.is_asked:
        if pages.has_ended and pages.process and pages.process.returncode == LOG_BEHIND:
            raise CannotServeError(
                "the ballot database lacks signed heads that the book of acts has, or has others:"
                " `pingxuan audit verify` says where. Bring back the right one, or take votes all"
                " the same with PINGXUAN_LOG_BEHIND=accept"
            )
        if pages.has_ended:
            raise CannotServeError(
                "the main database could not be brought up to date, or styles and scripts"
                " not be laid out in the data folder"
            )
        time.sleep(WATCH_SECONDS)


def _refuse_taken_port(host: str, port: int) -> None:
    """Look before sharing: SO_REUSEPORT would quietly join another server's port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            raise CannotServeError(f"{host}:{port}: {taken.strerror}") from taken


def free_port(host: str = "127.0.0.1") -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    host: str = "127.0.0.1",
    port: int = 0,
    env: Mapping[str, str] | None = None,
    *,
    vote_workers: int = 1,
    votes_only: bool = False,
    patience: float = 60,
) -> Iterator[str]:
    """Run a server as a process of its own, and stop it at the end.

    Args:
        port: 0 takes a free one.
        env: added to this process's environment.
        patience: seconds until the first good answer of /healthz.

    Yields:
        The base URL, without a slash at its end.

    Raises:
        CannotServeError: it ended, or was not ready in time.
    """
    port = port or free_port(host)
    command = [sys.executable, "-m", "pingxuan", "serve", "--host", host, "--port", str(port)]
    command += ["--vote-workers", str(vote_workers)] + (["--votes-only"] if votes_only else [])
    process = subprocess.Popen(command, env={**os.environ, **(env or {})}, start_new_session=True)
    base = f"http://{host}:{port}"
    try:
        await_health(process, base, patience)
        yield base
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS + 4)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def await_health(process: subprocess.Popen[bytes], base: str, patience: float) -> None:
    """Wait until /healthz is good.

    Raises:
        CannotServeError: the server ended, or was not ready in time.
    """
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if process.poll() is not None:
            raise CannotServeError(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(f"{base}/healthz", timeout=2) as answer:  # noqa: S310 - our own server
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(WATCH_SECONDS)  # a start tells nobody when it is done
    raise CannotServeError("the server was not ready in time")
