"""A real film beside an entry, played in Chromium: from the live site and from the static copy."""

from __future__ import annotations

import base64
import functools
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
C = "/c/mass-line-2021"
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:00.600\n第一句\n\n00:00.600 --> 00:09.000\n第二句\n"
# One second of a square that wanders, recorded by the browser itself: VP8 in WebM.
RECORD = """async () => {
  const canvas = document.createElement('canvas');
  canvas.width = 160; canvas.height = 90;
  const pen = canvas.getContext('2d');
  const made = new MediaRecorder(canvas.captureStream(25), {mimeType: 'video/webm;codecs=vp8'});
  const pieces = [];
  made.ondataavailable = (event) => pieces.push(event.data);
  const stopped = new Promise((done) => { made.onstop = done; });
  made.start();
  for (let n = 0; n < 30; n += 1) {
    pen.fillStyle = '#184'; pen.fillRect(0, 0, 160, 90);
    pen.fillStyle = '#fff'; pen.fillRect(n * 4, 30, 30, 30);
    await new Promise((next) => requestAnimationFrame(() => setTimeout(next, 25)));
  }
  made.stop();
  await stopped;
  const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}"""
HAS_PLAYED = "(film) => film.currentTime > 0.2 && film.videoWidth === 160 && !film.error"


@pytest.fixture
def page(chromium: Browser, demo: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=demo, locale="zh-CN")
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def entry(page: Page) -> str:
    """The address of an entry that has a film laid beside it, through the page."""
    page.goto("/_demo/")
    film = base64.b64decode(page.evaluate(RECORD))
    page.click("#sit-manager")
    page.goto(f"{C}/manage/vote/films")
    page.fill("#id_number", "J-001")
    page.fill("#id_title", "一秒钟")
    page.set_input_files("#id_film", [{"name": "a.webm", "mimeType": "", "buffer": film}])
    captions = {"name": "a.vtt", "mimeType": "", "buffer": CAPTIONS.encode()}
    page.set_input_files("#id_captions", [captions])
    page.check("#id_agreed")
    page.click("main form button.btn-zhu")
    expect(page.locator("main")).to_contain_text("视频已放在 J-001 的作品页上")
    return f"{C}/e/J-001"


@pytest.fixture
def copied(entry: str, demo_folder: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a static copy below a folder of a plain web server."""
    folder = tmp_path / "copy"
    command = [sys.executable, "-m", "pingxuan", "site", "export", "--out", str(folder)]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PINGXUAN_")}
    environment["PINGXUAN_DATA"] = str(demo_folder)
    subprocess.run(command, check=True, env=environment, capture_output=True)
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/copy"
    server.shutdown()
    server.server_close()


def play(page: Page) -> str:
    """Press play, wait until it has moved, and give the caption that is then shown."""
    film = page.locator("video").first
    film.scroll_into_view_if_needed()
    assert film.evaluate("(film) => [film.paused, film.autoplay, film.preload]") == [
        True,
        False,
        "none",
    ]
    film.evaluate("(film) => { film.muted = true; return film.play(); }")
    page.wait_for_function(HAS_PLAYED, arg=film.element_handle())
    film.evaluate("(film) => { film.pause(); film.currentTime = 0.1; }")
    shown = "(film) => film.textTracks[0].activeCues && film.textTracks[0].activeCues[0]"
    page.wait_for_function(shown, arg=film.element_handle())
    return str(film.evaluate("(film) => film.textTracks[0].activeCues[0].text"))


def test_a_film_beside_an_entry_plays_when_asked_with_its_captions(page: Page, entry: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(entry)
    page.wait_for_load_state("networkidle")
    before = [url for url in asked if url.endswith(".webm")]

    caption = play(page)

    assert (before, caption) == ([], "第一句")
    assert page.locator("video").first.get_attribute("poster")
    assert any(url.endswith(".webm") for url in asked)


def test_it_plays_from_the_static_copy_too(page: Page, copied: str, demo: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{copied}{C}/e/J-001/index.html")

    caption = play(page)

    assert caption == "第一句"
    assert [url for url in asked if url.startswith(demo)] == []
    assert [url for url in asked if re.search(r"film\.webm$", url)] != []
