"""A real demonstration behind a real Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.steps import context_of

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
ARGUMENTS += ["--disable-background-networking", "--disable-component-update"]
# How long a page takes says what else the machine does: two modules run at a time.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        yield browser
        browser.close()


@contextmanager
def serving(folder: Path, *sizes: str) -> Iterator[str]:
    """Let the command itself serve the demonstration of a folder, built where there is none."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PINGXUAN_")}
    command = [sys.executable, "-m", "pingxuan", "demo", *sizes]
    command += ["--port", str(port), "--data", str(folder)]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            ready = next((line for line in server.stdout or () if "ready:" in line), "")
            assert ready, "the demonstration did not start"
            yield ready.split("ready: ")[1].strip().rstrip("/")
        finally:
            server.terminate()
            server.wait(15)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A small demonstration that nobody has touched; one for all workers."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "built"
    with folder.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not folder.exists():
            making = folder.with_suffix(f".{worker_id}")
            with serving(making, "--small"):
                pass
            making.rename(folder)
    return folder


@pytest.fixture(scope="module")
def demo_folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the module's demonstration keeps its databases: a small one's copy, to begin with.

    The module that says `IS_WHOLE = True` gets an empty folder, and builds a whole one in it.
    """
    folder = tmp_path_factory.mktemp("demo")
    if not is_whole(request):
        shutil.copytree(request.getfixturevalue("built"), folder, dirs_exist_ok=True)
    return folder


def is_whole(request: pytest.FixtureRequest) -> bool:
    """Say whether the module asks for a whole demonstration."""
    return bool(getattr(request.module, "IS_WHOLE", False))


@pytest.fixture(scope="module")
def demo(request: pytest.FixtureRequest, demo_folder: Path) -> Iterator[str]:
    """A demonstration of the module's own, built and served by the command; gives its address."""
    with serving(demo_folder, *([] if is_whole(request) else ["--small"])) as address:
        yield address


@pytest.fixture
def page(chromium: Browser, demo: str) -> Iterator[Page]:
    """A visitor's narrow phone."""
    context = context_of(chromium, demo)
    yield context.new_page()
    context.close()


@pytest.fixture
def plain(chromium: Browser, demo: str) -> Iterator[Page]:
    """The same without scripts."""
    context = context_of(chromium, demo, scripts=False)
    yield context.new_page()
    context.close()
