"""Looking at real processes from outside."""

from __future__ import annotations

import threading
import time
from pathlib import Path


def children_of(pid: int) -> list[int]:
    """Give the processes that one has started and that have not been waited for."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]


def name_of(pid: int) -> str:
    """Give the name that `ps -o comm` shows."""
    return Path(f"/proc/{pid}/comm").read_text().strip()


def is_gone(pid: int, seconds: float = 8) -> bool:
    """Say whether a process has ended, or does within so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except OSError:
            return True
        threading.Event().wait(0.05)
    return False
