"""The shapes a rule sheet is made of: each reads a value, and describes itself as JSON Schema.

A shape never stops at the first fault. It reports what it finds and gives back what could be read,
None for what could not, so that all problems of a sheet come out at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Protocol

from pingxuan.domain.rules.positions import Path
from pingxuan.domain.rules.text import Text

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
MOST_NUMBER = 1_000_000
NO_WORDS = Text("")

Report = Callable[[Path, Text], None]
Schema = dict[str, Any]


class Shape(Protocol):
    """What a value may be."""

    def read(self, value: Any, path: Path, report: Report) -> Any:
        """Give the value as it is used, or report why not and give None."""

    def json_schema(self) -> Schema:
        """Describe the value as JSON Schema."""


def kind_of(value: Any) -> Text:
    """Name the type of a TOML value in words."""
    names: tuple[tuple[type, Text], ...] = (
        (bool, Text("真假值", "a boolean")),
        (str, Text("字符串", "a string")),
        (int, Text("整数", "an integer")),
        (Decimal, Text("小数", "a decimal number")),
        (time, Text("时刻", "a time of day")),
        (datetime, Text("日期时间", "a date and time")),
        (date, Text("日期", "a date")),
        (Sequence, Text("数组", "an array")),
        (Mapping, Text("表", "a table")),
    )
    for kind, name in names:
        if isinstance(value, kind):
            return name
    return Text("别的东西", "something else")


def _wrong(value: Any, wanted: Text) -> Text:
    found = kind_of(value)
    return Text(f"应为{wanted.zh}，实为{found.zh}", f"should be {wanted.en}, is {found.en}")


def _outside(least: int, most: int) -> Text:
    if least == most:
        return Text(f"应为 {least}", f"should be {least}")
    return Text(f"应在 {least} 到 {most} 之间", f"should be from {least} to {most}")


def guess(word: str, known: Sequence[str]) -> Text:
    """Suggest the nearest known word, or list what is known when it is short."""
    near = get_close_matches(word, known, n=1)
    if near:
        return Text(f"；是否想写 {near[0]}？", f"; did you mean {near[0]}?")
    if len(known) <= 12:
        listed = ", ".join(known)
        return Text(f"；可用：{listed}", f"; known are: {listed}")
    return Text("", "")


@dataclass(frozen=True)
class Str:
    """A string; `wants` says in words what `pattern` asks for."""

    least: int = 1
    pattern: str = ""
    wants: Text = NO_WORDS

    def read(self, value: Any, path: Path, report: Report) -> Any:
        """Refuse other types, empty or unprintable text, and what the pattern does not allow."""
        if not isinstance(value, str):
            report(path, _wrong(value, Text("字符串", "a string")))
        elif len(value.strip()) < self.least:
            report(path, Text("不能为空", "is empty"))
        elif CONTROL.search(value):
            report(path, Text("含有不可见的控制字符", "holds an invisible control character"))
        elif self.pattern and not re.fullmatch(self.pattern, value):
            report(path, Text(f"应为{self.wants.zh}", f"should be {self.wants.en}"))
        else:
            return value
        return None

    def json_schema(self) -> Schema:
        """Describe length and pattern."""
        schema: Schema = {"type": "string"}
        if self.least:
            schema["minLength"] = self.least
        if self.pattern:
            schema["pattern"] = f"^(?:{self.pattern})$"
        return schema


@dataclass(frozen=True)
class OneOf:
    """A word from a fixed list."""

    words: tuple[str, ...]

    def read(self, value: Any, path: Path, report: Report) -> Any:
        """Refuse a word that is not listed, with the nearest one that is."""
        if not isinstance(value, str):
            report(path, _wrong(value, Text("字符串", "a string")))
        elif value not in self.words:
            hint = guess(value, self.words)
            report(path, Text(f"没有 {value!r} 这一项{hint.zh}", f"{value!r} is unknown{hint.en}"))
        else:
            return value
        return None

    def json_schema(self) -> Schema:
        """List the words."""
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class Int:
    """A whole number within bounds, both included."""

    least: int = 0
    most: int = MOST_NUMBER

    def read(self, value: Any, path: Path, report: Report) -> Any:
        """Refuse other types (a boolean is none of ours) and numbers out of bounds."""
        if isinstance(value, bool) or not isinstance(value, int):
            report(path, _wrong(value, Text("整数", "an integer")))
        elif not self.least <= value <= self.most:
            report(path, _outside(self.least, self.most))
        else:
            return value
        return None

    def json_schema(self) -> Schema:
        """Give the bounds."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Flag:
    """True or false."""

    def read(self, value: Any, path: Path, report: Report) -> Any:
        """Refuse everything but a boolean."""
        if isinstance(value, bool):
            return value
        report(path, _wrong(value, Text("真假值（true 或 false）", "a boolean (true or false)")))
        return None

    def json_schema(self) -> Schema:
        """Describe a boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class Number:
    """An exact decimal number, at least `least`."""

    least: int = 0

    def read(self, value: Any, path: Path, report: Report) -> Any:
        """Give a Decimal; refuse other types and what is below `least`."""
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            report(path, _wrong(value, Text("数", "a number")))
            return None
        number = Decimal(value)
        if not self.least <= number <= MOST_NUMBER:
            report(path, _outside(self.least, MOST_NUMBER))
            return None
        return number

    def json_schema(self) -> Schema:
        """Give the lower bound."""
        return {"type": "number", "minimum": self.least, "maximum": MOST_NUMBER}


@dataclass(frozen=True)
class Moment:
    """A date and time; without an offset it is in the campaign's zone."""

    def read(self, value: Any, path: Path, report: Report) -> Any:
        """Refuse everything but a date with its time."""
        if isinstance(value, datetime):
            return value
        wanted = Text(
            "日期时间，如 2021-10-20T00:00:00（不加引号）",
            "a date and time such as 2021-10-20T00:00:00 (without quotes)",
        )
        report(path, _wrong(value, wanted))
        return None

    def json_schema(self) -> Schema:
        """Describe a moment as it stands in JSON."""
        return {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d"}


@dataclass(frozen=True)
class Day:
    """A date without a time."""

    def read(self, value: Any, path: Path, report: Report) -> Any:
        """Refuse everything but a bare date."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        wanted = Text(
            "日期，如 2021-01-01（不加引号）", "a date such as 2021-01-01 (without quotes)"
        )
        report(path, _wrong(value, wanted))
        return None

    def json_schema(self) -> Schema:
        """Describe a date as it stands in JSON."""
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class Array:
    """An array of one shape; None stands in the place of an element that could not be read."""

    of: Shape
    least: int = 0

    def read(self, value: Any, path: Path, report: Report) -> Any:
        """Read every element, each under its own path."""
        if not isinstance(value, list):
            report(path, _wrong(value, Text("数组", "an array")))
            return None
        if len(value) < self.least:
            report(path, Text(f"至少要有 {self.least} 项", f"needs at least {self.least}"))
        return [self.of.read(one, (*path, place), report) for place, one in enumerate(value)]

    def json_schema(self) -> Schema:
        """Describe the elements."""
        schema: Schema = {"type": "array", "items": self.of.json_schema()}
        if self.least:
            schema["minItems"] = self.least
        return schema


@dataclass(frozen=True)
class Key:
    """One key of a table: its shape, and what holds when it is not there."""

    shape: Shape
    about: str
    required: bool = False
    default: Any = None

    def json_schema(self) -> Schema:
        """Describe the value, with the key's meaning and default."""
        schema = {"description": self.about, **self.shape.json_schema()}
        if self.default is not None:
            schema["default"] = self.default
        return schema


@dataclass(frozen=True)
class Table:
    """A table with known keys. What is read has every key: given, default, or None."""

    keys: Mapping[str, Key] = field(default_factory=dict)

    def read(self, value: Any, path: Path, report: Report) -> Any:
        """Read every known key; report the unknown and the missing ones."""
        if not isinstance(value, dict):
            report(path, _wrong(value, Text("表", "a table")))
            return None
        for name in value:
            if name not in self.keys:
                hint = guess(name, list(self.keys))
                report((*path, name), Text(f"没有这个键{hint.zh}", f"unknown key{hint.en}"))
        return {name: self._one(name, key, value, path, report) for name, key in self.keys.items()}

    def _one(
        self, name: str, key: Key, value: Mapping[str, Any], path: Path, report: Report
    ) -> Any:
        if name in value:
            return key.shape.read(value[name], (*path, name), report)
        if key.required:
            report((*path, name), Text("缺少这个键", "missing"))
            return None
        return key.shape.read({}, (*path, name), report) if key.default == {} else key.default

    def json_schema(self) -> Schema:
        """Describe all keys and close the table to others."""
        schema: Schema = {
            "type": "object",
            "properties": {name: key.json_schema() for name, key in self.keys.items()},
            "additionalProperties": False,
        }
        required = [name for name, key in self.keys.items() if key.required]
        return {**schema, "required": required} if required else schema


@dataclass(frozen=True)
class Foreign:
    """A table with a reader of its own; here only its keys are held to ASCII."""

    schema: Schema

    def read(self, value: Any, path: Path, report: Report) -> Any:
        """Give the table as it is."""
        if not isinstance(value, dict):
            report(path, _wrong(value, Text("表", "a table")))
            return None
        self._walk(value, path, report)
        return value

    def _walk(self, value: Mapping[str, Any], path: Path, report: Report) -> None:
        for name, below in value.items():
            if not name.isascii():
                report(
                    (*path, name),
                    Text(
                        "键应使用代码（ASCII），名称写在别处",
                        "keys are codes in ASCII; names stand elsewhere",
                    ),
                )
            if isinstance(below, dict):
                self._walk(below, (*path, name), report)

    def json_schema(self) -> Schema:
        """Give the schema that was handed in."""
        return self.schema
