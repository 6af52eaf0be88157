"""What a Word or Excel package carries besides text: macros, strangers, pictures, revisions."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from pingxuan.papers.limits import Limits
from pingxuan.papers.model import Unreadable
from pingxuan.papers.package import Element, Package
from pingxuan.papers.pictures import points_of
from pingxuan.papers.word.names import PACKAGE_RELATION, W

_REVISIONS = [
    W + name
    for name in [
        "ins",
        "del",
        "moveFrom",
        "moveTo",
        "rPrChange",
        "pPrChange",
        "tblPrChange",
        "trPrChange",
        "tcPrChange",
        "sectPrChange",
        "tblGridChange",
        "tblPrExChange",
        "numberingChange",
        "cellIns",
        "cellDel",
        "cellMerge",
    ]
]
_COMMENTS = [W + "commentReference", W + "commentRangeStart"]
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".emf", ".wmf")


class Relation(NamedTuple):
    """A line of a `.rels` part."""

    kind: str
    target: str
    is_external: bool


def relations(package: Package, part: str) -> dict[str, Relation]:
    """Read the relations of a part, by their ids."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if not package.has(path):
        return {}
    found = {}
    for line in package.xml(path).iter(PACKAGE_RELATION + "Relationship"):
        found[line.get("Id", "")] = Relation(
            line.get("Type", "").rsplit("/", 1)[-1],
            line.get("Target", ""),
            line.get("TargetMode", "").lower() == "external",
        )
    return found


def refuse_macros(package: Package) -> None:
    """Refuse a document that carries macros, whatever its ending says.

    Raises:
        Unreadable: `macro`.
    """
    if any(name.rsplit("/", 1)[-1].startswith("vbaproject") for name in package.names):
        raise Unreadable("macro")
    if any(name.startswith(("xl/macrosheets/", "basic/", "scripts/")) for name in package.names):
        raise Unreadable("macro")
    for name in package.names:
        if name.endswith(".rels") and b"/vbaProject" in package.read(name):
            raise Unreadable("macro")
    if package.has("[content_types].xml"):
        types = package.read("[content_types].xml").lower()
        if b"macroenabled" in types or b"vbaproject" in types:
            raise Unreadable("macro")


def package_warnings(package: Package, limits: Limits) -> set[str]:
    """Say what a package points to, carries or shows beyond its text."""
    warnings = set()
    for name in package.names:
        last = name.rsplit("/", 1)[-1]
        if "/embeddings/" in name or (last.startswith("oleobject") and last.endswith(".bin")):
            warnings.add("embedded_object")
        elif "/activex/" in name or "/ctrlprops/" in name:
            warnings.add("active_content")
        elif "/externallinks/" in name:
            warnings.add("external_reference")
        elif name.endswith(_PICTURES):
            points = points_of(package.read(name, most=256 * 1024))
            if points > limits.picture_points:
                warnings.add("picture_too_large")
        elif name.endswith(".rels"):
            warnings |= _relation_warnings(package, name)
    return warnings


def _relation_warnings(package: Package, path: str) -> set[str]:
    warnings = set()
    for line in package.xml(path).iter(PACKAGE_RELATION + "Relationship"):
        kind = line.get("Type", "").rsplit("/", 1)[-1]
        is_outside = line.get("TargetMode", "").lower() == "external"
        if is_outside and kind != "hyperlink":
            warnings.add("external_reference")
        if kind in ("oleObject", "package", "aFChunk", "subDocument"):
            warnings.add("embedded_object" if not is_outside else "external_reference")
        if kind in ("control", "activeXControlBinary"):
            warnings.add("active_content")
    return warnings


def document_warnings(root: Element, package: Package) -> set[str]:
    """Say whether a document's text still carries revisions or comments."""
    warnings = set()
    if next(root.iter(*_REVISIONS), None) is not None:
        warnings.add("tracked_changes")
    if next(root.iter(*_COMMENTS), None) is not None or _has_comments(package):
        warnings.add("comments")
    return warnings


def _has_comments(package: Package) -> bool:
    for name in package.names:
        if name.startswith("word/comments") and name.endswith("comments.xml"):
            return next(package.xml(name).iter(W + "comment"), None) is not None
    return False
