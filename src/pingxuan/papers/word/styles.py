"""The one thing that styles decide for a reader: whether text is hidden."""

from __future__ import annotations

from pingxuan.papers.package import Element
from pingxuan.papers.word.names import W, is_on, value


class HidingStyles:
    """Which styles hide their text, by themselves or through the style that they build on."""

    def __init__(self, styles: Element | None) -> None:
        self._own: dict[str, bool | None] = {}
        self._base: dict[str, str] = {}
        for style in () if styles is None else styles.iter(W + "style"):
            name = value(style, "styleId")
            vanish = style.find(f"{W}rPr/{W}vanish")
            self._own[name] = None if vanish is None else is_on(vanish)
            self._base[name] = value(style.find(W + "basedOn"))

    def hides(self, name: str) -> bool | None:
        """Say whether a style hides text; None when it says nothing about it."""
        seen: set[str] = set()
        while name and name not in seen:
            seen.add(name)
            own = self._own.get(name)
            if own is not None:
                return own
            name = self._base.get(name, "")
        return None
