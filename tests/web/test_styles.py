"""Tokens are the only colours and sizes of text, and every pair of them can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STYLES = Path(__file__).parents[2] / "src/pingxuan/web/static/css"
TOKENS = STYLES / "tokens.css"
OTHERS = sorted(path for path in STYLES.rglob("*.css") if path != TOKENS)
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklch)\("
    r"|(?:color|background|border[a-z-]*|fill|stroke|shadow)\s*:[^;]*"
    r"(?<![\w-])(?:white|black|red|green|blue|gr[ae]y|yellow|orange|purple|silver)(?![\w-])",
    re.I,
)
SURFACES = ("page", "card", "sunk")
INKS = ("ink", "ink-2", "ink-3", "dai", "zhu", "song", "zhe", "jiang")
TINTS = ("dai", "zhu", "song", "zhe", "jiang")
FILLS = (
    "dai-fill",
    "dai-fill-strong",
    "dai-fill-press",
    "zhu-fill",
    "zhu-fill-strong",
    "zhu-fill-press",
)
READABLE = 4.5
VISIBLE = 3.0


def bare(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)


def name(path: Path) -> str:
    return str(path.relative_to(STYLES))


def roles(theme: str) -> dict[str, str]:
    """The colours of a theme: the light ones, overlaid by those of the dark block."""
    css = bare(TOKENS).split("@media print")[0]
    found = {}
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        if theme == "dark" or "dark" not in selector:
            found.update(re.findall(r"--px-([\w-]+):\s*(#[0-9A-Fa-f]{3,6})\b", body))
    return found


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("path", OTHERS, ids=name)
def test_no_colour_stands_outside_the_tokens(path: Path) -> None:
    assert COLOUR.findall(bare(path)) == []


@pytest.mark.parametrize("path", OTHERS, ids=name)
def test_text_takes_its_size_from_the_scale(path: Path) -> None:
    sizes = re.findall(r"font-size:\s*([^;}]+)", bare(path))
    large = {"118.75%"}  # 大字: the one switch of the whole scale
    others = [
        s for s in sizes if not re.fullmatch(r"var\(--px-t-\d+\)|inherit|\.\d+em|\d+pt", s.strip())
    ]

    assert set(others) <= large


@pytest.mark.parametrize("path", [TOKENS, *OTHERS], ids=name)
def test_every_role_that_is_used_exists(path: Path) -> None:
    defined = set(re.findall(r"(--px-[\w-]+)\s*:", bare(TOKENS)))

    assert set(re.findall(r"var\((--px-[\w-]+)", bare(path))) - defined == set()


@pytest.mark.parametrize("path", [TOKENS, *OTHERS], ids=name)
def test_nothing_is_used_that_the_floor_or_the_house_forbids(path: Path) -> None:
    css = bare(path)

    assert (
        re.findall(r"!important|:has\(|@layer|@container|color-mix|\binset\s*:|^\s*&", css, re.M)
        == []
    )
    assert re.findall(r"\.[a-z][\w-]*--[\w-]+", css) == []


def test_every_component_is_in_the_one_stylesheet() -> None:
    imported = re.findall(r'@import "([^"]+)"', (STYLES / "pingxuan.css").read_text("utf-8"))

    assert sorted(p for p in imported if not p.startswith("../")) == sorted(
        name(path) for path in [TOKENS, *OTHERS] if path.name != "pingxuan.css"
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_on_every_surface(theme: str) -> None:
    colour = roles(theme)
    pairs = [(ink, surface) for ink in INKS for surface in SURFACES]
    pairs += [(tint, f"{tint}-tint") for tint in TINTS]
    pairs += [(ink, f"{tint}-tint") for ink in ("ink", "ink-2") for tint in TINTS]
    pairs += [("ink-inv", fill) for fill in FILLS]
    pairs += [("dai-strong", "dai-tint"), ("ink", "raise"), ("ink-3", "raise"), ("zhu", "raise")]

    faint = [(a, b) for a, b in pairs if contrast(colour[a], colour[b]) < READABLE]

    assert faint == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_edges_of_controls_and_marks_can_be_seen(theme: str) -> None:
    colour = roles(theme)
    pairs = [("line-control", surface) for surface in SURFACES]
    pairs += [(mark, "card") for mark in ("zhu-fill", "dai-fill", "c1", "c2", "c4")]

    faint = [(a, b) for a, b in pairs if contrast(colour[a], colour[b]) < VISIBLE]

    assert faint == []


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert round(contrast("#777777", "#FFFFFF"), 2) == 4.48
