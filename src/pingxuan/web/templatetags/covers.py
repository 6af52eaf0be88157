"""Default covers: flat drawings in the tones of a category, the same for the same entry."""

from __future__ import annotations

from hashlib import sha256

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

HUES = "abcd"
"""One hue a category; a sheet's categories take them in the order of their keys' letters."""
KNOWN_HUES = {"institution": "a", "individual": "b", "creative": "c"}

# Each scene has grounds (k1 … k4), one red shape (kr) and white (kw); 320 × 200.
GROUNDS = (
    '<path class="k2" d="M0 140 70 84l58 40 62-62 74 60 56-34v112H0z"/>'
    '<path class="k3" d="M0 172 90 128l80 30 70-34 80 36v40H0z"/>',
    '<path class="k2" d="M0 146q40-18 80 0t80 0 80 0 80 0v54H0z"/>'
    '<path class="k3" d="M0 174q40-16 80 0t80 0 80 0 80 0v26H0z"/>',
    '<path class="k2" d="M0 120h320v80H0z"/><path class="k3" d="M0 158h320v42H0z"/>'
    '<path class="k4" d="M0 186h320v14H0z"/>',
    '<path class="k2" d="M0 96 160 60l160 36v104H0z"/><path class="k3" d="M0 164 160 140l160 24v36H0z"/>',
)
SCENES = (
    # two voices
    '<rect class="kw" x="44" y="36" width="98" height="48" rx="8"/><path class="kw" d="M58 82h22l-18 15z"/>'
    '<rect class="k2" x="58" y="51" width="62" height="5" rx="2"/>'
    '<rect class="k2" x="58" y="64" width="40" height="5" rx="2"/>'
    '<rect class="k4" x="178" y="22" width="98" height="48" rx="8"/><path class="k4" d="M240 68h22v15z"/>'
    '<circle class="kr" cx="227" cy="46" r="9"/>',
    # a house whose door is open
    '<path class="k4" d="M96 88 160 44l64 44v84H96z"/><path class="kw" d="M112 96l48-33 48 33v76h-96z"/>'
    '<path class="k3" d="M142 116h36v56h-36z"/><path class="kr" d="M142 116l24 10v56l-24-10z"/>',
    # a sheet with lines and a mark
    '<rect class="k4" x="104" y="30" width="118" height="146" rx="4"/>'
    '<rect class="kw" x="98" y="24" width="118" height="146" rx="4"/>'
    '<path class="k2" d="M114 46h60v7h-60zM114 66h86v5h-86zM114 82h86v5h-86zM114 98h70v5h-70z"/>'
    '<rect class="kr" x="164" y="122" width="36" height="36" rx="2"/>',
    # a clock
    '<circle class="k4" cx="160" cy="94" r="66"/><circle class="kw" cx="160" cy="94" r="54"/>'
    '<path class="kr" d="M160 94V40a54 54 0 0 1 46.800 27z"/>'
    '<path class="kl" d="M160 94V56M160 94l26 15"/>',
    # a screen with a voice
    '<rect class="k4" x="116" y="22" width="88" height="156" rx="12"/>'
    '<rect class="kw" x="124" y="38" width="72" height="120" rx="2"/>'
    '<path class="k2" d="M134 52h52v34h-52zM134 96h52v5h-52zM134 108h36v5h-36z"/>'
    '<circle class="kr" cx="160" cy="138" r="11"/>',
    # towers and a flag of a window
    '<path class="k4" d="M58 74h58v102H58zM130 40h60v136h-60zM204 92h58v84h-58z"/>'
    '<path class="k1" d="M70 88h12v12H70zM92 88h12v12H92zM70 112h12v12H70zM92 112h12v12H92zM70 136h12v12H70z'
    "M92 136h12v12H92zM144 56h12v12h-12zM166 56h12v12h-12zM144 80h12v12h-12zM166 104h12v12h-12z"
    'M144 128h12v12h-12zM166 128h12v12h-12zM216 106h12v12h-12zM238 106h12v12h-12zM216 130h12v12h-12z"/>'
    '<path class="kr" d="M144 104h12v12h-12z"/>',
    # a road and a bus
    '<path class="k4" d="M60 68h186a14 14 0 0 1 14 14v66H60z"/>'
    '<path class="kw" d="M74 82h34v30H74zM118 82h34v30h-34zM162 82h34v30h-34zM206 82h40v30h-40z"/>'
    '<path class="kr" d="M60 122h200v8H60z"/><circle class="kw" cx="104" cy="150" r="16"/>'
    '<circle class="k3" cx="104" cy="150" r="8"/><circle class="kw" cx="216" cy="150" r="16"/>'
    '<circle class="k3" cx="216" cy="150" r="8"/>',
    # steps to a point
    '<path class="k4" d="M40 152h54v26H40zM104 122h54v56h-54zM168 90h54v88h-54zM232 56h54v122h-54z"/>'
    '<path class="kw" d="M40 146h54v8H40zM104 116h54v8h-54zM168 84h54v8h-54z"/>'
    '<circle class="kr" cx="259" cy="36" r="16"/>',
    # hands of a scale: two bowls
    '<path class="kl" d="M160 34v120M96 58h128M126 156h68"/>'
    '<path class="kw" d="M64 96h64a32 32 0 0 1-64 0zM192 96h64a32 32 0 0 1-64 0z"/>'
    '<path class="kl" d="M96 58 72 94M96 58l24 36M224 58l-24 36M224 58l24 36"/>'
    '<circle class="kr" cx="160" cy="34" r="10"/>',
)


