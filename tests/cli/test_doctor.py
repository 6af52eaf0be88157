"""The doctor names every variable, and prints no secret."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from pingxuan.cli.doctor import VARIABLES

SOURCE = Path(__file__).parents[2] / "src" / "pingxuan"


def test_every_variable_of_the_code_is_listed() -> None:
    found = {
        name
        for path in SOURCE.rglob("*.py")
        for name in re.findall(r"PINGXUAN_[A-Z_]+[A-Z]", path.read_text("utf-8"))
    }

    assert found <= set(VARIABLES)


def test_no_secret_is_printed(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PINGXUAN_DATA": str(tmp_path),
        "PINGXUAN_FIELD_KEY": "ab" * 32,
        "LANG": "C",
    }
    environment.pop("PINGXUAN_DATABASE_URL", None)

    done = subprocess.run(
        [sys.executable, "-m", "pingxuan", "doctor"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, "abab" in done.stdout, "pingxuan manage migrate" in done.stdout) == (
        1,
        False,
        True,
    )
