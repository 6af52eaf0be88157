"""The language of messages on a terminal: English, unless LANG begins with zh."""

from __future__ import annotations

import os


def speaks_chinese() -> bool:
    """Say whether the terminal's locale (LC_ALL, LC_MESSAGES, LANG, in that order) is Chinese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return value.lower().startswith("zh")
    return False


def say(english: str, chinese: str) -> str:
    """Choose between the two wordings of one message."""
    return chinese if speaks_chinese() else english
