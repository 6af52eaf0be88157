"""What is looked for before an OpenDocument file is read: locks, macros, strangers."""

from __future__ import annotations

from pingxuan.papers.limits import Limits
from pingxuan.papers.model import Unreadable
from pingxuan.papers.package import Element, Package
from pingxuan.papers.pictures import points_of

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
SCRIPT = "{urn:oasis:names:tc:opendocument:xmlns:script:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"


def open_content(package: Package) -> Element:
    """Give the content's root.

    Raises:
        Unreadable: `encrypted`, `macro`, `xxe` or `corrupt`.
    """
    manifest = "meta-inf/manifest.xml"
    if package.has(manifest) and b"encryption-data" in package.read(manifest):
        raise Unreadable("encrypted")
    if any(_is_macro(name) for name in package.names):
        raise Unreadable("macro")
    package.refuse_entities()
    return package.xml("content.xml")


def open_warnings(package: Package, root: Element, limits: Limits) -> set[str]:
    """Say what the file points to, carries or shows beyond its text."""
    warnings = set()
    if next(root.iter(SCRIPT + "event-listener"), None) is not None:
        warnings.add("active_content")
    if next(root.iter(OFFICE + "annotation"), None) is not None:
        warnings.add("comments")
    if any(True for change in root.iter(TEXT + "changed-region")):
        warnings.add("tracked_changes")
    if next(root.iter(DRAW + "object", DRAW + "object-ole"), None) is not None:
        warnings.add("embedded_object")
    for image in root.iter(
        DRAW + "image", DRAW + "object", DRAW + "plugin", TEXT + "section-source"
    ):
        if "://" in image.get(XLINK + "href", ""):
            warnings.add("external_reference")
    for name in package.names:
        is_picture = name.startswith("pictures/")
        if is_picture and points_of(package.read(name, most=256 * 1024)) > limits.picture_points:
            warnings.add("picture_too_large")
    return warnings


def _is_macro(name: str) -> bool:
    """Say whether a part is a macro; LibreOffice also writes empty lists of them (script-lc)."""
    if name.startswith("scripts/"):
        return not name.endswith("/")
    is_list = name.endswith(("script-lc.xml", "script-lb.xml", "dialog-lc.xml", "dialog-lb.xml"))
    return name.startswith("basic/") and not is_list
