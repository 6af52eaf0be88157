"""Field codes: what they show, where they lead, and which of them run or fetch something."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pingxuan.papers.word.symbols import symbol

_RUNS = {"DDE", "DDEAUTO", "MACROBUTTON", "PRINT", "CONTROL", "ADDIN"}
_FETCHES = {
    "INCLUDETEXT",
    "INCLUDEPICTURE",
    "INCLUDE",
    "IMPORT",
    "LINK",
    "DATABASE",
    "RD",
    "HTMLACTIVEX",
}
_ADDRESS = re.compile(r"^\s*HYPERLINK\s+(?P<rest>.*)$", re.IGNORECASE | re.DOTALL)
_QUOTED = re.compile(r"[\"“”]([^\"“”]*)[\"“”]|(\S+)")
_OVERSTRIKE = re.compile(r"^\s*EQ\s+\\o(?:\s*\\a[clr])?\s*\((.*)\)\s*$", re.IGNORECASE | re.DOTALL)
_BOXES = set("□☐○◯〇◻▢❏❑❒◇口囗")
_TICKS = set("√✓✔☑×✗✘xX●■Vv")
_CROSSES = set("×✗✘xX")


@dataclass(slots=True)
class FieldCode:
    """A field while it is read: its code, and what is known of its result.

    Attributes:
        code: the instruction, joined from all its runs.
        in_result: whether the separator has passed, so that what follows is shown.
        start: where its result begins in the paragraph.
        drawn: what stands at the field's own place without a result (a check box).
        shown: whether its result had any text.
    """

    code: str = ""
    in_result: bool = False
    start: int = 0
    drawn: str = ""
    shown: bool = False

    @property
    def name(self) -> str:
        """The field's kind, such as HYPERLINK."""
        words = self.code.split(maxsplit=1)
        return words[0].upper() if words else ""

    def address(self) -> str | None:
        """Give the address that a HYPERLINK leads to; None for a place in the same file."""
        matched = _ADDRESS.match(self.code)
        if not matched:
            return None
        rest = matched.group("rest").strip()
        if rest.startswith("\\"):
            return None
        word = _QUOTED.match(rest)
        return (word.group(1) or word.group(2) or None) if word else None

    def trouble(self) -> str | None:
        """Give the code for a field that would run or fetch something if it were updated."""
        if self.name in _RUNS:
            return "active_content"
        return "external_reference" if self.name in _FETCHES else None

    def without_result(self) -> str:
        """Give what a field shows that stores no result."""
        if self.drawn or self.shown:
            return self.drawn
        if self.name == "SYMBOL":
            return _symbol_shown(self.code)
        if self.name == "MACROBUTTON":
            return self.code.split(maxsplit=2)[2] if len(self.code.split(maxsplit=2)) > 2 else ""
        overstrike = _OVERSTRIKE.match(self.code)
        return _overstrike_shown(overstrike.group(1)) if overstrike else ""


def _symbol_shown(code: str) -> str:
    matched = re.match(
        r"\s*SYMBOL\s+(0x[0-9A-F]+|\d+)(?:.*?\\f\s*[\"“]?([^\"”\\]+))?",
        code,
        re.IGNORECASE | re.DOTALL,
    )
    if not matched:
        return ""
    point = int(matched.group(1), 0)
    font = (matched.group(2) or "").strip()
    if font:
        return symbol(font, point)
    return chr(point) if 32 < point < 0x110000 and not 0xD800 <= point < 0xE000 else ""


def _overstrike_shown(inner: str) -> str:
    """Draw one sign over another: a tick over a box is how a box is ticked with EQ fields."""
    signs = [part.strip() for part in re.split(r"[,，;；]", inner)]
    if any(sign in _BOXES for sign in signs) and (ticks := [s for s in signs if s in _TICKS]):
        return "☒" if ticks[0] in _CROSSES else "☑"
    return next((sign for sign in reversed(signs) if sign not in _BOXES), "".join(signs[:1]))