GROUND = '<path class="k1" d="M0 0h320v200H0z"/>'


def _chosen(entry_code: str, category: str) -> tuple[str, int, int]:
    digest = sha256(f"{category}/{entry_code}".encode()).digest()
    hue = KNOWN_HUES.get(category) or HUES[sha256(category.encode()).digest()[0] % len(HUES)]
    return hue, digest[0] % len(GROUNDS), digest[1] % len(SCENES)


def drawing(entry_code: str, category: str) -> tuple[str, str]:
    """Choose hue and drawing for an entry, the same at every call on every machine."""
    hue, ground, scene = _chosen(entry_code, category)
    return hue, f"{GROUND}{GROUNDS[ground]}{SCENES[scene]}"


@register.simple_tag
def cover(entry_code: str, category: str) -> SafeString:
    """Draw the default cover of an entry without a picture; decoration, so without a text.

    Args:
        entry_code: the public number; it decides which scene is drawn.
        category: the category's key in the sheet; it decides the hue.
    """
    hue, shapes = drawing(entry_code, category)
    return _svg(hue, mark_safe(shapes))  # noqa: S308  (our own constants)


@register.simple_tag
def cover_from_sheet(entry_code: str, category: str) -> SafeString:
    """Draw the same cover on a page with many of them, out of the parts of `cover_sheet`."""
    hue, ground, scene = _chosen(entry_code, category)
    parts = format_html('<use href="#cover-g{}"/><use href="#cover-s{}"/>', ground, scene)
    return _svg(hue, parts)


@register.simple_tag
def cover_sheet() -> SafeString:
    """Give the parts of all covers once, for the covers of a page that are made from them."""
    grounds = "".join(f'<g id="cover-g{n}">{GROUND}{each}</g>' for n, each in enumerate(GROUNDS))
    scenes = "".join(f'<g id="cover-s{n}">{each}</g>' for n, each in enumerate(SCENES))
    return format_html(
        '<svg class="cover-sheet" width="0" height="0" aria-hidden="true"><defs>{}</defs></svg>',
        mark_safe(grounds + scenes),  # noqa: S308  (our own constants)
    )


def _svg(hue: str, shapes: SafeString) -> SafeString:
    return format_html(
        '<svg class="cover" data-hue="{}" viewBox="0 0 320 200" aria-hidden="true"'
        ' preserveAspectRatio="xMidYMid slice">{}</svg>',
        hue,
        shapes,
    )
