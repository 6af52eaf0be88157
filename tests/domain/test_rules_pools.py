"""Pools of the vote: each category has votes of its own, or all are one pool."""

from __future__ import annotations

import pytest

from pingxuan.domain.rules.problems import SheetInvalid
from pingxuan.domain.rules.reading import decode
from tests.builders import sheet_text

WHOLE = {"institution": 4, "individual": 3, "creative": 3}


def sheet(pools: list[tuple[str, int]], *keys: str) -> str:
    """Give the built-in sheet with these pools, and more keys of the vote."""
    rows = "".join(f'[[voting.pools]]\ncategory = "{code}"\nper_day = {n}\n\n' for code, n in pools)
    text = sheet_text().replace("max_per_request = 10\n", "".join(f"{key}\n" for key in keys))
    return text.replace(
        '[[voting.channels]]\ncode = "web"', f'{rows}[[voting.channels]]\ncode = "web"'
    )


def test_the_sheet_says_the_votes_of_each_category_and_the_largest_bounds_a_slip() -> None:
    voting = decode(sheet(list(WHOLE.items())), "sheet").voting

    assert voting is not None
    assert {pool.category: pool.per_day for pool in voting.pools} == WHOLE
    assert (voting.per_day, voting.max_per_request) == (10, 4)
    assert [voting.per_day_for(code) for code in WHOLE] == [4, 3, 3]


def test_without_pools_all_votes_are_one_pool() -> None:
    voting = decode(sheet([]), "sheet").voting

    assert voting is not None
    assert (voting.pools, voting.max_per_request) == ((), 10)
    assert [voting.per_day_for(code) for code in WHOLE] == [10, 10, 10]


@pytest.mark.parametrize(
    ("pools", "keys", "key", "said"),
    [
        ({"institution": 6, "individual": 4}, [], "voting.pools", "lacks creative"),
        (WHOLE | {"creative": 2}, [], "voting.pools", "add up to 9"),
        (WHOLE | {"creative": 0}, [], "voting.pools[2].per_day", "from 1 to 1000"),
        (WHOLE | {"film": 1, "creative": 2}, [], "voting.pools[3].category", "no category 'film'"),
        (WHOLE, ["per_category = 4"], "voting.per_category", "says again"),
        (WHOLE, ["max_per_request = 5"], "voting.max_per_request", "above the largest pool"),
    ],
)
def test_pools_that_do_not_hold_together_are_refused(
    pools: dict[str, int], keys: list[str], key: str, said: str
) -> None:
    with pytest.raises(SheetInvalid) as refused:
        decode(sheet(list(pools.items()), *keys), "sheet")

    ((found_key, found),) = [(p.key, p.text.en) for p in refused.value.problems]
    assert (found_key, said in found) == (key, True), found


def test_a_category_has_one_pool_and_each_pool_room_for_a_slip() -> None:
    twice = [*WHOLE.items(), ("creative", 3)]
    least = sheet([*WHOLE.items()]).replace("min_per_request = 1", "min_per_request = 4")

    for text, keys in (
        (sheet(twice), {"voting.pools[3].category", "voting.pools"}),
        (least, {"voting.pools[1].per_day", "voting.pools[2].per_day"}),
    ):
        with pytest.raises(SheetInvalid) as refused:
            decode(text, "sheet")
        assert {p.key for p in refused.value.problems} == keys
