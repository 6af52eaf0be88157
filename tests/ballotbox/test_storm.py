"""The storm in its short form: calm over the product, and loud over each planted fault."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import pingxuan

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
FAULTS = Path(__file__).parent / "faults"
EARLY = "answers-before-the-commit"  # shows only in a kill while votes are under way
ANY = "any rule"  # what a lost vote breaks depends on when the server was killed


def blow(folder: Path, source: Path, *arguments: str, **env: str) -> dict[str, Any]:
    """Run the short storm over the code in `source`."""
    short = ["--people", "12", "--attempts", "50", "--midnight", "4", *arguments]
    done = subprocess.run(
        [sys.executable, ROOT / "bench" / "storm.py", *short],
        env=os.environ
        | {
            "PYTHONPATH": str(source),
            "PINGXUAN_DATA": str(folder),
            "PINGXUAN_MASTER_KEY": "11" * 32,
        }
        | env,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.stdout, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (1 if found["broken"] else 0)
    return found


def test_two_workers_killed_over_a_midnight_break_no_rule(tmp_path: Path, ballots_url: str) -> None:
    source = Path(pingxuan.__path__[0]).parent

    found = blow(tmp_path, source, "--kills", "2", PINGXUAN_BALLOTS_URL=ballots_url)

    assert found["broken"] == {}
    assert found["accepted"] == found["lines"] > 20
    assert len(found["days"]) == 2
    assert found["attempts"] > 500


def plant(fault: str, source: Path) -> Path:
    """Copy our code to `source` and put a fault into it."""
    shutil.copytree(pingxuan.__path__[0], source / "pingxuan", ignore=shutil.ignore_patterns("web"))
    planted = ["git", "apply", "-p1", str(FAULTS / f"{fault}.patch")]
    subprocess.run(planted, cwd=source, check=True, capture_output=True)
    return source


FAULTY = pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("looks-before-the-lock", "more than ten votes a day"),
        ("a-quota-for-each-channel", "more than ten votes a day"),
        ("days-in-utc", "a used-up quota is not exactly ten"),
        (EARLY, ANY),
        ("ignores-the-key", "one key accepted twice"),
        ("a-repetition-uses-quota", "a used-up quota is not exactly ten"),
    ],
)


def hear(folder: Path, fault: str, url: str) -> dict[str, list[str]]:
    """Plant a fault and say which rules the storm finds broken."""
    kills = ("--kills", "3", "--longest", "0.5") if fault == EARLY else ("--kills", "0")
    source = plant(fault, folder / "src")
    broken: dict[str, list[str]] = blow(folder, source, *kills, PINGXUAN_BALLOTS_URL=url)["broken"]
    return broken


@FAULTY
def test_a_planted_fault_is_caught(tmp_path: Path, fault: str, rule: str) -> None:
    broken = hear(tmp_path, fault, f"sqlite:///{tmp_path / 'b.sqlite3'}")

    assert rule in broken or (rule == ANY and broken), broken


@FAULTY
def test_a_planted_fault_is_caught_on_postgresql(
    tmp_path: Path, postgres_url: str, fault: str, rule: str
) -> None:
    broken = hear(tmp_path, fault, f"{postgres_url}?schema=fault_{fault.replace('-', '_')}")

    assert rule in broken or (rule == ANY and broken), broken
