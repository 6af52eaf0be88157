"""A private PostgreSQL for the tests: a folder of its own, a free port, fsync on."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

_running: dict[str, str] = {}


MEMORY = Path("/dev/shm")
ROOM = 2 * 2**30


def start(*, in_memory: bool = False) -> str:
    """Start it, once, and give its address.

    Args:
        in_memory: keep its files in memory where there is room; for tests that do not end a process
            at the very moment of writing.
    """
    if "url" in _running:
        return _running["url"]
    has_room = in_memory and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix="pingxuan-postgres-", dir=MEMORY if has_room else None))
    data = folder / "data"
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    _run("initdb", "-D", data, "-U", "pingxuan", "-A", "trust", "-E", "UTF8", "--locale=C")
    settings = (
        f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=on -c max_connections=100"
        " -c shared_buffers=128MB -c max_locks_per_transaction=256 -c log_min_messages=fatal"
    )
    _run("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", settings, "start")
    _running.update(folder=str(folder), url=f"postgresql://pingxuan@127.0.0.1:{port}/postgres")
    return _running["url"]


def stop() -> None:
    """Stop it and throw its folder away."""
    if _running:
        folder = Path(_running["folder"])
        _run("pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
        _running.clear()


def _run(program: str, *arguments: object) -> None:
    """Run a program of the newest PostgreSQL here; as its own user when we are root."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"),
        key=lambda path: int(re.sub(r"\D", "", path.parts[-3]) or 0),
    )
    if not found:
        raise RuntimeError("no PostgreSQL under /usr/lib/postgresql")
    command = [str(found[-1].parent / program), *map(str, arguments)]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    done = subprocess.run(
        command, cwd="/", capture_output=program != "pg_ctl", text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{program}: {(done.stderr or '')[-400:]}")
