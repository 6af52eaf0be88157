"""Where each key of a TOML text stands: tomllib reads values, this reads lines."""

from __future__ import annotations

import json
import re
import tomllib
from bisect import bisect_left
from collections.abc import Sequence

Path = tuple[str | int, ...]

BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
BLANK = re.compile(r"[ \t]*")
BLANK_LINES = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
BETWEEN = re.compile(r"(?:[ \t\r\n,]|#[^\n]*)*")
SCALAR = re.compile(r"[^,\]}#\n]+")
LITERAL = re.compile(r"'[^'\n]*'")
LITERAL_LINES = re.compile(r"'''.*?'{3,5}", re.DOTALL)
BASIC = re.compile(r'"(?:[^"\\\n]|\\.)*"')
BASIC_LINES = re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}', re.DOTALL)
SYNTAX_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def positions(text: str) -> dict[Path, int]:
    """Map every key path of a valid TOML text to its line, counted from 1.

    Array elements are numbers counted from 0. A table that is only implied by a longer header
    has the line of the first header that names it.
    """
    return _Scanner(text).scan()


def nearest(lines: dict[Path, int], path: Path) -> int:
    """Give the line of `path`, or of the closest table around it that has one."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def dotted(path: Path) -> str:
    """Write a path as people write it: `categories[1].seats`; odd keys stand in quotes."""
    steps = []
    for step in path:
        if isinstance(step, int):
            steps.append(f"[{step}]")
        elif BARE_KEY.fullmatch(step):
            steps.append(f".{step}")
        else:
            steps.append(f".{json.dumps(step)}")
    return "".join(steps).removeprefix(".")


def syntax_place(text: str, error: tomllib.TOMLDecodeError) -> tuple[int, str]:
    """Split tomllib's message into the line it names and what it says."""
    message = str(error)
    found = SYNTAX_PLACE.search(message)
    if found is None:
        return 1, message
    said = message[: found.start()]
    return int(found[1]) if found[1] else text.count("\n") + 1, said


class _Scanner:
    """One pass over a text that tomllib has already accepted."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.ends = [place for place, char in enumerate(text) if char == "\n"]
        self.lines: dict[Path, int] = {(): 1}
        self.sizes: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        while self.skip(BLANK_LINES):
            if self.text.startswith("[[", self.at):
                table = self.header("]]")
            elif self.text[self.at] == "[":
                table = self.header("]")
            else:
                self.pair(table)
        return self.lines

    def skip(self, pattern: re.Pattern[str]) -> bool:
        """Step over what `pattern` matches; False at the end of the text."""
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at < len(self.text)

    def note(self, path: Path, place: int) -> None:
        self.lines.setdefault(path, bisect_left(self.ends, place) + 1)

    def header(self, closing: str) -> Path:
        start = self.at
        self.at += len(closing)
        keys = self.keys()
        self.at += len(closing)
        path = self.into((), keys[:-1], start)
        path = (*path, keys[-1])
        self.note(path, start)
        if closing == "]]":
            self.sizes[path] = self.sizes.get(path, 0) + 1
            path = (*path, self.sizes[path] - 1)
            self.note(path, start)
        return path

    def into(self, path: Path, keys: Sequence[str], place: int) -> Path:
        """Follow `keys` downwards; in an array of tables, to its last element."""
        for key in keys:
            path = (*path, key)
            self.note(path, place)
            if path in self.sizes:
                path = (*path, self.sizes[path] - 1)
        return path

    def keys(self) -> list[str]:
        found = [self.key()]
        while self.skip(BLANK) and self.text[self.at] == ".":
            self.at += 1
            found.append(self.key())
        return found

    def key(self) -> str:
        self.skip(BLANK)
        for pattern in (BARE_KEY, BASIC, LITERAL):
            found = pattern.match(self.text, self.at)
            if found:
                self.at = found.end()
                break
        assert found is not None, "tomllib accepted a key that this scanner does not know"
        if pattern is BARE_KEY:
            return found[0]
        key: str = tomllib.loads(f"key = {found[0]}")["key"]
        return key

    def pair(self, table: Path) -> None:
        start = self.at
        keys = self.keys()
        self.at += 1  # the equals sign
        path = (*self.into(table, keys[:-1], start), keys[-1])
        self.note(path, start)
        self.value(path)

    def value(self, path: Path) -> None:
        self.skip(BLANK)
        if self.text[self.at] == "[":
            self.array(path)
        elif self.text[self.at] == "{":
            self.inline_table(path)
        else:
            for pattern in (BASIC_LINES, LITERAL_LINES, BASIC, LITERAL, SCALAR):
                if pattern.match(self.text, self.at):
                    self.skip(pattern)
                    return

    def array(self, path: Path) -> None:
        self.at += 1
        count = 0
        while self.skip(BETWEEN) and self.text[self.at] != "]":
            element = (*path, count)
            self.note(element, self.at)
            self.value(element)
            count += 1
        self.at += 1

    def inline_table(self, path: Path) -> None:
        self.at += 1
        while self.skip(BETWEEN) and self.text[self.at] != "}":
            self.pair(path)
        self.at += 1
