"""A real demonstration behind a real Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.steps import context_of

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
ARGUMENTS += ["--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demonstration keeps its databases."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def demo(request: pytest.FixtureRequest, demo_folder: Path) -> Iterator[str]:
    """A demonstration, built and served by the command itself; gives its address.

    It is a small one, unless the module says `IS_WHOLE = True`.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PINGXUAN_")}
    command = [sys.executable, "-m", "pingxuan", "demo"]
    command += [] if getattr(request.module, "IS_WHOLE", False) else ["--small"]
    command += ["--port", str(port), "--data", str(demo_folder)]
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
