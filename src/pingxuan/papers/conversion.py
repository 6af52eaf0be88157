"""Old Word files through LibreOffice, in a child with limits; without it they are not read."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from pingxuan.papers.limits import Limits
from pingxuan.papers.model import Unreadable

HOW_TO_ADD = (
    "Reading .doc, .wps and .rtf needs LibreOffice: apt-get install libreoffice-writer-nogui",
    "读取 .doc、.wps、.rtf 需要 LibreOffice：apt-get install libreoffice-writer-nogui",
)
_PROGRAMS = ("soffice", "libreoffice")


def office_program() -> str | None:
    """Give the path of LibreOffice's command, or None when it is not installed."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def convert_to_word(data: bytes, limits: Limits) -> bytes:
    """Turn an old Word file into a .docx.

    The child has an empty home of its own, no more than the limits' memory and time, and is
    ended with all that it started.

    Raises:
        Unreadable: `wrong_type` when LibreOffice is not installed, else `corrupt` or `too_large`.
    """
    program = office_program()
    if program is None:
        raise Unreadable("wrong_type")
    with tempfile.TemporaryDirectory(prefix="pingxuan-") as folder:
        home = Path(folder)
        source = home / "form.doc"
        source.write_bytes(data)
        _run(program, home, source, limits)
        made = home / "out" / "form.docx"
        if not made.is_file():
            raise Unreadable("corrupt")
        if made.stat().st_size > limits.unpacked:
            raise Unreadable("too_large")
        return made.read_bytes()


def _run(program: str, home: Path, source: Path, limits: Limits) -> None:
    def confine() -> None:
        seconds = limits.conversion_seconds
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_DATA, (limits.conversion_bytes, limits.conversion_bytes))
        resource.setrlimit(resource.RLIMIT_FSIZE, (limits.unpacked, limits.unpacked))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    command = [
        program,
        f"-env:UserInstallation={(home / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(home / "out"),
        str(source),
    ]
    environment = {
        "HOME": str(home),
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "LANG": "C.UTF-8",
    }
    child = subprocess.Popen(
        command,
        env=environment,
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=confine,  # noqa: PLW1509  the child only sets its own limits
    )
    try:
        child.wait(timeout=limits.conversion_seconds)
    except subprocess.TimeoutExpired as late:
        raise Unreadable("corrupt") from late
    finally:
        _end_group(child)


def _end_group(child: subprocess.Popen[bytes]) -> None:
    """End the child and everything that it started in its own session."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
