"""Pictures for the demonstration, drawn when it is planted: places without people, the same each time."""

from __future__ import annotations

import io
import math
import random
from typing import NamedTuple

from PIL import Image, ImageDraw

SCENE = (960, 600)
BANNER = (1600, 400)
LOGO = 256
Colour = tuple[int, int, int]


class Palette(NamedTuple):
    """The colours of a time of day: the sky from above down, hills from far to near, walls, one accent."""

    above: Colour
    below: Colour
    hills: tuple[Colour, Colour, Colour]
    wall: Colour
    roof: Colour
    accent: Colour


PALETTES = (
    Palette((126, 170, 190), (226, 235, 230), ((150, 184, 176), (104, 150, 134), (62, 108, 92)),
            (240, 236, 224), (92, 84, 84), (190, 62, 40)),
    Palette((222, 176, 132), (248, 230, 204), ((196, 160, 140), (150, 112, 104), (96, 74, 84)),
            (246, 236, 218), (84, 64, 74), (174, 47, 28)),
    Palette((88, 118, 158), (206, 216, 228), ((132, 152, 180), (88, 112, 146), (50, 70, 102)),
            (232, 236, 240), (64, 78, 104), (214, 148, 54)),
    Palette((150, 190, 164), (238, 242, 220), ((170, 198, 150), (122, 164, 110), (74, 120, 78)),
            (250, 246, 230), (110, 92, 70), (186, 76, 46)),
)  # fmt: skip


def scene(seed: int) -> bytes:
    """Draw a place as a JPEG: hills, a river or a road, and what people built there."""
    chance = random.Random(seed)  # noqa: S311 - a drawing, not a secret
    return _written(_landscape(SCENE, PALETTES[seed % len(PALETTES)], chance), "JPEG")


def banner() -> bytes:
    """Draw the campaign's banner: a wide valley with many houses."""
    chance = random.Random(2021)  # noqa: S311 - a drawing, not a secret
    return _written(_landscape(BANNER, PALETTES[0], chance), "JPEG")


def logo() -> bytes:
    """Draw a mark: a red square, in it a word and its answer."""
    picture = Image.new("RGB", (LOGO, LOGO), (174, 47, 28))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((40, 48, 172, 128), 16, fill="white")
    draw.polygon([(64, 124), (64, 160), (104, 124)], fill="white")
    draw.rounded_rectangle((96, 144, 216, 208), 14, outline="white", width=12)
    return _written(picture, "PNG")


def _landscape(size: tuple[int, int], colours: Palette, chance: random.Random) -> Image.Image:
    width, height = size
    picture = _sky(size, colours)
    draw = ImageDraw.Draw(picture)
    across, up, wide = chance.uniform(0.12, 0.88) * width, height * 0.2, height * 0.075
    draw.ellipse((across - wide, up - wide, across + wide, up + wide), fill=colours.accent)
    for depth, colour in enumerate(colours.hills):
        ground = height * (0.46 + 0.15 * depth)
        draw.polygon(_ridge(width, height, ground, chance), fill=colour)
        if depth == 1:
            _houses(draw, size, ground + height * 0.1, colours, chance)
    _way(draw, size, colours, chance)
    _trees(draw, size, colours, chance)
    return picture


def _sky(size: tuple[int, int], colours: Palette) -> Image.Image:
    fade = Image.linear_gradient("L").resize(size)
    return Image.composite(
        Image.new("RGB", size, colours.below), Image.new("RGB", size, colours.above), fade
    )


def _ridge(
    width: int, height: int, ground: float, chance: random.Random
) -> list[tuple[float, float]]:
    """Give the outline of hills: two waves over each other, down to the foot of the picture."""
    long, short = chance.uniform(0.6, 1.4), chance.uniform(2.2, 4.2)
    begins, other = chance.uniform(0, 6), chance.uniform(0, 6)
    points = []
    for place in range(0, width + 24, 24):
        turn = place / height * math.tau / 2
        lift = math.sin(turn * long + begins) * 0.07 + math.sin(turn * short + other) * 0.022
        points.append((float(place), ground - lift * height))
    return [*points, (float(width), float(height)), (0.0, float(height))]


def _houses(
    draw: ImageDraw.ImageDraw,
    size: tuple[int, int],
    ground: float,
    colours: Palette,
    chance: random.Random,
) -> None:
    width, height = size
    at = chance.uniform(0.02, 0.2) * width
    while at < width * 0.94:
        wide, high = height * chance.uniform(0.1, 0.2), height * chance.uniform(0.1, 0.3)
        top = ground - high
        # The nearest hill covers the foot of each house.
        draw.rectangle((at, top, at + wide, ground + height * 0.3), fill=colours.wall)
        if high < height * 0.18:
            eaves = wide * 0.12
            ends = [(at - eaves, top), (at + wide / 2, top - high * 0.5), (at + wide + eaves, top)]
            draw.polygon(ends, fill=colours.roof)
        else:
            draw.rectangle((at, top, at + wide, top + height * 0.016), fill=colours.roof)
        _windows(draw, (at, top, wide, high), colours, chance)
        at += wide + height * chance.uniform(0.03, 0.3)


def _windows(
    draw: ImageDraw.ImageDraw,
    house: tuple[float, float, float, float],
    colours: Palette,
    chance: random.Random,
) -> None:
    left, top, wide, high = house
    side = wide / 7
    lit = chance.randrange(9)
    for number in range(3 * max(int(high / (side * 2.4)), 1)):
        row, column = divmod(number, 3)
        x, y = left + side * (1 + 2 * column), top + side * (1.2 + 2.2 * row)
        colour = colours.accent if number == lit else colours.roof
        draw.rectangle((x, y, x + side, y + side * 1.2), fill=colour)


def _way(
    draw: ImageDraw.ImageDraw, size: tuple[int, int], colours: Palette, chance: random.Random
) -> None:
    """Draw a river or a road that comes nearer."""
    width, height = size
    far, near = chance.uniform(0.3, 0.7) * width, chance.uniform(0.1, 0.6) * width
    ends = [(far, height * 0.78), (far + height * 0.04, height * 0.78)]
    ends += [(near + height * 0.5, float(height)), (near, float(height))]
    draw.polygon(ends, fill=colours.below)


def _trees(
    draw: ImageDraw.ImageDraw, size: tuple[int, int], colours: Palette, chance: random.Random
) -> None:
    width, height = size
    dark = tuple(part * 3 // 4 for part in colours.hills[2])
    for _ in range(chance.randint(5, 9) * width // SCENE[0]):
        x, y = chance.uniform(0, width), height * chance.uniform(0.82, 0.94)
        r = height * chance.uniform(0.035, 0.06)
        draw.rectangle((x - r * 0.12, y, x + r * 0.12, y + r * 1.8), fill=colours.roof)
        draw.ellipse((x - r, y - r * 1.6, x + r, y + r * 0.9), fill=dark)


def _written(picture: Image.Image, format_: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, format_, quality=84)
    return out.getvalue()
