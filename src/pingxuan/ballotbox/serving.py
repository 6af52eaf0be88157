"""`pingxuan serve`: one process that starts, watches and stops all the others.

The ballot boxes own the port; the page process stands behind them on a Unix socket in a private
folder; the jobs run beside.

Source:
    architecture, "Processes".
"""

from __future__ import annotations

import importlib.util
import logging
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
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pingxuan.ballotbox import checkpoint, parent, places, store
from pingxuan.ballotbox.keeper import Keeper
from pingxuan.ballotbox.keys import Keys, load_master
from pingxuan.ballotbox.stamps import Service

log = logging.getLogger("pingxuan.serve")

STOP_SECONDS = 8.0
LOG_BEHIND = 3  # with this the pages end when the ballot database is not the book's
WATCH_SECONDS = 0.1  # between two looks at the children, whose ends wake nobody
QUICK_DEATH_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 10.0
PAGE_WORKERS = 2
PAGE_THREADS = 8


class CannotServeError(Exception):
    """The server cannot start; the message says why."""


@dataclass
class Child:
    """One process of the server.

    Attributes:
        name: for messages.
        pause: seconds to wait before the next start, growing while it dies at once.
    """

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    pause: float = field(default=0.0)

    def start(self) -> None:
        """Start it, tied to this process."""
        me = os.getpid()
        self.process = subprocess.Popen(
            self.command,
            preexec_fn=lambda: parent.die_with_parent(signal.SIGTERM, me),  # noqa: PLW1509 - one call, no locks
        )
        self.started_at = time.monotonic()

    def watch(self) -> None:
        """Start it again when it has died, later each time that it dies at once."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_again_at:
                self.start()
            return
        if self.process.poll() is None:
            return
        lived = now - self.started_at
        quick = lived < QUICK_DEATH_SECONDS
        self.pause = min(LONGEST_PAUSE_SECONDS, max(0.2, self.pause * 2)) if quick else 0.0
        log.warning("%s ended with %s; starting it again", self.name, self.process.returncode)
        self.process, self.start_again_at = None, now + self.pause

    @property
    def has_ended(self) -> bool:
        """Say whether it was started and is gone."""
        return self.process is not None and self.process.poll() is not None

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def await_end(self, until: float) -> None:
        """Wait for the end, and enforce it when the time is over."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


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
    stop = _StopSignal()
    _refuse_taken_port(host, port)
    keys = load_master(places.data_dir())
    try:
        with store.session(places.ballots_url(), create=True):
            pass
    except store.StorageUnavailableError as broken:
        raise CannotServeError(f"ballot database: {broken}") from broken
    with ExitStack() as stack:
        children: list[Child] = []
        pages: list[str] = []
        if not votes_only and has_pages():
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="pingxuan-"))
            behind = Path(folder) / "pages"
            # Where the pages relay the votes of browsers without scripts to.
            inside = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
            os.environ.setdefault("PINGXUAN_BALLOTBOX_URL", f"http://{inside}:{port}")
            children = _behind(behind)
            _await_pages(children[0], behind, stop)
            pages = ["--pages", str(behind)]
        worker = [sys.executable, "-m", "pingxuan.ballotbox.worker", "--host", host]
        _keep_log(stack, places.ballots_url(), keys)
        boxes = [
            Child(f"ballot box {n + 1}", [*worker, "--port", str(port), *pages])
            for n in range(vote_workers)
        ]
        _run(boxes, children, stop)


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
    """Name the processes behind the ballot boxes: pages, jobs, and the static copy if wanted."""
    gunicorn = [sys.executable, "-m", "pingxuan.site.pages"]
    gunicorn += ["--bind", f"unix:{path}", "--worker-class", "gthread", "--no-control-socket"]
    gunicorn += ["--workers", os.environ.get("PINGXUAN_PAGE_WORKERS", str(PAGE_WORKERS))]
    gunicorn += [
        "--threads",
        str(PAGE_THREADS),
        "--graceful-timeout",
        "5",
        "--log-level",
        "warning",
    ]
    children = [Child("pages", gunicorn)]
    copy = os.environ.get("PINGXUAN_COPY")
    if copy:
        export = [sys.executable, "-m", "pingxuan", "site", "export", "--out", copy, "--every"]
        children.append(Child("copy", [*export, os.environ.get("PINGXUAN_COPY_SECONDS", "300")]))
    if os.environ.get("PINGXUAN_JOBS") != "off":
        children.append(Child("jobs", [sys.executable, "-m", "pingxuan", "manage", "jobs"]))
    return children


def _await_pages(pages: Child, behind: Path, stop: _StopSignal) -> None:
    """Start the pages and wait for their socket: what the others stand on is ready then."""
    pages.start()
    while not behind.exists() and not stop.is_asked:
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


def _run(boxes: list[Child], behind: list[Child], stop: _StopSignal) -> None:
    children = [*behind, *boxes]
    try:
        while not stop.is_asked:
            for child in children:
                child.watch()
            time.sleep(WATCH_SECONDS)
    finally:
        until = time.monotonic() + STOP_SECONDS
        # The boxes first: they still pass requests to the pages while they answer their last ones.
        for group in (boxes, behind):
            for child in group:
                child.ask_to_stop()
            for child in group:
                child.await_end(until)


class _StopSignal:
    """Notes SIGTERM and SIGINT."""

    def __init__(self) -> None:
        self.is_asked = False
        for stop in (signal.SIGTERM, signal.SIGINT):
            signal.signal(stop, self._note)

    def _note(self, *_: object) -> None:
        self.is_asked = True


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
            time.sleep(0.05)
    raise CannotServeError("the server was not ready in time")
