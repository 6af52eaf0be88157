"""How a campaign's face gets onto its pages: a small stylesheet of its own, two pictures, no inline style."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.utils.translation import get_language

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.contrast import for_dark, mixed
from pingxuan.domain.rules.text import Text

BLACK, WHITE = "#000000", "#FFFFFF"
PICTURES = re.compile(r"faces/([0-9a-f]{32})\.webp")


@dataclass(frozen=True)
class Face:
    """What the frame shows of a campaign's face.

    Attributes:
        mark: changes with the colours, and stands in the stylesheet's address; empty without any.
        logo, banner: the names of the pictures as their addresses have them; empty without.
    """

    mark: str
    logo: str
    banner: str
    banner_says: str


def face_of(campaign: Campaign | None) -> Face | None:
    """Give the face of a campaign; None for one that shows the house's own."""
    if campaign is None or not campaign.face:
        return None
    face: dict[str, Any] = campaign.face
    colours = (str(face.get("work", "")), str(face.get("mark", "")))
    mark = sha256("|".join(colours).encode()).hexdigest()[:12] if any(colours) else ""
    names = [PICTURES.fullmatch(str(face.get(key, ""))) for key in ("logo", "banner")]
    logo, banner = (found[1] if found else "" for found in names)
    return Face(mark, logo, banner, str(face.get("banner_says", "")))


def pages_of(campaign: Campaign) -> list[tuple[str, str]]:
    """List the fixed pages that the foot leads to, with their titles in the page's language."""
    language = get_language() or ""
    titles = {page.code: page.title for page in campaign.sheet.pages}
    for code, (title, title_en) in campaign.face.get("pages", {}).items():
        titles[code] = Text(title, title_en)
    return [(code, title.get(language)) for code, title in titles.items()]


@lru_cache(maxsize=32)
def stylesheet(work: str, mark: str) -> str:
    """Write a campaign's colours as roles of the tokens, for both themes and for their shades."""
    light, dark = [], []
    if work:
        pale = for_dark(work)
        light += _roles("dai", work)
        dark += [f"--px-dai:{pale}", f"--px-dai-strong:{mixed(pale, WHITE, 0.3)}"]
    if mark:
        pale = for_dark(mark)
        light += [*_roles("zhu", mark), f"--px-zhu-fill:{mark}"]
        light += [f"--px-zhu-fill-strong:{mixed(mark, BLACK, 0.2)}"]
        light += [f"--px-zhu-fill-press:{mixed(mark, BLACK, 0.35)}"]
        dark += [f"--px-zhu:{pale}", f"--px-zhu-strong:{mixed(pale, WHITE, 0.3)}"]
        dark += [f"--px-zhu-fill:{mark}", f"--px-zhu-fill-strong:{mixed(mark, BLACK, 0.2)}"]
        dark += [f"--px-zhu-line:{mixed(mark, WHITE, 0.2)}"]
    return (
        f':root,[data-bs-theme="light"]{{{";".join(light)}}}\n'
        f'[data-bs-theme="dark"]{{{";".join(dark)}}}\n'
    )


def _roles(name: str, colour: str) -> list[str]:
    return [
        f"--px-{name}:{colour}",
        f"--px-{name}-strong:{mixed(colour, BLACK, 0.2)}",
        f"--px-{name}-tint:{mixed(colour, WHITE, 0.9)}",
        f"--px-{name}-line:{mixed(colour, WHITE, 0.55)}",
    ]
