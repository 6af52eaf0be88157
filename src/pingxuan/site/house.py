"""Pages and jobs: made ready and loaded once, then forked, so that they start at once and share memory.

The supervisor (`ballotbox/serving.py`) starts this and takes the socket's appearance as the sign
that the database is up to date.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable

from pingxuan.ballotbox import parent
from pingxuan.ballotbox.children import Child, StopSignal, keep

APPLICATION = "pingxuan.site.wsgi:application"
PAGE_WORKERS = 2
PAGE_THREADS = 8


class Forked:
    """A process that goes on from what this one has loaded, in the words of `subprocess.Popen`."""

    def __init__(self, name: str, work: Callable[[], object]) -> None:
        me = os.getpid()
        fork = multiprocessing.get_context("fork")
        self._process = fork.Process(target=self._run, args=(name, work, me))
        self._process.start()

    @staticmethod
    def _run(name: str, work: Callable[[], object], house: int) -> None:
        for stop in (signal.SIGTERM, signal.SIGINT):
            signal.signal(stop, signal.SIG_DFL)
        # At once, else pages that are still answering would take the socket of the next ones away.
        parent.die_with_parent(signal.SIGKILL, house)
        parent.be_called(name)
        work()

    @property
    def returncode(self) -> int | None:
        """Its exit code, if it has ended."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """Give the same."""
        return self._process.exitcode

    def terminate(self) -> None:
        """Send SIGTERM."""
        self._process.terminate()

    def kill(self) -> None:
        """Send SIGKILL."""
        self._process.kill()

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait for the end.

        Raises:
            subprocess.TimeoutExpired: it takes longer.
        """
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(self._process.name, timeout or 0.0)
        return self._process.exitcode


def main(socket_path: str) -> None:
    """Make ready, load, fork pages and jobs and watch them until SIGTERM."""
    stop = StopSignal()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pingxuan.site.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("make_ready")
    connections.close_all()  # no two processes may speak on one connection
    import pingxuan.site.urls  # noqa: F401 - else each process would load all pages by itself

    def launch(name: str, work: Callable[[], object]) -> Child:
        return Child(name, lambda: Forked(f"px-{name}", work))

    children = [launch("pages", lambda: _answer(socket_path))]
    if os.environ.get("PINGXUAN_JOBS") != "off":
        children.append(launch("jobs", lambda: call_command("jobs")))
    keep([children], stop)


def _answer(socket_path: str) -> None:
    """Serve the pages on a Unix socket."""
    from gunicorn.app import wsgiapp

    sys.argv[1:] = [APPLICATION, "--preload", "--bind", f"unix:{socket_path}"]
    sys.argv += ["--worker-class", "gthread", "--no-control-socket", "--graceful-timeout", "5"]
    sys.argv += ["--workers", os.environ.get("PINGXUAN_PAGE_WORKERS", str(PAGE_WORKERS))]
    sys.argv += ["--threads", str(PAGE_THREADS), "--log-level", "warning"]
    wsgiapp.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
    # Taking apart what was loaded would take seconds, and there is nobody left to need it.
    logging.shutdown()
    os._exit(0)
