"""Seats, reserves and withdrawals: the cases of the paper, one by one."""

from __future__ import annotations

import pytest

from pingxuan.domain.judging.awards import award
from pingxuan.domain.judging.rules import OnCutTie

EXTEND, OPEN, BREAK = OnCutTie.EXTEND, OnCutTie.LEAVE_OPEN, OnCutTie.BREAK
LETTER = {
    "winner": "W",
    "reserve": "R",
    "not-selected": "n",
    "tied-at-cut": "t",
    "withdrawn": "x",
}


def picture(groups: str, seats: int, reserve: int, how: OnCutTie, withdrawn: str = "") -> str:
    """Groups are written `ab c d`; the answer has a letter for each entry in the same places."""
    standings = award(
        groups.split(), seats=seats, reserve=reserve, on_cut_tie=how, withdrawn=withdrawn
    )
    return "".join(LETTER[standings[c]] if c != " " else c for c in groups)


@pytest.mark.parametrize(
    ("groups", "seats", "reserve", "how", "wanted"),
    [
        ("a b c d e", 2, 1, BREAK, "W W R n n"),
        ("a b", 5, 3, BREAK, "W W"),
        ("a b c", 0, 1, BREAK, "R n n"),
        ("a b", 0, 0, BREAK, "n n"),
        ("", 3, 3, BREAK, ""),
        ("ab c d", 2, 1, OPEN, "WW R n"),
        ("a bc d e f", 2, 1, EXTEND, "W WW R n n"),
        ("a bc d e f", 2, 2, OPEN, "W tt R n n"),
        ("a bcde f g", 2, 1, OPEN, "W tttt n n"),
        ("a bcde f g", 2, 1, EXTEND, "W WWWW R n"),
        ("abc d e", 1, 0, OPEN, "ttt n n"),
        ("a b cd e", 1, 2, EXTEND, "W R RR n"),
        ("a b cd e", 1, 2, OPEN, "W R tt n"),
        ("a bc de f", 2, 2, OPEN, "W tt tt n"),
        ("a bc de f", 2, 1, EXTEND, "W WW RR n"),
        ("ab c", 0, 1, EXTEND, "RR n"),
        ("ab c", 0, 1, OPEN, "tt n"),
    ],
)
def test_seats_and_reserves(
    groups: str, seats: int, reserve: int, how: OnCutTie, wanted: str
) -> None:
    assert picture(groups, seats, reserve, how) == wanted


@pytest.mark.parametrize(
    ("groups", "seats", "reserve", "how", "withdrawn", "wanted"),
    [
        ("a b c d e", 2, 2, BREAK, "a", "x W W R n"),
        ("a b c d e", 2, 2, BREAK, "ab", "x x W W n"),
        ("a b c d e", 2, 1, BREAK, "ab", "x x W n n"),
        ("a b c d e", 2, 2, BREAK, "ac", "x W x W n"),
        ("a b c d e", 2, 2, BREAK, "c", "W W x R n"),
        ("a b c d e", 2, 1, BREAK, "e", "W W R n x"),
        ("a b c d e", 2, 0, BREAK, "a", "x W n n n"),
        ("a b cd e", 2, 2, EXTEND, "a", "x W WW n"),
        ("a b cd e", 2, 2, OPEN, "a", "x W tt n"),
        ("a b cd e", 2, 2, OPEN, "ab", "x x WW n"),
        ("a b cd e", 2, 2, OPEN, "ac", "x W xW n"),
        ("a b c de f", 2, 3, OPEN, "ab", "x x W tt n"),
        ("a bc d e", 2, 2, OPEN, "a", "x tt R n"),
        ("a bc d e", 2, 2, OPEN, "b", "W xt R n"),
        ("a bc d e", 2, 1, EXTEND, "a", "x WW W n"),
        ("a bc d e", 2, 1, EXTEND, "bc", "W xx W n"),
        ("a b c de f", 1, 3, OPEN, "a", "x W R tt n"),
        ("a b c de f", 1, 3, OPEN, "aa", "x W R tt n"),
        ("a b cd e f", 2, 3, OPEN, "ab", "x x WW R n"),
        ("a b cd e f", 2, 3, EXTEND, "a", "x W WW R n"),
    ],
)
def test_withdrawals_and_who_moves_up(
    groups: str, seats: int, reserve: int, how: OnCutTie, withdrawn: str, wanted: str
) -> None:
    assert picture(groups, seats, reserve, how, withdrawn) == wanted
