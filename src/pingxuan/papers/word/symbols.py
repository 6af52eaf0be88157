"""Symbol fonts: the tick that was inserted from Wingdings, as the character one sees."""

from __future__ import annotations

_TICKED, _TICK, _BOX, _CROSS, _CROSSED = "☑", "√", "□", "×", "☒"

_FONTS: dict[str, dict[int, str]] = {
    "wingdings": {
        0x6C: "●",
        0x6D: "○",
        0x6E: "■",
        0x6F: _BOX,
        0x70: _BOX,
        0x71: _BOX,
        0x72: _BOX,
        0xA1: "○",
        0xA3: "○",
        0xA4: "◉",
        0xA5: "◎",
        0xA7: "▪",
        0xA8: _BOX,
        0xFB: _CROSS,
        0xFC: _TICK,
        0xFD: _CROSSED,
        0xFE: _TICKED,
    },
    "wingdings 2": {
        0x4F: _CROSS,
        0x50: _TICK,
        0x51: _CROSSED,
        0x52: _TICKED,
        0x53: _CROSSED,
        0x54: _CROSSED,
        0x56: _CROSSED,
        0x98: "●",
        0x99: "○",
        0x9A: "○",
        0x9B: "◉",
        0xA2: "■",
        0xA3: _BOX,
        0xA4: _BOX,
    },
    "wingdings 3": {},
    "webdings": {
        0x61: _TICK,
        0x63: _BOX,
        0x67: "■",
        0x6E: "●",
        0x72: _CROSSED,
    },
    "marlett": {0x61: _TICK, 0x62: _TICK, 0x72: _CROSS, 0x68: "●", 0x69: "○"},
    "zapf dingbats": {0x33: _TICK, 0x34: _TICK, 0x38: _CROSS, 0x6E: "■", 0x6F: _BOX, 0x6C: "●"},
    "symbol": {0xD6: "√", 0xB7: "·", 0xB4: "×"},
}
_ALIASES = {
    "wingdings2": "wingdings 2",
    "wingdings3": "wingdings 3",
    "zapfdingbats": "zapf dingbats",
    "itc zapf dingbats": "zapf dingbats",
}


def is_symbol_font(font: str) -> bool:
    """Say whether a font shows signs in place of letters."""
    return _key(font) in _FONTS


def symbol(font: str, code: int) -> str:
    """Give the character that one sees for a code in a symbol font.

    Codes that nobody ticks with come out as a bullet, so that they stand for something and are
    no tick.
    """
    signs = _FONTS.get(_key(font), {})
    return signs.get(code & 0xFF, "•")


def stray_symbol(character: str) -> str:
    """Read a private-use character whose font is not named: most came from Wingdings.

    U+F052 is the ticked box of Wingdings 2, because Wingdings itself has only a sun there.
    """
    code = ord(character)
    if not 0xF020 <= code <= 0xF0FF:
        return character
    low = code & 0xFF
    return _FONTS["wingdings"].get(low) or _FONTS["wingdings 2"].get(low) or character


def _key(font: str) -> str:
    name = font.strip().lower()
    return _ALIASES.get(name, name)
