"""What a child process asks of the kernel: to end with its parent, and to be told apart.

No orphan goes on voting after a `kill -9` of the supervisor.
"""

from __future__ import annotations

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1
_PR_SET_NAME = 15
_LIBC = ctypes.CDLL(None, use_errno=True)


def die_with_parent(by: signal.Signals, parent: int | None = None) -> None:
    """Ask the kernel for a signal when the parent ends (Linux; elsewhere nothing happens).

    Args:
        parent: the parent's process id when it was still known to live, to see that it died before
            the kernel was asked.
    """
    if hasattr(_LIBC, "prctl"):
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(by), 0, 0, 0)
        if parent is not None and os.getppid() != parent:
            os.kill(os.getpid(), by)


def be_called(name: str) -> None:
    """Take a name for `ps -o comm`, `top` and `pkill` (Linux; elsewhere nothing happens).

    Args:
        name: ASCII, 15 characters at most.
    """
    if hasattr(_LIBC, "prctl"):
        _LIBC.prctl(_PR_SET_NAME, name.encode(), 0, 0, 0)
