"""The names of WordprocessingML, spelt once."""

from __future__ import annotations

from pingxuan.papers.package import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
PACKAGE_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}"


def value(element: Element | None, name: str = "val", default: str = "") -> str:
    """Give an attribute in Word's own namespace."""
    if element is None:
        return default
    got = element.get(W + name)
    return default if got is None else str(got)


def is_on(element: Element | None) -> bool:
    """Say whether a switch such as `<w:vanish/>` is there and not set to off."""
    return element is not None and value(element).lower() not in ("0", "false", "off", "none")


def number(element: Element | None, default: int) -> int:
    """Give a count such as a span, within reason; the default when it is no number."""
    try:
        return max(0, min(int(value(element)), 64))
    except ValueError:
        return default
