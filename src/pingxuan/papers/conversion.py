"""Old Word files through LibreOffice, in a child with limits; without it they are not read."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from pingxuan.papers.limits import Limits
from pingxuan.papers.model import Unreadable

HOW_TO_ADD = (
    "Reading .doc, .wps and .rtf needs LibreOffice: apt-get install libreoffice-writer-nogui",
    "读取 .doc、.wps、.rtf 需要 LibreOffice：apt-get install libreoffice-writer-nogui",
)
_PROGRAMS = ("soffice", "libreoffice")
_NOWHERE = "http://127.0.0.1:9"

# Whoever reads may be killed, and can end nothing then. Its end closes the pipe that the warden
# waits at, and the warden ends the conversion and forgets the form.
_WARDEN = 'read -r _ || { kill -s KILL -- "-$1"; rm -rf -- "$HOME"; }'

# No macros, no links followed: neither is anything that a form needs.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""


def office_program() -> str | None:
    """Give the path of LibreOffice's command, or None when it is not installed."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def convert_to_word(data: bytes, limits: Limits) -> bytes:
    """Turn an old Word file into a .docx.

    The child has an empty home of its own, no network where the kernel allows that, no more than
    the limits' memory and time, and is ended with all that it started, also when this process is
    killed meanwhile.

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
    """Run the conversion within its limits and end all that it started."""
    profile = home / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
    limited = (
        f"ulimit -c 0; ulimit -t {limits.conversion_seconds};"
        f" ulimit -d {limits.conversion_bytes // 1024}; ulimit -f {limits.unpacked // 512};"
        f" exec 3<&0 </dev/null; setsid sh -c '{_WARDEN}' sh $$ <&3 &"
        ' exec "$@" 3<&-'
    )
    command = [
        *("sh", "-c", limited, "sh", *_without_network(), program),
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault"),
        *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(home / "out"), str(source)),
    ]
    environment = {
        "HOME": str(home),
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "LANG": "C.UTF-8",
        "http_proxy": _NOWHERE,
        "https_proxy": _NOWHERE,
    }
    child = subprocess.Popen(
        command,
        env=environment,
        cwd=home,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        child.wait(timeout=limits.conversion_seconds)
    except subprocess.TimeoutExpired as late:
        raise Unreadable("corrupt") from late
    finally:
        _end_group(child)
        _dismiss_warden(child)


@cache
def _without_network() -> tuple[str, ...]:
    """Give the words that start a program without any network, where the kernel allows it."""
    words = ("unshare", "--net", "--map-root-user", "--")
    if shutil.which(words[0]) is None:
        return ()
    tried = subprocess.run([*words, "true"], capture_output=True, check=False, timeout=10)
    return words if tried.returncode == 0 else ()


def _end_group(child: subprocess.Popen[bytes]) -> None:
    """End the child and everything that it started in its own session."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _dismiss_warden(child: subprocess.Popen[bytes]) -> None:
    """Tell the warden that all is ended, so that it ends too and touches nothing."""
    if child.stdin is not None:
        with suppress(BrokenPipeError), child.stdin as pipe:
            pipe.write(b"\n")
