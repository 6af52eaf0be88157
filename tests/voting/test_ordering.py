"""The random order is fair, stable, and tells nothing. Source: E3, decisions "Random order"."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date

import pytest

from pingxuan.voting.ordering import ordered, seed_for

TODAY = date(2021, 11, 25)
NUMBERS = [f"{letter}-{n:03d}" for letter in "JGC" for n in range(1, 21)]


def test_over_ten_thousand_visitors_each_entry_lies_in_the_middle_within_three_per_cent() -> None:
    visitors = random.Random(7)
    places = dict.fromkeys(NUMBERS, 0)
    for _ in range(10_000):
        for place, number in enumerate(ordered(NUMBERS, f"{visitors.getrandbits(64):016x}"), 1):
            places[number] += place
    middle = (len(NUMBERS) + 1) / 2

    farthest = max(abs(total / 10_000 - middle) / middle for total in places.values())

    assert farthest < 0.03


def test_the_order_depends_on_the_seed_alone_and_later_entries_move_nobody() -> None:
    seed = "00112233445566ff"
    later = [*NUMBERS, "J-021", "C-021"]

    assert ordered(NUMBERS, seed) == ordered(NUMBERS, seed) != ordered(NUMBERS, "00112233445566fe")
    assert [n for n in ordered(later, seed) if n in NUMBERS] == list(ordered(NUMBERS, seed))


def test_over_ten_thousand_visitors_each_entry_is_as_often_first_as_the_others() -> None:
    visitors = random.Random(8)
    first = Counter(ordered(NUMBERS, f"{visitors.getrandbits(64):016x}")[0] for _ in range(10_000))
    expected = 10_000 / len(NUMBERS)

    # Chi-squared with 59 degrees of freedom: 98.3 is passed once in a thousand honest orders.
    assert sum((first[n] - expected) ** 2 / expected for n in NUMBERS) < 98.3


def test_the_cookie_keeps_the_seed_for_its_day_only() -> None:
    given = seed_for("", TODAY)
    kept = seed_for(given.cookie, TODAY)
    tomorrow = seed_for(given.cookie, date(2021, 11, 26))

    assert given.is_new
    assert (kept.seed, kept.is_new) == (given.seed, False)
    assert tomorrow.is_new
    assert tomorrow.seed != given.seed


@pytest.mark.parametrize(
    "cookie", ["2021-11-25.", "2021-11-25.zz", "x" * 5000, "2021-11-25.00112233445566FF"]
)
def test_a_bent_cookie_gets_a_new_seed(cookie: str) -> None:
    assert seed_for(cookie, TODAY).is_new
