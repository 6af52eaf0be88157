"""Reading a rule sheet: from TOML text to the frozen sheet, or to everything wrong with it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from pingxuan.domain.judging.numbers import read_decimal
from pingxuan.domain.judging.toml import OddNumber
from pingxuan.domain.revision import fingerprint
from pingxuan.domain.rules.build import build
from pingxuan.domain.rules.check_calendar import check_calendar, check_tiers
from pingxuan.domain.rules.check_contest import check_goals, check_jury, check_voting
from pingxuan.domain.rules.check_entry import check_entry
from pingxuan.domain.rules.check_judging import check_judging
from pingxuan.domain.rules.layout import SHEET
from pingxuan.domain.rules.positions import Path, dotted, nearest, positions, syntax_place
from pingxuan.domain.rules.problems import Problem, SheetInvalid
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.domain.rules.text import Text

LARGEST = 1_000_000
"""Characters of a rule sheet at most; the built-in one has a fiftieth of it."""

CHECKS = (
    check_calendar,
    check_tiers,
    check_entry,
    check_voting,
    check_goals,
    check_jury,
    check_judging,
)


def decode(text: str, filename: str) -> RuleSheet:
    """Read a rule sheet.

    Args:
        text: the TOML text; a byte order mark at its start is passed over.
        filename: how the file is called in problems.

    Raises:
        SheetInvalid: with every problem of the text, sorted by line.

    Source:
        A1; interfaces, Campaign files.
    """
    text = text.removeprefix("\ufeff")
    raw = _parse(text, filename)
    found: dict[tuple[Path, Text], None] = {}
    data = SHEET.read(raw, (), lambda path, said: found.setdefault((path, said)))
    unreadable = {path for path, _ in found}

    def report(path: Path, said: Text) -> None:
        if path not in unreadable:  # a value that could not be read looks absent to the checks
            found[path, said] = None

    for check in CHECKS:
        check(data, report)
    if found:
        lines = positions(text)
        problems = [Problem(filename, nearest(lines, p), dotted(p), t) for p, t in found]
        raise SheetInvalid(sorted(problems, key=lambda problem: (problem.line, problem.key)))
    return build(data, sheet_hash(raw))


def sheet_hash(raw: Mapping[str, Any]) -> str:
    """Fingerprint a decoded sheet: hex SHA-256 of its canonical JSON.

    Dates are ISO strings and decimals their literal text, so that comments, order and layout of
    the file do not count.
    """
    return fingerprint(_plain(raw))


def _parse(text: str, filename: str) -> dict[str, Any]:
    if len(text) > LARGEST:
        said = Text(f"超过 {LARGEST} 个字符", f"has more than {LARGEST} characters")
        raise SheetInvalid([Problem(filename, 1, "", said)])
    try:
        return tomllib.loads(text, parse_float=_number)
    except tomllib.TOMLDecodeError as error:
        line, reason = syntax_place(text, error)
    except (ValueError, ArithmeticError, RecursionError) as error:
        line, reason = 1, f"{type(error).__name__}: {error}"
    said = Text(f"TOML 语法错误：{reason}", f"TOML syntax: {reason}")
    raise SheetInvalid([Problem(filename, line, "toml", said)])


def _number(literal: str) -> Decimal | OddNumber:
    """Take a decimal from its literal text; `1e3` or `nan` stay what they are, to be refused."""
    number = read_decimal(literal)
    return OddNumber(literal) if number is None else number


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {key: _plain(below) for key, below in value.items()}
        case list():
            return [_plain(one) for one in value]
        case date() | time():  # a datetime is a date
            return value.isoformat()
        case Decimal():
            return str(value)
        case _:
            return value
