"""Every command that README, tutorial and how-to guides tell to type is typed here."""

from __future__ import annotations

import importlib
import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pingxuan.ballotbox.serving import running
from pingxuan.cli.main import COMMANDS
from tests.docs.pages import ROOT, Command, commands, guides

PROGRAMS = Path(sys.executable).parent
PATIENCE = 150
REHEARSED = "out/rehearsal"
SHEETS = ROOT / "src" / "pingxuan" / "campaigns" / "sheets"


@dataclass(frozen=True)
class Workshop:
    """A folder that looks like a checkout to whoever follows a guide; what is made there goes away."""

    folder: Path

    def environment(self) -> dict[str, str]:
        """Give an environment with nothing of ours in it but the scratch data folder."""
        kept = {name: value for name, value in os.environ.items() if "PINGXUAN" not in name}
        return kept | {
            "PATH": f"{PROGRAMS}:{os.environ['PATH']}",
            "PINGXUAN_DATA": str(self.folder / "var"),
            "LC_ALL": "C.UTF-8",
        }

    def run(self, command: Command) -> str:
        """Run a command, or what stands for it where it would take long; give the complaint."""
        text = command.text
        if text.startswith("make "):
            # `make -n` finds target and recipe without running it.
            return self._shell(f"make -n {text.removeprefix('make ')}", command, ROOT)
        if text.startswith("pingxuan serve"):
            return self._serve(text, command)
        if text.startswith("pingxuan demo"):
            _parse(text)
            return ""
        if text.startswith("pingxuan rehearse") and "--rules" not in text:
            text += f" --rules {self._lean_sheet()}"
        return self._shell(text, command, self.folder)

    def _shell(self, text: str, command: Command, folder: Path) -> str:
        done = subprocess.run(
            ["bash", "-c", text],
            cwd=folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        if done.returncode == command.exits_with:
            return ""
        said = (done.stderr or done.stdout)[-600:]
        return f"{command.where}: {text!r} exits with {done.returncode}:\n{said}"

    def _serve(self, text: str, command: Command) -> str:
        """Start a server with the options as written, on a free port, and ask how it is.

        Its pages stay out, to save time: tests/browser serves a whole one.
        """
        given = _parse(text)
        with running(
            env=self.environment(),
            vote_workers=int(str(given["vote_workers"])),
            votes_only=True,
            patience=PATIENCE,
        ) as address:
            health = httpx.get(f"{address}/healthz", timeout=10)
        return "" if health.status_code == httpx.codes.OK else f"{command.where}: {health.text}"

    def _lean_sheet(self) -> Path:
        """Give the built-in campaign with one vote a day: a tenth of the votes to rehearse."""
        lean = self.folder / "lean.toml"
        text = (SHEETS / "mass-line-2021.toml").read_text("utf-8")
        text = text.replace("\nper_day = 10\n", "\nper_day = 1\n")
        lean.write_text(re.sub(r"\nmax_per_request = \d+", "", text), "utf-8")
        return lean


def _parse(text: str) -> dict[str, object]:
    """Let the command's own parser look at the options; it raises on unknown ones."""
    _, name, *arguments = shlex.split(text)
    module, attribute = COMMANDS[name].split(":")
    command = getattr(importlib.import_module(module), attribute)
    given: dict[str, object] = command.make_context(name, arguments).params
    return given


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    for name in ("examples", "src", "scripts"):
        (tmp_path / name).symlink_to(ROOT / name)
    key = Ed25519PrivateKey.generate().public_key()
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "app-public.pem").write_bytes(pem)  # what a host app's makers send
    return Workshop(tmp_path)


@pytest.mark.slow
def test_every_command_of_the_guides_does_what_it_says(workshop: Workshop) -> None:
    told = [command for page in guides() for command in commands(page)]
    distinct = {command.text: command for command in reversed(told)}
    ordered = [command for command in told if distinct[command.text] is command]

    # What works on the rehearsal's files needs nothing of the rest: two lanes, in half the time.
    lanes = [
        [c for c in ordered if (REHEARSED in c.text) is is_after] for is_after in (True, False)
    ]
    with ThreadPoolExecutor(len(lanes)) as runners:
        said = runners.map(lambda lane: [workshop.run(command) for command in lane], lanes)
        complaints = [complaint for lane in said for complaint in lane]

    assert len(ordered) > 15
    assert [complaint for complaint in complaints if complaint] == []


def test_readme_opens_with_the_two_commands() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        first = [command.text for command in commands(ROOT / name)][:2]

        assert first == ["make demo", "make test"]


def test_a_command_that_fails_is_told(workshop: Workshop) -> None:
    missing = Command("page.md:1", "pingxuan campaign check gone.toml", 0)
    unknown = Command("page.md:2", "make no-such-target", 0)

    assert "page.md:1" in workshop.run(missing)
    assert "page.md:2" in workshop.run(unknown)


def test_blocks_are_read_as_one_types_them() -> None:
    text = "```console\n$ make demo  # play\npingxuan score a \\\n  --out b\n```\n```text\nmake x\n```\n"

    found = [command.text for command in commands(Path("page.md"), text)]

    assert found == ["make demo", "pingxuan score a --out b"]


def test_a_promised_exit_code_is_read() -> None:
    text = "```bash\npingxuan campaign check x.toml  # exits with 1: it has problems\n```\n"

    assert [c.exits_with for c in commands(Path("page.md"), text)] == [1]
