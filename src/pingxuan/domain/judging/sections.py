"""A table of decoded TOML, read key by key; it notes what is wrong and what nobody asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from pingxuan.domain.judging.numbers import read_decimal
from pingxuan.domain.judging.problems import Problem, Trouble, in_rules

Choice = TypeVar("Choice", bound=StrEnum)


def as_decimal(value: object) -> Decimal | None:
    """Take an integer, a decimal, or a string that holds one; never a binary float."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    return read_decimal(value) if isinstance(value, str) else None


class Section:
    """One table of the rules, at a dotted key.

    Each reading method takes the value of one key, notes a problem if it is not what it has to be,
    and then goes on with the default, so that all problems come out in one reading.
    """

    def __init__(self, values: Mapping[str, Any], key: str, problems: list[Problem]) -> None:
        """Read `values`, which stand at `key`, and note problems in the shared list."""
        self._values = values
        self._key = key
        self._asked: set[str] = set()
        self.problems = problems

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def names(self) -> list[str]:
        """List the keys of this table as they stand."""
        return list(self._values)

    def at(self, name: str) -> str:
        """Give the dotted key of a name in this table."""
        return f"{self._key}.{name}" if self._key else name

    def note(self, name: str, trouble: Trouble, **facts: object) -> None:
        """Note a problem at one key of this table."""
        self.problems.append(in_rules(self.at(name), trouble, **facts))

    def section(self, name: str) -> Section | None:
        """Open a table inside this one; None if it is absent or no table."""
        value = self._take(name)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self.note(name, Trouble.NOT_A_TABLE)
            return None
        return Section(value, self.at(name), self.problems)

    def absent(self, name: str) -> Section:
        """Stand in for a table that is not there: all its keys are at their defaults."""
        return Section({}, self.at(name), self.problems)

    def number(self, name: str, default: Decimal, *, least: int | None = None) -> Decimal:
        """Read a number, exactly as written."""
        return self._number(self._take(name), name, default, least=least)

    def whole(self, name: str, default: int, *, most: int | None = None) -> int:
        """Read a whole number of at least 0."""
        number = self.number(name, Decimal(default), least=0)
        if number != number.to_integral_value():
            self.note(name, Trouble.NOT_WHOLE, value=number)
            return default
        if most is not None and number > most:
            self.note(name, Trouble.TOO_LARGE, value=number, most=most)
            return default
        return int(number)

    def choice(self, name: str, default: Choice) -> Choice:
        """Read one word out of those of the default's enumeration."""
        value = self._take(name)
        return default if value is None else self._choice(name, value, default)

    def choices(
        self, name: str, default: frozenset[Choice], words: type[Choice]
    ) -> frozenset[Choice]:
        """Read a list of words out of one enumeration."""
        values = self.sequence(name)
        if values is None:
            return default
        return frozenset(self._choice(name, value, next(iter(words))) for value in values)

    def sequence(self, name: str) -> Sequence[object] | None:
        """Read a list; None if it is absent or no list."""
        value = self._take(name)
        if value is None or isinstance(value, list | tuple):
            return value
        self.note(name, Trouble.NOT_A_LIST)
        return None

    def strings(self, name: str) -> list[str]:
        """Read a list of names, none of them empty; an absent one is empty."""
        found = []
        for value in self.sequence(name) or ():
            if isinstance(value, str) and value:
                found.append(value)
            else:
                self.note(name, Trouble.NOT_A_NAME, value=value)
        return found

    def numbers(self, name: str) -> list[Decimal]:
        """Read a list of numbers."""
        values = self.sequence(name) or ()
        return [self._number(value, name, Decimal(0), least=None) for value in values]

    def word(self, name: str) -> str | None:
        """Read a bare string without noting anything; None if there is something else."""
        value = self._values.get(name)
        if isinstance(value, str):
            self._asked.add(name)
            return value
        return None

    def require(self, *names: str) -> bool:
        """Note each of `names` that is absent; say whether all are there."""
        absent = [name for name in names if name not in self]
        for name in absent:
            self.note(name, Trouble.MISSING_KEY)
        return not absent

    def forbid(self, trouble: Trouble, *names: str) -> None:
        """Note each of `names` that is there, though it must not be."""
        for name in names:
            if name in self:
                self._asked.add(name)
                self.note(name, trouble)

    def close(self) -> None:
        """Note the keys that nobody has asked for: they are usually typing mistakes."""
        for name in self._values:
            if name not in self._asked:
                self.note(name, Trouble.UNKNOWN_KEY)

    def _take(self, name: str) -> Any:
        self._asked.add(name)
        return self._values.get(name)

    def _number(self, value: object, name: str, default: Decimal, *, least: int | None) -> Decimal:
        if value is None:
            return default
        number = as_decimal(value)
        if number is None:
            self.note(name, Trouble.NOT_A_NUMBER, value=value)
            return default
        if least is not None and number < least:
            self.note(name, Trouble.TOO_SMALL, value=number, least=least)
            return default
        return number

    def _choice(self, name: str, value: object, default: Choice) -> Choice:
        words = type(default)
        if isinstance(value, str) and value in {word.value for word in words}:
            return words(value)
        self.note(name, Trouble.NOT_A_CHOICE, value=value, choices=[word.value for word in words])
        return default
