"""What can be wrong with judging files: where it is, which trouble it is, and the facts.

The sentences stand in `wording`; nothing here is addressed to a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Trouble(StrEnum):
    """Every kind of problem that judging files can have."""

    UNREADABLE = "unreadable"
    NOT_UTF8 = "not-utf8"
    MISSING_COLUMN = "missing-column"
    REPEATED_COLUMN = "repeated-column"
    FIELD_COUNT = "field-count"
    STRAY_QUOTE = "stray-quote"
    UNCLOSED_QUOTE = "unclosed-quote"
    AFTER_QUOTE = "after-quote"
    STRAY_RETURN = "stray-return"
    EMPTY_NAME = "empty-name"
    NOT_A_DECIMAL = "not-a-decimal"
    NOT_A_COUNT = "not-a-count"
    OUT_OF_RANGE = "out-of-range"
    NOT_A_RANK = "not-a-rank"
    REPEATED_RECORD = "repeated-record"
    UNKNOWN_CRITERION = "unknown-criterion"
    SECOND_CRITERION = "second-criterion"
    SHARED_POSITION = "shared-position"
    NO_JUDGES = "no-judges"

    TOML_SYNTAX = "toml-syntax"
    UNKNOWN_KEY = "unknown-key"
    MISSING_KEY = "missing-key"
    NOT_A_TABLE = "not-a-table"
    NOT_A_LIST = "not-a-list"
    NOT_A_NAME = "not-a-name"
    NOT_A_NUMBER = "not-a-number"
    NOT_WHOLE = "not-whole"
    TOO_SMALL = "too-small"
    TOO_LARGE = "too-large"
    NOT_A_CHOICE = "not-a-choice"
    NOT_VERSION_1 = "not-version-1"
    ONLY_TRIMMED = "only-trimmed"
    NOT_WITH_BALLOT = "not-with-ballot"
    NOT_WITH_POINTS = "not-with-points"
    EMPTY_RANGE = "empty-range"
    NO_WEIGHT = "no-weight"
    NOT_A_HUNDRED = "not-a-hundred"
    UNKNOWN_BREAKER = "unknown-breaker"
    DRAW_NOT_LAST = "draw-not-last"
    DRAW_NOT_HEX = "draw-not-hex"
    BREAK_NEEDS_DRAW = "break-needs-draw"
    VOTES_MISSING = "votes-missing"
    NO_SUCH_CATEGORY = "no-such-category"
    NO_SUCH_ENTRY = "no-such-entry"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        place: `LINE:COLUMN` in a table, a dotted key in the rules, or "" for a whole file.
        facts: what the sentence about it will name.
        line: for the order of messages; 0 where there are no lines.
    """

    place: str
    trouble: Trouble
    facts: Mapping[str, object] = field(default_factory=dict)
    line: int = 0


def in_table(line: int, column: str, trouble: Trouble, **facts: object) -> Problem:
    """Describe a problem of one record, at the line on which the record begins."""
    return Problem(f"{line}:{one_line(column)}", trouble, facts, line)


def in_rules(key: str, trouble: Trouble, **facts: object) -> Problem:
    """Describe a problem of the rules at its dotted key."""
    return Problem(one_line(key), trouble, facts)


def one_line(text: str) -> str:
    """Escape whatever could break a message into two lines or hide in it."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


@dataclass(eq=False)
class JudgingRulesInvalid(Exception):
    """The rules of judging cannot be used; `problems` says all that is wrong with them."""

    problems: Sequence[Problem]


@dataclass(eq=False)
class MarksInvalid(Exception):
    """The marks do not fit the rules; `problems` says where."""

    problems: Sequence[Problem]
