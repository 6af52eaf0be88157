"""Ties a process to its parent: no orphan goes on voting after a `kill -9` of the supervisor."""

from __future__ import annotations

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1
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
