"""Whether two colours can be told apart, and what a campaign's colours are made into.

Source:
    WCAG 2.2, 1.4.3 and the definition of relative luminance; I5.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LEAST = 4.5
WHITE, PAGE, CARD, SUNK = "#FFFFFF", "#F5F5F1", "#FFFFFF", "#ECECE6"
DARK_PAGE, DARK_CARD = "#121819", "#1A2123"
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True)
class Trial:
    """One place where a colour stands: on what, how well it is told apart, and whether that is enough."""

    place: str
    ground: str
    ratio: float

    @property
    def is_enough(self) -> bool:
        """Whether text in it can be read there."""
        return self.ratio >= LEAST


def is_colour(text: str) -> bool:
    """Say whether a text is a colour as browsers send it: # and six hex digits."""
    return _HEX.fullmatch(text) is not None


def ratio(one: str, other: str) -> float:
    """Give the contrast of two colours, from 1 (none) to 21 (black on white)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def trials(colour: str) -> list[Trial]:
    """Try a colour where it will stand: as text on page, card and sunk ground, and below white text."""
    grounds = {"page": PAGE, "card": CARD, "sunk": SUNK, "button": WHITE}
    return [Trial(place, ground, ratio(colour, ground)) for place, ground in grounds.items()]


def is_readable(colour: str) -> bool:
    """Say whether a colour can be read in every place."""
    return all(trial.is_enough for trial in trials(colour))


def darkened(colour: str) -> str:
    """Give the nearest darker tone of a colour that can be read in every place."""
    share = 0.0
    while not is_readable(mixed(colour, "#000000", share)):
        share += 0.02
    return mixed(colour, "#000000", share)


def for_dark(colour: str) -> str:
    """Give the nearest lighter tone of a colour that can be read on the dark theme's grounds."""
    share = 0.0
    while min(ratio(mixed(colour, WHITE, share), g) for g in (DARK_PAGE, DARK_CARD)) < LEAST + 1:
        share += 0.02
    return mixed(colour, WHITE, share)


def mixed(colour: str, other: str, share: float) -> str:
    """Mix `share` of another colour into a colour, in sRGB."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * min(share, 1)):02X}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    if not is_colour(colour):
        raise ValueError(f"no colour: {colour!r}")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = []
    for channel in _channels(colour):
        part = channel / 255
        linear.append(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
