"""Programs that read what strangers sent: in a child with limits, ended with all that it started."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from pingxuan.papers.model import Unreadable

_NOWHERE = "http://127.0.0.1:9"

# Whoever reads may be killed, and can end nothing then. Its end closes the pipe that the warden
# waits at, and the warden ends the conversion and forgets the form.
_WARDEN = 'read -r _ || { kill -s KILL -- "-$1"; rm -rf -- "$HOME"; }'


def run_child(
    command: Sequence[str], home: Path, *, seconds: int, memory: int, longest_file: int
) -> None:
    """Run a program in `home` within its limits, and end all that it started.

    It has an environment of its own, no network where the kernel allows that, and is ended with
    this process, also when that is killed. Whether it did its work is to be seen in `home`.

    Args:
        memory: bytes that it may hold; `longest_file`: bytes that it may write into one file.

    Raises:
        Unreadable: `corrupt`, when it takes longer than `seconds`.
    """
    limited = (
        f"ulimit -c 0; ulimit -t {seconds}; ulimit -d {memory // 1024};"
        f" ulimit -f {longest_file // 512};"
        f" exec 3<&0 </dev/null; setsid sh -c '{_WARDEN}' sh $$ <&3 &"
        ' exec "$@" 3<&-'
    )
    environment = {
        "HOME": str(home),
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "LANG": "C.UTF-8",
        "http_proxy": _NOWHERE,
        "https_proxy": _NOWHERE,
    }
    child = subprocess.Popen(
        ["sh", "-c", limited, "sh", *_without_network(), *command],
        env=environment,
        cwd=home,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        child.wait(timeout=seconds)
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
