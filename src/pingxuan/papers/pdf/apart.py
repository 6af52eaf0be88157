"""A PDF is opened in a process apart: what its library hangs on or dies of holds up nobody.

A few hundred bytes can keep the library at work for years (drawings that repeat drawings); no look
beforehand finds all such. The process has its own limits of time and memory and ends with ours.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from pingxuan.papers.limits import DEFAULT_LIMITS, Limits
from pingxuan.papers.model import Unreadable
from pingxuan.papers.pdf.page import Glyph, LinkArea, PageContent, Rule

_CODES = {3: "encrypted", 4: "corrupt", 5: "too_large"}
_PARENT_DEATH_SIGNAL = 1
_one_at_a_time = threading.Lock()  # for the sake of memory: each process may take its share


def pages(data: bytes, limits: Limits) -> list[PageContent]:
    """Read the pages of a PDF.

    Raises:
        Unreadable: `encrypted`, `corrupt` or `too_large`.
    """
    told = ask("pages", data, limits.pages, limits)
    return [_page(json.loads(line)) for line in told.splitlines()]


def ask(task: str, data: bytes, number: int, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Let a process of its own do a task of `opened` and give what it printed.

    Raises:
        Unreadable: the task's code; `corrupt` when it took too long or broke down.
    """
    command = [sys.executable, "-P", "-m", "pingxuan.papers.pdf.apart", task, str(number)]
    command += [str(limits.pdf_seconds), str(limits.pdf_bytes)]
    known = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH") if key in os.environ}
    environment = known | {"PYTHONPATH": os.pathsep.join(sys.path), "LANG": "C.UTF-8"}
    with _one_at_a_time:
        try:
            done = subprocess.run(
                command,
                input=data,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                check=False,
                timeout=limits.pdf_seconds * 6,
            )
        except subprocess.TimeoutExpired as late:
            raise Unreadable("corrupt") from late
    if done.returncode:
        raise Unreadable(_CODES.get(done.returncode, "corrupt"))
    return done.stdout


def _page(told: dict[str, Any]) -> PageContent:
    return PageContent(
        glyphs=[Glyph(*one) for one in told["glyphs"]],
        level=[Rule(*one) for one in told["level"]],
        upright=[Rule(*one) for one in told["upright"]],
        links=[LinkArea(**one) for one in told["links"]],
        has_pictures=told["has_pictures"],
    )


def _told(page: PageContent) -> dict[str, Any]:
    return {
        "glyphs": [[g.text, g.left, g.bottom, g.right, g.top] for g in page.glyphs],
        "level": [[rule.at, rule.start, rule.end] for rule in page.level],
        "upright": [[rule.at, rule.start, rule.end] for rule in page.upright],
        "links": [asdict(link) for link in page.links],
        "has_pictures": page.has_pictures,
    }


def _answers(task: str, data: bytes, number: int) -> Iterator[bytes]:
    from pingxuan.papers.pdf import opened  # loaded here alone: only the process apart needs it

    if task == "pages":
        for page in opened.pages(data, number):
            yield json.dumps(_told(page)).encode() + b"\n"
    elif task == "count":
        yield str(opened.count(data)).encode()
    else:
        draw = {"picture": opened.picture, "scan": opened.scan}[task]
        yield draw(data, number)


def _work(task: str, number: int, seconds: int, most_bytes: int) -> int:
    """Do one task within limits; give the exit code."""
    ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_DATA, (most_bytes, most_bytes))
    try:
        for answer in _answers(task, data, number):
            sys.stdout.buffer.write(answer)
    except Unreadable as refused:
        return next(exit_ for exit_, code in _CODES.items() if code == refused.code)
    except MemoryError:
        return 5
    return 0


if __name__ == "__main__":
    sys.exit(_work(sys.argv[1], *(int(word) for word in sys.argv[2:])))
