"""Exact numbers: read from their literal text, rounded only where a rule says so, written out.

No binary float passes through here. A mark is a `Decimal`, whatever is computed from marks is a
`Fraction`, and what is published is a `Decimal` with exactly the decimals that the rules name.

Source:
    interfaces-judging 1, Numbers and Rounding.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, Inexact
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Final, TypeVar

DECIMAL_FORM: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
WHOLE_FORM: Final = re.compile(r"[0-9]+")

# Sums and products of decimals are finite decimals: this context computes them in full and would
# rather raise than drop a digit.
EXACT: Final = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[Inexact])


Number = TypeVar("Number", Decimal, Fraction)


class Rounding(StrEnum):
    """What happens to a value that lies halfway between two printable ones."""

    HALF_UP = "half-up"
    HALF_EVEN = "half-even"


def read_decimal(text: str) -> Decimal | None:
    r"""Read `[+-]?[0-9]+(\.[0-9]+)?` in ASCII digits; give None for anything else."""
    return Decimal(text) if DECIMAL_FORM.fullmatch(text) else None


def mean(values: Sequence[Number]) -> Fraction:
    """Divide the exact sum of `values`, which must not be empty, by their number.

    Decimals are added in the current context: callers work inside `localcontext(EXACT)`.
    """
    numerator, denominator = sum(values).as_integer_ratio()
    return Fraction(numerator, denominator * len(values))


def round_to(value: Fraction, places: int, rounding: Rounding) -> Fraction:
    """Round to the nearest multiple of 10^-places; `rounding` decides the halves."""
    return round_ratio(*value.as_integer_ratio(), places, rounding)


# Means of marks are few: the marks of ten thousand entries have some dozens of sums.
@lru_cache(maxsize=1 << 14)
def round_ratio(numerator: int, denominator: int, places: int, rounding: Rounding) -> Fraction:
    """Round numerator ÷ denominator, which need not be in lowest terms, like `round_to`.

    Args:
        denominator: above 0.
    """
    unit: int = 10**places
    size, rest = divmod(abs(numerator) * unit, denominator)
    over_half = 2 * rest - denominator
    if over_half > 0 or (over_half == 0 and (rounding is Rounding.HALF_UP or size % 2)):
        size += 1
    return Fraction(size if numerator >= 0 else -size, unit)


def published(value: Fraction, places: int) -> Decimal:
    """Turn a value that has been rounded to `places` into a decimal with exactly that many."""
    units, rest = divmod(value.numerator * 10**places, value.denominator)
    assert not rest, "only rounded values are published"
    return Decimal(units).scaleb(-places, EXACT)


def fixed_text(value: Decimal | None) -> str:
    """Write a published value without exponent; nothing for a value that does not exist."""
    return "" if value is None else format(value, "f")


def exact_text(value: Decimal | Fraction) -> str:
    """Write a value in full: the shortest decimal, or "n/d" in lowest terms if it has none."""
    if isinstance(value, Fraction):
        places = _decimals_needed(value.denominator)
        if places is None:
            return f"{value.numerator}/{value.denominator}"
        value = published(value, places)
    text = format(value, "f") if value else "0"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimals_needed(denominator: int) -> int | None:
    """Count the decimals of 1/denominator, or give None if they never end."""
    powers = {2: 0, 5: 0}
    for prime in powers:
        while denominator % prime == 0:
            denominator //= prime
            powers[prime] += 1
    return max(powers.values()) if denominator == 1 else None
