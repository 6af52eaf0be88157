"""Captions of a film, as WebVTT: checked before they are kept. Source: W3C WebVTT; WCAG 1.2.2."""

from __future__ import annotations

import re

LONGEST = 400_000
_TIMING = re.compile(
    r"((?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3})[ \t]+-->[ \t]+((?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3})(?:[ \t].*)?"
)


def captions_of(raw: bytes) -> str:
    """Read captions as text, whatever ends their lines; what cannot be read is empty."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def problem_of(text: str) -> str:
    """Say what is wrong with captions: empty when nothing is.

    Codes are `no_captions` (no WebVTT, or no words in it), `captions_too_long`, and
    `bad_caption:<line>`, counted from 1: a time that cannot be read, or goes backwards.
    """
    if len(text) > LONGEST:
        return "captions_too_long"
    lines = text.split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        return "no_captions"
    last, has_words = -1.0, False
    for number, line in enumerate(lines, 1):
        if "-->" not in line:
            continue
        found = _TIMING.fullmatch(line.strip())
        if found is None:
            return f"bad_caption:{number}"
        begins, ends = _seconds(found[1]), _seconds(found[2])
        if not last <= begins < ends:
            return f"bad_caption:{number}"
        last = begins
        has_words = has_words or bool(lines[number : number + 1] and lines[number].strip())
    return "" if has_words else "no_captions"


def _seconds(time: str) -> float:
    total = 0.0
    for part in time.split(":"):
        total = total * 60 + float(part)
    return total
