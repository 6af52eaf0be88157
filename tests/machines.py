"""A machine to kill things on: a data folder with its own database, and real processes over it."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
_HEAD = """
import os, sys
from datetime import timedelta
import django
django.setup()
from tests.builders import COLLECTING
"""


@dataclass(frozen=True)
class Machine:
    """Where its data lie, and the environment of everything that runs on it."""

    data: Path
    environment: dict[str, str]

    def with_settings(self, **more: str) -> Machine:
        """Give the same machine with further settings."""
        return replace(self, environment=self.environment | more)

    def start(self, script: str, *arguments: str) -> subprocess.Popen[str]:
        """Start a script in a process of its own, with Django set up."""
        return self._popen("-c", _HEAD + script, *arguments)

    def run(self, script: str, *arguments: str) -> str:
        """Run a script to its end; give what it printed."""
        with self.start(script, *arguments) as child:
            said, _nothing = child.communicate(timeout=240)
            assert child.returncode == 0
        return said.strip()

    def worker(self) -> subprocess.Popen[str]:
        """Start `pingxuan manage jobs`, as `pingxuan serve` does."""
        return self._popen("-m", "pingxuan", "manage", "jobs")

    def _popen(self, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, *words]
        return subprocess.Popen(
            command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )


_laid_out: list[Path] = []


def make_machine(data: Path) -> Machine:
    """Lay out the database of a machine in a folder; the second one is a copy of the first."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PINGXUAN_")}
    machine = Machine(
        data,
        kept
        | {
            "PINGXUAN_DATA": str(data),
            "PINGXUAN_DATABASE_URL": f"sqlite:///{data / 'main.sqlite3'}",
            "PINGXUAN_BALLOTS_URL": f"sqlite:///{data / 'ballots.sqlite3'}",
            "DJANGO_SETTINGS_MODULE": "pingxuan.site.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        },
    )
    if not _laid_out:
        first = data.with_name(f"{data.name}-laid-out")
        command = [sys.executable, "-m", "pingxuan", "manage", "migrate", "-v0"]
        subprocess.run(command, env=machine.environment, cwd=ROOT, check=True, timeout=240)
        shutil.copytree(data, first)
        _laid_out.append(first)
    shutil.copytree(_laid_out[0], data, dirs_exist_ok=True)
    return machine


def has_ended(process: int) -> bool:
    """Wait until a process that is to end is gone; the kernel takes a moment for it."""
    try:
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 30)[0])
    finally:
        os.close(handle)


def processes_about(words: str) -> list[int]:
    """Find the processes whose command or environment names something, this one left out."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            told = (place / "cmdline").read_bytes() + (place / "environ").read_bytes()
        except OSError:
            continue
        if words.encode() in told and int(place.name) != os.getpid():
            found.append(int(place.name))
    return found
