"""Contrast as the standard reckons it, and tones that can always be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis.strategies import integers

from pingxuan.domain.contrast import (
    DARK_CARD,
    DARK_PAGE,
    LEAST,
    darkened,
    for_dark,
    is_colour,
    is_readable,
    ratio,
    trials,
)

COLOURS = integers(0, 0xFFFFFF).map(lambda n: f"#{n:06X}")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#FFFFFF", 21.0),
        ("#777777", "#FFFFFF", 4.48),
        ("#767676", "#FFFFFF", 4.54),
        ("#0000FF", "#FFFFFF", 8.59),
        ("#FF0000", "#FFFFFF", 4.0),
    ],
)
def test_ratios_are_those_of_the_standards_own_examples(
    one: str, other: str, expected: float
) -> None:
    assert round(ratio(one, other), 2) == expected
    assert ratio(one, other) == ratio(other, one)


def test_the_houses_own_colours_can_be_read() -> None:
    assert [is_readable(colour) for colour in ("#1F5A69", "#AE2F1C")] == [True, True]
    assert [trial.is_enough for trial in trials("#777777")] == [False] * 4


@given(COLOURS)
def test_every_colour_has_a_tone_for_each_theme(colour: str) -> None:
    assert is_readable(darkened(colour))
    assert min(ratio(for_dark(colour), ground) for ground in (DARK_PAGE, DARK_CARD)) >= LEAST


@pytest.mark.parametrize("text", ["", "#FFF", "red", "#GGGGGG", "#0000000", "#000000\n", "url(#a)"])
def test_what_is_no_colour_is_none(text: str) -> None:
    assert not is_colour(text)
