"""The rules of judging as text: read with exact decimals and places of errors, and written.

Source:
    interfaces-judging 1 (Numbers, Messages) and 3.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pingxuan.domain.judging.numbers import exact_text, read_decimal
from pingxuan.domain.judging.problems import JudgingRulesInvalid, Problem, Trouble
from pingxuan.domain.judging.rules import BORDA, BallotInput, JudgingRules, Method

_AT_PLACE: Final = re.compile(r"(.*) \(at line (\d+), column (\d+)\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class OddNumber:
    """A TOML float that is no decimal number here, such as `1e3`, `1_0.5` or `nan`."""

    text: str

    def __str__(self) -> str:
        return self.text


def read_toml(data: bytes) -> dict[str, Any]:
    """Decode TOML with every decimal taken from its literal text.

    Raises:
        JudgingRulesInvalid: the text is no TOML; the one problem has its line and column.
    """
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as broken:
        before = data[: broken.start].decode("utf-8", "replace")
        raise JudgingRulesInvalid([_at_end_of(before, Trouble.NOT_UTF8)])
    try:
        return tomllib.loads(text, parse_float=_number)
    except tomllib.TOMLDecodeError as broken:
        raise JudgingRulesInvalid([_syntax_problem(str(broken), text)])
    except (RecursionError, ValueError) as broken:
        problem = Problem("1:1", Trouble.TOML_SYNTAX, {"message": type(broken).__name__}, 1)
        raise JudgingRulesInvalid([problem])


def to_toml(rules: JudgingRules) -> str:
    """Write the rules with every key said; decoding the text gives equal rules."""
    return "\n".join(_lines(rules)) + "\n"


def _number(literal: str) -> Decimal | OddNumber:
    number = read_decimal(literal)
    return OddNumber(literal) if number is None else number


def _syntax_problem(message: str, text: str) -> Problem:
    found = _AT_PLACE.fullmatch(message)
    if not found:
        return _at_end_of(text, Trouble.TOML_SYNTAX, message=message)
    said, line, column = found.groups()
    return Problem(f"{line}:{column}", Trouble.TOML_SYNTAX, {"message": said}, int(line))


def _at_end_of(text: str, trouble: Trouble, **facts: object) -> Problem:
    line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
    return Problem(f"{line}:{column}", trouble, facts, line)


def _lines(rules: JudgingRules) -> Iterator[str]:
    yield "version = 1"
    yield from _table("jury", _jury(rules))
    if rules.jury.criteria is not None:
        yield from _table("jury.criteria", rules.jury.criteria)
    if rules.ballot:
        yield from _table("ballot", _ballot(rules))
    if rules.combine:
        combine = rules.combine
        keys = ("mode", "jury", "vote", "vote_scale", "places")
        yield from _table("combine", {key: getattr(combine, key) for key in keys})
    yield from _table("ties", {"order": rules.tie_order})
    seats = rules.seats
    yield from _table(
        "seats",
        {"default": seats.default, "reserve": seats.reserve, "on_cut_tie": seats.on_cut_tie},
    )
    if seats.category:
        yield from _table("seats.category", seats.category)
    if seats.reserves:
        yield from _table("seats.reserves", seats.reserves)
    if rules.withdrawn:
        yield from _table("withdrawn", rules.withdrawn)


def _jury(rules: JudgingRules) -> dict[str, Any]:
    """List the keys of [jury] that may be given beside the others."""
    jury = rules.jury
    keys = ["places", "rounding", "criteria_mode", "min_mark", "max_mark", "min_marks"]
    if not rules.ballot:
        keys = ["method", "level", *keys]
        if jury.method is Method.TRIMMED_MEAN:
            keys += ["drop_high", "drop_low"]
    values = {key: getattr(jury, key) for key in keys}
    return values if rules.ballot else {**values, "round_at": sorted(jury.round_at)}


def _ballot(rules: JudgingRules) -> dict[str, Any]:
    ballot = rules.ballot
    assert ballot
    values = {"method": ballot.method, "input": ballot.input, "judge_ties": ballot.judge_ties}
    if ballot.input is BallotInput.POINTS:
        return values
    return {**values, "points": BORDA if ballot.points is None else ballot.points}


def _table(name: str, values: Mapping[str, Any]) -> Iterator[str]:
    yield f"\n[{name}]"
    for key, value in values.items():
        yield f"{key if key.isidentifier() and key.isascii() else _string(key)} = {_value(value)}"


def _value(value: str | int | Decimal | Sequence[Any]) -> str:
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return exact_text(value)
    return "[" + ", ".join(map(_value, value)) + "]"


def _string(text: str) -> str:
    """Write a basic string; JSON's differs from TOML's only in letting DEL through."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
