"""Pages and jobs are forked from one house: each comes back by itself, and none outlives it."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from pingxuan.ballotbox import serving
from tests.machines import make_machine
from tests.processes import children_of, is_gone, name_of

pytestmark = pytest.mark.slow

PATIENCE = 60.0


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[int, str]]:
    """A whole server over an empty database: its process, and its address."""
    port = serving.free_port()
    command = [sys.executable, "-m", "pingxuan", "serve", "--port", str(port)]
    environment = make_machine(tmp_path).environment
    with subprocess.Popen(command, env=environment) as process:
        base = f"http://127.0.0.1:{port}"
        serving.await_health(process, base, PATIENCE)
        yield process.pid, base
        process.terminate()


def house_of(server: int) -> int:
    [house] = [one for one in children_of(server) if child_named(one, "px-pages", 1.0)]
    return house


def child_named(parent: int, name: str, patience: float = PATIENCE, *, but: int = 0) -> int:
    """Find a process's child by its name, other than one; 0 when there is none in time."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        found = [one for one in children_of(parent) if one != but and name_of(one) == name]
        if found:
            return found[0]
        threading.Event().wait(0.05)
    return 0


def answers(address: str) -> bool:
    """Say whether a page comes, in time."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            threading.Event().wait(0.05)
    return False


def test_pages_and_jobs_come_back_when_they_are_killed(served: tuple[int, str]) -> None:
    server, base = served
    house = house_of(server)
    for name in ("px-pages", "px-jobs"):
        old = child_named(house, name)

        os.kill(old, signal.SIGKILL)

        assert is_gone(old)
        assert child_named(house, name, but=old)
        assert answers(f"{base}/")


def test_a_killed_house_takes_all_with_it_and_another_one_opens(served: tuple[int, str]) -> None:
    server, base = served
    house = house_of(server)
    living = children_of(house)

    os.kill(house, signal.SIGKILL)

    assert len(living) == 2
    assert all(is_gone(one) for one in living)
    assert answers(f"{base}/")


def test_a_killed_server_leaves_nobody_behind(served: tuple[int, str]) -> None:
    server, _base = served
    house = house_of(server)
    living = [house, *children_of(house)]

    os.kill(server, signal.SIGKILL)

    assert all(is_gone(one) for one in living)


def test_health_says_when_the_main_database_is_gone(tmp_path: Path) -> None:
    machine = make_machine(tmp_path)
    command = [sys.executable, "-m", "pingxuan", "serve", "--port", str(serving.free_port())]
    with subprocess.Popen(command, env=machine.environment) as process:
        base = f"http://127.0.0.1:{command[-1]}"
        serving.await_health(process, base, PATIENCE)
        with sqlite3.connect(tmp_path / "main.sqlite3") as database:
            database.execute("ALTER TABLE django_migrations RENAME TO elsewhere")

        with pytest.raises(urllib.error.HTTPError) as ill:
            urllib.request.urlopen(f"{base}/healthz", timeout=20)
        with sqlite3.connect(tmp_path / "main.sqlite3") as database:
            database.execute("ALTER TABLE elsewhere RENAME TO django_migrations")
        serving.await_health(process, base, PATIENCE)
        process.terminate()

    assert ill.value.code == 503
    assert json.loads(ill.value.read()) == {"pages": "unavailable", "votes": "ok"}
